"""``expand[]``: ids in an answer become the objects they name."""

import copy

from payments.sandbox import money
from payments.sandbox.errors import JSON, ApiError, invalid
from payments.sandbox.listing import envelope
from payments.sandbox.world import World

MOST_LEVELS = 4


def expanded(world: World, body: JSON, paths: list[str]) -> JSON:
    """A copy of an answer with the named fields replaced by their objects."""
    body = copy.deepcopy(body)
    for path in paths:
        steps = path.split(".")
        if len(steps) > MOST_LEVELS:
            raise invalid(f"You cannot expand more than {MOST_LEVELS} levels of a property.")
        _expand(world, body, steps, path)
    return body


def _expand(world: World, body: JSON, steps: list[str], path: str) -> None:
    name, rest = steps[0], steps[1:]
    if body.get("object") == "list" and name == "data":
        for item in body["data"]:
            _expand(world, item, rest, path)
        return
    value = body.get(name, _hidden_list(world, body, name))
    if isinstance(value, str):
        value = _load(world, value, path)
    if value is None and name in body:
        return
    if not isinstance(value, dict):
        message = f"This property cannot be expanded ({path})."
        raise invalid(message, code="property_cannot_be_expanded", param="expand")
    body[name] = value
    if rest:
        _expand(world, value, rest, path)


def _hidden_list(world: World, body: JSON, name: str) -> JSON | None:
    """Lists that are shown only when asked for."""
    if body.get("object") == "checkout.session" and name == "line_items":
        session = world.get("checkout.session", body["id"])
        return envelope(f"/v1/checkout/sessions/{session.id}/line_items", session.hidden["items"])
    if body.get("object") == "charge" and name == "refunds":
        refunds = world.find("refund", "body->>'charge' = %s", body["id"])
        data = [refund.body for refund in reversed(refunds)]
        return envelope(f"/v1/charges/{body['id']}/refunds", data)
    return None


def _load(world: World, id: str, path: str) -> JSON:
    if id.startswith("txn_"):
        found = money.transaction(world, id)
    elif id.startswith("acct_"):
        found = {"id": id, "object": "account"}
    else:
        thing = world.rows.any_with_id(id, world.account)
        found = copy.deepcopy(thing.body) if thing else None
    if found is None:
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    return found
