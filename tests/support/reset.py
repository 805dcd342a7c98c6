"""The one test-only way around the ledger's triggers.

Transactional tests clean up with TRUNCATE, which the triggers of append-only tables refuse, as
they should. Here the flush disables such triggers, truncates, and enables them again, in the one
transaction that Django runs it in.
"""

from typing import Any

from django.core.management.color import Style
from django.db import models  # noqa: F401  (first: the backend alone would import in a ring)
from django.db.backends.postgresql.operations import DatabaseOperations

TABLES_THAT_REFUSE = """
    SELECT DISTINCT quote_ident(c.relname)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
      AND (t.tgtype & 32) > 0
"""  # 32: a trigger on TRUNCATE

_sql_flush = DatabaseOperations.sql_flush


def allow_flush() -> None:
    """From now on Django's flush may truncate append-only tables, in this process only."""
    DatabaseOperations.sql_flush = flush_past_triggers  # type: ignore[method-assign]


def flush_past_triggers(
    self: DatabaseOperations, style: Style, tables: Any, **options: Any
) -> list[str]:
    """Return Django's flush statements between those that lift and restore the triggers."""
    flush = _sql_flush(self, style, tables, **options)
    if not flush:
        return []
    with self.connection.cursor() as cursor:
        cursor.execute(TABLES_THAT_REFUSE)
        refusing = [row[0] for row in cursor.fetchall()]
    return [
        *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in refusing),
        *flush,
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in refusing),
    ]
