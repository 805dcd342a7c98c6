"""What stands on a person's home: whose turn it is in what runs, soonest first, and how far requests came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import (
    Count,
    F,
    Q,
    QuerySet,
    Window,
    prefetch_related_objects,
)

from brokerage.accounts.models import User
from brokerage.kit import clock
from introductions.lifecycle import OPEN
from introductions.models import Introduction
from introductions.queries.clocks import first_due
from introductions.queries.turns import own_ids, own_turns, with_facts
from introductions.queries.visible import as_listed, is_shown, visible_to

FUNNEL_DAYS = 90


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first rows, soonest first, and how many there are."""

    rows: Sequence[Introduction]
    count: int


def what_waits(user: User, most_mine: int, most_others: int) -> tuple[Waiting, Waiting]:
    """What waits for the user, and what runs and waits for somebody else."""
    mine = _first(own_turns(visible_to(user), user), most_mine)
    running = visible_to(user).filter(state__in=OPEN)
    others = _first(running.exclude(Q(pk__in=own_ids(user))), most_others)
    prefetch_related_objects([*mine.rows, *others.rows], "deadlines", "disputes__answers")
    return mine, others


def _first(rows: QuerySet[Introduction], most: int) -> Waiting:
    listed = with_facts(as_listed(rows)).annotate(due=first_due(), of_all=Window(Count("pk")))
    found = list(listed.order_by(F("due").asc(nulls_last=True), "pk")[:most])
    return Waiting(found, getattr(found[0], "of_all", 0) if found else 0)


@dataclass(frozen=True, slots=True)
class Stage:
    """How many requests came so far; `of_before`: percent of the step before, None without one."""

    label: str
    count: int
    of_before: int | None


def funnel_of(user: User, *, as_rep: bool) -> list[Stage]:
    """How far the requests of the last 90 days came, as the rep or the connector in them."""
    since = clock.now() - timedelta(days=FUNNEL_DAYS)
    mine = Q(rep=user) if as_rep else Q(connector=user) & is_shown()
    counts = Introduction.objects.filter(mine, requested_at__gte=since).aggregate(
        requested=Count("pk"),
        accepted=Count("accepted_at"),
        agreed=Count("agreed_at"),
        introduced=Count("introduced_at"),
        confirmed=Count("confirmed_at"),
    )
    labels = {
        "requested": "Requested",
        "accepted": "Accepted",
        "agreed": "Prospect said yes",
        "introduced": "Introduced",
        "confirmed": "Confirmed",
    }
    stages: list[Stage] = []
    for name, label in labels.items():
        before = stages[-1].count if stages else 0
        share = round(100 * counts[name] / before) if before else None
        stages.append(Stage(label, counts[name], share))
    return stages
