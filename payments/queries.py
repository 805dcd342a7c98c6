"""What is known about money. Only reads."""

from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from payments.models import Checkout, Funds, Payment, PayoutAccount, ProviderEvent, Wish


def payout_account_of(user: User) -> PayoutAccount | None:
    """The user's payout account as last seen, if there is one."""
    return PayoutAccount.objects.filter(user=user).first()


def payout_ready(user: User) -> bool:
    """Whether a transfer to this user would be accepted, as far as we know."""
    account = payout_account_of(user)
    return account is not None and account.is_ready


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
    """Whether the card network has taken the charge under dispute."""
    return payment.disputed_at is not None


def standing_checkout(payment: Payment) -> Checkout | None:
    """The newest attempt that may lead to money or did."""
    return (
        payment.checkouts.filter(status__in=["ordered", "open", "authorised", "captured"])
        .order_by("-n")
        .first()
    )


def earnings(payment: Payment) -> Money:
    """What the payee receives if all is released: price less fee."""
    return Money(payment.price - payment.fee, payment.currency)


def wishes_to_send(now: object) -> QuerySet[Wish]:
    """Wishes that are due and in nobody's hands."""
    return Wish.objects.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lte=now),
        status__in=[Wish.Status.WAITING, Wish.Status.SENT],
        next_try_at__lte=now,
    ).order_by("next_try_at")


def wishes_in_doubt() -> QuerySet[Wish]:
    """Wishes whose key will bring no clear answer any more."""
    return Wish.objects.filter(status=Wish.Status.DOUBTFUL).order_by("pk")


def events_to_understand() -> QuerySet[ProviderEvent]:
    """Messages kept but not yet understood, oldest first."""
    return ProviderEvent.objects.filter(processed_at__isnull=True, attempts__lt=20).order_by("pk")


def unsettled(now: object) -> QuerySet[Payment]:
    """Payments that something may still happen to at the provider."""
    return Payment.objects.filter(
        Q(funds__in=[Funds.AUTHORISED, Funds.HELD, Funds.PARTLY_OUT])
        | Q(checkouts__status__in=["ordered", "open"])
    ).distinct()
