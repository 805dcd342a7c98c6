"""Counts of what reps looked at and searched for in the last month that was counted."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from brokerage.accounts.models import User
from connectors.models import Company, InterestCount, Relationship
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS, Department, Seniority

COMPANY = "company:"
MOST_COMPANIES = 20
OTHER = {Seniority.OTHER.value, Department.OTHER.value}


def view_topic(listing: uuid.UUID) -> str:
    """The topic of one listing."""
    return f"listing:{listing}"


def segment_topic(seniority: str, department: str) -> str:
    """The topic of a segment of the market; "" for any."""
    return f"segment:{seniority}:{department}"


def company_topic(company: uuid.UUID) -> str:
    """The topic of one company that reps target."""
    return f"{COMPANY}{company.hex}"


@dataclass(frozen=True)
class Segment:
    """A segment in words, and how many organisations searched it at the least."""

    seniority: str
    department: str
    at_least: int

    @property
    def words(self) -> str:
        """Such as "VP, Procurement"; "Any seniority, Sales"."""
        level = SENIORITY_LABELS.get(self.seniority) or "Any seniority"
        return f"{level}, {DEPARTMENT_LABELS.get(self.department) or 'any department'}"


def counted_month() -> date | None:
    """The last month that was counted and had anything to count; None before the first."""
    return InterestCount.objects.order_by("-month").values_list("month", flat=True).first()


def views_among(month: date | None, listings: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Of these listings those that ten organisations or more read that month, and how many at the least."""
    topics = {view_topic(one): one for one in listings}
    rows = _counts(month, topics)
    return {topics[topic]: count for topic, count in rows.values_list("topic", "at_least")}


def searched_segments(user: User, month: date | None) -> list[Segment]:
    """What reps searched that month in segments in which this connector lists somebody, the most first.

    The counts are of the whole market: the same for every connector who lists somebody there.
    """
    listed = Relationship.objects.filter(connector=user, listed_at__isnull=False).order_by()
    own = listed.values_list("shown_seniority", "shown_department").distinct()
    wanted = {}
    for seniority, department in own:
        levels = {"" if seniority in OTHER else seniority, ""}
        for pair in ((one, other) for one in levels for other in {_known(department), ""}):
            if any(pair):
                wanted[segment_topic(*pair)] = pair
    rows = _counts(month, wanted)
    found = [Segment(*wanted[one], count) for one, count in rows.values_list("topic", "at_least")]
    return sorted(found, key=lambda one: (-one.at_least, one.words))


@dataclass(frozen=True)
class WantedCompany:
    """A company that reps target, and how many organisations do at the least."""

    name: str
    at_least: int


def wanted_companies(user: User, month: date | None) -> list[WantedCompany]:
    """The companies that most reps targeted that month, of those at which this connector knows somebody.

    The counts are of the whole market: the same for every connector who knows somebody there.
    """
    if month is None:
        return []
    rows = InterestCount.objects.filter(month=month, topic__startswith=COMPANY)
    counts = {uuid.UUID(one.topic.removeprefix(COMPANY)): one.at_least for one in rows}
    if not counts:
        return []
    known = Relationship.objects.filter(connector=user, company=OuterRef("pk"))
    here = Company.objects.filter(Exists(known)).annotate(
        of=Coalesce("merged_into__public_id", "public_id"),
        called=Coalesce("merged_into__name", "name"),
    )
    named = dict(here.filter(of__in=list(counts)).values_list("of", "called"))
    found = [WantedCompany(name, counts[of]) for of, name in named.items()]
    return sorted(found, key=lambda one: (-one.at_least, one.name.casefold()))[:MOST_COMPANIES]


def _known(department: str) -> str:
    return "" if department in OTHER else department


def _counts(month: date | None, topics: Iterable[str]) -> QuerySet[InterestCount]:
    rows = InterestCount.objects.filter(topic__in=list(topics))
    return rows.filter(month=month) if month else rows.none()
