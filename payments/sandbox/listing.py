"""Stripe's lists: newest first, walked by cursor."""

from typing import Any

from payments.sandbox.errors import JSON, no_such
from payments.sandbox.store import Thing
from payments.sandbox.world import World

BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def envelope(url: str, data: list[JSON], *, more: bool = False) -> JSON:
    """The list object around some bodies."""
    return {"object": "list", "data": data, "has_more": more, "url": url}


def page(world: World, kind: str, url: str, params: JSON, *filters: str) -> JSON:
    """One page of objects of a kind, filtered by equality of the named body fields."""
    where, values = ["kind = %s", "account = %s"], [kind, world.account]
    for name in filters:
        if name in params:
            where.append(f"body->>'{name}' = %s")
            values.append(params[name])
    found, more = window(world, "things", "kind, body, hidden, seq", where, values, params)
    return envelope(url, [Thing(*row).body for row in found], more=more)


def window(
    world: World, table: str, columns: str, where: list[str], values: list[Any], params: JSON
) -> tuple[list[tuple[Any, ...]], bool]:
    """The rows of one page, newest first, and whether there are more in this direction."""
    where, values = list(where), list(values)
    for bound, moment in params.get("created", {}).items():
        where.append(f"created {BOUNDS[bound]} %s")
        values.append(moment)
    backwards = "ending_before" in params
    for name, sign in (("starting_after", "<"), ("ending_before", ">")):
        if name in params:
            where.append(f"seq {sign} %s")
            values.append(_cursor(world, table, params[name], name))
    limit = params.get("limit", 10)
    order = "asc" if backwards else "desc"
    sql = f"select {columns} from {table} where {' and '.join(where)} order by seq {order}"
    found = world.rows.all(f"{sql} limit {limit + 1}", *values)
    rows = found[:limit]
    return (rows[::-1] if backwards else rows), len(found) > limit


def _cursor(world: World, table: str, id: str, name: str) -> int:
    seq = world.rows.value(f"select seq from {table} where id = %s", id)
    if seq is None:
        raise no_such("object", id, param=name, status=400)
    return int(seq)
