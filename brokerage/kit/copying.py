"""Many new rows at once by PostgreSQL's COPY: `bulk_create` without a statement for each hundred rows."""

import datetime as dt
import io
import json
import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

from brokerage.kit.encryption import Encrypted

Model = TypeVar("Model", bound=models.Model)
Values = Mapping[str, Any]
"""The values of one row by `attname`."""


def copy_in(objects: Sequence[models.Model]) -> None:
    """Insert new objects of one model, and give those without one a primary key. Inside a transaction.

    Constraints, defaults given in Python and triggers hold as for any insert; signals are not sent, and
    what conflicts raises IntegrityError.
    """
    if not objects:
        return
    model = type(objects[0])
    nameless = [row for row in objects if row.pk is None]
    for row, key in zip(nameless, _new_keys(model, len(nameless)), strict=True):
        row.pk = key
    for field in model._meta.concrete_fields:
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            for row in objects:
                field.pre_save(row, True)
    _copy(model, [row.__dict__ for row in objects])
    for row in objects:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def copy_rows(model: type[models.Model], rows: Sequence[Values]) -> list[int]:
    """The same for rows that never become objects: each says the same fields, by `attname`; the others have
    their defaults. Returns their primary keys."""
    if not rows:
        return []
    pk = model._meta.pk.attname
    keys = [row[pk] for row in rows] if pk in rows[0] else _new_keys(model, len(rows))
    _copy(model, [{**row, pk: key} for row, key in zip(rows, keys, strict=True)])
    return keys


def change_rows(objects: Collection[models.Model], fields: Sequence[str]) -> None:
    """Write these fields, by `attname`, of saved objects of one model, in one statement."""
    if not objects:
        return
    first = next(iter(objects))
    meta, connection = first._meta, connections[DEFAULT_DB_ALIAS]
    known = {field.attname: field for field in meta.concrete_fields}
    changed = [known[name] for name in fields]
    said = [[_plain_text(field, row, connection) for row in objects] for field in changed]
    names = [f'"{field.column}"' for field in changed]
    sets = ", ".join(
        f"{name} = n.{name}::{field.db_type(connection)}"
        for name, field in zip(names, changed, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{meta.db_table}" AS t SET {sets}'  # noqa: S608  (names of our own columns)
            f" FROM unnest(%s::bigint[]{', %s::text[]' * len(changed)}) AS n (pk, {', '.join(names)})"
            f' WHERE t."{meta.pk.column}" = n.pk',
            [[row.pk for row in objects], *said],
        )


def _plain_text(field: Any, row: models.Model, connection: BaseDatabaseWrapper) -> str | None:
    """A field's value as text that the database reads as the field's type; None for NULL."""
    value = getattr(row, field.attname)
    if isinstance(field, Encrypted):
        return None if (token := field.closed(value)) is None else rf"\x{token.hex()}"
    value = field.get_db_prep_save(value, connection)
    if hasattr(value, "dumps"):
        return str(value.dumps(value.adapted))
    return value if value is None else str(value)


def another(model: Model, **values: Any) -> Model:
    """A new object with the values of one that is not saved but for these, by `attname`; much quicker than
    `__init__`. What is the default's doing for each row (an id by lot) has to be given."""
    row = type(model).__new__(type(model))
    state = ModelState()
    state.fields_cache = dict(model._state.fields_cache)
    row.__dict__.update(model.__dict__, _state=state, **values)
    return row


def _new_keys(model: type[models.Model], many: int) -> list[int]:
    if not many:
        return []
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, many],
        )
        return [key for (key,) in cursor.fetchall()]


def _copy(model: type[models.Model], rows: Sequence[Values]) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    fields = model._meta.concrete_fields
    cells = zip(*[_column(field, rows, connection) for field in fields], strict=True)
    lines = io.StringIO("".join(["\t".join(line) + "\n" for line in cells]))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', lines)


def _column(field: Any, rows: Sequence[Values], connection: BaseDatabaseWrapper) -> list[str]:
    """A field of all rows, as COPY reads it."""
    if field.attname in rows[0]:
        values = [row[field.attname] for row in rows]
    elif callable(field.default):
        values = [field.get_default() for _ in rows]
    else:
        values = [field.get_default()]
        if not isinstance(field, Encrypted):
            return [_written(field, values[0], connection)] * len(rows)
        values *= len(rows)
    if isinstance(field, Encrypted):  # never one token for two rows
        tokens = map(field.closed, values)
        return [r"\N" if token is None else rf"\\x{token.hex()}" for token in tokens]
    if not isinstance(field, _PLAIN):
        return [_written(field, value, connection) for value in values]
    if isinstance(field, models.UUIDField):
        return [
            str(one) if type(one) is uuid.UUID else _written(field, one, connection)
            for one in values
        ]
    # Most values stand in many rows.
    texts = {value: _written(field, value, connection) for value in set(values)}
    return [texts[value] for value in values]


def _written(field: Any, value: Any, connection: BaseDatabaseWrapper) -> str:
    if isinstance(field, _PLAIN) and type(value) in _AS_THEY_ARE:
        return _text(value)
    if type(field) is models.JSONField and type(value) in {list, tuple, dict}:
        return _text(json.dumps(value, cls=field.encoder))
    return _text(field.get_db_prep_save(value, connection))


_PLAIN = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey,
    models.DateField, models.UUIDField,
)  # fmt: skip
_AS_THEY_ARE = {str, int, bool, type(None), dt.datetime, dt.date, uuid.UUID}
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _text(value: Any) -> str:
    if type(value) is str:
        return value.translate(_ESCAPED) if _SPECIAL.search(value) else value
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if hasattr(value, "dumps"):  # psycopg2's wrapper of JSON
        return _text(value.dumps(value.adapted))
    if hasattr(value, "adapted"):  # and of bytes
        value = value.adapted
    if isinstance(value, bytes | memoryview):
        return rf"\\x{bytes(value).hex()}"
    return _text(str(value))
