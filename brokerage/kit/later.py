"""Work for later: sent to the queue after commit, by name."""

import functools
import logging
import time

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)
PAUSE = 15  # seconds for which a queue that did not answer is not asked again
_away_until = 0.0


def run_later(task_name: str, *args: object) -> None:
    """Send the task once the current transaction is committed.

    An unknown name fails at once (a typo is our mistake). A queue that cannot be reached is logged
    and survived: whatever is sent from here must also be found by a sweep.
    """
    task = current_app.tasks[task_name]
    transaction.on_commit(functools.partial(_send, task, args))


def _send(task: object, args: tuple[object, ...]) -> None:
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        task.apply_async(args=args, retry=False)  # type: ignore[attr-defined]
    except Exception as error:  # the broker's client raises many kinds
        _away_until = time.monotonic() + PAUSE
        log.warning("queue unreachable (%s); a sweep will pick it up", type(error).__name__)
