"""Many new rows at once by PostgreSQL's COPY: `bulk_create` without a statement for each hundred rows."""

import io
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


def copy_in(objects: Sequence[models.Model]) -> None:
    """Insert new objects of one model, and give those without one a primary key. Inside a transaction.

    Constraints, defaults given in Python and triggers hold as for any insert; signals are not sent, and
    what conflicts raises IntegrityError.
    """
    if not objects:
        return
    meta = objects[0]._meta
    fields = meta.concrete_fields
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        nameless = [row for row in objects if row.pk is None]
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(nameless)],
        )
        for row, (key,) in zip(nameless, cursor.fetchall(), strict=True):
            row.pk = key
        lines = io.StringIO()
        for row in objects:
            lines.write("\t".join(_cell(field, row, connection) for field in fields) + "\n")
            row._state.adding, row._state.db = False, connection.alias
        lines.seek(0)
        columns = ", ".join(f'"{field.column}"' for field in fields)
        with connection.wrap_database_errors:
            cursor.copy_expert(f'COPY "{meta.db_table}" ({columns}) FROM STDIN', lines)


_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _cell(field: Any, row: models.Model, connection: BaseDatabaseWrapper) -> str:
    """A field's value as COPY reads it."""
    value = field.get_db_prep_save(field.pre_save(row, True), connection)
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes | memoryview):
        return rf"\\x{bytes(value).hex()}"
    if hasattr(value, "dumps"):  # psycopg2's wrapper of JSON
        value = value.dumps(value.adapted)
    elif hasattr(value, "adapted"):  # and of bytes
        return rf"\\x{bytes(value.adapted).hex()}"
    return str(value).translate(_ESCAPED)
