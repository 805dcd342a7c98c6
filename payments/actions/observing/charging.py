"""What was taken, and in which currency."""

from brokerage.kit import clock
from payments import ledger
from payments.actions.desk_cases import open_settlement_case, remind_of_payout
from payments.actions.observing.disputing import after_look_at_disputes, record_dispute
from payments.actions.observing.refunding import record_refund
from payments.actions.observing.shared import RANK, Status
from payments.actions.recording import recorded
from payments.gateway.reading import CheckoutFacts
from payments.marks import card_digests
from payments.models import Checkout, Intent, Payment


def record_money(payment: Payment, facts: CheckoutFacts) -> None:
    """What happened to the money since it was taken: refunds first, for a lost dispute asks for them."""
    for refund in facts.refunds:
        recorded(payment, refund.id, record_refund, payment, refund)
    for dispute in facts.disputes:
        recorded(payment, dispute.id, record_dispute, payment, dispute)
    if facts.disputes or facts.feared_at:
        recorded(payment, f"disputes:{facts.charge_id}", after_look_at_disputes, payment, facts)
    if facts.fee_id:
        fee = (facts.fee_id, facts.fee, facts.settled_in)
        recorded(payment, facts.fee_id, ledger.provider_fee, payment, *fee)


def _status(facts: CheckoutFacts) -> Checkout.Status:
    """Our word for what the provider says, decided from the intent, never from the session alone."""
    if facts.intent_status == "succeeded" or facts.captured:
        return Status.CAPTURED
    if facts.intent_status == "requires_capture":
        return Status.AUTHORISED
    if facts.intent_status == "canceled":
        return Status.CANCELLED
    return Status.EXPIRED if facts.session_status == "expired" else Status.OPEN


def record_checkout(payment: Payment, checkout: Checkout, facts: CheckoutFacts) -> None:
    status = _status(facts)
    if RANK[status] > RANK[Status(checkout.status)]:
        checkout.status = status
    checkout.intent_id = facts.intent_id or checkout.intent_id
    checkout.charge_id = facts.charge_id or checkout.charge_id
    checkout.capture_before = facts.capture_before or checkout.capture_before
    checkout.url = facts.url or checkout.url
    checkout.card_digests = card_digests(facts.card) or checkout.card_digests
    if checkout.status == Status.AUTHORISED and not checkout.was_authorised:
        checkout.was_authorised = True
        _take_over_price(payment, checkout)
    checkout.save()
    if facts.captured and ledger.captured(payment, checkout.n, facts.captured):
        payment.captured += facts.captured
        payment.captured_at = clock.now()
        remind_of_payout(payment)
    if facts.settled_in not in {"", payment.currency}:
        _refuse_settlement(payment, facts.settled_in)
    if facts.captured:
        payment.available_on = facts.available_on or payment.available_on


def _refuse_settlement(payment: Payment, currency: str) -> None:
    """What was taken stands in our balance in another currency: it cannot be paid out as agreed.

    So it is not held but goes back at once, and a person hears of it. Nothing that was ordered to leave
    is touched.
    """
    if payment.settled_in:
        return
    payment.settled_in = currency
    if not payment.release_ordered:
        payment.intent, payment.frozen_at = Intent.BACK, None
    open_settlement_case(payment)


def _take_over_price(payment: Payment, checkout: Checkout) -> None:
    """A later checkout at a higher price, now authorised, sets the price; not once it is called off."""
    open_still = payment.intent == Intent.AUTHORISE and not payment.captured
    if checkout.amount > payment.price and open_still:
        payment.price, payment.fee = checkout.amount, checkout.fee
