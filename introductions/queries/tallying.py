"""A person's list of introductions, counted by state and currency."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, QuerySet, Sum, When

from brokerage.accounts.models import User
from introductions.lifecycle import State
from introductions.models import Introduction


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of one state and currency there are, and what they are worth, in minor units."""

    state: State
    currency: str
    count: int
    worth: int


def tallies(rows: QuerySet[Introduction], user: User) -> list[Tally]:
    """All rows counted by state and currency; a rep's worth is the price, a connector's the earnings."""
    worth = Case(When(rep=user, then=F("price")), default=F("price") - F("fee"))
    found = rows.select_related(None).prefetch_related(None).order_by()
    counted = found.values("state", "currency").annotate(of_these=Count("pk"), worth=Sum(worth))
    return [
        Tally(State(one["state"]), one["currency"], one["of_these"], one["worth"])
        for one in counted.order_by("state", "currency")
    ]
