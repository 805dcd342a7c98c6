"""From intention to calls: what must still be asked of the provider, given what is.

`plan_calls` is called under the payment's row lock, by whoever changed the intention or recorded a fact.
It may be called any number of times: what is already on its way is not asked again.
"""

from typing import Any

from django.conf import settings

from brokerage.kit import clock
from brokerage.kit.later import run_later
from payments import ledger
from payments.actions.desk_cases import (
    close_call_case,
    close_unpaid_case,
    open_call_case,
    open_debt_case,
    open_unpaid_case,
    restate_debt,
)
from payments.actions.provider_calls import (
    DISPUTED,
    RETRY_REFUSED_AFTER,
    has_live_call,
    order_call,
    refund_under_way,
)
from payments.models import Checkout, Intent, LedgerAccount, Letter, Payment, ProviderCall
from payments.queries import is_to_be_paid, overpaid, payout_ready
from payments.sums import not_refunded, payable, shares_left

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
        _reverse(payment)
    if payment.intent == Intent.AUTHORISE:
        _cancel_all_but_newest(payment)
    elif payment.intent == Intent.CAPTURE:
        _cancel_all_but_newest(payment)
        _capture(payment)
    elif payment.intent == Intent.BACK:
        _cancel_all(payment)
        if _came_back(payment):
            _refund(payment, min(payment.held_amount, not_refunded(payment, 0)))
        _pay_what_came_back_twice(payment)
    elif payment.intent == Intent.SHARE:
        _give_payers_part(payment)
    elif payment.intent in {Intent.RELEASE, Intent.SPLIT}:
        _pay_out(payment)


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


def _refund(payment: Payment, amount: int) -> bool:
    """Give `amount` minor units of the held money back; whether nothing of it is left to be ordered.

    A disputed charge is never refunded. While another refund is under way this one waits: whatever it
    ends with makes us look, and `plan_calls` orders what is missing then.
    """
    if amount <= 0:
        return True
    if payment.disputed_at or refund_under_way(payment):
        return False
    checkout = payment.checkouts.get(status=Status.CAPTURED)
    refused = payment.calls.filter(operation="refund", error_code__in=DISPUTED).exists()
    made = order_call(
        "refund",
        payment=payment,
        checkout=checkout,
        body={"payment_intent": checkout.intent_id, "amount": amount},
        at=clock.now() + RETRY_REFUSED_AFTER if refused else None,
    )
    ledger.refund_ordered(payment, made.n, amount)
    payment.refunds_ordered += amount
    payment.save()
    return True


def _pay_out(payment: Payment) -> None:
    """Refund what is not the payee's (in a split), then transfer the rest less our fee.

    Once; what came back (a reversal) is paid out again when the card network's dispute is won.
    """
    if payment.is_frozen or not payment.held_amount:
        return
    if not _debt_was_told(payment):
        return
    if not _give_payers_part(payment):
        return  # what is the payer's goes first
    part, gross = payable(payment), payment.held_amount
    if not gross or has_live_call("transfer", payment):
        return
    _release(payment, *shares_left(payment, part, gross), gross)


def _pay_what_came_back_twice(payment: Payment) -> None:
    """What the payee paid twice is theirs again, without a fee, once the payer has everything back."""
    theirs = overpaid(payment)
    if not theirs or payment.is_frozen or has_live_call("transfer", payment):
        return
    if _debt_was_told(payment):
        _release(payment, theirs, 0, theirs)


def _release(payment: Payment, net: int, fee: int, gross: int) -> None:
    """Order `gross` of what is held to leave: `net` to the payee, or for a debt of theirs, `fee` to us."""
    if not payout_ready(payment.payee):
        open_unpaid_case(payment)
        return  # looked at again, until it goes back to the payer
    n = payment.entries.filter(reason__startswith="release-ordered:").count() + 1
    debt = ledger.debt_under_lock(payment)
    ledger.release_ordered(payment, net, fee, n)
    payment.release_ordered += gross
    payment.fee_kept += fee
    netted = min(debt, net)
    if ledger.debt_netted(payment, netted, n):
        restate_debt(payment.payee, payment.currency)
    payment.netted += netted
    payment.save()
    if net > netted:
        _transfer(payment, net - netted)
    else:
        close_unpaid_case(payment)


def _give_payers_part(payment: Payment) -> bool:
    """Refund what is not the payee's, once; whether all of it is ordered."""
    if payment.is_frozen:
        return False
    missing = not_refunded(payment, payable(payment))
    return _refund(payment, min(payment.held_amount, missing))


def _debt_was_told(payment: Payment) -> bool:
    """Whether the payee has known for long enough of any debt that this payout would pay.

    Until then the payout waits; every look at the payment asks again. Where no email reaches them it is
    enough that the debt stands on their payouts page, for as much longer as an email is tried.
    """
    if not ledger.balance(LedgerAccount.Kind.RECEIVABLE, payment.currency, user=payment.payee):
        return True
    told = Letter.objects.filter(
        kind="debt", user=payment.payee, payment__currency=payment.currency
    )
    return all(one.counts_from + settings.DEBT_NOTICE <= clock.now() for one in told)


def take_back(payment: Payment, amount: int, *, elsewhere: bool = False) -> tuple[int, int]:
    """`amount` minor units are no longer with the payee: `(held again, paid on their debt)`.

    `elsewhere`: of what others had sent. Changes the payment's sums; the caller posts the entry and saves.
    """
    owing = ledger.debt_under_lock(payment)
    to_debt = min(amount, payment.debt, owing)
    payment.advanced -= to_debt
    if elsewhere:
        payment.sent_elsewhere -= amount
    else:
        payment.release_ordered -= amount
    return amount - to_debt, to_debt


def _came_back(payment: Payment) -> bool:
    """Whether all that was released can be given back now; brings about what is missing.

    The reversal comes first. What the payee has no more is refunded all the same, and they owe it.
    """
    if not payment.release_ordered:
        return True
    if payment.disputed_at:
        return False
    if payment.owed_amount > 0:
        return False  # one may have left: reversed once that is known, dropped once it did not
    if payment.paid_out > payment.debt and payment.paid_as_ordered > 0:
        _reverse(payment)
        if not _refused_to_reverse(payment):
            return False
    _undo_release(payment, payment.received - payment.debt)
    return True


def _undo_release(payment: Payment, debt: int) -> None:
    """Our fee is held again, and so is `debt`, which the payee owes us from now on."""
    fee = payment.fee_kept
    if ledger.release_undone(payment, fee, debt):
        payment.fee_kept -= fee
        payment.release_ordered -= fee
        payment.advanced += debt
        payment.save()
        if debt:
            open_debt_case(payment, debt, "refund")


def _refused_to_reverse(payment: Payment) -> bool:
    asked = payment.calls.filter(operation="reverse").exclude(status=ProviderCall.Status.DROPPED)
    newest = asked.order_by("-pk").first()
    return newest is not None and newest.status == ProviderCall.Status.REFUSED


def _reverse(payment: Payment) -> None:
    """Take back what was transferred, asking once: what is refused then is a debt if it is lost."""
    made = payment.calls.filter(operation="transfer").exclude(answer_id="").order_by("-pk").first()
    asked = payment.calls.filter(operation="reverse").exclude(status=ProviderCall.Status.DROPPED)
    if made is None or asked.filter(pk__gt=made.pk).exists():
        return
    order_call(
        "reverse",
        payment=payment,
        checkout=made.checkout,
        target=made.answer_id,
        body={"amount": payment.paid_as_ordered},
    )


def _transfer(payment: Payment, amount: int) -> None:
    """Pay the payee from exactly this charge: the provider itself then refuses a second time."""
    checkout = payment.checkouts.get(status=Status.CAPTURED)
    body: dict[str, Any] = {
        "amount": amount,
        "currency": payment.currency.lower(),
        "destination": payment.payee.payout_account.account_id,
        "transfer_group": payment.reference,
    }
    if not payment.reversed:
        # What came back once does not free the charge: a second transfer is paid from the balance.
        body["source_transaction"] = checkout.charge_id
    order_call("transfer", payment=payment, checkout=checkout, body=body)
