"""The one clock. In production it is the world's; demo mode and tests may move it forward."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

_offset: Callable[[], timedelta] = timedelta


def install(offset: Callable[[], timedelta]) -> None:
    """From now on `now()` is the world's time plus `offset()`."""
    global _offset
    _offset = offset


def now() -> datetime:
    """The time it is, aware, in UTC."""
    return timezone.now() + _offset()
