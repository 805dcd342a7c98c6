"""What facts of several kinds share."""

from dataclasses import dataclass

from brokerage.kit import clock
from payments.actions.desk_cases import close_call_case, open_debt_case, open_loss_case
from payments.gateway.reading import CheckoutFacts, DisputeFacts, TransferFacts
from payments.ledger import Origins
from payments.models import Checkout, Funds, Intent, Payment, ProviderCall
from payments.queries import UNDECIDED
from payments.sums import shares

Status = Checkout.Status
RANK = {
    Status.ORDERED: 0,
    Status.OPEN: 1,
    Status.AUTHORISED: 2,
    Status.CAPTURED: 3,
    Status.CANCELLED: 3,
    Status.EXPIRED: 3,
}
LOST = {"lost"}
UNANSWERED = {"needs_response", "warning_needs_response"}
INQUIRY = {"warning_needs_response", "warning_under_review"}


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the provider knows of one payment, or the id of a payout account that was asked for."""

    checkouts: dict[int, CheckoutFacts]
    transfers: list[TransferFacts]
    account: str = ""


def grant(payment: Payment, mark: str, found: str) -> None:
    """The answer to a call may be lost: by its mark what came of it (its id, `found`) is known anyway."""
    for row in payment.calls.filter(key=mark or "-", answer_id=""):
        row.status, row.answer_id, row.granted_at = ProviderCall.Status.GRANTED, found, clock.now()
        row.leased_until, row.error, row.error_code = None, "", ""
        row.save()
        close_call_case(row, "found there")


def taking(facts: CheckoutFacts) -> list[DisputeFacts]:
    """Disputes, without inquiries by which nothing was taken."""
    return [one for one in facts.disputes if one.withdrawn or not one.is_inquiry]


def is_feared(payment: Payment, facts: CheckoutFacts) -> bool:
    """Whether there is an early fraud warning that nobody has cleared; a newer one is feared anew."""
    if facts.feared_at is None:
        return False
    payment.feared_at = max(facts.feared_at, payment.feared_at or facts.feared_at)
    return payment.warning_cleared_at is None or facts.feared_at > payment.warning_cleared_at


def _stands(payment: Payment, dispute: DisputeFacts) -> bool:
    """Whether the network may still take the money, or took it and its end is not in our books yet."""
    return (dispute.is_open or dispute.withdrawn) and not is_over(payment, dispute)


def is_over(payment: Payment, dispute: DisputeFacts, *ends: str) -> bool:
    """Whether its end is booked: an older look, recorded late, must not undo it."""
    reasons = [f"dispute-{how}:{dispute.id}" for how in ends or ("won", "lost")]
    return payment.entries.filter(reason__in=reasons).exists()


def _origins(payment: Payment, amount: int) -> Origins:
    """Whose money it is that went back to the payer by itself: what is held, our fee, the payee's, ours.

    Of a fee that we kept we give our part; more of it only where the payee never had the money. The payee
    owes no more than they received and do not owe already; what remains went out twice and is our loss.
    """
    _, fee = shares(payment, min(amount, payment.price))
    fee = min(fee, payment.fee_kept)
    from_held = min(amount - fee, payment.held_amount)
    rest = amount - from_held
    payees = max(payment.received - payment.debt, 0)
    from_fee = min(rest, payment.fee_kept, max(fee, rest - payees))
    debt = min(rest - from_fee, payees)
    return Origins(from_held, from_fee, debt, rest - from_fee - debt)


def _take(payment: Payment, origins: Origins, why: str) -> None:
    """The sums of the payment after such an entry; a debt is told before anything is kept for it."""
    payment.fee_kept -= origins.fee
    payment.release_ordered -= origins.fee
    payment.advanced += origins.debt + origins.borne
    payment.borne += origins.borne
    if origins.debt:
        open_debt_case(payment, origins.debt, why)
    if origins.borne:
        open_loss_case(payment, origins.borne)


def funds_of(payment: Payment) -> Funds:
    """The payment's own state, from what is recorded."""
    if payment.captured:
        if payment.settled_in and payment.held_amount > 0 and not payment.release_ordered:
            return Funds.PARTLY_OUT  # never held: it goes back
        # Before anything was decided, what was refunded at the provider does not end the holding.
        if payment.held_amount > 0 and (payment.intent in UNDECIDED or not payment.refunds_ordered):
            return Funds.HELD
        waits = payment.refunds_ordered - payment.refunded + payment.owed_amount
        debt = payment.debt - payment.sent_elsewhere
        undoing = payment.intent == Intent.BACK and payment.release_ordered > debt
        done = waits <= 0 and payment.held_amount <= 0 and not undoing
        return Funds.SETTLED if done else Funds.PARTLY_OUT
    statuses = set(payment.checkouts.values_list("status", flat=True))
    if Status.AUTHORISED in statuses:
        return Funds.AUTHORISED
    if statuses & {Status.ORDERED, Status.OPEN}:
        return Funds.LOST if payment.funds == Funds.LOST else Funds.NONE
    lost = payment.checkouts.filter(was_authorised=True).exists()
    return Funds.LOST if lost else Funds.NONE
