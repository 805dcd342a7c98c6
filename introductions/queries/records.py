"""How connectors have dealt with requests so far: read from their kept rows, never from history."""

from collections.abc import Iterable
from datetime import timedelta

from brokerage.accounts.models import User
from connectors.hooks import AnswerRecord
from introductions.models import ConnectorRecord

HOUR = timedelta(hours=1)
NONE = AnswerRecord()


def answer_records(connectors: Iterable[int]) -> dict[int, AnswerRecord]:
    """The records of these connectors (primary keys), each of whom is in the answer; one query.

    A record counts the requests that reached them and were theirs to answer. What the rep took back, or what
    fell away by itself, was not.
    """
    wanted = set(connectors)
    kept = {row.pk: _as_read(row) for row in ConnectorRecord.objects.filter(pk__in=wanted)}
    return {one: kept.get(one, NONE) for one in wanted}


def answer_record(user: User) -> AnswerRecord:
    """The record of one connector."""
    return answer_records([user.pk])[user.pk]


def _as_read(row: ConnectorRecord) -> AnswerRecord:
    took = row.median_answer
    return AnswerRecord(
        asked=row.asked,
        answered=row.answered,
        introduced=row.introduced,
        missed=row.missed,
        hours=None if took is None else round(took / HOUR),
    )
