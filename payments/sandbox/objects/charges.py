"""Charges: one attempt on a card; the authorisation, the capture, what is given back."""

from payments.sandbox import listing, money, params
from payments.sandbox.cards import Card, card_of
from payments.sandbox.errors import JSON
from payments.sandbox.objects.payment_methods import CHECKS, fingerprint
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import DAY, World

CUSTOMER_PRESENT = 7 * DAY
MERCHANT_INITIATED_VISA = 4 * DAY + 18 * 3600
WRITE: params.Description = {
    "description": params.text,
    "metadata": params.metadata,
    "transfer_group": params.text,
    **params.EXPAND,
}
LIST: params.Description = {
    **params.LIST,
    "customer": params.text,
    "payment_intent": params.text,
    "transfer_group": params.text,
}


def make(
    world: World, intent: Thing, method: Thing, *, declined: JSON | None, off_session: bool
) -> Thing:
    """A charge on this card for this intent: authorised, or failed with ``declined``."""
    card = card_of(method.hidden["number"])
    manual = intent.body["capture_method"] == "manual"
    body: JSON = {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent.body["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method.body["billing_details"],
        "calculated_statement_descriptor": "SANDBOX",
        "captured": False,
        "created": world.now,
        "currency": intent.body["currency"],
        "customer": intent.body["customer"],
        "description": intent.body["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": declined["code"] if declined else None,
        "failure_message": declined["message"] if declined else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent.body["metadata"]),
        "on_behalf_of": None,
        "outcome": _outcome(card, declined),
        "paid": declined is None,
        "payment_intent": intent.id,
        "payment_method": method.id,
        "payment_method_details": {"type": "card", "card": _details(world, card, method, intent)},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "failed" if declined else "succeeded",
        "transfer_data": None,
        "transfer_group": intent.body["transfer_group"],
    }
    if manual and declined is None:
        initiated = off_session and card.brand == "visa"
        window = MERCHANT_INITIATED_VISA if initiated else CUSTOMER_PRESENT
        body["payment_method_details"]["card"]["capture_before"] = world.now + window
    return world.make("charge", body, number=card.number, returned=0)


def _details(world: World, card: Card, method: Thing, intent: Thing) -> JSON:
    shown = method.body["card"]
    secured = intent.hidden.get("authenticated")
    return {
        "amount_authorized": intent.body["amount"],
        "authorization_code": f"{world.now % 1_000_000:06d}",
        "brand": card.brand,
        "checks": dict(CHECKS),
        "country": card.country,
        "exp_month": shown["exp_month"],
        "exp_year": shown["exp_year"],
        "fingerprint": fingerprint(card),
        "funding": "credit",
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "network": card.brand,
        "network_transaction_id": str(100_000_000_000 + world.now),
        "regulated_status": "unregulated",
        "three_d_secure": dict(SECURED) if secured else None,
        "wallet": None,
    }


SECURED = {
    "authentication_flow": "challenge",
    "electronic_commerce_indicator": "05",
    "exemption_indicator": None,
    "result": "authenticated",
    "result_reason": None,
    "transaction_id": "00000000-0000-4000-8000-000000000000",
    "version": "2.2.0",
}


def _outcome(card: Card, declined: JSON | None) -> JSON:
    if declined is None:
        return {
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "risk_score": 20,
            "seller_message": "Payment complete.",
            "type": "authorized",
        }
    blocked = declined.get("decline_code") == "fraudulent"
    return {
        "advice_code": "try_again_later",
        "network_advice_code": None,
        "network_decline_code": None if blocked else "01",
        "network_status": "not_sent_to_network" if blocked else "declined_by_network",
        "reason": "highest_risk_level" if blocked else declined.get("decline_code"),
        "risk_level": "highest" if blocked else "normal",
        "risk_score": 90 if blocked else 20,
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "blocked" if blocked else "issuer_declined",
    }


def take(world: World, charge: Thing, amount: int) -> None:
    """Capture: the money is booked less the fee, and becomes available in two days."""
    body = charge.body
    at_once = card_of(charge.hidden["number"]).at_once
    body["captured"] = True
    body["amount_captured"] = amount
    brought, currency = money.settled(world, amount, body["currency"])
    charge.hidden["settled_in"] = currency
    body["balance_transaction"] = money.book(
        world,
        brought,
        currency,
        type="charge",
        source=charge.id,
        fee=money.processing_fee(brought),
        available_on=world.now if at_once else world.now + money.SETTLING,
        description=body["description"],
    )
    charge.hidden["available_on"] = world.now if at_once else world.now + money.SETTLING
    world.save(charge)


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/charges/{id}"""
    return world.get("charge", id).body


def update(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/charges/{id}"""
    charge = world.get("charge", id)
    before = {name: charge.body[name] for name in given if name != "expand"}
    if "metadata" in given:
        charge.body["metadata"] = params.merged(charge.body["metadata"], given["metadata"])
    for name in ("description", "transfer_group"):
        if name in given:
            charge.body[name] = given[name]
    world.save(charge)
    world.tell("charge.updated", charge, before)
    return charge.body


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/charges"""
    filters = ("customer", "payment_intent", "transfer_group")
    return listing.page(world, "charge", "/v1/charges", given, *filters)


ROUTES = [
    Route("GET", "/v1/charges", listed, LIST),
    Route("GET", "/v1/charges/{id}", retrieve, params.EXPAND),
    Route("POST", "/v1/charges/{id}", update, WRITE),
]
