"""Django's system checks of the frame: every clock rings a task, production is whole, the books are safe."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DatabaseError, connection

from brokerage.celery import app
from brokerage.database_roles import APPEND_ONLY
from brokerage.production import unsafe_settings
from payments.checks import START


@register
def clocks_ring_known_tasks(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Every clock of the schedule names a task that exists."""
    return [
        Error(f"The clock {name!r} rings {entry['task']!r}, which is no task.", id="sidedoor.E001")
        for name, entry in app.conf.beat_schedule.items()
        if entry["task"] not in app.tasks
    ]


@register
def production_is_whole(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Everything that production needs and that could do harm if it were wrong."""
    return unsafe_settings()


@register(START)
def books_cannot_be_rewritten(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Whoever this process is at the database, it may not change what is append-only.

    Not asked of who migrates, as the owner, and knows both addresses. A database that does not answer stops
    nobody from starting.
    """
    if not settings.PRODUCTION or settings.APP_ROLE:
        return []
    try:
        rewritable = _rewritable()
    except DatabaseError:
        return []
    if not rewritable:
        return []
    return [
        Warning(
            f"DATABASE_URL leads to a role that may rewrite {len(rewritable)} tables of history"
            f" ({rewritable[0]}, …), as their owner may.",
            hint="Only migrate gets the owner's address; everything else gets the application's (README).",
            id="sidedoor.W061",
        )
    ]


def _rewritable() -> list[str]:
    """The append-only tables, as far as they are there, of which this role may change whole rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s) AS name WHERE to_regclass(name) IS NOT NULL"
            " AND has_table_privilege(to_regclass(name), 'UPDATE, DELETE, TRUNCATE') ORDER BY name",
            [list(APPEND_ONLY)],
        )
        found = [name for (name,) in cursor.fetchall()]
    if not connection.in_atomic_block:
        connection.close()  # a server's first process hands nothing open on to those that it forks
    return found
