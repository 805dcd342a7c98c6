"""Payment intents: authorise, capture, cancel."""

from payments.sandbox import listing, params
from payments.sandbox.errors import JSON, ApiError, invalid
from payments.sandbox.objects import authorising, customers, payment_methods, refunds
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import World

CARD_OPTIONS = params.fields(
    {
        "card": params.fields(
            {
                "capture_method": params.choice("manual", ""),
                "request_three_d_secure": params.choice("any", "automatic", "challenge"),
                "setup_future_usage": params.choice("off_session", "on_session", ""),
                "request_extended_authorization": params.choice("if_available", "never"),
            }
        )
    }
)
OFF_SESSION = params.either(params.boolean, params.choice("one_off", "recurring"))
COMMON: params.Description = {
    "allowed_payment_method_types": params.list_of(params.choice("card")),
    "excluded_payment_method_types": params.list_of(params.text),
    "description": params.text,
    "metadata": params.metadata,
    "payment_method": params.filled,
    "payment_method_options": CARD_OPTIONS,
    "receipt_email": params.text,
    "setup_future_usage": params.choice("off_session", "on_session", ""),
    "statement_descriptor_suffix": params.text,
    "transfer_group": params.text,
    **params.EXPAND,
}
CONFIRM: params.Description = {
    "payment_method": params.filled,
    "off_session": OFF_SESSION,
    "return_url": params.web_address,
    "error_on_requires_action": params.boolean,
    "setup_future_usage": params.choice("off_session", "on_session", ""),
    **params.EXPAND,
}
CREATE: params.Description = {
    **COMMON,
    "amount*": params.integer(1, 99_999_999),
    "currency*": params.currency,
    "customer": params.filled,
    "capture_method": params.choice("automatic", "automatic_async", "manual"),
    "automatic_payment_methods": params.fields(
        {"enabled*": params.boolean, "allow_redirects": params.choice("always", "never")}
    ),
    "confirm": params.boolean,
    "off_session": OFF_SESSION,
    "return_url": params.web_address,
    "error_on_requires_action": params.boolean,
}
UPDATE: params.Description = {**COMMON, "amount": params.integer(1, 99_999_999)}
CAPTURE: params.Description = {
    "amount_to_capture": params.integer(1),
    "final_capture": params.boolean,
    "metadata": params.metadata,
    "statement_descriptor_suffix": params.text,
    **params.EXPAND,
}
CANCEL: params.Description = {
    "cancellation_reason": params.choice(
        "abandoned", "duplicate", "fraudulent", "requested_by_customer"
    ),
    **params.EXPAND,
}
LIST: params.Description = {**params.LIST, "customer": params.text}
SMALLEST = 50
CANCELABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
)


def make(world: World, given: JSON, *, session: str | None = None) -> Thing:
    """A new intent, not yet tried; ``session`` is the Checkout Session it belongs to."""
    if given["amount"] < SMALLEST:
        message = "The amount is below the smallest that can be charged."
        raise invalid(message, code="amount_too_small", param="amount")
    id = new_id("pi")
    allowed = given.get("allowed_payment_method_types")
    body: JSON = {
        "id": id,
        "object": "payment_intent",
        "allowed_payment_method_types": allowed,
        "amount": given["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": given.get("automatic_payment_methods"),
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": given.get("capture_method", "automatic_async"),
        "client_secret": f"{id}_secret_{new_id('s')[2:]}",
        "confirmation_method": "automatic",
        "created": world.now,
        "currency": given["currency"],
        "customer": given.get("customer"),
        "customer_account": None,
        "description": given.get("description"),
        "excluded_payment_method_types": given.get("excluded_payment_method_types"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": params.merged({}, given.get("metadata", {})),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_record": None,
        "processing": None,
        "receipt_email": given.get("receipt_email"),
        "review": None,
        "setup_future_usage": given.get("setup_future_usage") or None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": given.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": given.get("transfer_group"),
    }
    options = given.get("payment_method_options", {}).get("card", {})
    asked = options.get("request_three_d_secure", "automatic")
    body["payment_method_options"]["card"]["request_three_d_secure"] = asked
    if options.get("capture_method") == "manual":
        body["capture_method"] = "manual"
    intent = world.make("payment_intent", body, session=session, three_d_secure=asked)
    world.tell("payment_intent.created", intent)
    return intent


def create(world: World, given: JSON) -> JSON:
    """POST /v1/payment_intents"""
    if "customer" in given:
        customers.living(world, given["customer"])
    intent = make(world, given)
    if "payment_method" in given:
        _choose(world, intent, given["payment_method"])
    if given.get("confirm"):
        _confirm(world, intent, given)
    return intent.body


def _choose(world: World, intent: Thing, method_id: str) -> None:
    method = payment_methods.given_or_shortcut(world, method_id)
    owner = method.body["customer"]
    if owner and owner != intent.body["customer"]:
        message = "The provided PaymentMethod belongs to another Customer."
        raise invalid(message, param="payment_method")
    intent.body["payment_method"] = method.id
    intent.body["status"] = "requires_confirmation"
    world.save(intent)


def update(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/payment_intents/{id}"""
    intent = world.get("payment_intent", id)
    if "amount" in given and intent.body["status"] not in CANCELABLE[:1] + CANCELABLE[2:]:
        raise _unexpected(intent, "updated")
    if "payment_method" in given:
        _choose(world, intent, given["payment_method"])
    if "metadata" in given:
        intent.body["metadata"] = params.merged(intent.body["metadata"], given["metadata"])
    for name in ("amount", "description", "receipt_email", "transfer_group"):
        if name in given:
            intent.body[name] = given[name]
    world.save(intent)
    return intent.body


def confirm(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/payment_intents/{id}/confirm"""
    intent = world.get("payment_intent", id)
    waiting = ("requires_payment_method", "requires_confirmation", "requires_action")
    if intent.body["status"] not in waiting:
        raise _unexpected(intent, "confirmed")
    if "payment_method" in given:
        _choose(world, intent, given["payment_method"])
    _confirm(world, intent, given)
    return intent.body


def _confirm(world: World, intent: Thing, given: JSON) -> None:
    if intent.body["payment_method"] is None:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise _unexpected(intent, "confirmed", message)
    intent.hidden["return_url"] = given.get("return_url")
    off_session = bool(given.get("off_session"))
    refuse_action = off_session or bool(given.get("error_on_requires_action"))
    method = world.get("payment_method", intent.body["payment_method"])
    authorising.attempt(world, intent, method, off_session=off_session, refuse_action=refuse_action)


def capture(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/payment_intents/{id}/capture"""
    intent = world.get("payment_intent", id)
    body = intent.body
    if body["status"] != "requires_capture":
        expired = intent.hidden.get("expired")
        code = "charge_expired_for_capture" if expired else "payment_intent_unexpected_state"
        raise _unexpected(intent, "captured", code=code)
    amount = given.get("amount_to_capture", body["amount_capturable"])
    if amount > body["amount_capturable"]:
        message = "The amount to capture is greater than the amount that can be captured."
        raise ApiError(message, code="amount_too_large", param="amount_to_capture")
    if "metadata" in given:
        body["metadata"] = params.merged(body["metadata"], given["metadata"])
    authorising.take(world, intent, amount)
    return body


def cancel(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/payment_intents/{id}/cancel"""
    intent = world.get("payment_intent", id)
    if intent.body["status"] not in CANCELABLE:
        raise _unexpected(intent, "canceled")
    if intent.hidden.get("session") and intent.body["status"] != "requires_capture":
        message = (
            "You cannot cancel this PaymentIntent: it belongs to an open Checkout Session;"
            " expire the session instead."
        )
        raise _unexpected(intent, "canceled", message)
    end(world, intent, given.get("cancellation_reason"))
    return intent.body


def end(world: World, intent: Thing, reason: str | None, *, expired: bool = False) -> None:
    """Cancel an intent and let go of what it had reserved on the card."""
    body = intent.body
    if body["status"] == "requires_capture":
        charge = world.get("charge", body["latest_charge"])
        refunds.let_go(world, charge, charge.body["amount"], expired=expired)
        world.never("authorisation_expires", intent.id)
    body.update(
        status="canceled",
        canceled_at=world.now,
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
    )
    intent.hidden["expired"] = expired
    world.save(intent)
    world.tell("payment_intent.canceled", intent)


def authorisation_expires(world: World, id: str) -> None:
    """What happens at ``capture_before`` to an intent that nobody captured."""
    intent = world.get("payment_intent", id)
    if intent.body["status"] == "requires_capture":
        end(world, intent, "automatic", expired=True)


def _unexpected(
    intent: Thing,
    done: str,
    message: str | None = None,
    *,
    code: str = "payment_intent_unexpected_state",
) -> ApiError:
    status = intent.body["status"]
    told = message or (
        f"This PaymentIntent could not be {done} because it has a status of {status}."
    )
    return ApiError(told, code=code, payment_intent=intent.body)


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/payment_intents/{id}"""
    return world.get("payment_intent", id).body


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/payment_intents"""
    return listing.page(world, "payment_intent", "/v1/payment_intents", given, "customer")


ROUTES = [
    Route("POST", "/v1/payment_intents", create, CREATE),
    Route("GET", "/v1/payment_intents", listed, LIST),
    Route("GET", "/v1/payment_intents/{id}", retrieve, params.EXPAND),
    Route("POST", "/v1/payment_intents/{id}", update, UPDATE),
    Route("POST", "/v1/payment_intents/{id}/confirm", confirm, CONFIRM),
    Route("POST", "/v1/payment_intents/{id}/capture", capture, CAPTURE),
    Route("POST", "/v1/payment_intents/{id}/cancel", cancel, CANCEL),
]
