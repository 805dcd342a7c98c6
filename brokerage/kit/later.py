"""Work for later: sent to the queue after commit, by name."""

import functools
import logging
import time

from celery import current_app
from django.core.cache import cache
from django.db import transaction

log = logging.getLogger(__name__)
PAUSE = 15  # seconds for which a queue that did not answer is not asked again
WAITS = 30
"""Seconds for which a task counts as waiting: one that is not taken up by then is asked for again."""
_away_until = 0.0


def run_later(task_name: str, *args: object) -> None:
    """Send the task once the current transaction is committed.

    An unknown name fails at once (a typo is our mistake). A queue that cannot be reached is logged
    and survived: whatever is sent from here must also be found by a sweep.
    """
    task = current_app.tasks[task_name]
    transaction.on_commit(functools.partial(_send, task, args))


def run_once_later(task_name: str, *args: object) -> None:
    """The same for a task that looks at what is there: at most one with these arguments waits in the queue.

    The task says `taken_up` before it reads anything. Whoever finds one waiting has committed before, so that
    one will see what they wrote; who comes while it runs sends another. A message that is lost stands in
    nobody's way for longer than `WAITS`.
    """
    task = current_app.tasks[task_name]
    transaction.on_commit(functools.partial(_send_once, task, args))


def taken_up(task_name: str, *args: object) -> None:
    """The task begins: from now on a request for it is a new one."""
    cache.delete(_waiting(task_name, args))


def _waiting(task_name: str, args: tuple[object, ...]) -> str:
    return f"waiting:{task_name}:{':'.join(map(str, args))}"


def _send_once(task: object, args: tuple[object, ...]) -> None:
    key = _waiting(task.name, args)  # type: ignore[attr-defined]
    if cache.add(key, 1, WAITS) and not _send(task, args):
        cache.delete(key)


def _send(task: object, args: tuple[object, ...]) -> bool:
    """Whether the queue has taken it."""
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        task.apply_async(args=args, retry=False)  # type: ignore[attr-defined]
    except Exception as error:  # the broker's client raises many kinds
        _away_until = time.monotonic() + PAUSE
        log.warning("queue unreachable (%s); a sweep will pick it up", type(error).__name__)
        return False
    return True
