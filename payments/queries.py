"""What is known about money. Only reads."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from payments import hooks
from payments.models import (
    BillingDetails,
    Checkout,
    Funds,
    Intent,
    LedgerAccount,
    Letter,
    Paper,
    Payment,
    PayoutAccount,
    ProviderEvent,
    Wish,
)
from payments.sums import Sums, sums_of

UNDECIDED = frozenset({Intent.AUTHORISE, Intent.CAPTURE, Intent.SHARE})
"""Intentions after which what is taken is held, until somebody decides whose it is."""


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


@dataclass(frozen=True, slots=True)
class Earning:
    """One payment as its payee sees it: what is held, coming and paid to them, and what went back."""

    payment: Payment
    page: str
    sums: Sums
    held: Money
    coming: Money
    paid: Money
    netted: Money
    back: Money
    earned: Money

    @property
    def was_paid(self) -> bool:
        """Whether something of it was once with the payee, also if it came back since."""
        return bool(self.payment.transferred or self.payment.netted)


@dataclass(frozen=True, slots=True)
class Debt:
    """Why a payee owes us, in minor units of `amount`; kept from payouts from `kept_from` on.

    It counts from the moment the payee was told, or from when we gave up telling them by email.
    """

    amount: Money
    payment: Payment
    page: str
    why: str
    kept_from: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What cannot be paid out, in one currency, and when the first of it goes back to its payer.

    `goes_back_at` is None where no deadline stands for that yet.
    """

    amount: Money
    goes_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class Balance:
    """A payee's sums in one currency; `owed` is a debt that later earnings pay off."""

    currency: str
    held: Money
    coming: Money
    paid: Money
    owed: Money


def earnings_of(user: User) -> list[Earning]:
    """Every payment taken for this payee, newest first, without those of which they never had anything.

    One that was paid and came back stays: where it went is told with it.
    """
    taken = Payment.objects.filter(payee=user, captured__gt=0).order_by("-captured_at")
    found = [_earning(one) for one in taken]
    return [one for one in found if one.sums.held or one.payment.release_ordered or one.was_paid]


def _earning(payment: Payment) -> Earning:
    sums = sums_of(payment)
    return Earning(
        payment,
        page_of(payment),
        sums=sums,
        held=sums.expected + sums.open,
        coming=sums.coming,
        paid=sums.paid,
        netted=sums.netted,
        back=sums.back,
        earned=sums.earned,
    )


def waiting_for_payout(user: User, earned: list[Earning]) -> list[Waiting]:
    """What is held for a payee who cannot be paid, by currency; nothing for one who can."""
    if payout_ready(user):
        return []
    stuck = [one for one in earned if is_unpaid(one.payment)]
    found = []
    for code in sorted({one.payment.currency for one in stuck}):
        own = [one for one in stuck if one.payment.currency == code]
        dates = [moment for one in own if (moment := goes_back_at(one.payment))]
        amount = sum((one.held + one.coming for one in own), Money(0, code))
        found.append(Waiting(amount, min(dates, default=None)))
    return found


def debts_of(user: User) -> list[Debt]:
    """What the payee was told to owe us, newest first, while any of it is open in that currency."""
    told = Letter.objects.filter(kind="debt", user=user).select_related("payment").order_by("-pk")
    return [_owed(row) for row in told if _debt(user, row.payment.currency)]


def _owed(row: Letter) -> Debt:
    return Debt(
        Money(row.facts["amount"], row.payment.currency),
        row.payment,
        page_of(row.payment),
        row.facts["why"],
        row.counts_from + settings.DEBT_NOTICE,
    )


def balances_of(user: User) -> list[Balance]:
    """What is held, coming, paid and owed, by currency."""
    earned = earnings_of(user)
    owing = LedgerAccount.objects.filter(kind=LedgerAccount.Kind.RECEIVABLE, user=user)
    owed = owing.filter(balance__gt=0).values_list("currency", flat=True)
    codes = {one.payment.currency for one in earned} | set(owed)
    return [_balance(user, code, earned) for code in sorted(codes)]


def _balance(user: User, currency: str, earned: list[Earning]) -> Balance:
    own = [one for one in earned if one.payment.currency == currency]
    nothing = Money(0, currency)
    return Balance(
        currency,
        held=sum((one.held for one in own), nothing),
        coming=sum((one.coming for one in own), nothing),
        paid=sum((one.paid for one in own), nothing),
        owed=Money(_debt(user, currency), currency),
    )


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
    live = (Wish.Status.WAITING, Wish.Status.SENT, Wish.Status.DOUBTFUL, Wish.Status.STUCK)
    return not sums_of(payment).is_over or payment.wishes.filter(status__in=live).exists()


def _debt(user: User, currency: str) -> int:
    kind = LedgerAccount.Kind.RECEIVABLE
    row = LedgerAccount.objects.filter(kind=kind, currency=currency, user=user).first()
    return row.balance if row else 0


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
    return payment.wishes.filter(operation="refund", status=Wish.Status.STUCK).exists()


def undecided(now: datetime) -> QuerySet[Payment]:
    """Payments whose dispute was won, and whose time for the desk to decide is over."""
    return Payment.objects.filter(decide_by__lte=now, disputed_at__isnull=True)


def due_to_be_available(now: datetime) -> dict[str, int]:
    """What must still leave, of charges whose funds are available: minor units by currency.

    Held, on its way back to payers, and owed to payees.
    """
    taken = F("captured") + F("advanced") - F("charged_back")
    gone = F("refunded") + F("fee_kept") + F("netted") + F("transferred") - F("reversed")
    rows = Payment.objects.filter(available_on__lte=now).values("currency")
    return {
        row["currency"]: row["sum"] for row in rows.annotate(sum=Sum(taken - gone)) if row["sum"]
    }


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


MOST_TRIES = 20


def events_to_understand() -> QuerySet[ProviderEvent]:
    """Messages kept but not yet understood, oldest first."""
    waiting = ProviderEvent.objects.filter(processed_at__isnull=True, attempts__lt=MOST_TRIES)
    return waiting.order_by("pk")


def events_given_up() -> QuerySet[ProviderEvent]:
    """Messages that failed so often that nobody reads them again by themselves, oldest first."""
    failed = ProviderEvent.objects.filter(processed_at__isnull=True, attempts__gte=MOST_TRIES)
    return failed.order_by("pk")


def unsettled(now: object) -> QuerySet[Payment]:
    """Payments that something may still happen to at the provider."""
    return Payment.objects.filter(
        Q(funds__in=[Funds.AUTHORISED, Funds.HELD, Funds.PARTLY_OUT])
        | Q(checkouts__status__in=["ordered", "open"])
    ).distinct()


def papers_of(user: User, year: int | None = None, month: int | None = None) -> QuerySet[Paper]:
    """Somebody's papers, newest first; of a year, or a month in it (UTC), by what they are about."""
    rows = Paper.objects.filter(owner=user)
    if year:
        rows = rows.filter(at__gte=datetime(year, month or 1, 1, tzinfo=UTC))
        last = (year, month + 1) if month and month < 12 else (year + 1, 1)
        rows = rows.filter(at__lt=datetime(*last, 1, tzinfo=UTC))
    return rows


def paper_years_of(user: User) -> list[int]:
    """The years in which somebody has papers, newest first."""
    found = Paper.objects.filter(owner=user).datetimes("at", "year", tzinfo=UTC)
    return sorted({one.year for one in found}, reverse=True)


def own_papers(user: User) -> dict[str, Any]:
    """The user's papers and what stands on them, as plain values: part of their own data export."""
    return {
        "billing": BillingDetails.objects.filter(user=user)
        .values("name", "address", "vat_id")
        .first(),
        "papers": list(papers_of(user).values("number", "kind", "currency", "total", "at", "body")),
    }
