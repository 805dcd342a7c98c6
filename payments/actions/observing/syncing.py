"""Look at a payment at the provider."""

from django.db import transaction

from brokerage.kit import clock
from payments import hooks
from payments.actions.observing.charging import record_checkout, record_money
from payments.actions.observing.shared import Seen, funds_of
from payments.actions.observing.transferring import _freeze, record_transfer
from payments.actions.planning import plan_calls
from payments.actions.recording import recorded
from payments.gateway import reading
from payments.models import Checkout, Payment


def look(payment_id: int) -> Payment:
    """Fetch what is at the provider, record it, pursue the intention, and wake the follower."""
    payment = Payment.objects.get(pk=payment_id)
    return record(payment_id, fetch(payment))


def fetch(payment: Payment) -> Seen:
    """Facts of every checkout that has a session, and of the transfers; no lock is held."""
    checkouts = {
        checkout.pk: reading.checkout(checkout.session_id)
        for checkout in payment.checkouts.exclude(session_id="")
    }
    reserved = any(one.charge_id for one in checkouts.values())
    return Seen(checkouts, reading.transfers(payment.reference) if reserved else [])


@transaction.atomic
def record(payment_id: int, seen: Seen) -> Payment:
    """Record `seen` under the payment's lock; only what moves it forward changes anything, and only news
    wakes whoever follows."""
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    rows = list(payment.checkouts.order_by("n"))
    before, known_before = _changing(payment), _all_known(payment, rows)
    unfollowed = payment.followed < payment.changes
    known = [(row, seen.checkouts[row.pk]) for row in rows if row.pk in seen.checkouts]
    for checkout, facts in known:
        if facts.disputes or facts.feared_at:
            recorded(payment, f"dispute:{checkout.session_id}", _freeze, payment, facts)
    for checkout, facts in known:
        recorded(payment, checkout.session_id, record_checkout, payment, checkout, facts)
    for _, facts in known:
        record_money(payment, facts)
    for transfer in seen.transfers:
        recorded(payment, transfer.id, record_transfer, payment, transfer)
    payment.funds = funds_of(payment)
    payment.seen_at = clock.now()
    if before != _changing(payment):
        payment.changed_at = clock.now()
    payment.save()
    recorded(payment, f"plan_calls:{payment.reference}", plan_calls, payment)
    if unfollowed or known_before != _all_known(payment, rows):
        hooks.changed.one(payment.pk)
    return payment


def _changing(payment: Payment) -> tuple[object, ...]:
    """The facts that an introduction follows."""
    ended = (payment.disputed_at, payment.decide_by, payment.charged_back)
    return (payment.funds, payment.price, payment.foreign_at, payment.reversed, *ended)


def _all_known(payment: Payment, checkouts: list[Checkout]) -> tuple[object, ...]:
    """All that a look may have changed, but for its own moment: a superset of what is followed."""
    fields = (one.attname for one in Payment._meta.concrete_fields if one.attname != "seen_at")
    return (
        *(getattr(payment, one) for one in fields),
        *(one.status for one in checkouts),
    )
