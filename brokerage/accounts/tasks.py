"""What the worker does for accounts."""

import logging
from datetime import timedelta

from celery import shared_task

from brokerage.accounts import outgoing, sanctions, standing, telling
from brokerage.accounts.models import Sanction
from brokerage.kit import clock

log = logging.getLogger(__name__)
BATCH = 200
LOOK_AGAIN = timedelta(hours=1)


@shared_task
def tell_sanction(sanction_id: int) -> None:
    """Mail the person what was decided."""
    telling.tell(sanction_id)


@shared_task
def sweep_sanctions() -> int:
    """Lift what is over; the answer says how many were lifted."""
    running = Sanction.objects.filter(lifted_at__isnull=True)
    over = running.filter(until__lte=clock.now()).values_list("pk", flat=True)[:BATCH]
    lifted = sum(sanctions.lift_if_over(pk) for pk in list(over))
    # Whatever was being made at the very moment of a suspension is found here.
    recent = running.filter(kind__in=standing.OUT, given_at__gt=clock.now() - LOOK_AGAIN)
    for row in recent.select_related("person", "given_by")[:BATCH]:
        sanctions.end_what_is_under_way(row.person, row.given_by)
    return lifted


@shared_task
def send_email(row_id: int) -> None:
    """Send one written email."""
    outgoing.OUTBOX.send(row_id)


@shared_task
def sweep_emails() -> int:
    """Send written emails that are due, and tell whoever is to be told of a step; how many."""
    untold = list(telling.to_tell().values_list("pk", flat=True)[:BATCH])
    for pk in untold:
        try:
            telling.tell(pk)
        except Exception as error:
            # One that cannot be written must not stop the others; its claim runs out.
            log.error("sanction %s not told: %s", pk, type(error).__name__)
    return outgoing.OUTBOX.sweep(BATCH) + len(untold)


@shared_task
def forget_emails() -> int:
    """Delete what was sent or given up a while ago; how many."""
    return outgoing.forget_old()
