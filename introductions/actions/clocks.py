"""Setting the clocks of a state: rows that the sweep finds, never timers in a queue."""

from datetime import datetime, timedelta

from django.conf import settings

from brokerage.kit import clock
from connectors.queries.own_rules import next_showing, rules_of
from introductions.lifecycle import (
    CONFIRM_WAIT,
    DESK_AFTER,
    PATIENCE,
    REFUND_AFTER,
    REFUND_ANEW,
    Actor,
    Clock,
    State,
)
from introductions.models import Deadline, Introduction
from introductions.queries import (
    capture_deadline,
    latest_acceptance,
    stands_still,
)
from introductions.queries.track_record import is_trusted

SOON = timedelta(minutes=1)


def start(row: Introduction) -> None:
    """Forget the clocks of the state before and start those of this one. Under the row's lock."""
    row.deadlines.all().delete()
    for entry in PATIENCE.get(State(row.state), ()):
        due = _due(row, entry)
        if due is not None:
            set_clock(row, entry.move, due, entry.remind, entry.whom)


def set_clock(
    row: Introduction,
    move: str,
    due: datetime,
    remind: tuple[timedelta, ...] = (),
    whom: Actor | None = None,
) -> None:
    """Make `due` (UTC) the moment of `move`, with reminders so long before it.

    Where the time is too short for that, the one reminder comes half-way.
    """
    row.deadlines.filter(move=move).delete()
    if whom:
        row.deadlines.filter(move="remind", whom=whom).delete()
    _add(row, move, due)
    now = clock.now()
    moments = {due - before if due - before > now else now + (due - now) / 2 for before in remind}
    for moment in sorted(moments):
        _add(row, "remind", moment, whom)


def _add(row: Introduction, move: str, due: datetime, whom: Actor | None = None) -> None:
    left = max(due - clock.now(), timedelta()) if stands_still(row, move) else None
    Deadline.objects.create(introduction=row, move=move, whom=whom or "", due_at=due, left=left)


def hold(row: Introduction) -> None:
    """Let the clocks stand still that wait for the desk to read an email. Under the row's lock."""
    now = clock.now()
    # One that is running out in this very moment is in the sweep's hands; it asks again before it moves.
    for running in row.deadlines.select_for_update(skip_locked=True).filter(left__isnull=True):
        if stands_still(row, running.move):
            running.left = max(running.due_at - now, timedelta())
            running.save(update_fields=["left"])


def resume(row: Introduction) -> None:
    """Let the clocks go on that need not stand still any more, each with the time it had left."""
    for waiting in row.deadlines.filter(left__isnull=False):
        if not stands_still(row, waiting.move):
            waiting.due_at, waiting.left = clock.now() + (waiting.left or timedelta()), None
            waiting.save(update_fields=["due_at", "left"])


def _due(row: Introduction, entry: Clock) -> datetime | None:
    """When the clock of `entry` runs out; None if it does not run for this introduction."""
    now = clock.now()
    if row.state == State.REQUESTED and entry.move == "lapse":
        return answer_until(row, (row.shown_at or now) + (entry.wait or timedelta()))
    if row.state == State.CONSENT and entry.move == "lapse":
        return consent_until(row, now + (entry.wait or timedelta()))
    if row.state == State.CONFIRMING:
        return now + CONFIRM_WAIT[row.proof]
    if entry.wait is not None:
        return now + entry.wait
    return _from_facts(row, entry.move, now)


def _from_facts(row: Introduction, move: str, now: datetime) -> datetime | None:
    """Clocks that hang on a fact of the payment or on the connector's record."""
    captured_at = row.payment.captured_at if row.payment else None
    if move == "capture_early":
        return capture_deadline(row) if row.keep_asking else None
    if move in {"release", "pay_split"}:
        return now + timedelta(days=row.safety_hold_days)
    if move == "call_desk" and captured_at:
        return captured_at + DESK_AFTER
    if move in {"refund_overdue", "refund_unpaid"} and captured_at:
        return captured_at + REFUND_AFTER
    return None


def refund_anew(row: Introduction) -> datetime:
    """When a payout that has to be made late, or once more, goes back to the rep instead."""
    soonest = clock.now() + REFUND_ANEW
    captured_at = row.payment.captured_at if row.payment else None
    return max(captured_at + REFUND_AFTER, soonest) if captured_at else soonest


def showing(row: Introduction) -> datetime:
    """When the connector sees the request: as it arrives, or with the day's batch if they chose one.

    At once where the card's reservation would leave less than a day to answer after that.
    """
    now = row.requested_at or clock.now()
    moment = next_showing(rules_of(row.connector), now)
    limit = latest_acceptance(row)
    return now if limit is not None and moment + timedelta(days=1) > limit else moment


def hand_out_batches() -> int:
    """Requests that waited for the day's batch are shown from now on, for good; how many."""
    due = Introduction.objects.filter(waits_for_batch=True, shown_at__lte=clock.now())
    return due.update(waits_for_batch=False)


def answer_until(row: Introduction, latest: datetime) -> datetime:
    """How long the connector is waited for: to `latest`, or as long as the prospect can be asked."""
    limit = latest_acceptance(row)
    return latest if limit is None else min(latest, max(limit, clock.now() + SOON))


def answer_sooner(row: Introduction) -> None:
    """A new card may be reserved for a shorter time: the connector's clock is never made longer."""
    running = row.deadlines.filter(move="lapse").first()
    due = answer_until(row, running.due_at) if running else None
    if running and due and due < running.due_at:
        set_clock(row, "lapse", due, (timedelta(days=1),), Actor.CONNECTOR)


def consent_until(row: Introduction, latest: datetime) -> datetime:
    """How long the prospect is waited for: to `latest`, or to the end of the card's reservation,
    unless the rep chose to keep asking (then the money is taken early instead)."""
    limit = capture_deadline(row)
    if row.keep_asking or limit is None:
        return latest
    return min(latest, limit)


def safety_hold_days(row: Introduction) -> int:
    """Days between both words and the transfer: fewer once the connector has a clean record."""
    trusted = is_trusted(row.connector)
    hold: timedelta = settings.SAFETY_HOLD_TRUSTED if trusted else settings.SAFETY_HOLD
    return hold.days
