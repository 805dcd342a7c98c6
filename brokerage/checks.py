"""What production refuses to start with: settings that are there, but cannot be meant.

A missing secret is refused by the settings themselves. These run with every `manage.py` command
and in `manage.py check --deploy`; demo and tests pass them by.
"""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from brokerage.celery import app

SHORTEST_SECRET = 32  # characters of a hash key


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
    if not settings.PRODUCTION:
        return []
    return [*_web(), *_secrets(), *_payments(), *_mail(), *_files()]


def _web() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG is on: error pages would show data.", id="sidedoor.E010")
    if not settings.SITE_URL.startswith("https://"):
        yield Error("SITE_URL must begin with https://.", id="sidedoor.E011")
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS must name the hosts.", id="sidedoor.E012")


def _secrets() -> Iterator[CheckMessage]:
    for number, key in enumerate(settings.FIELD_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            yield Error(
                f"FIELD_KEYS: key {number} is no Fernet key (32 bytes, URL-safe base64).",
                id="sidedoor.E020",
            )
    for name, value in settings.HASH_KEYS.items():
        if len(value) < SHORTEST_SECRET:
            yield Error(
                f"HASH_KEYS: {name!r} is shorter than {SHORTEST_SECRET} characters.",
                id="sidedoor.E021",
            )


def _payments() -> Iterator[CheckMessage]:
    if settings.STRIPE_API_BASE and not settings.STRIPE_API_BASE.startswith("https://"):
        yield Warning(
            "STRIPE_API_BASE leads to a sandbox: no real money moves.", id="sidedoor.W030"
        )
    if settings.STRIPE_API_BASE and settings.STRIPE_LIVEMODE:
        yield Error("A live STRIPE_SECRET_KEY with STRIPE_API_BASE set.", id="sidedoor.E031")
    if not all(value.startswith("whsec_") for value in settings.STRIPE_WEBHOOK_SECRETS):
        yield Error("STRIPE_WEBHOOK_SECRETS must each begin with whsec_.", id="sidedoor.E032")


def _mail() -> Iterator[CheckMessage]:
    if settings.DEFAULT_FROM_EMAIL.endswith((".example", ".example>")) and not _is_example():
        yield Error("DEFAULT_FROM_EMAIL is still the example.", id="sidedoor.E040")


def _files() -> Iterator[CheckMessage]:
    if settings.EVIDENCE_BUCKET and find_spec("boto3") is None:
        yield Error("EVIDENCE_BUCKET needs the package boto3.", id="sidedoor.E050")
    if settings.EVIDENCE_URL and not settings.EVIDENCE_URL.startswith("https://"):
        yield Error("EVIDENCE_URL must begin with https://.", id="sidedoor.E051")


def _is_example() -> bool:
    """Whether the whole site is an example (the checks of this repository)."""
    return settings.SITE_URL.endswith(".example")
