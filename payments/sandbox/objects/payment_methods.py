"""Payment methods: a card as Stripe shows it; the number stays hidden."""

import hashlib

from payments.sandbox import listing, params
from payments.sandbox.cards import SHORTCUTS, Card, card_of
from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.objects import customers
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import World

LIST: params.Description = {
    **params.LIST,
    "customer": params.filled,
    "type": params.choice("card"),
}
ATTACH: params.Description = {"customer*": params.filled, **params.EXPAND}
NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def make(
    world: World, card: Card, *, month: int = 12, year: int = 2034, name: str = "", email: str = ""
) -> Thing:
    """Keep a new card."""
    body: JSON = {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": {
            "address": dict(NO_ADDRESS),
            "email": email or None,
            "name": name or None,
            "phone": None,
            "tax_id": None,
        },
        "card": {
            "brand": card.brand,
            "checks": dict(CHECKS),
            "country": card.country,
            "display_brand": card.brand,
            "exp_month": month,
            "exp_year": year,
            "fingerprint": fingerprint(card),
            "funding": "credit",
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": world.now,
        "customer": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }
    return world.make("payment_method", body, number=card.number)


CHECKS = {
    "address_line1_check": None,
    "address_postal_code_check": None,
    "cvc_check": "pass",
}


def fingerprint(card: Card) -> str:
    """The same for the same number, and says nothing about it."""
    return hashlib.sha256(card.number.encode()).hexdigest()[:16]


def given_or_shortcut(world: World, id: str) -> Thing:
    """A kept card, or a new one for Stripe's ``pm_card_…`` names."""
    if id in SHORTCUTS:
        return make(world, card_of(SHORTCUTS[id]))
    return world.get("payment_method", id, param="payment_method")


def keep_for(world: World, method: Thing, customer: str) -> None:
    """Attach a card to a customer, once."""
    if method.body["customer"] == customer:
        return
    method.body["customer"] = customer
    world.save(method)
    world.tell("payment_method.attached", method)


def attach(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/payment_methods/{id}/attach"""
    method = given_or_shortcut(world, id)
    keep_for(world, method, customers.living(world, given["customer"]).id)
    return method.body


def detach(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/payment_methods/{id}/detach"""
    method = world.get("payment_method", id)
    if method.body["customer"] is None:
        raise ApiError("The payment method you provided is not attached to a customer.")
    method.body["customer"] = None
    world.save(method)
    world.tell("payment_method.detached", method)
    return method.body


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/payment_methods/{id}"""
    return world.get("payment_method", id).body


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/payment_methods"""
    url = "/v1/payment_methods"
    return listing.page(world, "payment_method", url, given, "customer", "type")


def listed_of_customer(world: World, given: JSON, customer: str) -> JSON:
    """GET /v1/customers/{id}/payment_methods"""
    world.get("customer", customer)
    url = f"/v1/customers/{customer}/payment_methods"
    asked = {**given, "customer": customer}
    return listing.page(world, "payment_method", url, asked, "customer", "type")


ROUTES = [
    Route("GET", "/v1/payment_methods", listed, LIST),
    Route("GET", "/v1/payment_methods/{id}", retrieve, params.EXPAND),
    Route("POST", "/v1/payment_methods/{id}/attach", attach, ATTACH),
    Route("POST", "/v1/payment_methods/{id}/detach", detach, params.EXPAND),
    Route("GET", "/v1/customers/{id}/payment_methods", listed_of_customer, LIST),
]
