"""What a connector earned, waits for and owes."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from payments.models import LedgerAccount, Letter, Payment
from payments.queries.accounts import payout_ready
from payments.queries.facts import _debt, goes_back_at, is_unpaid, page_of
from payments.sums import Sums, sums_of


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
