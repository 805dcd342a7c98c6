"""How long the database is waited for, by all statements of a piece of work together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled

from brokerage.kit.errors import Refusal

TOO_SLOW = Refusal(
    "This took too long, so we stopped it. Nothing has changed. Try again, or ask for less at once.",
    code="too_slow",
    status=503,
)
COARSE = 0.05
"""Seconds that may pass before the database is told anew how long it has left."""


@dataclass
class _Deadline:
    """Gives every statement what is left of the time; one that comes after the end is refused."""

    at: float
    told: float
    """What the next statement may take, in seconds, as the database last heard."""
    sentence: str

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        left = self.at - monotonic()
        if left <= 0:
            raise _refusal(self.sentence)
        if left < self.told - COARSE and not many:
            # In one message with the statement: a round trip less. Each has its own clock there.
            sql = f"SET LOCAL statement_timeout = {_milliseconds(left)}; {sql}"
            self.told = left
        return execute(sql, params, many, context)


@contextmanager
def answered_within(seconds: float, sentence: str = TOO_SLOW.sentence) -> Iterator[None]:
    """All that is in here takes no longer than `seconds` (and `COARSE`): a statement that would is ended,
    one that comes later is not begun.

    Raises Refusal with `sentence` then (503, code `too_slow`), and what was written in here is undone. What
    is read lazily has to be read in here. The limit is the transaction's own: a pooler may stand between.
    """
    deadline = _Deadline(monotonic() + seconds, seconds, sentence)
    try:
        with transaction.atomic():
            before = _limit(f"{_milliseconds(seconds)}ms")
            with connection.execute_wrapper(deadline):
                yield
            _limit(before)
    except OperationalError as error:
        if was_ended(error):
            raise _refusal(sentence) from None
        raise


def was_ended(error: BaseException) -> bool:
    """Whether the database ended a statement because it took too long."""
    return isinstance(error, OperationalError) and isinstance(error.__cause__, QueryCanceled)


def _refusal(sentence: str) -> Refusal:
    return Refusal(sentence, code=TOO_SLOW.code, status=TOO_SLOW.status)


def _milliseconds(seconds: float) -> int:
    """At least one: none would mean no limit."""
    return max(int(seconds * 1000), 1)


def _limit(wanted: str) -> str:
    """Set the limit until the transaction ends; the one before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
            [wanted],
        )
        return str(cursor.fetchone()[0])
