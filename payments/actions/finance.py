"""What finance may do: each action is a balanced entry or a call, and leaves a row in the audit log."""

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from brokerage.kit.money import Money
from payments import ledger
from payments.actions.desk_cases import (
    close_call_case,
    close_won_case,
    restate_debt,
    tell_of_return,
)
from payments.actions.observing import funds_of
from payments.actions.ordering import give_back, release
from payments.actions.planning import plan_calls
from payments.actions.provider_calls import has_live_call, order_call
from payments.models import Intent, LedgerAccount, Payment, ProviderCall
from payments.queries import is_unpaid, payout_ready


@transaction.atomic
def write_off(debtor: User, amount: Money, *, staff: User, reason: str) -> None:
    """Give up `amount` of what `debtor` owes us. Refused beyond what is owed."""
    owed = (
        LedgerAccount.objects.select_for_update()
        .filter(kind=LedgerAccount.Kind.RECEIVABLE, currency=amount.currency, user=debtor)
        .first()
    )
    if owed is None or not 0 < amount.amount <= owed.balance:
        raise Refusal("No such debt is open.", code="no_debt")
    n = owed.postings.filter(entry__reason__startswith="debt-written-off:").count() + 1
    ledger.debt_written_off(debtor, amount, n)
    restate_debt(debtor, amount.currency)
    record_staff_action(staff, "write off a debt", str(debtor.public_id), f"{amount}: {reason}")


@transaction.atomic
def decide_won(payment: Payment, *, to_payee: bool, staff: User | None = None) -> Payment:
    """Whose the money of a won dispute is: the payee's (less fee), or the payer's. Both are told.

    Without `staff` it is the clock's word, and only once `decide_by` is over: the payer has it back.
    """
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    late = payment.decide_by is not None and payment.decide_by <= clock.now()
    if payment.decide_by is None or payment.disputed_at or not (staff or late):
        raise Refusal("This money is not waiting for a decision.", code="not_waiting")
    if to_payee and not payout_ready(payment.payee):
        raise Refusal(
            "The connector cannot be paid: their payout account is not ready. Decide once it is, or give"
            " the money back to the rep.",
            code="not_payable",
        )
    amount = payment.held_amount
    payment.frozen_at = None  # by the sides: their dispute ended with the introduction
    payment.save()
    payment = (release if to_payee else give_back)(payment)
    close_won_case(payment, "released" if to_payee else "refunded", amount)
    if staff:
        word = "release" if to_payee else "refund"
        record_staff_action(staff, f"{word} after a won dispute", payment.reference)
    return payment


@transaction.atomic
def mark_refund_handled(row: ProviderCall, *, staff: User, reason: str) -> Payment:
    """A refund that the card's bank sent back was paid from our own bank account, outside the provider."""
    row = ProviderCall.objects.select_for_update().get(pk=row.pk)
    if (
        row.status != ProviderCall.Status.STUCK
        or row.operation != "refund"
        or row.payment_id is None
    ):
        raise Refusal("This refund is not waiting for a person.", code="not_stuck")
    payment = Payment.objects.select_for_update().get(pk=row.payment_id)
    amount = int(row.parameters["amount"])
    ProviderCall.objects.filter(pk=row.pk).update(
        status=ProviderCall.Status.DROPPED, error="Paid outside"
    )
    if ledger.refund_handled(payment, row.key, amount):
        payment.refunded += amount
        payment.changed_at = clock.now()
        payment.save()
        plan_calls(payment)  # what this one kept waiting
        payment.funds = funds_of(payment)
        payment.save(update_fields=["funds"])
    close_call_case(row, "paid outside")
    record_staff_action(staff, "refund paid outside", row.key, reason)
    return payment


@transaction.atomic
def refund_released(payment: Payment, *, staff: User, reason: str) -> Payment:
    """Give everything back although it was released: the transfer is reversed first.

    Where the payee's balance does not cover the reversal the payer is refunded all the same, and the
    payee owes it (kept from later releases). Both are told. Refused where nothing was released, while
    the card network disputes the charge, and the second time.
    """
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if not payment.release_ordered or payment.intent == Intent.BACK:
        raise Refusal("Nothing of this payment is released.", code="not_released")
    if payment.disputed_at:
        raise Refusal("The card network has this payment under dispute.", code="charged_back")
    before = payment.refunds_ordered + payment.charged_back
    _take_back(payment)
    tell_of_return(payment, payment.captured - before)
    record_staff_action(staff, "refund after the release", payment.reference, reason)
    return payment


@transaction.atomic
def give_back_unpaid(payment: Payment) -> Payment:
    """Give everything back where the payee cannot be paid, be it held still or released.

    A transfer that turns out to have happened all the same is reversed. Whoever orders it tells both
    sides. Refused once the payee has all that was released, and while the charge is disputed.
    """
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if not is_unpaid(payment):
        raise Refusal("The connector has already been paid.", code="already_released")
    if payment.disputed_at:
        raise Refusal("The card network has this payment under dispute.", code="charged_back")
    payment.frozen_at = None
    return _take_back(payment)


def _take_back(payment: Payment) -> Payment:
    # A reversal that was refused for an earlier reason is asked again.
    payment.calls.filter(operation="reverse", status=ProviderCall.Status.REFUSED).update(
        status=ProviderCall.Status.DROPPED
    )
    payment.intent = Intent.BACK
    payment.changed_at = clock.now()
    payment.save()
    plan_calls(payment)
    payment.funds = funds_of(payment)
    payment.save(update_fields=["funds"])
    return payment


@transaction.atomic
def retry_payout(payment: Payment, *, staff: User) -> None:
    """Send the transfers of this payment that wait for a better time right now."""
    waiting = payment.calls.filter(operation="transfer", status=ProviderCall.Status.WAITING)
    if not waiting.update(next_try_at=clock.now()):
        raise Refusal("No payout of this payment is waiting.", code="nothing_waits")
    record_staff_action(staff, "retry a payout", payment.reference)
    for row in waiting:
        run_later("payments.tasks.carry_out", row.pk)


@transaction.atomic
def submit_evidence(
    payment: Payment, dispute_id: str, evidence: dict[str, str], *, staff: User
) -> ProviderCall:
    """Answer the card network's dispute, once: `evidence` by the provider's field names, as texts."""
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    asked = payment.calls.filter(operation="evidence", target=dispute_id)
    if (
        has_live_call("evidence", payment)
        or asked.filter(status=ProviderCall.Status.GRANTED).exists()
    ):
        raise Refusal("The evidence is already on its way.", code="answered")
    checkout = payment.checkouts.filter(status="captured").first()
    body = {"evidence": evidence, "submit": True}
    made = order_call("evidence", payment=payment, checkout=checkout, target=dispute_id, body=body)
    record_staff_action(staff, "submit evidence", dispute_id)
    return made
