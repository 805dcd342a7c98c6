"""What a payee earned, month by month, as the ledger says."""

from dataclasses import dataclass
from datetime import UTC, date

from django.db.models import F, Func, Q, Sum, TextField, Value
from django.db.models.functions import TruncMonth

from brokerage.accounts.models import User
from payments.models import LedgerAccount, Posting

Kind = LedgerAccount.Kind
WHAT = {"release-ordered": "earned", "transfer": "sent", "debt-netted": "kept", "reversal": "back"}
"""By the first word of an entry's reason. What was released and called off again is not earned."""


@dataclass
class MonthEarned:
    """Minor units of one currency in one month (UTC): earned, sent to the payee's payout account, kept for a
    debt, and taken back from that account."""

    month: date
    currency: str
    earned: int = 0
    sent: int = 0
    kept: int = 0
    back: int = 0


def earned_by_month(user: User) -> list[MonthEarned]:
    """Every month in which something moved, newest first."""
    found: dict[tuple[date, str], MonthEarned] = {}
    for month, currency, what, amount in _moved(user):
        row = found.setdefault((month, currency), MonthEarned(month, currency))
        if what == "release-withdrawn":
            row.earned -= amount
        else:
            name = WHAT[what]
            setattr(row, name, getattr(row, name) + abs(amount))
    return sorted(found.values(), key=lambda one: (one.month, one.currency), reverse=True)


def _moved(user: User) -> list[tuple[date, str, str, int]]:
    """`(month, currency, first word of the reason, minor units)`, debits positive."""
    owed = Q(account__kind=Kind.OWED, account__user=user)
    came_back = Q(
        account__kind=Kind.CASH, entry__payment__payee=user, entry__reason__startswith="reversal:"
    )
    first_word = Func(
        F("entry__reason"), Value(":"), Value(1), function="split_part", output_field=TextField()
    )
    rows = Posting.objects.filter(owed | came_back).annotate(
        month=TruncMonth("entry__at", tzinfo=UTC), what=first_word
    )
    sums = rows.order_by().values_list("month", "account__currency", "what")
    return [
        (month.date(), currency, what, amount)
        for month, currency, what, amount in sums.annotate(amount=Sum("amount"))
    ]
