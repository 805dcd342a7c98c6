"""From intention to calls: what must still be asked of the provider, given what is.

`plan_calls` is called under the payment's row lock, by whoever changed the intention or recorded a fact.
It may be called any number of times: what is already on its way is not asked again.
"""

from typing import Any

from brokerage.kit import clock
from brokerage.kit.later import run_later
from payments import ledger
from payments.actions.desk_cases import close_call_case, open_call_case, restate_debt
from payments.actions.paying_out import (
    came_back,
    give_payers_part,
    pay_out,
    pay_what_came_back_twice,
    refund,
    reverse,
    take_back,
)
from payments.actions.provider_calls import RETRY_REFUSED_AFTER, has_live_call, order_call
from payments.models import Checkout, Intent, Payment, ProviderCall
from payments.queries import is_to_be_paid
from payments.sums import not_refunded

Status = Checkout.Status
# Asked again after a definitive no, if a look shows that it is still needed; then a person decides.
REPEATED = ("capture", "cancel", "expire")
# What may no longer be needed while it waits.
CAN_BE_MOOT = (*REPEATED, "transfer", "evidence")
MOST_REFUSALS = 3
STANDS = (ProviderCall.Status.WAITING, ProviderCall.Status.STUCK)


def plan_calls(payment: Payment) -> None:
    """Write the calls that bring `payment` from what is to what is intended."""
    _close_moot(payment)
    if payment.disputed_at and payment.paid_as_ordered > 0:
        reverse(payment)
    if payment.intent == Intent.AUTHORISE:
        _cancel_all_but_newest(payment)
    elif payment.intent == Intent.CAPTURE:
        _cancel_all_but_newest(payment)
        _capture(payment)
    elif payment.intent == Intent.BACK:
        _cancel_all(payment)
        if came_back(payment):
            refund(payment, min(payment.held_amount, not_refunded(payment, 0)))
        pay_what_came_back_twice(payment)
    elif payment.intent == Intent.SHARE:
        give_payers_part(payment)
    elif payment.intent in {Intent.RELEASE, Intent.SPLIT}:
        pay_out(payment)


def _checkouts(payment: Payment) -> list[Checkout]:
    return list(payment.checkouts.order_by("n"))


def is_needed(payment: Payment, row: ProviderCall) -> bool:
    """Whether a call that waits still makes sense, by what is known now."""
    if row.operation == "transfer":
        return is_to_be_paid(payment)
    if row.operation == "evidence":
        ends = [f"dispute-{how}:{row.target}" for how in ("won", "lost")]
        return not payment.entries.filter(reason__in=ends).exists()
    if row.operation not in REPEATED or row.checkout is None:
        return True
    if row.operation == "capture":
        return payment.intent == Intent.CAPTURE and row.checkout.status == Status.AUTHORISED
    return row.checkout.status == (Status.OPEN if row.operation == "expire" else Status.AUTHORISED)


def _close_moot(payment: Payment) -> None:
    """Drop the calls that nobody needs any more, if they are known not to have happened.

    Of the others only a look tells: what it finds is undone, what it does not find is dropped then.
    """
    waiting = payment.calls.filter(operation__in=CAN_BE_MOOT, status__in=STANDS)
    for row in waiting.select_related("checkout"):
        if not is_needed(payment, row):
            if row.may_have_happened:
                _doubt(row)
            else:
                drop(payment, row, "no longer needed")


def call_off(payment: Payment, why: str) -> None:
    """Transfers that are known not to have happened never will."""
    for row in payment.calls.filter(operation="transfer", status__in=STANDS):
        if not row.may_have_happened:
            drop(payment, row, why)


def drop(payment: Payment, row: ProviderCall, why: str) -> None:
    """A call that did not happen never will; what a transfer was to bring is held again. Its case ends.

    Under the payment's lock; nothing, if a worker has just taken it up.
    """
    left = ProviderCall.objects.filter(pk=row.pk, status=row.status)
    if not left.update(status=ProviderCall.Status.DROPPED, error=why):
        return
    if row.operation == "transfer":
        to_held, to_debt = take_back(payment, row.parameters["amount"])
        ledger.release_withdrawn(payment, row.key, to_held, to_debt)
        restate_debt(payment.payee, payment.currency)
        payment.save()
    close_call_case(row, why)


def withdraw_refund(payment: Payment, row: ProviderCall, why: str) -> bool:
    """Call off a refund that did not happen or came back: its money is held again. Its case ends.

    Under the payment's lock; False, with nothing changed, if a worker has just taken it up. The caller
    saves the payment and pursues it.
    """
    left = ProviderCall.objects.filter(pk=row.pk, status=row.status)
    if not left.update(status=ProviderCall.Status.DROPPED, error=why):
        return False
    amount = row.parameters["amount"]
    ledger.refund_withdrawn(payment, row.n, amount)
    payment.refunds_ordered -= amount
    close_call_case(row, why.lower())
    return True


def _doubt(row: ProviderCall) -> None:
    """No person need decide about a stuck call that nobody needs: a look does, as for any in doubt."""
    stuck = ProviderCall.objects.filter(pk=row.pk, status=row.status)
    if stuck.update(status=ProviderCall.Status.DOUBTFUL):
        close_call_case(row, "no longer needed")
        run_later("payments.tasks.reconcile_call", row.pk)


def _ask(operation: str, checkout: Checkout, target: str, body: dict[str, Any]) -> None:
    """Write the call: at once, after a definitive no later and later, after three for a person."""
    refused = checkout.calls.filter(operation=operation, status=ProviderCall.Status.REFUSED)
    times = refused.count()
    if times >= MOST_REFUSALS:
        last = refused.select_related("payment").latest("pk")
        ProviderCall.objects.filter(pk=last.pk).update(status=ProviderCall.Status.STUCK)
        open_call_case(last)
        return
    later = clock.now() + RETRY_REFUSED_AFTER * 2 ** (times - 1) if times else None
    order_call(
        operation,
        payment=checkout.payment,
        checkout=checkout,
        target=target,
        body=body,
        at=later,
    )


def _cancel(checkout: Checkout) -> None:
    """Let go of a session or a reservation. What is still being ordered is met again as a fact."""
    payment = checkout.payment
    if checkout.status == Status.OPEN and not checkout.was_authorised:
        if not has_live_call("expire", payment, checkout):
            _ask("expire", checkout, checkout.session_id, {})
    elif checkout.status == Status.AUTHORISED and not has_live_call("cancel", payment, checkout):
        if checkout.calls.filter(operation="capture", status__in=["waiting", "sent"]).exists():
            return  # a capture is on its way: what it brings is refunded when it is known
        _ask("cancel", checkout, checkout.intent_id, {})


def _cancel_all(payment: Payment) -> None:
    for checkout in _checkouts(payment):
        _cancel(checkout)


def _cancel_all_but_newest(payment: Payment) -> None:
    """Once a newer attempt stands, the older ones are let go: never two captures."""
    standing = [c for c in _checkouts(payment) if c.status in {Status.AUTHORISED, Status.CAPTURED}]
    for checkout in _checkouts(payment):
        if standing and checkout.n < standing[-1].n:
            _cancel(checkout)


def _capture(payment: Payment) -> None:
    """Take the price from the newest reservation; what it exceeds the price by is let go."""
    reserved = [c for c in _checkouts(payment) if c.status == Status.AUTHORISED]
    if not reserved or payment.captured:
        return
    checkout = reserved[-1]
    if (
        checkout.calls.filter(operation="capture")
        .exclude(status__in=["refused", "dropped"])
        .exists()
    ):
        return
    body = {"amount_to_capture": min(payment.price, checkout.amount)}
    _ask("capture", checkout, checkout.intent_id, body)
