"""Each connector's kept record against a recount of their history; what differs is mended, and said.

The recount states what counts once more, in one statement over introductions and events: it shares nothing
with the triggers that keep the records.
"""

import logging
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.db import connection, transaction

from brokerage.kit import clock
from introductions.models import AnswerTime, ConnectorRecord, RecordCheck

NIGHT = time(3, 40)
"""The hour (UTC) from which on the records are checked again, each day."""
log = logging.getLogger(__name__)

# By connector (of one, or of all where the parameter is null): what history says, and what is kept.
RECOUNT = """
WITH request AS (
    SELECT id, connector_id, state, shown_at, confirmed_at,
           shown_at IS NOT NULL AND state <> 'withdrawn' AND (state <> 'lapsed' OR refusal = '') AS theirs
      FROM introductions_introduction WHERE %(one)s::bigint IS NULL OR connector_id = %(one)s
), counted AS (
    SELECT connector_id,
           count(*) FILTER (WHERE theirs AND state <> 'requested') AS asked,
           count(*) FILTER (WHERE theirs AND confirmed_at IS NOT NULL) AS introduced
      FROM request GROUP BY connector_id
), said AS (
    SELECT r.connector_id, r.shown_at, e.move,
           CASE WHEN e.at > r.shown_at THEN e.at - r.shown_at ELSE interval '0' END AS took
      FROM introductions_event e JOIN request r ON r.id = e.introduction_id
     WHERE e.move IN ('accept', 'decline', 'miss', 'step_back')
), answered AS (
    SELECT connector_id,
           count(*) FILTER (WHERE move IN ('accept', 'decline') AND shown_at IS NOT NULL) AS answered,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY took)
               FILTER (WHERE move IN ('accept', 'decline') AND shown_at IS NOT NULL) AS median_answer,
           count(*) FILTER (WHERE move IN ('miss', 'step_back')) AS missed
      FROM said GROUP BY connector_id
), history AS (
    SELECT connector_id, asked, coalesce(answered, 0) AS answered, introduced,
           coalesce(missed, 0) AS missed, median_answer
      FROM counted LEFT JOIN answered USING (connector_id)
), kept AS (
    SELECT connector_id, asked, answered, introduced, missed, median_answer
      FROM introductions_connectorrecord WHERE %(one)s::bigint IS NULL OR connector_id = %(one)s
)
"""
DIFFERING = (
    RECOUNT
    + """
SELECT connector_id FROM history FULL JOIN kept USING (connector_id)
 WHERE (coalesce(history.asked, 0), coalesce(history.answered, 0), coalesce(history.introduced, 0),
        coalesce(history.missed, 0), history.median_answer)
    IS DISTINCT FROM (coalesce(kept.asked, 0), coalesce(kept.answered, 0), coalesce(kept.introduced, 0),
        coalesce(kept.missed, 0), kept.median_answer)
 ORDER BY connector_id
"""
)
OF_ONE = (
    RECOUNT
    + """
SELECT asked, answered, introduced, missed, median_answer FROM history
"""
)
ANSWERS_OF_ONE = """
INSERT INTO introductions_answertime (introduction_id, connector_id, took)
SELECT DISTINCT ON (i.id) i.id, i.connector_id, greatest(e.at - i.shown_at, interval '0')
  FROM introductions_introduction i JOIN introductions_event e ON e.introduction_id = i.id
 WHERE i.connector_id = %s AND i.shown_at IS NOT NULL AND e.move IN ('accept', 'decline')
 ORDER BY i.id, e.id
"""


@dataclass(frozen=True)
class Counted:
    """What the history of one connector adds up to."""

    asked: int = 0
    answered: int = 0
    introduced: int = 0
    missed: int = 0
    median_answer: timedelta | None = None


def last_record_check() -> RecordCheck | None:
    """The last run, whatever it found."""
    return RecordCheck.objects.order_by("-pk").first()


def record_check_is_due() -> bool:
    """Whether it was not run since the last night began."""
    last = last_record_check()
    return last is None or last.at < clock.last_time_at(NIGHT)


def check_records() -> RecordCheck:
    """Compare every record with a recount, mend what differs, and keep how it went."""
    wrong = [pk for (pk,) in _rows(DIFFERING, {"one": None})]
    mended = [pk for pk in wrong if mend_record(pk)]
    if mended:
        log.error("%s records of connectors differed from their history", len(mended))
    return RecordCheck.objects.create(
        connectors=ConnectorRecord.objects.count(), differences=len(mended)
    )


def mend_record(connector: int) -> bool:
    """Set one connector's record to what their history says; whether it said otherwise.

    Under the lock of the row: whoever moves meanwhile adds to what is written here.
    """
    with transaction.atomic():
        ConnectorRecord.objects.bulk_create(
            [ConnectorRecord(connector_id=connector)], ignore_conflicts=True
        )
        row = ConnectorRecord.objects.select_for_update().get(pk=connector)
        if not _rows(DIFFERING, {"one": connector}):
            return False
        found = _rows(OF_ONE, {"one": connector})
        for name, value in vars(Counted(*found[0]) if found else Counted()).items():
            setattr(row, name, value)
        row.save()
        AnswerTime.objects.filter(connector=connector).delete()
        with connection.cursor() as cursor:
            cursor.execute(ANSWERS_OF_ONE, [connector])
    return True


def _rows(statement: str, values: dict[str, int | None]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
