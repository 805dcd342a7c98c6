"""Disputes of the card network."""

from django.conf import settings

from brokerage.kit import clock
from payments import ledger
from payments.actions.desk_cases import close_dispute_case, open_won_case, tell_of_rest
from payments.actions.observing.refunding import call_off_refunds
from payments.actions.observing.shared import (
    INQUIRY,
    LOST,
    UNANSWERED,
    _origins,
    _stands,
    _take,
    is_feared,
    is_over,
    taking,
)
from payments.actions.planning import call_off
from payments.gateway import reading
from payments.gateway.reading import CheckoutFacts, DisputeFacts
from payments.models import Intent, Payment
from payments.queries import UNDECIDED


def after_look_at_disputes(payment: Payment, facts: CheckoutFacts) -> None:
    """Once all disputes are over the payment is free again: what a lost one left goes its way."""
    if any(_stands(payment, one) for one in taking(facts)):
        payment.disputed_at = payment.disputed_at or clock.now()
    elif taking(facts):
        if payment.held_amount > 0 and payment.intent in UNDECIDED:
            _after_disputes(payment)
        payment.disputed_at = None
    asked = any(one.status in INQUIRY for one in facts.disputes)
    if facts.disputes and not asked and not is_feared(payment, facts):
        payment.warned_at = None


def _after_disputes(payment: Payment) -> None:
    """All disputes are over, the introduction ended with the first, and money is still held.

    Where one was lost the payer has the rest back. Where all were won the desk decides; if it does not in
    time, the payer has it back (`tasks.sweep_due`).
    """
    if payment.charged_back:
        tell_of_rest(payment)
        payment.intent = Intent.BACK
        payment.decide_by = payment.frozen_at = None
    elif payment.disputed_at and not payment.decide_by:
        payment.decide_by = clock.now() + settings.WON_IS_DECIDED_IN
        open_won_case(payment)


def record_dispute(payment: Payment, dispute: DisputeFacts) -> None:
    if dispute.status not in UNANSWERED:
        close_dispute_case(dispute.id, dispute.status)
    # Once the first was booked under the dispute's own id: that one is not booked again.
    old = payment.entries.filter(reason=f"provider-fee:{dispute.id}").exists()
    for movement, fee in dispute.fees[old:]:
        ledger.provider_fee(payment, movement, fee, payment.settled_in)
    if not dispute.withdrawn:
        return
    ledger.dispute_opened(payment, dispute.id, dispute.amount)
    if dispute.status in reading.WON:
        ledger.dispute_won(payment, dispute.id, dispute.amount)
    if dispute.status in LOST and not is_over(payment, dispute, "lost"):
        _record_loss(payment, dispute)


def _record_loss(payment: Payment, dispute: DisputeFacts) -> None:
    """Lost: a refund of ours that stands is not made beside it, then its money comes from `_origins`.

    While a refund is on its way nothing is booked: what became of it decides whose loss this is.
    """
    if not call_off_refunds(payment, "Taken back by the card's bank"):
        return
    call_off(payment, "the charge was lost")
    origins = _origins(payment, dispute.amount)
    if ledger.dispute_lost(payment, dispute.id, origins):
        payment.charged_back += dispute.amount
        _take(payment, origins, "dispute")
