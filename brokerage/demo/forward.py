"""The test clock: world time moves forward, and what falls due on the way happens in its order."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from brokerage.celery import app
from brokerage.demo import offset, sandbox
from brokerage.demo.models import Mail
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions import queries
from introductions.models import Event
from payments.models import Payment, ProviderCall

UNITS = {"h": "hours", "d": "days", "w": "weeks"}
LONGEST = timedelta(days=400)
MOST_STEPS = 500  # a guard: more deadlines than this in one go is a loop
MOST_ROUNDS = 12  # rings of all clocks at one moment, until nothing changes any more


def parse(text: str) -> datetime:
    """Return the moment that a person means by `3d`, `12h`, `1w` or `2026-12-24 18:00` (UTC).

    Raises Refusal for anything else, for the past, and for more than 400 days.
    """
    text = text.strip()
    period = re.fullmatch(r"\+?(\d{1,4})\s*([hdw])", text)
    target = _after(int(period[1]), period[2]) if period else _moment(text)
    if target < clock.now():
        raise Refusal("The test clock only moves forward.", code="clock_backwards")
    if target > clock.now() + LONGEST:
        raise Refusal("The test clock moves at most 400 days at once.", code="clock_too_far")
    return target


def _after(count: int, unit: str) -> datetime:
    return clock.now() + timedelta(**{UNITS[unit]: count})


def _moment(text: str) -> datetime:
    """Return an aware moment from ISO text; a date alone is its first minute."""
    try:
        found = parse_datetime(text)
        day = parse_date(text)
    except ValueError:
        found = day = None
    if found is None and day is not None:
        found = datetime(day.year, day.month, day.day)
    if found is None:
        raise Refusal(
            "Say how far: 12h, 3d, 1w, or a moment such as 2026-12-24 18:00.", code="clock_unclear"
        )
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def forward(
    target: datetime, drain: Callable[[], None] | None = None, but: str = ""
) -> list[Event]:
    """Move world time to `target`, stopping at each moment when something falls due.

    What is rung once a night is rung once at the end, however many nights have passed.

    `drain` brings in what the provider has to say, at each stop: by its webhooks and the worker,
    unless told otherwise. `but`: a task that is not rung. Returns what happened to introductions on the
    way, oldest first.
    """
    drain = drain or listen
    last_event = _last(Event)
    reached = began = clock.now()
    for _ in range(MOST_STEPS):
        due = _next_due(after=reached)
        if due is None or due > target:
            break
        reached = due
        _step(due, drain, but)
    _step(target, drain, but)
    if ring_daily(began):
        settle(drain, but)
    return list(Event.objects.filter(pk__gt=last_event).order_by("pk"))


def _next_due(*, after: datetime) -> datetime | None:
    """Return the next moment later than `after` at which somebody's clock rings.

    What was due before and did not go away (a stuck row) must not hold the world.
    """
    moments = [queries.next_due(), sandbox.next_due()]
    return min((due for due in moments if due and due > after), default=None)


def _step(at: datetime, drain: Callable[[], None], but: str) -> None:
    """Move to one moment (a second past it, so that it is over) and let everything happen."""
    ahead = max(at + timedelta(seconds=1) - timezone.now(), offset.read())
    offset.write(ahead)
    sandbox.set_clock(ahead)
    settle(drain, but)


def settle(drain: Callable[[], None], but: str = "") -> None:
    """Ring every clock until a round changes nothing: sweeps, webhooks, the worker's queue.

    `but`: a task that is left out.
    """
    # A worker may be at work still on what the first round gave it: only without one does that tell.
    before = None if drain is listen else _known()
    for _ in range(MOST_ROUNDS):
        drain()
        ring(but)
        after = _known()
        if after == before:
            return
        before = after


def _known() -> tuple[object, ...]:
    """What a round may change: the newest event and mail, payments, and what is asked of the provider."""
    payments = Payment.objects.order_by("pk").values_list("pk", "changes", "funds", "intent")
    calls = ProviderCall.objects.order_by("pk").values_list("pk", "status")
    return _last(Event), _last(Mail), tuple(payments), tuple(calls)


def ring(but: str = "") -> None:
    """Run each task of the beat schedule that is rung all day once, here and now; `but` is left out."""
    for entry in app.conf.beat_schedule.values():
        if isinstance(entry["schedule"], float) and entry["task"] != but:
            app.tasks[entry["task"]]()


def ring_daily(since: datetime) -> int:
    """Run each task that is rung once a day and was due after `since`; how many that were."""
    due = [
        app.tasks[entry["task"]]
        for entry in app.conf.beat_schedule.values()
        if not isinstance(entry["schedule"], float) and _has_passed(entry["schedule"], since)
    ]
    for task in due:
        task()
    return len(due)


def _has_passed(daily: Any, since: datetime) -> bool:
    """Whether the hour (UTC) of a crontab has come between `since` and now."""
    (hour,), (minute,) = daily.hour, daily.minute
    first = since.astimezone(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (first if first > since else first + timedelta(days=1)) <= clock.now()


def listen() -> None:
    """Have the provider's messages delivered and wait for what the worker makes of them."""
    sandbox.flush_webhooks()
    wait_for_worker()


def wait_for_worker(patience: float = 5) -> None:
    """Wait until the queue is empty, at most `patience` seconds: perhaps no worker runs."""
    queue = redis.Redis.from_url(settings.REDIS_URL)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        waiting = queue.llen("celery") + queue.llen("mail")
        if not waiting and not queue.hlen("unacked"):
            return
        time.sleep(0.05)


def _last(model: type[Event] | type[Mail]) -> int:
    """Return the newest row's number, 0 for none."""
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
