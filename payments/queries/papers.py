"""A person's papers."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from brokerage.accounts.models import User
from payments.models import BillingDetails, Paper


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
