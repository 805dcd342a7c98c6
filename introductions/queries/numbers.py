"""A connector's own numbers: their record, their listings, what reps search for, and their earnings."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import queries as connectors
from connectors.models import Relationship
from introductions.lifecycle import State
from introductions.models import Introduction
from introductions.queries.records import answer_record
from introductions.queries.visible import is_shown
from payments import queries as payments
from payments.queries import MonthEarned
from payments.sums import sums_of

PAGE_SIZE = 50
PAID_BY = {State.CONFIRMED: "release", State.SETTLING: "pay_split"}
COMING = {
    State.INTRODUCING: "Once you introduce them and the rep confirms",
    State.CONFIRMING: "Once the rep confirms",
    State.CONFIRMED: "Confirmed",
    State.SETTLING: "Settled",
    State.DISPUTED: "On hold until the dispute ends",
}
"""States in which money is held for the connector, and what it waits for."""


@dataclass(frozen=True)
class ListingNumbers:
    """One of the connector's own entries: requests that reached them, and how many organisations read it last
    month at the least (None: fewer than ten)."""

    row: Relationship
    requests: int
    views: int | None

    @property
    def public_id(self) -> uuid.UUID:
        """The entry's id."""
        return self.row.public_id


@dataclass(frozen=True)
class Coming:
    """Money that is held for the connector; `on`: when it leaves for them, if nothing intervenes."""

    introduction: Introduction
    amount: Money
    waits_for: str
    on: datetime | None


@dataclass(frozen=True)
class Numbers:
    """All of it. `month`: the one that views and searches are of; None while none was counted."""

    as_read: str
    record: str
    hours: int | None
    month: date | None
    page: Page[Any]
    listed: list[ListingNumbers]
    segments: list[connectors.Segment]
    companies: list[connectors.WantedCompany]
    months: list[MonthEarned]
    balances: list[payments.Balance]
    coming: list[Coming]


def numbers_of(user: User, page: str = "1") -> Numbers:
    """The connector's own numbers; listings by the page, those with most requests first."""
    record, month = answer_record(user), connectors.counted_month()
    listings = Paginator(_own_listings(user), PAGE_SIZE).get_page(page)
    rows = list(listings.object_list)
    views = connectors.views_among(month, [row.public_id for row in rows])
    return Numbers(
        as_read=connectors.shown_reliability(user).sentence,
        record=record.sentence,
        hours=record.hours,
        month=month,
        page=listings,
        listed=[
            ListingNumbers(row, getattr(row, "requests", 0), views.get(row.public_id))
            for row in rows
        ],
        segments=connectors.searched_segments(user, month),
        companies=connectors.wanted_companies(user, month),
        months=payments.earned_by_month(user),
        balances=payments.balances_of(user),
        coming=_coming(user),
    )


def _own_listings(user: User) -> QuerySet[Relationship, Any]:
    """Listed now, or asked for at some time. Only requests that the connector has seen count."""
    asked = Introduction.objects.filter(is_shown(), connector=user, relationship=OuterRef("pk"))
    counts = asked.order_by().values("relationship").annotate(count=Count("pk")).values("count")
    rows = connectors.visible_to(user).annotate(
        requests=Coalesce(Subquery(counts, output_field=IntegerField()), 0)
    )
    return rows.filter(Q(listed_at__isnull=False) | Q(requests__gt=0)).order_by("-requests", "pk")


def _coming(user: User) -> list[Coming]:
    rows = Introduction.objects.filter(connector=user, state__in=COMING, payment__captured__gt=0)
    rows = rows.select_related("payment").prefetch_related("deadlines").order_by("pk")
    found = [_one_coming(row) for row in rows]
    return sorted(found, key=lambda one: (one.on is None, one.on or one.introduction.pk))


def _one_coming(row: Introduction) -> Coming:
    state = State(row.state)
    due = [one.due_at for one in row.deadlines.all() if one.move == PAID_BY.get(state)]
    agreed = Money(row.price - row.fee, row.currency)
    amount = sums_of(row.payment).expected if row.payment else agreed
    return Coming(row, amount or agreed, COMING[state], min(due, default=None))
