"""The admin's front page: what is stuck, since when, and where to look."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from brokerage.accounts.models import QueuedEmail
from brokerage.cases.models import Case
from brokerage.kit import clock
from connectors.models import ImportRun
from introductions.models import Deadline, Notice, PendingRefusal
from introductions.queries import payments_to_follow
from payments.models import Difference, ProviderCall, ProviderEvent

LATE = timedelta(minutes=15)
Status = ProviderCall.Status


@dataclass(frozen=True)
class Stuck:
    """One kind of thing that does not move: how many, the oldest since when, and the room."""

    words: str
    count: int
    since: datetime | None
    link: str
    explain: str


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the front page shows to this member of the staff."""
    found = [one for one, permission in _all() if request.user.has_perm(permission)]
    return context | {
        "stuck": [one for one in found if one.count],
        "moving": [one for one in found if not one.count],
        "looked_at": clock.now(),
    }


def _all() -> Iterator[tuple[Stuck, str]]:
    now = clock.now()
    late = now - LATE
    calls = ProviderCall.objects.filter(
        Q(status__in=[Status.STUCK, Status.DOUBTFUL])
        | Q(status__in=[Status.WAITING, Status.SENT], created_at__lt=late)
    )
    yield _of(calls, "created_at", "Calls to the provider", "payments.providercall", "?status__exact=stuck",
              "Refused for good, in doubt, or not sent for a quarter of an hour.")  # fmt: skip
    unread = ProviderEvent.objects.filter(processed_at__isnull=True, received_at__lt=late)
    yield _of(unread, "received_at", "Messages not understood", "payments.providerevent",
              "?processed_at__isempty=1", "Stored, and not turned into facts yet.")  # fmt: skip
    differences = Difference.objects.filter(resolved_at__isnull=True)
    yield _of(differences, "seen_at", "Open differences", "payments.difference",
              "?resolved_at__isempty=1", "Our books and the provider's do not agree.")  # fmt: skip
    cases = Case.objects.filter(closed_at__isnull=True, due_at__lt=now)
    yield _of(cases, "due_at", "Overdue cases", "cases.case", "?closed_at__isempty=1",
              "Somebody should have looked.")  # fmt: skip
    mails = Notice.objects.filter(told_at__isnull=True, due_at__lt=late)
    yield _of(mails, "due_at", "Mails not sent",
              "introductions.notice", "?told_at__isempty=1", "Tried again by the sweep.")  # fmt: skip
    emails = QueuedEmail.objects.filter(told_at__isnull=True, due_at__lt=late)
    yield _of(emails, "due_at", "Emails to accounts not sent", "accounts.queuedemail", "?told_at__isempty=1",
              "Links, decisions and notices. Tried again by the sweep.")  # fmt: skip
    clocks = Deadline.objects.filter(due_at__lt=late)
    yield _of(clocks, "due_at", "Clocks that ran out", "introductions.introduction", "",
              "Due a quarter of an hour ago, and nothing happened.")  # fmt: skip
    refusals = PendingRefusal.objects.filter(asked_at__lt=late)
    yield _of(refusals, "asked_at", "Refusals not carried out", "introductions.introduction", "",
              "Somebody refused for good, and not all that follows is done. It is tried again.")  # fmt: skip
    facts = payments_to_follow().filter(payment__changed_at__lt=late)
    yield _of(facts.annotate(since=F("payment__changed_at")), "since", "Payments not followed",
              "payments.payment", "", "Their facts moved; their introduction did not.")  # fmt: skip
    imports = ImportRun.objects.filter(
        Q(status="failed") | Q(status__in=["waiting", "running"], created_at__lt=late)
    )
    yield _of(imports, "created_at", "Imports that stopped", "connectors.importrun", "",
              "Address books half-way in.")  # fmt: skip


def _of(
    rows: QuerySet[Any], moment: str, words: str, model: str, query: str, explain: str
) -> tuple[Stuck, str]:
    app, name = model.split(".")
    link = reverse(f"admin:{app}_{name}_changelist") + query
    since = rows.aggregate(first=Min(moment))["first"]
    return Stuck(words, rows.count(), since, link, explain), f"{app}.view_{name}"
