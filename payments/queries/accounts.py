"""Payout accounts, and money that runs for somebody."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from payments.models import Funds, LedgerAccount, Payment, PayoutAccount, ProviderCall
from payments.sums import sums_of


def payout_account_of(user: User) -> PayoutAccount | None:
    """The user's payout account as last seen, if there is one."""
    return PayoutAccount.objects.filter(user=user).first()


def same_payout_account(one: User, other: User) -> bool:
    """Whether two people's payouts go to one account at the provider."""
    if all("payout_account" in user._state.fields_cache for user in (one, other)):
        rows = [getattr(user, "payout_account", None) for user in (one, other)]
        found = [row.account_id for row in rows if row is not None and row.account_id]
    else:
        accounts = PayoutAccount.objects.filter(user__in=[one, other]).exclude(account_id="")
        found = list(accounts.values_list("account_id", flat=True))
    return len(found) != len(set(found))


def payout_ready(user: User) -> bool:
    """Whether a transfer to this user would be accepted, as far as we know."""
    account = payout_account_of(user)
    return account is not None and account.is_ready


def money_runs(user: User, *, pays: bool, is_paid: bool) -> bool:
    """Whether a payment that `user` makes (`pays`) or gets (`is_paid`) is not settled, or they owe us.

    From the first page to pay on, until nothing is held, on its way, disputed or undecided any more.
    """
    mine = Q(payer=user) if pays else Q(payee=user)
    own = Payment.objects.filter(mine | Q(payee=user) if is_paid else mine)
    moving = Q(funds__in=[Funds.AUTHORISED, Funds.HELD, Funds.PARTLY_OUT])
    undecided = Q(disputed_at__isnull=False) | Q(decide_by__isnull=False)
    opened = Q(checkouts__status__in=["ordered", "open", "authorised"])
    owing = LedgerAccount.objects.filter(kind=LedgerAccount.Kind.RECEIVABLE, user=user)
    owes = is_paid and owing.filter(balance__gt=0).exists()
    return owes or own.filter(moving | undecided | opened).exists()


def why_account_cannot_close(user: User) -> str | None:
    """Why the account has to stay, or None: whoever leaves leaves no money on its way and owes none."""
    mine = Payment.objects.filter(Q(payer=user) | Q(payee=user))
    if _disputed(mine).exists():
        return "A bank is looking at a payment of yours. It has to decide first."
    receivable = LedgerAccount.objects.filter(kind=LedgerAccount.Kind.RECEIVABLE, user=user)
    if owed := next((row for row in receivable if row.balance > 0), None):
        amount = Money(owed.balance, owed.currency)
        return f"You owe us {amount}. Write to {settings.SUPPORT_EMAIL} to pay it."
    if any(_is_on_its_way(one) for one in mine):
        return "A payment of yours has not arrived yet. You can close the account when it has."
    return None


def _disputed(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    open_ = Q(disputed_at__isnull=False) | Q(decide_by__isnull=False)
    feared = Q(warned_at__isnull=False) & ~Q(funds=Funds.SETTLED)
    return payments.filter(open_ | feared)


def _is_on_its_way(payment: Payment) -> bool:
    """Whether anything of it is reserved, held or ordered and has not arrived."""
    if payment.funds in {Funds.AUTHORISED, Funds.HELD, Funds.PARTLY_OUT}:
        return True
    live = (
        ProviderCall.Status.WAITING,
        ProviderCall.Status.SENT,
        ProviderCall.Status.DOUBTFUL,
        ProviderCall.Status.STUCK,
    )
    return not sums_of(payment).is_over or payment.calls.filter(status__in=live).exists()


# How the provider names what is missing, and how a person says it; the first that fits.
MISSING = (
    ("external_account", "Your bank account"),
    ("bank", "Your bank account"),
    ("payout_method", "Your bank account"),
    ("tos_acceptance", "Your agreement to the provider's terms"),
    ("terms_of_service", "Your agreement to the provider's terms"),
    ("document", "A document that shows who you are"),
    ("verification", "A document that shows who you are"),
    ("address", "Your address"),
    ("dob", "Your date of birth"),
    ("date_of_birth", "Your date of birth"),
    ("id_number", "Your tax or identity number"),
    ("phone", "Your phone number"),
    ("email", "Your e-mail address"),
    ("name", "Your legal name"),
)


def missing_from(account: PayoutAccount | None) -> list[str]:
    """What the provider still asks of the payee, in a person's words, each once."""
    if account is None or account.is_ready:
        return []
    said = (
        next((words for mark, words in MISSING if mark in name.lower()), "Some details about you")
        for name in account.requirements
    )
    return list(dict.fromkeys(said))


def payout_pages() -> dict[str, str]:
    """Where the provider's onboarding leads back to, with our host."""
    return {
        "refresh_url": settings.SITE_URL + reverse("payouts_refresh"),
        "return_url": settings.SITE_URL + reverse("payouts_return"),
    }


def accounts_to_see(before: object, unready_before: object) -> QuerySet[PayoutAccount]:
    """Payout accounts that money waits for or may soon, not looked at since `before`.

    Reserved money counts: only who can be paid may accept. Who could not be paid when last seen is looked
    at sooner, if that was before `unready_before`.
    """
    unready = ~Q(transfers_status="active") & Q(closed_at__isnull=True)
    stale = Q(seen_at__isnull=True) | Q(seen_at__lte=before)
    waiting = Payment.objects.filter(funds__in=[Funds.AUTHORISED, Funds.HELD, Funds.PARTLY_OUT])
    return (
        PayoutAccount.objects.filter(user__in=waiting.values("payee"))
        .filter(stale | (unready & Q(seen_at__lte=unready_before)))
        .exclude(account_id="")
        .order_by("pk")
    )
