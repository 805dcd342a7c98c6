"""Hundreds of clocks at once: the same rows as `let_due` writes one by one, in a statement for each table.

Only moves without a guard, an effect of their own or a second row are made here (`SIMPLE`); everything else,
and a few at a time, goes one by one. Several sweepers share the work: each takes what no other has locked.
"""

from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.db.models import Case, F, Value, When

from brokerage.cases import actions as cases
from brokerage.cases.models import Case as DeskCase
from brokerage.kit import clock
from brokerage.kit.later import run_later, run_once_later
from introductions.actions.moving import lock, order_money
from introductions.actions.records import lock_records_of
from introductions.actions.removing import remove_at_the_end
from introductions.lifecycle import BY_NAME, Actor, State
from introductions.models import Deadline, Event, IncomingEmail, Introduction, Removal

FEW, MOST = 10, 500
"""From how many on they are done together, and how many in one transaction."""
LETTERS = 20
"""How many emails one task of the worker sends."""
LAPSING = (State.CHECKOUT, State.REQUESTED)
REMINDED = (State.REQUESTED, State.INTRODUCING, State.CONFIRMING)
NEEDED = (
    "move", "whom", "due_at", "introduction__public_id", "introduction__state",
    "introduction__connector_id", "introduction__payment_id", "introduction__prospect_id",
)  # fmt: skip
TOLD = """
INSERT INTO introductions_notice (event_id, audience, kind, due_at, tries, dropped)
SELECT event, audience, kind, %s, 0, ''
  FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS told (event, audience, kind)
RETURNING id
"""


def let_due_together(resting: Collection[int] = ()) -> int:
    """Make the moves of up to `MOST` clocks that have run out, oldest first; how many.

    None where fewer than `FEW` are due. `resting`: deadlines (primary keys) that failed lately. Raises what
    any of them raises; nothing has changed then.
    """
    with transaction.atomic():
        found = list(_taken(resting))
        if len(found) < FEW:
            return 0
        still = _unread(one.introduction_id for one in found)
        due = [one for one in found if one.introduction_id not in still]
        _remind([one for one in due if one.move == "remind"])
        _lapse([one.introduction for one in due if one.move == "lapse"])
    return len(due)


def _taken(resting: Collection[int]) -> Iterable[Deadline]:
    """What is due and in nobody's hands, with its introduction; both locked, without waiting for anybody."""
    due = Deadline.objects.filter(due_at__lte=clock.now(), left__isnull=True).exclude(
        pk__in=resting
    )
    lapsing = due.filter(move="lapse", introduction__state__in=LAPSING)
    reminded = due.filter(move="remind", introduction__state__in=REMINDED, whom__gt="")
    rows = (lapsing | reminded).select_related("introduction").only(*NEEDED)
    locked = rows.select_for_update(skip_locked=True, of=("self", "introduction"))
    return locked.order_by("due_at", "pk")[:MOST]


def _unread(introductions: Iterable[int]) -> set[int]:
    """Those of which a person's email is to be read first: their clocks stand still."""
    emails = IncomingEmail.objects.filter(
        introduction__in=list(introductions), read_at__isnull=True, stops_clocks=True
    )
    return set(emails.values_list("introduction", flat=True))


def _remind(due: list[Deadline]) -> None:
    """Write down whom to remind of what they have little time left for."""
    if not due:
        return
    rows = [one.introduction for one in due]
    facts = [{"whom": one.whom} for one in due]
    events = _events("remind", rows, [row.state for row in rows], facts)
    _notices(
        (event, one.whom, f"remind_{one.introduction.state}")
        for event, one in zip(events, due, strict=True)
    )
    Deadline.objects.filter(pk__in=[one.pk for one in due]).delete()
    _follow(rows)


def _lapse(rows: list[Introduction]) -> None:
    """Nobody answered, or paid, in time: it is over, and everything that is reserved goes back."""
    if not rows:
        return
    now, keys = clock.now(), [row.pk for row in rows]
    sources = [row.state for row in rows]
    lock_records_of({row.connector_id for row in rows})
    Introduction.objects.filter(pk__in=keys).update(
        state=State.LAPSED,
        state_since=now,
        cancel_offered_by="",
        # Over before the day's batch: the connector never hears of it.
        shown_at=Case(
            When(waits_for_batch=True, shown_at__gt=now, then=Value(None)), default=F("shown_at")
        ),
    )
    events = _events("lapse", rows, [State.LAPSED] * len(rows), [{}] * len(rows), sources)
    Deadline.objects.filter(introduction__in=keys).delete()
    _settle_cases(rows)
    for kept in Removal.objects.filter(introduction__in=keys).select_related("introduction"):
        remove_at_the_end(kept.introduction)
    for row in rows:
        if row.payment_id:
            order_money(lock(row), BY_NAME["lapse"])
    audiences = BY_NAME["lapse"].tells
    _notices((event, audience, "lapse") for event in events for audience in audiences)
    _follow(rows)


def _settle_cases(rows: list[Introduction]) -> None:
    subjects = [row.reference for row in rows]
    clocks = [f"clock:{one}" for one in subjects]
    cases.settle_cases(DeskCase.Kind.DIFFERENCE, clocks, outcome=State.LAPSED)
    cases.settle_cases(DeskCase.Kind.PITCH, subjects, outcome=State.LAPSED)


def _events(
    move: str,
    rows: list[Introduction],
    targets: list[str] | list[State],
    facts: list[dict[str, str]],
    sources: list[str] | None = None,
) -> list[Event]:
    at = clock.now()
    return Event.objects.bulk_create(
        Event(
            introduction=row, move=move, source=source, target=target, actor=Actor.CLOCK,
            facts=said, at=at,
        )
        for row, source, target, said in zip(rows, sources or targets, targets, facts, strict=True)
    )  # fmt: skip


def _notices(told: Iterable[tuple[Event, str, str]]) -> None:
    """Write down who is still to be told (event, audience, email), and wake the teller for many at once."""
    rows = [(event.pk, str(audience), kind) for event, audience, kind in told]
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [clock.now(), *(list(one) for one in zip(*rows, strict=True))])
        keys = [pk for (pk,) in cursor.fetchall()]
    for first in range(0, len(keys), LETTERS):
        run_later("introductions.tasks.tell_all", keys[first : first + LETTERS])


def _follow(rows: list[Introduction]) -> None:
    for row in rows:
        if row.payment_id:
            run_once_later("introductions.tasks.follow_payment", row.payment_id)
