"""What is true of a payment's money now."""

from datetime import datetime

from django.db.models import QuerySet

from brokerage.accounts.models import User
from payments import hooks
from payments.models import Checkout, Funds, Intent, LedgerAccount, Payment, ProviderCall

UNDECIDED = frozenset({Intent.AUTHORISE, Intent.CAPTURE, Intent.SHARE})
"""Intentions after which what is taken is held, until somebody decides whose it is."""


def is_authorised(payment: Payment) -> bool:
    """Whether the price is reserved on the card right now."""
    return payment.funds == Funds.AUTHORISED


def is_held(payment: Payment) -> bool:
    """Whether the price was taken and is held."""
    return payment.funds == Funds.HELD


def is_lost(payment: Payment) -> bool:
    """Whether a reservation once stood and none does now."""
    return payment.funds == Funds.LOST


def is_charged_back(payment: Payment) -> bool:
    """Whether the card network has taken the charge under dispute, or ever kept some of it.

    Also while the money of a won dispute waits for the desk: the introduction ended with the dispute.
    """
    return bool(payment.disputed_at or payment.decide_by or payment.charged_back)


def is_gone(payment: Payment) -> bool:
    """Whether all that was taken went back to the payer, one way or the other, and nothing is released."""
    gone = payment.refunds_ordered + payment.charged_back
    return 0 < payment.captured <= gone and not payment.release_ordered


def is_refunded_elsewhere(payment: Payment) -> bool:
    """Whether all that was taken went back to the payer and we never decided so.

    A division that leaves the payee nothing (`payee_part` 0) is a decision. So does what the provider keeps
    in another currency, from the moment we see it.
    """
    if payment.settled_in:
        return not payment.release_ordered
    return is_gone(payment) and payment.intent != Intent.BACK and payment.payee_part != 0


def is_paid_out(payment: Payment) -> bool:
    """Whether something was released to the payee (paid, on its way, or kept for a debt) and stays so."""
    return payment.release_ordered > 0 and payment.intent != Intent.BACK


def is_unpaid(payment: Payment) -> bool:
    """Whether the payee's part, or some of it, is still with us: held, or released and not there."""
    waits = payment.held_amount > 0 or payment.owed_amount > 0
    return waits and payment.intent != Intent.BACK


def has_arrived(payment: Payment) -> bool:
    """Whether all that was released is with the payee: transferred, or kept for a debt of theirs."""
    return is_paid_out(payment) and payment.paid_out + payment.netted > 0 and not is_unpaid(payment)


def is_to_be_paid(payment: Payment) -> bool:
    """Whether a transfer that is under way is still to reach the payee, in full.

    Not once it is to be given back, while the card network disputes the charge, or where the loss of
    what it would bring was made a debt of theirs meanwhile. What they had paid back twice is theirs whatever
    was decided.
    """
    lost = min(payment.debt, _debt(payment.payee, payment.currency))
    twice = has_all_back(payment) and payment.received <= payment.debt and not payment.disputed_at
    return (is_meant_for_payee(payment) or twice) and lost <= 0


def is_meant_for_payee(payment: Payment) -> bool:
    """Whether it was decided that the payee gets it, all or a part, and no bank disputes that now."""
    return payment.intent in {Intent.RELEASE, Intent.SPLIT} and not payment.disputed_at


def has_all_back(payment: Payment) -> bool:
    """Whether everything goes back to the payer, and nothing of it is left to be ordered."""
    gone = payment.refunds_ordered + payment.charged_back
    return payment.intent == Intent.BACK and 0 < payment.captured <= gone


def overpaid(payment: Payment) -> int:
    """Minor units that the payee paid back beyond what they owed, and that are held. For them.

    Their debt was kept from another payout, and then what it was about came back as well.
    """
    if not has_all_back(payment):
        return 0
    return max(min(payment.held_amount, payment.debt - payment.received), 0)


def standing_checkout(payment: Payment) -> Checkout | None:
    """The newest attempt that may lead to money or did."""
    return (
        payment.checkouts.filter(status__in=["ordered", "open", "authorised", "captured"])
        .order_by("-n")
        .first()
    )


def _debt(user: User, currency: str) -> int:
    kind = LedgerAccount.Kind.RECEIVABLE
    row = LedgerAccount.objects.filter(kind=kind, currency=currency, user=user).first()
    return row.balance if row else 0


def page_of(payment: Payment) -> str:
    """The path of the page about what is paid for."""
    return hooks.page_of.one(payment.reference)


def goes_back_at(payment: Payment) -> datetime | None:
    """When money that cannot be paid out goes back to the payer; None where no deadline stands for that."""
    if payment.decide_by:
        return payment.decide_by
    return hooks.goes_back_at.one(payment)


def open_debt(payment: Payment) -> int:
    """Minor units that the payee still owes us because of this payment."""
    return max(min(payment.debt, _debt(payment.payee, payment.currency)), 0)


def refund_came_back(payment: Payment) -> bool:
    """Whether a refund was sent back by the card's bank, or cannot be made, and a person arranges it."""
    return payment.calls.filter(operation="refund", status=ProviderCall.Status.STUCK).exists()


def undecided(now: datetime) -> QuerySet[Payment]:
    """Payments whose dispute was won, and whose time for the desk to decide is over."""
    return Payment.objects.filter(decide_by__lte=now, disputed_at__isnull=True)
