"""The one clock. In production it is the world's; demo mode and tests may move it forward."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

_offset: Callable[[], timedelta] = timedelta


def install(offset: Callable[[], timedelta]) -> None:
    """From now on `now()` is the world's time plus `offset()`."""
    global _offset
    _offset = offset


def now() -> datetime:
    """The time it is, aware, in UTC."""
    return timezone.now() + _offset()


def last_time_at(of_day: time) -> datetime:
    """The last moment at which the day's time was `of_day` (both UTC): since when a nightly job is due."""
    moment = now().astimezone(UTC)
    today = datetime.combine(moment.date(), of_day, UTC)
    return today if today <= moment else today - timedelta(days=1)
