"""How far the demo's world is ahead of the real one: one file, read by all processes.

A file and not a row: every `now()` asks, also inside a transaction that has failed, before the
first migration, and in processes that must see a move at once. Looking at its date costs a
microsecond.
"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from brokerage.embedded import demo_home, write_private

_seen: tuple[int, timedelta] = (0, timedelta())


def _path() -> Path:
    return demo_home(settings.BASE_DIR) / "clock"


def read() -> timedelta:
    """Return the offset; nothing where the clock was never moved."""
    global _seen
    try:
        changed = _path().stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta()
    if changed != _seen[0]:
        _seen = (changed, timedelta(seconds=float(_path().read_text())))
    return _seen[1]


def write(offset: timedelta) -> None:
    """Set the offset for every process."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    write_private(_path(), f"{offset.total_seconds():.3f}")
