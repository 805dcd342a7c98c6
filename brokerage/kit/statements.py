"""How long the database is waited for, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled

from brokerage.kit.errors import Refusal

TOO_SLOW = Refusal(
    "This took too long, so we stopped it. Nothing has changed. Try again, or ask for less at once.",
    code="too_slow",
    status=503,
)


@contextmanager
def answered_within(seconds: float, sentence: str = TOO_SLOW.sentence) -> Iterator[None]:
    """No statement in here takes longer than `seconds`; one that does is ended.

    Raises Refusal with `sentence` then (503, code `too_slow`), and what was written in here is undone. What
    is read lazily has to be read in here. The limit is the transaction's own: a pooler may stand between.
    """
    try:
        with transaction.atomic():
            before = _limit(f"{int(seconds * 1000)}ms")
            yield
            _limit(before)
    except OperationalError as error:
        if was_ended(error):
            raise Refusal(sentence, code=TOO_SLOW.code, status=TOO_SLOW.status) from None
        raise


def was_ended(error: BaseException) -> bool:
    """Whether the database ended a statement because it took too long."""
    return isinstance(error, OperationalError) and isinstance(error.__cause__, QueryCanceled)


def _limit(wanted: str) -> str:
    """Set the limit until the transaction ends; the one before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
            [wanted],
        )
        return str(cursor.fetchone()[0])
