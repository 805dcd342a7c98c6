"""Events as the API lists them: snapshots (v1) and thin ones (v2)."""

from typing import Any

from payments.sandbox import listing, params
from payments.sandbox.errors import JSON, no_such
from payments.sandbox.objects.accounts import pages
from payments.sandbox.objects.routes import Route
from payments.sandbox.world import World

LIST: params.Description = {
    **params.LIST,
    "delivery_success": params.boolean,
    "type": params.text,
    "types": params.list_of(params.text),
}
LIST_THIN: params.Description = {
    "limit": params.integer(1, 100),
    "page": params.text,
    "object_id": params.text,
    "types": params.list_of(params.text),
    "created": params.fields(dict.fromkeys(("gt", "gte", "lt", "lte"), params.text)),
}
UNDELIVERED = (
    "(select count(*) from deliveries d where d.event = events.id and d.state <> 'delivered')"
)
WAITING = "(select count(*) from deliveries d where d.event = events.id and d.state = 'waiting')"


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/events"""
    where: list[str] = ["style = 'snapshot'", "account = %s"]
    values: list[Any] = [world.account]
    types = given.get("types", [given["type"]] if "type" in given else [])
    if types:
        patterns = [name.replace("_", r"\_").replace("*", "%") for name in types]
        where.append("type like any (%s)")
        values.append(patterns)
    if "delivery_success" in given:
        where.append(f"{UNDELIVERED} {'=' if given['delivery_success'] else '>'} 0")
    columns = f"body, {WAITING}"
    rows, more = listing.window(world, "events", columns, where, values, given)
    data = [{**body, "pending_webhooks": waiting} for body, waiting in rows]
    return listing.envelope("/v1/events", data, more=more)


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/events/{id}"""
    row = world.rows.one(
        f"select body, {WAITING} from events where id = %s and style = 'snapshot'", id
    )
    if row is None:
        raise no_such("event", id)
    return {**row[0], "pending_webhooks": row[1]}


def listed_thin(world: World, given: JSON) -> JSON:
    """GET /v2/core/events"""
    where, values = ["style = 'thin'"], []
    if "object_id" in given:
        where.append("subject = %s")
        values.append(given["object_id"])
    if "types" in given:
        where.append("type = any (%s)")
        values.append(given["types"])
    sql = f"select body from events where {' and '.join(where)} order by seq desc"
    found = [row[0] for row in world.rows.all(sql, *values)]
    return pages("/v2/core/events", found, given)


def retrieve_thin(world: World, given: JSON, id: str) -> JSON:
    """GET /v2/core/events/{id}"""
    body = world.rows.value("select body from events where id = %s and style = 'thin'", id)
    if body is None:
        raise no_such("event", id)
    return dict(body)


ROUTES = [
    Route("GET", "/v1/events", listed, LIST),
    Route("GET", "/v1/events/{id}", retrieve, params.EXPAND),
    Route("GET", "/v2/core/events", listed_thin, LIST_THIN),
    Route("GET", "/v2/core/events/{id}", retrieve_thin),
]
