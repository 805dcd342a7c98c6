"""The rows of search against the listings that they stand for; what differs is mended, and said."""

import logging
from datetime import time, timedelta

from django.db import connection

from brokerage.kit import clock
from connectors.actions.searching.records import show_records
from connectors.actions.searching.refreshing import refresh
from connectors.models import SearchCheck, SearchEntry

NIGHT = time(3, 50)
"""The hour (UTC) from which on search is checked again, each day."""
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


def last_search_check() -> SearchCheck | None:
    """The last run, whatever it found."""
    return SearchCheck.objects.order_by("-pk").first()


def search_check_is_due() -> bool:
    """Whether it was not run since the last night began."""
    last = last_search_check()
    return last is None or last.at < clock.last_time_at(NIGHT)


def check_search() -> SearchCheck:
    """Let listings show how their connectors answer by now; compare every row of search with its listing,
    mend what differs, forget words that nobody shows any more, and keep how it went."""
    show_records()
    with connection.cursor() as cursor:
        wrong = refresh(cursor, _DIFFERING)
        cursor.execute(_FORGET_WORDS)
    if wrong:
        log.error("%s rows of search differed from their listings", len(wrong))
    return SearchCheck.objects.create(entries=SearchEntry.objects.count(), differences=len(wrong))
