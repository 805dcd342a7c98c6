"""Refunds, ordered by us or elsewhere."""

from payments import ledger
from payments.actions.desk_cases import close_loss_case, open_call_case, open_foreign_case
from payments.actions.observing.shared import _origins, _take, grant
from payments.actions.planning import call_off, withdraw_refund
from payments.gateway.reading import RefundFacts
from payments.models import SENT_BACK, Payment, ProviderCall


def record_refund(payment: Payment, refund: RefundFacts) -> None:
    ours = _is_ordered(payment, refund)
    if ours:
        grant(payment, refund.call, refund.id)
    elif not _take_over_refund(payment, refund):
        return
    if refund.status == "succeeded" and ledger.refunded(payment, refund.id, refund.amount):
        payment.refunded += refund.amount
    elif refund.status in {"failed", "canceled"}:
        booked = payment.entries.filter(reason=f"refund:{refund.id}").exists()
        if booked and ledger.refund_returned(payment, refund.id, refund.amount):
            payment.refunded -= refund.amount
        if ours:
            _open_refund_case(payment, refund.id)
        elif ledger.refund_elsewhere_undone(payment, refund.id, refund.amount):
            payment.refunds_ordered -= refund.amount
        if payment.borne and call_off_refunds(payment, "The payer has it from their bank"):
            _make_good(payment, refund)


def _is_ordered(payment: Payment, refund: RefundFacts) -> bool:
    """Whether we ordered this refund, of this amount, and have not called the order off."""
    row = payment.calls.filter(operation="refund", key=refund.call or "-").first()
    if row is None or row.parameters["amount"] != refund.amount:
        return False
    stands = row.status != ProviderCall.Status.DROPPED or refund.status in {"failed", "canceled"}
    return stands or payment.entries.filter(reason=f"refund:{refund.id}").exists()


def _make_good(payment: Payment, refund: RefundFacts) -> None:
    """We bore a loss because this refund had left: what came back of it is not the payer's a second time."""
    amount = min(payment.borne, payment.held_amount, refund.amount)
    if ledger.loss_made_good(payment, refund.id, amount):
        payment.borne -= amount
        payment.advanced -= amount
        close_loss_case(payment)


def _take_over_refund(payment: Payment, refund: RefundFacts) -> bool:
    """A refund that nobody here ordered, made in the provider's own pages: in our books as if ordered.

    Its money comes from where `_origins` says. A refund of ours that has not left, or came back, is called
    off for it. False while one is on its way: then the next look books it.
    """
    if payment.entries.filter(reason=f"refund-elsewhere:{refund.id}").exists():
        return True
    if refund.status in {"failed", "canceled"}:
        return False
    if not call_off_refunds(payment, "Refunded at the provider"):
        return False
    call_off(payment, "refunded at the provider")
    origins = _origins(payment, refund.amount)
    ledger.refund_elsewhere(payment, refund.id, origins)
    payment.refunds_ordered += refund.amount
    _take(payment, origins, "refund")
    open_foreign_case(payment, "refund", refund.id, refund.amount)
    return True


def call_off_refunds(payment: Payment, why: str) -> bool:
    """Call off what we ordered and what has not left or came back: it is held again.

    The payer had it another way, `why` says which. False if one may be at the provider already.
    """
    under_way = [ProviderCall.Status.SENT, ProviderCall.Status.DOUBTFUL]
    if payment.calls.filter(operation="refund", status__in=under_way).exists():
        return False
    stands = [ProviderCall.Status.WAITING, ProviderCall.Status.STUCK]
    for row in payment.calls.filter(operation="refund", status__in=stands):
        if not withdraw_refund(payment, row, why):
            return False
    return True


def _open_refund_case(payment: Payment, refund_id: str) -> None:
    """Once: what a person decided about it since stays decided."""
    sent = payment.calls.filter(answer_id=refund_id, status=ProviderCall.Status.GRANTED)
    for row in sent:
        row.status, row.error_code = ProviderCall.Status.STUCK, SENT_BACK
        row.error = "The card's bank sent it back"
        row.save()
        open_call_case(row)
