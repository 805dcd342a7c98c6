"""Transfers and reversals, ordered by us or elsewhere."""

from brokerage.kit import clock
from payments import ledger
from payments.actions.desk_cases import (
    close_unpaid_case,
    had_case,
    open_debt_case,
    open_dispute_case,
    open_foreign_case,
    open_warning_case,
    restate_debt,
    tell_of_foreign_reversal,
)
from payments.actions.observing.shared import INQUIRY, UNANSWERED, _stands, grant, is_feared, taking
from payments.actions.paying_out import take_back
from payments.actions.provider_calls import key_of
from payments.gateway.reading import CheckoutFacts, ReversalFacts, TransferFacts
from payments.models import Intent, Payment


def record_transfer(payment: Payment, transfer: TransferFacts) -> None:
    if not payment.entries.filter(reason=f"transfer:{transfer.id}").exists():
        if _is_to_be_sent(payment, transfer):
            grant(payment, transfer.call, transfer.id)
            ledger.transferred(payment, transfer.id, transfer.amount)
            payment.transferred += transfer.amount
            close_unpaid_case(payment)
        elif _is_forgotten(payment, transfer) or not _take_over_transfer(payment, transfer):
            return
    for reversal in transfer.reversals:
        _record_reversal(payment, transfer, reversal)


def _is_to_be_sent(payment: Payment, transfer: TransferFacts) -> bool:
    """Whether we ordered it, and it is still owed."""
    ours = payment.calls.filter(operation="transfer", key=transfer.call or "-").first()
    owed = payment.owed_amount >= transfer.amount
    return ours is not None and owed and ours.parameters["amount"] == transfer.amount


def _is_forgotten(payment: Payment, transfer: TransferFacts) -> bool:
    """It carries our mark, and our rows are older than it (a restored backup): nobody ordered it yet.

    Left until they do; then it is found by its mark, and not made again. Never where it is to go back.
    """
    marked = transfer.call.startswith(key_of(payment.reference, "transfer", ""))
    return marked and not payment.release_ordered and payment.intent != Intent.BACK


def _take_over_transfer(payment: Payment, transfer: TransferFacts) -> bool:
    """A transfer that nobody here ordered: the payee owes it to us. False for one to somebody else, which
    our books do not know; a person is called for both, once."""
    account = getattr(payment.payee, "payout_account", None)
    theirs = account is not None and account.account_id == transfer.destination
    if not theirs or transfer.currency != payment.currency:
        if not had_case("transfer", transfer.id):
            where = f"{transfer.destination} ({transfer.amount} {transfer.currency})"
            open_foreign_case(payment, "transfer", transfer.id, 0, to=where)
        return False
    ledger.transferred_elsewhere(payment, transfer.id, transfer.amount)
    payment.transferred += transfer.amount
    payment.sent_elsewhere += transfer.amount
    payment.advanced += transfer.amount
    open_debt_case(payment, transfer.amount, "transfer")
    open_foreign_case(payment, "transfer", transfer.id, transfer.amount)
    return True


def _record_reversal(payment: Payment, transfer: TransferFacts, reversal: ReversalFacts) -> None:
    """What came back is held again, unless the loss was already made a debt of the payee's.

    One that nobody here ordered freezes it there: whoever did it knows why, and it is not paid out again.
    """
    if payment.entries.filter(reason=f"reversal:{reversal.id}").exists():
        return
    payment.reversed += reversal.amount
    elsewhere = ledger.was_sent_elsewhere(payment, transfer.id)
    to_held, to_debt = take_back(payment, reversal.amount, elsewhere=elsewhere)
    ledger.reversed_back(payment, reversal.id, to_held, to_debt)
    restate_debt(payment.payee, payment.currency)
    if not payment.calls.filter(operation="reverse", key=reversal.call or "-").exists():
        open_foreign_case(payment, "reversal", reversal.id, reversal.amount)
        if not elsewhere:
            tell_of_foreign_reversal(payment, reversal.id, reversal.amount)


def _freeze(payment: Payment, facts: CheckoutFacts) -> None:
    """The card network's own disputes freeze at once, inquiries and warnings only hold back.

    At once, and before any money is booked: often theirs is withdrawn only days after they were opened.
    """
    for dispute in facts.disputes:
        if dispute.status in UNANSWERED:
            open_dispute_case(payment, dispute.id, dispute.amount, dispute.due_by, dispute.reason)
    if any(_stands(payment, one) for one in taking(facts)):
        payment.disputed_at = payment.disputed_at or clock.now()
    feared = is_feared(payment, facts)
    if feared or any(one.status in INQUIRY for one in facts.disputes):
        payment.warned_at = payment.warned_at or clock.now()
    if feared:
        open_warning_case(payment)
