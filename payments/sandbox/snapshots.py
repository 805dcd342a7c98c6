"""Remembering the whole sandbox and going back to it, so that many stories begin at one moment."""

from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.store import Rows
from payments.sandbox.world import World

TABLES = (
    "things",
    "entries",
    "due",
    "events",
    "deliveries",
    "idempotency",
    "faults",
    "happened",
    "requests",
    "settings",
)
COLUMNS = """
    select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
    where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
"""


def keep(world: World, given: JSON) -> JSON:
    """``{"name": …}``: remember everything as it is now, under a name."""
    name = _name(given)
    for table in TABLES:
        world.rows.run(f"drop table if exists kept_{name}_{table}")
        columns = _columns(world.rows, table)
        world.rows.run(f"create table kept_{name}_{table} as select {columns} from {table}")
    return {"kept": name}


def go_back(world: World, given: JSON) -> JSON:
    """``{"name": …}``: everything is as it was when it was remembered, the clock too."""
    name = _name(given)
    if not world.rows.value("select to_regclass(%s) is not null", f"kept_{name}_things"):
        raise ApiError(f"Nothing is kept as {name}.", status=404)
    for table in reversed(TABLES):  # deliveries before the events that they are about
        world.rows.run(f"delete from {table}")
    for table in TABLES:
        columns = _columns(world.rows, table)
        world.rows.run(f"insert into {table} ({columns}) select {columns} from kept_{name}_{table}")
    return {"back_at": name}


def _name(given: JSON) -> str:
    name = str(given["name"])
    if not name.isidentifier() or not name.isascii() or len(name) > 20:
        raise ApiError("A name is a few letters.", status=400)
    return name.lower()


def _columns(rows: Rows, table: str) -> str:
    return str(rows.value(COLUMNS, table))
