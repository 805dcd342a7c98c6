"""What a payer has on hold, what is held for them, and what they spent, by currency and month."""

from dataclasses import dataclass
from datetime import UTC, date

from django.db.models import F, Sum
from django.db.models.functions import Greatest, TruncMonth

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.money import Money
from payments.models import Checkout, Payment


@dataclass(frozen=True, slots=True)
class MonthSpent:
    """One month (UTC) in which a card was charged: what was taken, what of that came back since (refunded,
    or taken back by the bank), and the rest."""

    month: date
    taken: Money
    back: Money

    @property
    def spent(self) -> Money:
        """Out of pocket for what was charged in this month; less than nothing where it came back twice."""
        return self.taken - self.back


@dataclass(frozen=True, slots=True)
class Spending:
    """One currency: reserved on cards and not charged; charged and still with us; this month; all months
    in which something was charged, the newest first."""

    on_hold: Money
    held: Money
    this_month: Money
    months: list[MonthSpent]

    @property
    def currency(self) -> str:
        """Of all its amounts."""
        return self.on_hold.currency


def spending_of(user: User) -> list[Spending]:
    """What `user` spends as a payer, by currency; the same sums as `payments.sums` to the minor unit."""
    reserved = Checkout.objects.filter(
        payment__payer=user, status=Checkout.Status.AUTHORISED
    ).order_by()
    holds = reserved.values_list("payment__currency").annotate(sum=Sum("amount"))
    on_hold = dict(holds)
    held: dict[str, int] = {}
    months: dict[str, list[MonthSpent]] = {}
    for currency, month, taken, back, kept in _charged(user):
        held[currency] = held.get(currency, 0) + kept
        row = MonthSpent(month.date(), Money(taken, currency), Money(back, currency))
        months.setdefault(currency, []).append(row)
    now = clock.now().astimezone(UTC).date().replace(day=1)
    return [
        Spending(
            Money(on_hold.get(code, 0), code),
            Money(held.get(code, 0), code),
            next((one.spent for one in months.get(code, []) if one.month == now), Money(0, code)),
            months.get(code, []),
        )
        for code in sorted(set(on_hold) | set(months))
    ]


def _charged(user: User) -> list[tuple]:  # type: ignore[type-arg]
    """`(currency, month, taken, back, held)` of what was charged, in minor units, newest month first."""
    gone = F("refunds_ordered") + F("release_ordered") + F("charged_back")
    held = Greatest(F("captured") + F("advanced") - F("sent_elsewhere") - gone, 0)
    rows = Payment.objects.filter(payer=user, captured__gt=0, captured_at__isnull=False)
    rows = rows.annotate(month=TruncMonth("captured_at", tzinfo=UTC)).order_by("-month")
    return list(
        rows.values_list("currency", "month").annotate(
            taken=Sum("captured"), back=Sum(F("refunded") + F("charged_back")), kept=Sum(held)
        )
    )
