"""Closing the books of a month: nothing more is posted into it, and no change in it stays unseen."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from payments.actions.issuing import month_after
from payments.models import ClosedMonth, Entry, Posting

FIRST_DIGEST = "0" * 64
REST = timedelta(days=1)
"""After a month's end, until it can be closed: facts of its last minutes are still on their way."""


def next_to_close() -> date | None:
    """The first day of the month to be closed next: the one after the last, or that of the first entry."""
    last = ClosedMonth.objects.order_by("month").last()
    if last:
        return month_after(_start(last.month)).date()
    first = Entry.objects.aggregate(at=Min("at"))["at"]
    return first.astimezone(UTC).date().replace(day=1) if first else None


def may_be_closed(month: date) -> bool:
    """Whether the month is over for long enough."""
    return clock.now() >= month_after(_start(month)) + REST


@transaction.atomic
def close_month(month: date, *, staff: User) -> ClosedMonth:
    """Close the books of `month` (its first day). Refused out of turn, too early, and twice."""
    with connection.cursor() as cursor:
        # Waits for every posting that is under way; those that come later find the month closed.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('books'))")
    if ClosedMonth.objects.filter(month=month).exists():
        raise Refusal("This month is closed already.", code="closed")
    if month != next_to_close():
        raise Refusal("Months are closed one after another.", code="out_of_turn")
    if not may_be_closed(month):
        raise Refusal("A month can be closed a day after its end.", code="too_early")
    row = ClosedMonth.objects.create(month=month, closed_by=staff, **_sealed(month))
    record_staff_action(staff, "close the books", f"{month:%Y-%m}", row.digest)
    return row


def verify() -> list[date]:
    """The closed months whose postings are not those that were closed; empty if all is well."""
    wrong, before = [], FIRST_DIGEST
    for row in ClosedMonth.objects.order_by("month"):
        seen = _sealed(row.month, before)
        if (seen["digest"], seen["totals"], seen["entries"]) != (
            row.digest,
            row.totals,
            row.entries,
        ):
            wrong.append(row.month)
        before = row.digest
    return wrong


def postings_of(month: date) -> Iterator[dict[str, Any]]:
    """Every posting of a month (its first day), in the order of the books; minor units, debit positive."""
    start = _start(month)
    rows = (
        Posting.objects.filter(entry__at__gte=start, entry__at__lt=month_after(start))
        .order_by("entry_id", "pk")
        .values(
            "entry_id", "entry__at", "entry__reason", "entry__payment__reference", "pk",
            "account_id", "account__kind", "account__currency", "account__user__public_id", "amount",
        )
    )  # fmt: skip
    for one in rows.iterator(chunk_size=2000):
        yield {
            "entry": one["entry_id"],
            "at": one["entry__at"].astimezone(UTC).isoformat(),
            "reason": one["entry__reason"],
            "payment": one["entry__payment__reference"] or "",
            "posting": one["pk"],
            "account": one["account_id"],
            "kind": one["account__kind"],
            "user": str(one["account__user__public_id"] or ""),
            "currency": one["account__currency"],
            "amount": one["amount"],
        }


def _sealed(month: date, before: str | None = None) -> dict[str, Any]:
    if before is None:
        last = ClosedMonth.objects.filter(month__lt=month).order_by("month").last()
        before = last.digest if last else FIRST_DIGEST
    digest = hashlib.sha256(f"{before}|{month:%Y-%m}\n".encode())
    totals: Counter[str] = Counter()
    entries = set()
    for one in postings_of(month):
        digest.update(("|".join(str(value) for value in one.values()) + "\n").encode())
        totals[f"{one['kind']} {one['currency']}"] += one["amount"]
        entries.add(one["entry"])
    return {
        "digest": digest.hexdigest(),
        "totals": dict(sorted(totals.items())),
        "entries": len(entries),
    }


def _start(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)
