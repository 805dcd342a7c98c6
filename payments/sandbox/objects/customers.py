"""Customers: who pays, as far as Stripe is told."""

from payments.sandbox import listing, params
from payments.sandbox.errors import JSON, no_such
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import World

ADDRESS = params.fields(
    dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"), params.text)
)
WRITE: params.Description = {
    "name": params.text,
    "email": params.text,
    "phone": params.text,
    "description": params.text,
    "address": ADDRESS,
    "preferred_locales": params.list_of(params.text),
    "metadata": params.metadata,
    **params.EXPAND,
}
LIST: params.Description = {**params.LIST, "email": params.text}
SIMPLE = ("name", "email", "phone", "description", "address", "preferred_locales")


def create(world: World, given: JSON) -> JSON:
    """POST /v1/customers"""
    body: JSON = {
        "id": new_id("cus", 14),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": world.now,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "email": None,
        "invoice_prefix": new_id("X", 7)[2:].upper(),
        "livemode": False,
        "metadata": params.merged({}, given.get("metadata", {})),
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    body.update({name: given[name] or None for name in SIMPLE if name in given})
    customer = world.make("customer", body)
    world.tell("customer.created", customer)
    return customer.body


def update(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/customers/{id}"""
    customer = world.get("customer", id)
    before = {name: customer.body[name] for name in SIMPLE if name in given}
    customer.body.update({name: given[name] or None for name in before})
    if "metadata" in given:
        before["metadata"] = customer.body["metadata"]
        customer.body["metadata"] = params.merged(customer.body["metadata"], given["metadata"])
    world.save(customer)
    world.tell("customer.updated", customer, before)
    return customer.body


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/customers/{id}"""
    return world.get("customer", id).body


def delete(world: World, given: JSON, id: str) -> JSON:
    """DELETE /v1/customers/{id}"""
    customer = world.get("customer", id)
    world.tell("customer.deleted", customer)
    customer.body = {"id": id, "object": "customer", "deleted": True}
    world.save(customer)
    return customer.body


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/customers"""
    return listing.page(world, "customer", "/v1/customers", given, "email")


def living(world: World, id: str) -> Thing:
    """A customer given as a parameter, who must not be deleted."""
    customer = world.get("customer", id, param="customer")
    if customer.body.get("deleted"):
        raise no_such("customer", id, param="customer", status=400)
    return customer


ROUTES = [
    Route("POST", "/v1/customers", create, WRITE),
    Route("GET", "/v1/customers", listed, LIST),
    Route("GET", "/v1/customers/{id}", retrieve, params.EXPAND),
    Route("POST", "/v1/customers/{id}", update, WRITE),
    Route("DELETE", "/v1/customers/{id}", delete),
]
