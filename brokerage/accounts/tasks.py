"""What the worker does for accounts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db.models import QuerySet

from brokerage.accounts import hooks, outgoing, sanctions
from brokerage.accounts.models import Sanction
from brokerage.accounts.sanctions import standing
from brokerage.kit import clock

BATCH = 200
LOOK_AGAIN = timedelta(hours=1)


@shared_task
def sweep_sanctions() -> int:
    """Lift what is over; the answer says how many were lifted."""
    running = Sanction.objects.filter(lifted_at__isnull=True).order_by("pk")
    lifted: list[int] = []

    def lift(pk: int) -> None:
        if sanctions.lift_if_over(pk):
            lifted.append(pk)

    _each("sanction to lift", running.filter(until__lte=clock.now()), lift)
    # Whatever was being made at the very moment of a suspension is found here.
    recent = running.filter(kind__in=standing.OUT, given_at__gt=clock.now() - LOOK_AGAIN)
    _each("sanction to carry out", recent, sanctions.carry_out)
    return len(lifted)


@shared_task(queue_name="mail")
def send_email(row_id: int) -> None:
    """Send one written email."""
    outgoing.OUTBOX.send(row_id)


@shared_task(queue_name="mail")
def sweep_emails() -> int:
    """Send written emails that are due; how many."""
    return outgoing.OUTBOX.sweep(hooks.sweep_rows.one, BATCH)


def _each(job: str, rows: QuerySet[Any], action: Callable[[int], object]) -> list[int]:
    """Work off rows as every sweep does; the floor above counts what fails and calls a person."""
    return hooks.sweep_rows.one(job, rows, action, most=BATCH)


@shared_task
def forget_emails() -> int:
    """Delete what was sent or given up a while ago; how many."""
    return outgoing.forget_old()
