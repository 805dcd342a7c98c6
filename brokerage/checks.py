"""Django's system checks of the frame: every clock rings a task, and production is whole."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from brokerage.celery import app
from brokerage.production import unsafe_settings


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
