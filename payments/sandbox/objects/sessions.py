"""Checkout Sessions: a hosted page that pays once."""

from payments.sandbox import listing, params
from payments.sandbox.errors import JSON, ApiError, invalid
from payments.sandbox.objects import customers, intents
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import DAY, World

SHORTEST, LONGEST = 30 * 60, DAY
PRODUCT = params.fields(
    {
        "name*": params.filled,
        "description": params.filled,
        "images": params.list_of(params.web_address),
        "metadata": params.metadata,
    }
)
ITEM = params.fields(
    {
        "quantity": params.integer(1, 999_999),
        "price_data*": params.fields(
            {
                "currency*": params.currency,
                "product_data*": PRODUCT,
                "unit_amount*": params.integer(0, 99_999_999),
                "tax_behavior": params.choice("exclusive", "inclusive", "unspecified"),
            }
        ),
        "metadata": params.metadata,
    }
)
INTENT_DATA = params.fields(
    {
        "capture_method": params.choice("automatic", "automatic_async", "manual"),
        "description": params.text,
        "metadata": params.metadata,
        "receipt_email": params.text,
        "setup_future_usage": params.choice("off_session", "on_session"),
        "statement_descriptor_suffix": params.text,
        "transfer_group": params.text,
    }
)
MESSAGE = params.fields({"message*": params.text})
CREATE: params.Description = {
    "mode": params.choice("payment", "setup", "subscription"),
    "line_items": params.list_of(ITEM),
    "currency": params.currency,
    "customer": params.filled,
    "customer_email": params.filled,
    "customer_creation": params.choice("always", "if_required"),
    "client_reference_id": params.text,
    "metadata": params.metadata,
    "success_url": params.web_address,
    "cancel_url": params.web_address,
    "expires_at": params.integer(1),
    "allowed_payment_method_types": params.list_of(params.choice("card")),
    "excluded_payment_method_types": params.list_of(params.text),
    "payment_intent_data": INTENT_DATA,
    "payment_method_options": intents.CARD_OPTIONS,
    "billing_address_collection": params.choice("auto", "required"),
    "custom_text": params.fields(
        {"submit": MESSAGE, "after_submit": MESSAGE, "terms_of_service_acceptance": MESSAGE}
    ),
    "locale": params.text,
    "submit_type": params.choice("auto", "book", "donate", "pay"),
    "ui_mode": params.choice("hosted_page"),
    **params.EXPAND,
}
UPDATE: params.Description = {"metadata": params.metadata, **params.EXPAND}
LIST: params.Description = {
    **params.LIST,
    "customer": params.text,
    "payment_intent": params.text,
    "status": params.choice("complete", "expired", "open"),
}


def create(world: World, given: JSON) -> JSON:
    """POST /v1/checkout/sessions"""
    _check(world, given)
    id = new_id("cs_test", 58)
    items = [_item(world, item) for item in given["line_items"]]
    total = sum(item["amount_total"] for item in items)
    if total < intents.SMALLEST:
        message = "The Checkout Session's total amount due is below the smallest chargeable amount."
        raise invalid(message, code="amount_too_small", param="line_items")
    body: JSON = {
        "id": id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "allowed_payment_method_types": given.get("allowed_payment_method_types"),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": given.get("billing_address_collection"),
        "cancel_url": given.get("cancel_url"),
        "client_reference_id": given.get("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": world.now,
        "currency": items[0]["currency"],
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": _custom_text(given),
        "customer": given.get("customer"),
        "customer_account": None,
        "customer_creation": None if "customer" in given else "if_required",
        "customer_details": None,
        "customer_email": given.get("customer_email"),
        "discounts": [],
        "expires_at": given.get("expires_at", world.now + LONGEST),
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "locale": given.get("locale"),
        "metadata": params.merged({}, given.get("metadata", {})),
        "mode": "payment",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": given.get("submit_type"),
        "subscription": None,
        "success_url": given["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{world.public_url}/c/pay/{id}",
        "wallet_options": None,
    }
    kept = {
        "payment_intent_data": given.get("payment_intent_data", {}),
        "payment_method_options": given.get("payment_method_options", {}),
    }
    session = world.make("checkout.session", body, items=items, **kept)
    world.at(body["expires_at"], "session_expires", id)
    return session.body


def _check(world: World, given: JSON) -> None:
    for name in ("mode", "line_items", "success_url"):
        if not given.get(name):
            message = f"Missing required param: {name}."
            raise invalid(message, code="parameter_missing", param=name)
    if given["mode"] != "payment":
        raise invalid("The sandbox knows mode=payment only.", param="mode")
    if "customer" in given and "customer_email" in given:
        message = "You may only specify one of these parameters: customer, customer_email."
        raise invalid(message, param="customer")
    if "customer" in given:
        customers.living(world, given["customer"])
    if len({item["price_data"]["currency"] for item in given["line_items"]}) > 1:
        raise invalid("All line items must have the same currency.", param="line_items")
    lasts = given.get("expires_at", world.now + LONGEST) - world.now
    if lasts < SHORTEST:
        message = (
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        )
        raise invalid(message, param="expires_at")
    if lasts > LONGEST:
        message = (
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        )
        raise invalid(message, param="expires_at")


def _custom_text(given: JSON) -> JSON:
    parts = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    return {part: given.get("custom_text", {}).get(part) for part in parts}


def _item(world: World, given: JSON) -> JSON:
    price, quantity = given["price_data"], given.get("quantity", 1)
    total = price["unit_amount"] * quantity
    return {
        "id": new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "price": {
            "id": new_id("price"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": world.now,
            "currency": price["currency"],
            "custom_unit_amount": None,
            "livemode": False,
            "lookup_key": None,
            "metadata": {},
            "nickname": None,
            "product": new_id("prod", 14),
            "recurring": None,
            "tax_behavior": price.get("tax_behavior", "unspecified"),
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": quantity,
    }


def expire(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/checkout/sessions/{id}/expire"""
    session = world.get("checkout.session", id)
    if session.body["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session'
            f" has a status of {session.body['status']}"
        )
        raise ApiError(message)
    _close(world, session)
    return session.body


def session_expires(world: World, id: str) -> None:
    """What happens at ``expires_at``."""
    session = world.get("checkout.session", id)
    if session.body["status"] == "open":
        _close(world, session)


def _close(world: World, session: Thing) -> None:
    session.body.update(status="expired", url=None)
    world.save(session)
    world.never("session_expires", session.id)
    world.tell("checkout.session.expired", session)
    if session.body["payment_intent"]:
        intents.end(world, world.get("payment_intent", session.body["payment_intent"]), "automatic")


def update(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/checkout/sessions/{id}"""
    session = world.get("checkout.session", id)
    session.body["metadata"] = params.merged(session.body["metadata"], given.get("metadata", {}))
    world.save(session)
    return session.body


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/checkout/sessions/{id}"""
    return world.get("checkout.session", id).body


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/checkout/sessions"""
    filters = ("customer", "payment_intent", "status")
    return listing.page(world, "checkout.session", "/v1/checkout/sessions", given, *filters)


ROUTES = [
    Route("POST", "/v1/checkout/sessions", create, CREATE),
    Route("GET", "/v1/checkout/sessions", listed, LIST),
    Route("GET", "/v1/checkout/sessions/{id}", retrieve, params.EXPAND),
    Route("POST", "/v1/checkout/sessions/{id}", update, UPDATE),
    Route("POST", "/v1/checkout/sessions/{id}/expire", expire, params.EXPAND),
]
