"""Calls to the provider: sent after commit, repeated until it answers for good."""

import logging
import random
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from brokerage.kit import clock
from brokerage.kit.later import run_later, run_once_later
from payments import ledger
from payments.actions.desk_cases import had_case, open_call_case, open_unpaid_case
from payments.actions.provider_calls.writing import order_call
from payments.gateway import reading
from payments.gateway.client import while_someone_waits
from payments.gateway.errors import Unreachable
from payments.gateway.sending import Answer, Misused, Refused, Spoiled, Unclear, send
from payments.models import MISUSED, Checkout, Payment, PayoutAccount, ProviderCall
from payments.queries import is_to_be_paid

log = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(hours=1)
# Refusals that time can heal: the same call is made anew (n+1) after a while.
HEALED_BY_TIME = {
    "balance_insufficient",
    "insufficient_capabilities_for_transfer",
    "lock_timeout",
    "account_closed",
}
WAITS_FOR = {"refund", "transfer", "account"}
# The payee's account does not take money now: it is looked at again.
CANNOT_BE_PAID = {"insufficient_capabilities_for_transfer", "account_closed"}
# The platform itself may not open accounts yet: the provider wants something of us, not of the payee.
GO_LIVE = {
    "account_create_activation_required",
    "account_creation_liability_unacknowledged",
    "capability_not_available_without_other_capability",
    "platform_registration_required",
}
# A refund of a disputed charge is refused: its money is held again, and the dispute is looked at.
DISPUTED = {"charge_disputed", "refund_disputed_payment"}
SEE_AGAIN_AFTER = timedelta(hours=1)
RETRY_REFUSED_AFTER = timedelta(hours=6)
LONGEST_RETRY = timedelta(hours=24)


def carry_out(call_id: int) -> None:
    """Send one call, if it is still to be sent and nobody else is sending it; then look at what is.

    Safe to call at any time, from any number of workers: the lease lets one through, the key makes a
    repetition harmless.
    """
    if _must_wait(call_id):
        return
    claimed = _claim(call_id)
    if claimed is None:
        return
    try:
        answer = send(claimed.operation, claimed.target, claimed.parameters, claimed.key)
    except Refused as refusal:
        _refuse(claimed, refusal)
    except Misused as mistake:
        _set_aside(claimed, MISUSED, str(mistake))
    except Spoiled:
        _doubt(claimed)
    except Unclear as doubt:
        _postpone(claimed, str(doubt))
    else:
        _grant(claimed, answer)


def send_and_wait(call_id: int) -> None:
    """Send one call while a browser waits; where a worker was quicker, wait for its answer instead.

    Not forever: after as long as we ask the provider for a page, the page says what it knows.
    """
    with while_someone_waits():
        carry_out(call_id)
    patience = time.monotonic() + sum(settings.STRIPE_TIMEOUT_SECONDS_FOR_PAGES)
    while _is_in_other_hands(call_id) and time.monotonic() < patience:
        time.sleep(0.05)


@transaction.atomic
def _is_in_other_hands(call_id: int) -> bool:
    """Whether a worker is sending it at this moment.

    The lock waits for a claim that is not committed yet: before that nobody sees its lease.
    """
    row = ProviderCall.objects.select_for_update().only("leased_until").filter(pk=call_id).first()
    return row is not None and row.leased_until is not None and row.leased_until > clock.now()


def _must_wait(call_id: int) -> bool:
    """A dispute beats a release: ask once more, right before the money leaves.

    A transfer that is not meant any more is not sent (again) either: a look finds it, or drops it. Nor is
    money sent for the first time while some moved there that our books do not hold yet: after a restored
    backup it may be this very call, which is found by its mark.
    """
    row = ProviderCall.objects.select_related("payment", "checkout").filter(pk=call_id).first()
    if row is None or row.operation not in LEAVES or not _is_due(row) or _is_too_old(row):
        return False
    try:
        stays = LEAVES[row.operation](row)
    except Unreachable:
        stays = True  # what cannot be seen is not paid
    if stays:
        ProviderCall.objects.filter(pk=row.pk).update(next_try_at=clock.now() + SEE_AGAIN_AFTER)
        _look_again(row)
    return stays


def _transfer_stays(row: ProviderCall) -> bool:
    assert row.payment is not None and row.checkout is not None
    if _is_held_back(row.payment) or _is_disputed_anew(row.payment, row.checkout):
        return True
    return row.first_sent_at is None and (
        _has_unknown_transfers(row.payment) or _has_unknown_refunds(row.payment, row.checkout)
    )


def _refund_stays(row: ProviderCall) -> bool:
    assert row.payment is not None and row.checkout is not None
    return row.first_sent_at is None and _has_unknown_refunds(row.payment, row.checkout)


LEAVES: dict[str, Callable[[ProviderCall], bool]] = {
    "transfer": _transfer_stays,
    "refund": _refund_stays,
}
"""Calls by which money leaves for good, and why one is not made yet."""


def _has_unknown_transfers(payment: Payment) -> bool:
    """Whether a transfer of this payment, or what came back of one, is not in our books."""
    there = reading.transfers(payment.reference)
    names = [f"transfer:{one.id}" for one in there if not had_case("transfer", one.id)]
    names += [f"reversal:{back.id}" for one in there for back in one.reversals]
    return _not_all_booked(payment, names)


def _has_unknown_refunds(payment: Payment, checkout: Checkout) -> bool:
    """Whether a refund of this charge, made or under way, is not in our books."""
    asked = payment.calls.filter(operation="refund").exclude(answer_id="")
    ours = set(asked.values_list("answer_id", flat=True))
    stands = [
        one.id
        for one in reading.refunds(checkout.intent_id)
        if one.status not in {"failed", "canceled"} and one.id not in ours
    ]
    return _not_all_booked(payment, [f"refund-elsewhere:{one}" for one in stands])


def _not_all_booked(payment: Payment, reasons: list[str]) -> bool:
    return payment.entries.filter(reason__in=reasons).count() < len(reasons)


def _is_held_back(payment: Payment) -> bool:
    return payment.is_frozen or not is_to_be_paid(payment)


def _is_disputed_anew(payment: Payment, checkout: Checkout) -> bool:
    """Whether the card network has money of this charge for a dispute whose loss is not booked."""
    booked = payment.entries.filter(reason__startswith="dispute-lost:")
    known = {reason.partition(":")[2] for reason in booked.values_list("reason", flat=True)}
    return any(one not in known for one in reading.disputes_not_won(checkout.charge_id))


def _is_due(row: ProviderCall) -> bool:
    now = clock.now()
    free = row.leased_until is None or row.leased_until <= now
    return (
        row.status in {ProviderCall.Status.WAITING, ProviderCall.Status.SENT}
        and row.next_try_at <= now
        and free
    )


def _is_too_old(row: ProviderCall) -> bool:
    return (
        row.first_sent_at is not None
        and clock.now() - row.first_sent_at > settings.PROVIDER_CALL_KEY_LIFE
    )


@transaction.atomic
def _claim(call_id: int) -> ProviderCall | None:
    """Lease the call to this worker; None if it is done, not due, or in other hands."""
    now = clock.now()
    row = ProviderCall.objects.select_for_update(skip_locked=True).filter(pk=call_id).first()
    if row is None or not _is_due(row):
        return None
    if _is_too_old(row):
        _too_old(row)
        return None
    row.status = ProviderCall.Status.SENT
    row.first_sent_at = row.first_sent_at or now
    row.leased_until = now + settings.PROVIDER_CALL_LEASE
    row.attempts += 1
    row.save()
    return row


def _too_old(row: ProviderCall) -> None:
    """After 23 hours the provider may forget the key: from here only looking helps."""
    row.status = ProviderCall.Status.DOUBTFUL
    row.error = "No clear answer within the life of its key"
    row.leased_until = None
    row.save()
    run_later("payments.tasks.reconcile_call", row.pk)


def _grant(row: ProviderCall, answer: Answer) -> None:
    with transaction.atomic():
        ProviderCall.objects.filter(pk=row.pk).update(
            status=ProviderCall.Status.GRANTED,
            answer_id=answer.id,
            granted_at=clock.now(),
            leased_until=None,
            error="",
            error_code="",
        )
        _note_new_object(row, answer)
    _look_again(row)


def _note_new_object(row: ProviderCall, answer: Answer) -> None:
    """A new session or account is known by its id from now on."""
    if row.operation == "checkout" and row.checkout_id:
        Checkout.objects.filter(pk=row.checkout_id).update(session_id=answer.id, url=answer.url)
        Checkout.objects.filter(pk=row.checkout_id or 0, status=Checkout.Status.ORDERED).update(
            status=Checkout.Status.OPEN
        )
    if row.operation == "account" and row.payout_account_id:
        PayoutAccount.objects.filter(pk=row.payout_account_id).update(account_id=answer.id)


def _look_again(row: ProviderCall) -> None:
    if row.payment_id:
        run_once_later("payments.tasks.look", row.payment_id)


def _refuse(row: ProviderCall, refusal: Refused) -> None:
    """A definitive no: kept, and looked into; what time can heal is ordered anew later."""
    with transaction.atomic():
        payment = _locked_payment(row)
        ProviderCall.objects.filter(pk=row.pk).update(
            status=ProviderCall.Status.REFUSED,
            error_code=refusal.code[:100],
            error=refusal.sentence[:500],
            leased_until=None,
        )
        row.error_code, row.error = refusal.code[:100], refusal.sentence[:500]
        _make_good(row, refusal.code, payment)
        _look_again(row)
    log.warning("call %s refused: %s", row.key, refusal.code)


def _locked_payment(row: ProviderCall) -> Payment | None:
    if row.payment_id is None:
        return None
    return Payment.objects.select_for_update().get(pk=row.payment_id)


def _make_good(row: ProviderCall, code: str, payment: Payment | None) -> None:
    """What follows from a definitive no, by operation. Under the payment's lock."""
    if row.operation == "refund" and code in DISPUTED and payment and not _refused_often(row):
        amount = row.parameters["amount"]
        ledger.refund_withdrawn(payment, row.n, amount)
        payment.refunds_ordered -= amount
        payment.disputed_at = payment.disputed_at or clock.now()
        payment.save()
    elif code in HEALED_BY_TIME and row.operation in WAITS_FOR:
        _once_more(row)
        if row.operation == "transfer" and payment and is_to_be_paid(payment):
            open_unpaid_case(payment)
        if code in CANNOT_BE_PAID and payment:
            PayoutAccount.objects.filter(user=payment.payee_id).update(seen_at=None)
    elif row.operation in {"refund", "transfer", "evidence"} or code in GO_LIVE:
        # Ordered and never going to happen like this: only a person can say what then. What takes or
        # lets go of money on the card is asked again by `planning`, if a look shows that it must be.
        ProviderCall.objects.filter(pk=row.pk).update(status=ProviderCall.Status.STUCK)
        open_call_case(row)
    elif row.operation == "checkout":
        Checkout.objects.filter(pk=row.checkout_id or 0, status=Checkout.Status.ORDERED).update(
            status=Checkout.Status.EXPIRED
        )


def _once_more(row: ProviderCall) -> None:
    """The same call under a new key, after 6, 12, then every 24 hours."""
    later = RETRY_REFUSED_AFTER * 2 ** (_times_refused(row) - 1)
    order_call(
        row.operation,
        payment=row.payment,
        checkout=row.checkout,
        payout_account=row.payout_account,
        target=row.target,
        body={k: v for k, v in row.parameters.items() if k != "metadata"},
        at=clock.now() + min(later, LONGEST_RETRY),
    )


def _times_refused(row: ProviderCall) -> int:
    """How often time should have healed it by now, this refusal included."""
    asked = ProviderCall.objects.filter(
        operation=row.operation, payment=row.payment, payout_account=row.payout_account
    )
    return asked.filter(status=ProviderCall.Status.REFUSED, error_code__in=HEALED_BY_TIME).count()


def _refused_often(row: ProviderCall) -> bool:
    """The third refund of one payment that is refused for a dispute: nobody asks a fourth time alone."""
    before = ProviderCall.objects.filter(
        payment=row.payment, operation="refund", error_code__in=DISPUTED
    )
    return before.exclude(pk=row.pk).count() >= 2


def _set_aside(row: ProviderCall, code: str, sentence: str) -> None:
    """For a person to look at: no machine may decide here."""
    with transaction.atomic():
        ProviderCall.objects.filter(pk=row.pk).update(
            status=ProviderCall.Status.STUCK,
            error_code=code,
            error=sentence[:500],
            leased_until=None,
        )
        open_call_case(row)
    log.error("call %s is stuck: %s", row.key, code)


def _doubt(row: ProviderCall) -> None:
    """The key's kept answer is an error of the provider's: repeating it asks nothing any more."""
    ProviderCall.objects.filter(pk=row.pk, status=ProviderCall.Status.SENT).update(
        status=ProviderCall.Status.DOUBTFUL,
        leased_until=None,
        error="The provider failed under this key",
    )
    run_later("payments.tasks.reconcile_call", row.pk)


def _postpone(row: ProviderCall, doubt: str) -> None:
    """Again with the same key: 2, 4, 8 … seconds with jitter, an hour at most."""
    wait = min(timedelta(seconds=2 ** min(row.attempts, 12)), LONGEST_WAIT)
    ProviderCall.objects.filter(pk=row.pk).update(
        next_try_at=clock.now() + wait * random.uniform(0.5, 1.0),
        leased_until=None,
        error=doubt[:500],
    )
