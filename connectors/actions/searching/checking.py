"""The rows of search against the listings that they stand for; what differs is mended, and said."""

import logging
from datetime import time, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from brokerage.kit import clock
from connectors.models import SearchCheck, SearchEntry

NIGHT = time(3, 50)
"""The hour (UTC) from which on search is checked again, each day."""
AT_ONCE = 1_000
log = logging.getLogger(__name__)

_COLUMNS = ", ".join(
    str(field.column)
    for field in SearchEntry._meta.concrete_fields
    if field.column != "relationship_id"
)
_DIFFERING = f"""
SELECT relationship_id
  FROM (SELECT relationship_id, ROW({_COLUMNS}) AS said FROM connectors_visible) AS v
  FULL JOIN (SELECT relationship_id, ROW({_COLUMNS}) AS said FROM connectors_searchentry) AS e
  USING (relationship_id)
 WHERE v.said IS DISTINCT FROM e.said ORDER BY relationship_id
"""  # noqa: S608  (our own names)
_FORGET_WORDS = """
DELETE FROM connectors_searchword w WHERE NOT EXISTS (
    SELECT 1 FROM connectors_searchentry e WHERE e.words @@ quote_literal(w.word)::tsquery)
"""
_NEW_BANDS = """
SELECT e.relationship_id FROM connectors_searchentry e
  LEFT JOIN introductions_connectorrecord a ON a.connector_id = e.connector_id
 WHERE e.answers <> coalesce(a.answers_band, 'new') ORDER BY 1
"""
_LATELY = """
SELECT connectors_refresh_search(ARRAY(
    SELECT e.relationship_id FROM connectors_suppression x
      JOIN connectors_prospectkey k USING (kind, key_id, digest)
      JOIN connectors_searchentry e ON e.prospect_id = k.prospect_id WHERE x.created_at > %(since)s
    UNION
    SELECT e.relationship_id FROM connectors_suppression x
      JOIN connectors_relationship r ON (x.kind = 'domain' AND r.domain_digest = x.digest)
           OR (x.kind = 'profile' AND r.profile_digest = x.digest)
      JOIN connectors_searchentry e ON e.relationship_id = r.id WHERE x.created_at > %(since)s
    UNION
    SELECT e.relationship_id FROM accounts_user u JOIN connectors_searchentry e ON e.connector_id = u.id
     WHERE u.suspended_at > %(since)s OR u.closed_at > %(since)s))
"""
LATELY = timedelta(minutes=15)


def settle_search() -> None:
    """Look again at rows of people who objected, and of connectors who left, in the last quarter of an hour.

    A listing that was made in the same moment has not seen that: its row stays behind, is never shown, but
    would be counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATELY, {"since": clock.now() - LATELY})


def _refresh(cursor: CursorWrapper, which: str) -> list[int]:
    """Bring the rows up to date that a statement finds, and say which they were."""
    cursor.execute(which)
    found = [pk for (pk,) in cursor.fetchall()]
    for at in range(0, len(found), AT_ONCE):
        cursor.execute("SELECT connectors_refresh_search(%s)", [found[at : at + AT_ONCE]])
    return found


def last_search_check() -> SearchCheck | None:
    """The last run, whatever it found."""
    return SearchCheck.objects.order_by("-pk").first()


def search_check_is_due() -> bool:
    """Whether it was not run since the last night began."""
    last = last_search_check()
    return last is None or last.at < clock.last_time_at(NIGHT)


def check_search() -> SearchCheck:
    """Bring over how connectors answer, for all at once; compare every row of search with its listing, mend
    what differs, forget words that nobody shows any more, and keep how it went."""
    with connection.cursor() as cursor:
        _refresh(cursor, _NEW_BANDS)
        wrong = _refresh(cursor, _DIFFERING)
        cursor.execute(_FORGET_WORDS)
    if wrong:
        log.error("%s rows of search differed from their listings", len(wrong))
    return SearchCheck.objects.create(entries=SearchEntry.objects.count(), differences=len(wrong))
