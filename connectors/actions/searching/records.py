"""What listings show of their connectors: a copy of the live records, replaced once a night for all."""

from django.db import connection

from connectors.actions.searching.refreshing import refresh

_COPY = """
INSERT INTO connectors_shownrecord AS kept (connector_id, is_verified, answers, speed, introduced)
SELECT u.id, p.verified_at IS NOT NULL, coalesce(a.answers_band, 'new'), coalesce(a.speed_band, ''),
       coalesce(a.introduced_band, '')
  FROM accounts_user u LEFT JOIN connectors_connectorprofile p ON p.user_id = u.id
  LEFT JOIN introductions_connectorrecord a ON a.connector_id = u.id
 WHERE u.is_connector ORDER BY u.id
ON CONFLICT (connector_id) DO UPDATE SET
    (is_verified, answers, speed, introduced)
    = (excluded.is_verified, excluded.answers, excluded.speed, excluded.introduced)
 WHERE (kept.is_verified, kept.answers, kept.speed, kept.introduced)
    IS DISTINCT FROM (excluded.is_verified, excluded.answers, excluded.speed, excluded.introduced)
"""
_OTHERWISE = """
SELECT e.relationship_id FROM connectors_searchentry e
  LEFT JOIN connectors_shownrecord a ON a.connector_id = e.connector_id
 WHERE (e.answers, e.is_verified) <> (coalesce(a.answers, 'new'), coalesce(a.is_verified, false))
 ORDER BY 1
"""


def show_records() -> None:
    """Let every listing show what its connector's record and the desk say at this moment.

    Once a night, for all connectors at once (docs/decisions/0066): never in the move that changes a record.
    Rows of search follow; where that ends in the middle, the next run goes on.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COPY)
        refresh(cursor, _OTHERWISE)
