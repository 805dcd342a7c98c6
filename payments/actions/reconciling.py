"""Calls in doubt: no clear answer in the life of their key. Only looking helps, never guessing.

What is found at the provider was granted. What is not found there did not happen and never will under
the old key; only then it is ordered anew, under a new one (STRIPE.md, rule R2).
"""

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from payments.actions.desk_cases import close_call_case
from payments.actions.observing import Seen, fetch, record
from payments.actions.planning import drop, is_needed, plan_calls
from payments.actions.provider_calls import order_call, refund_under_way
from payments.gateway import reading
from payments.gateway.errors import Unreachable
from payments.models import Checkout, Payment, PayoutAccount, ProviderCall

Status = ProviderCall.Status
DONE = {
    "capture": {Checkout.Status.CAPTURED},
    "cancel": {Checkout.Status.CANCELLED},
    "expire": {Checkout.Status.EXPIRED},
}


def reconcile(call_id: int) -> None:
    """Decide one doubtful call by what is at the provider; anything else is left alone."""
    row = ProviderCall.objects.select_related("payment", "checkout").get(pk=call_id)
    if row.status != Status.DOUBTFUL:
        return
    seen = _see(row)
    if row.payment:
        record(row.payment.pk, seen)
    if made := _found(row, seen):
        _grant(row, made)
    else:
        _again(row)


def _see(row: ProviderCall) -> Seen:
    """What is at the provider about this call; no lock is held."""
    if row.payment:
        return fetch(row.payment)
    return Seen({}, [], reading.account_marked(row.key))


def _grant(row: ProviderCall, made: str) -> None:
    """It happened: `made` is the id of what came of it."""
    found = ProviderCall.objects.filter(pk=row.pk, status=row.status)
    found.update(status=Status.GRANTED, answer_id=made, granted_at=clock.now())
    if row.payout_account_id:
        own = PayoutAccount.objects.filter(pk=row.payout_account_id, account_id="")
        own.update(account_id=made)


def look_and_decide(row: ProviderCall, *, staff: User) -> str:
    """A person asks: look at the provider and decide a stuck call by what is. What came of it, in a word.

    What is found there was granted; what is not is dropped and ordered anew under a new key. Refused
    while the provider cannot be seen.
    """
    if row.status != Status.STUCK:
        raise Refusal("This call is not waiting for a person.", code="not_stuck")
    try:
        seen = _see(row)
    except Unreachable as error:
        raise Refusal(
            "The payment provider does not answer right now. Please try again in a minute.",
            code="provider_unreachable",
            status=503,
        ) from error
    with transaction.atomic():
        outcome = _decide(row, seen)
        close_call_case(row, outcome)
        record_staff_action(staff, "look at the provider and decide", row.key, outcome)
    return outcome


def _decide(row: ProviderCall, seen: Seen) -> str:
    if row.payment:
        record(row.payment.pk, seen)
    if made := _found(row, seen):
        _grant(row, made)
        return "found there"
    return _again(row, Status.STUCK)


def provider_says(row: ProviderCall) -> str:
    """What the provider knows of this call now, in a sentence. Changes nothing."""
    try:
        seen = _see(row)
    except Unreachable:
        return "The provider does not answer right now."
    made = _found(row, seen)
    return f"It happened: {made}." if made else "It did not happen."


def _found(row: ProviderCall, seen: Seen) -> str:
    """The id of what the call brought about, or "" if it did not."""
    if row.checkout and row.operation in DONE:
        row.checkout.refresh_from_db()
        return row.target if row.checkout.status in DONE[row.operation] else ""
    if row.operation == "account":
        return seen.account
    if row.operation == "evidence":
        return row.target if _is_answered(row.target, seen) else ""
    marked = {
        refund.call: refund.id
        for facts in seen.checkouts.values()
        for refund in facts.refunds
        if refund.status not in {"failed", "canceled"}
    }
    for transfer in seen.transfers:
        marked[transfer.call] = transfer.id
        marked |= {reversal.call: reversal.id for reversal in transfer.reversals}
    return marked.get(row.key, "")


def _is_answered(dispute_id: str, seen: Seen) -> bool:
    """Evidence carries no mark of ours: the dispute itself says whether it was submitted."""
    disputes = (one for facts in seen.checkouts.values() for one in facts.disputes)
    return any(one.id == dispute_id and one.answered for one in disputes)


@transaction.atomic
def _again(row: ProviderCall, was: ProviderCall.Status = Status.DOUBTFUL) -> str:
    """Drop the old call and write the same one under a new key; once, whoever else tries.

    One that nobody needs any more (a transfer of what is being given back) is only dropped. A refund that
    came back is held again where another is under way, and ordered anew after that one. What came of
    it, in a word.
    """
    payment = None
    if row.payment_id:
        payment = Payment.objects.select_for_update().get(pk=row.payment_id)
        row.refresh_from_db()
    if payment and row.status == was and not is_needed(payment, row):
        drop(payment, row, "no longer needed")
        plan_calls(payment)
        return "no longer needed"
    again = was == Status.STUCK and row.operation == "refund"
    if payment and again and refund_under_way(payment, but=row):
        raise Refusal(
            "Another refund of this payment is on its way. Try again once it has arrived.",
            code="under_way",
        )
    if ProviderCall.objects.filter(pk=row.pk, status=was).update(status=Status.DROPPED):
        order_call(
            row.operation,
            payment=row.payment,
            checkout=row.checkout,
            payout_account=row.payout_account,
            target=row.target,
            body={name: value for name, value in row.parameters.items() if name != "metadata"},
        )
    return "asked again"
