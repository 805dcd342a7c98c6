"""Which cases there are for a member of the staff, and how they are listed. Only reads."""

import re
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.moderation.kinds import Action, Kind, is_masked
from brokerage.moderation.loading import load
from brokerage.moderation.registry import KINDS


@dataclass(frozen=True)
class Row:
    """A case as the queue shows it."""

    case: Case
    kind: Kind
    headline: str
    waits: str
    tone: str
    age: timedelta
    can_claim: bool
    can_release: bool


@dataclass(frozen=True)
class Filters:
    """What of the queue is wanted. `whose`: all, mine or free; `q`: words or a reference."""

    kind: str = ""
    whose: str = "all"
    overdue: bool = False
    closed: bool = False
    q: str = ""


def kinds_for(user: User) -> list[Kind]:
    """The kinds of cases that this person may see."""
    return [kind for kind in KINDS.values() if user.has_perm(kind.permission)]


def cases_for(user: User) -> QuerySet[Case]:
    """The cases that this person may see, open and closed; never those they are part of."""
    kinds = kinds_for(user)
    rows = Case.objects.filter(kind__in=[kind.name for kind in kinds])
    # Many kinds keep the same from somebody: each rule is asked once.
    hidden = {rule: list(rule(user)) for rule in {kind.hidden_from for kind in kinds}}
    for rule, subjects in hidden.items():
        if subjects:
            names = [kind.name for kind in kinds if kind.hidden_from is rule]
            rows = rows.exclude(kind__in=names, subject__in=subjects)
    return rows.select_related("claimed_by", "closed_by")


def case_for(user: User, public_id: uuid.UUID) -> Case | None:
    """One of them."""
    return cases_for(user).filter(public_id=public_id).first()


def queue(user: User, filters: Filters, seen: QuerySet[Case] | None = None) -> QuerySet[Case]:
    """The open cases by what is due first, or the closed ones, newest first.

    `seen`: `cases_for(user)`, where it is known.
    """
    rows = cases_for(user) if seen is None else seen
    rows = rows.filter(closed_at__isnull=not filters.closed)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.whose == "mine":
        rows = rows.filter(Q(claimed_by=user) | Q(closed_by=user))
    elif filters.whose == "free":
        rows = rows.filter(claimed_by=None)
    if filters.overdue and not filters.closed:
        rows = rows.filter(due_at__lt=clock.now())
    if filters.q:
        rows = rows.filter(_matching(filters.q, words_too=not is_masked(user)))
    if filters.closed:
        return rows.order_by("-closed_at", "-pk")
    return rows.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")


def _matching(words: str, *, words_too: bool) -> Q:
    """`words_too`: in the reasons that staff wrote as well, for those who may read them."""
    words = words.replace("\x00", "").strip()
    found = Q(outcome__icontains=words) | Q(subject__icontains=words)
    if words_too:
        found |= Q(reason__icontains=words)
    if re.fullmatch(r"[0-9a-fA-F-]{4,36}", words):
        found |= Q(subject__icontains=words.replace("-", ""))
        with suppress(ValueError):
            found |= Q(public_id=uuid.UUID(words))
    return found


def rows_of(cases: Iterable[Case], user: User) -> list[Row]:
    """Lines of the queue, with as many queries for many as for few."""
    found = list(cases)
    load(found, user)
    return [row_of(case, user) for case in found]


def row_of(case: Case, user: User) -> Row:
    """One line of the queue as `user` sees it."""
    kind = KINDS[case.kind]
    waits, tone = kind.waits(case) if case.is_open else ("Closed", "quiet")
    mine = case.claimed_by_id == user.pk
    return Row(
        case=case,
        kind=kind,
        headline=kind.headline(case),
        waits=waits,
        tone=tone,
        age=(case.closed_at or clock.now()) - case.opened_at,
        can_claim=case.is_open
        and case.claimed_by_id is None
        and kind.works(user)
        and not kind.why_not(case, user),
        can_release=case.is_open
        and case.claimed_by_id is not None
        and (mine or user.has_perm("cases.oversee")),
    )


def actions_for(case: Case, user: User) -> list[Action]:
    """What this person can do about this case right now."""
    kind = KINDS[case.kind]
    if not case.is_open or kind.why_not(case, user):
        return []
    return [
        action for action in kind.actions if user.has_perm(action.permission) and action.open(case)
    ]


def counts(user: User, seen: QuerySet[Case] | None = None) -> dict[str, int]:
    """How many open cases there are: all, mine, free, overdue. `seen`: as in `queue`."""
    rows = cases_for(user) if seen is None else seen
    return rows.filter(closed_at=None).aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=Q(claimed_by=user)),
        free=Count("pk", filter=Q(claimed_by=None)),
        overdue=Count("pk", filter=Q(due_at__lt=clock.now())),
    )


def actions_on(case: Case, since: datetime | None = None) -> QuerySet[StaffAction]:
    """What staff did about a case, newest first."""
    about = Q(target=str(case.public_id)) | Q(target=case.subject, at__gte=case.opened_at)
    return StaffAction.objects.filter(about).select_related("staff").order_by("-pk")
