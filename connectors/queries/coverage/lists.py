"""A rep's own lists, their pictures, and the accounts in them page by page."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from brokerage.accounts.models import User
from connectors.models import AccountWatch, CoverageDay, CoverageList
from connectors.queries.coverage.picture import NO_TIER, Line, Picture, picture_of, sort_key

PAGE_SIZE = 50
WEEK = timedelta(days=7)
SHOWS = {"": "All", "reachable": "Reachable", "not_yet": "Not yet"}


def lists_of(rep: User) -> QuerySet[CoverageList]:
    """The rep's lists, newest first, without their contents."""
    return CoverageList.objects.filter(rep=rep).defer("file", "packed")


def list_of(rep: User, public_id: uuid.UUID) -> CoverageList:
    """One of the rep's lists; raises CoverageList.DoesNotExist otherwise."""
    return CoverageList.objects.defer("file").get(rep=rep, public_id=public_id)


def latest_day(rep: User) -> CoverageDay | None:
    """The last day for which the rep was told figures."""
    days = CoverageDay.objects.filter(rep=rep, packed__isnull=False)
    return days.order_by("-day").first()


def picture(rep: User, found: CoverageList) -> Picture:
    """The picture of one of the rep's lists, as counted on the last day for which there are figures."""
    today = latest_day(rep)
    before = None
    if today is not None:
        earlier = CoverageDay.objects.filter(
            rep=rep, day__lte=today.day - WEEK, day__gt=today.day - 2 * WEEK, packed__isnull=False
        )
        before = earlier.order_by("-day").first()
    watches = AccountWatch.objects.filter(coverage_list=found)
    return picture_of(
        found.accounts,
        today.figures if today else {},
        day=today.day if today else None,
        before=before.figures if before else None,
        watched=frozenset(watches.values_list("number", flat=True)),
        currency=rep.currency or settings.SETTLEMENT_CURRENCIES[0],
    )


@dataclass(frozen=True)
class AccountFilters:
    """Which accounts of a list: `show` is "", "reachable" or "not_yet"; `tier` and `industry` as they stand
    in the list, "" for any. `after` is the number of the last account of the page before."""

    show: str = ""
    tier: str = ""
    industry: str = ""
    after: int | None = None

    def fit(self, line: Line) -> bool:
        """Whether an account is meant."""
        return (
            (not self.show or line.is_reachable == (self.show == "reachable"))
            and (not self.tier or (line.account.tier or NO_TIER) == self.tier)
            and (not self.industry or line.account.industry == self.industry)
        )


@dataclass(frozen=True)
class AccountPage:
    """A page of accounts; `count` fit in all. `next` is the `after` of the page behind, None at the end."""

    lines: Sequence[Line]
    count: int
    next: int | None


def account_page(found: Picture, filters: AccountFilters) -> AccountPage:
    """The page that begins behind an account, whether or not that one fits itself."""
    fitting = [one for one in found.lines if filters.fit(one)]
    later = fitting
    if filters.after is not None:
        last = next((one for one in found.lines if one.account.number == filters.after), None)
        if last is not None:
            later = [one for one in fitting if sort_key(one) > sort_key(last)]
    page = later[:PAGE_SIZE]
    further = len(later) > PAGE_SIZE
    return AccountPage(page, len(fitting), page[-1].account.number if further else None)


CSV_COLUMNS = (
    "account", "website", "tier", "industry", "matched_company", "reachable", "paths", "best_strength",
    "best_role", "price_from", "since_last_week", "watched",
)  # fmt: skip


def csv_columns(found: CoverageList) -> tuple[str, ...]:
    """The head of the file: the CRM's own id first, under its own heading, where the list has one."""
    return (found.id_heading, *CSV_COLUMNS) if found.id_heading else CSV_COLUMNS


def csv_rows(found: CoverageList, lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """A row for each account."""
    for line in lines:
        account = line.account
        yield {
            found.id_heading: account.crm_id,
            "account": account.name,
            "website": account.domain,
            "tier": account.tier,
            "industry": account.industry,
            "matched_company": account.company,
            "reachable": "yes" if line.is_reachable else "not yet",
            "paths": line.paths,
            "best_strength": line.strength or "",
            "best_role": line.role,
            "price_from": line.price,
            "since_last_week": line.movement,
            "watched": "yes" if line.watched else "",
        }
