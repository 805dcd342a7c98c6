"""A card meets an intent: authorised, declined, or sent to 3-D Secure; then the capture."""

from payments.sandbox.cards import Card, card_of, decline_message
from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.objects import charges, payment_methods, refunds
from payments.sandbox.store import Thing
from payments.sandbox.world import World

SOON = 300  # seconds until a test card's later trouble begins


def attempt(
    world: World,
    intent: Thing,
    method: Thing,
    *,
    off_session: bool = False,
    refuse_action: bool = False,
) -> None:
    """Try the card. The intent ends authorised, captured or in ``requires_action``.

    Raises ApiError (402) where the card is declined; what it leaves behind stands.
    """
    card = card_of(method.hidden["number"])
    intent.body["payment_method"] = method.id
    if _must_authenticate(card, intent, method) and not intent.hidden.get("authenticated"):
        if refuse_action:
            _decline(world, intent, method, "authentication_required", off_session=off_session)
        _ask(world, intent)
        return
    refused = card.decline
    if card.attaches_then_declines:
        refused = ("card_declined", "generic_decline")
    if refused:
        _decline(world, intent, method, *reversed(refused), off_session=off_session)
    _authorise(world, intent, method, off_session=off_session)


def _must_authenticate(card: Card, intent: Thing, method: Thing) -> bool:
    if intent.hidden.get("three_d_secure") in ("any", "challenge"):
        return card.threeds != "never"
    if card.threeds == "unless_set_up":
        return method.body["customer"] is None and card.last4 != "0446"
    return card.threeds == "always"


def _ask(world: World, intent: Thing) -> None:
    intent.body["status"] = "requires_action"
    intent.body["next_action"] = {
        "type": "redirect_to_url",
        "redirect_to_url": {
            "url": f"{world.public_url}/c/authenticate/{intent.id}",
            "return_url": intent.hidden.get("return_url"),
        },
    }
    world.save(intent)
    world.tell("payment_intent.requires_action", intent)


def answered(world: World, intent: Thing, *, passed: bool) -> None:
    """The payer came back from 3-D Secure. Raises ApiError (402) if declined after all."""
    method = world.get("payment_method", intent.body["payment_method"])
    intent.body["next_action"] = None
    if not passed:
        refuse_authentication(world, intent, method)
    intent.hidden["authenticated"] = True
    attempt(world, intent, method)


def refuse_authentication(world: World, intent: Thing, method: Thing) -> None:
    """3-D Secure failed: no charge is tried. Always raises ApiError (402)."""
    error = {
        "type": "invalid_request_error",
        "code": "payment_intent_authentication_failure",
        "message": (
            "We are unable to authenticate your payment method. Please choose a different"
            " payment method and try again."
        ),
    }
    _record_failure(world, intent, method, error)


def _decline(
    world: World,
    intent: Thing,
    method: Thing,
    decline_code: str,
    code: str = "authentication_required",
    *,
    off_session: bool,
) -> None:
    error: JSON = {"type": "card_error", "code": code, "message": decline_message(decline_code)}
    if code in ("card_declined", "authentication_required"):
        error["decline_code"] = decline_code
    charge = charges.make(world, intent, method, declined=error, off_session=off_session)
    error["charge"] = charge.id
    intent.body["latest_charge"] = charge.id
    world.tell("charge.failed", charge)
    _record_failure(world, intent, method, error)


def _record_failure(world: World, intent: Thing, method: Thing, error: JSON) -> None:
    error["payment_method"] = method.body
    intent.body.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=error,
    )
    intent.hidden["authenticated"] = False
    world.save(intent)
    world.tell("payment_intent.payment_failed", intent)
    rest = {name: value for name, value in error.items() if name not in ("type", "message")}
    raise ApiError(
        error["message"],
        status=402,
        type=error["type"],
        keep=True,
        **rest,
        payment_intent=intent.body,
    )


def _authorise(world: World, intent: Thing, method: Thing, *, off_session: bool) -> None:
    charge = charges.make(world, intent, method, declined=None, off_session=off_session)
    body = intent.body
    body.update(latest_charge=charge.id, last_payment_error=None, next_action=None)
    if body["setup_future_usage"] and body["customer"]:
        payment_methods.keep_for(world, method, body["customer"])
    if body["capture_method"] != "manual":
        body["amount_capturable"] = body["amount"]
        take(world, intent, body["amount"], manual=False)
        return
    body.update(status="requires_capture", amount_capturable=body["amount"])
    expires = charge.body["payment_method_details"]["card"]["capture_before"]
    world.at(expires, "authorisation_expires", intent.id)
    world.save(intent)
    world.tell("charge.succeeded", charge)
    world.tell("payment_intent.amount_capturable_updated", intent)


def take(world: World, intent: Thing, amount: int, *, manual: bool = True) -> None:
    """Capture ``amount`` of what is authorised; the rest is released."""
    charge = world.get("charge", intent.body["latest_charge"])
    charges.take(world, charge, amount)
    world.tell("charge.captured" if manual else "charge.succeeded", charge)
    if amount < charge.body["amount"]:
        refunds.let_go(world, charge, charge.body["amount"] - amount)
    intent.body.update(status="succeeded", amount_capturable=0, amount_received=amount)
    world.save(intent)
    world.never("authorisation_expires", intent.id)
    world.tell("payment_intent.succeeded", intent)
    world.tell("charge.updated", charge, {"balance_transaction": None})
    _trouble(world, charge)


def _trouble(world: World, charge: Thing) -> None:
    """Put into the diary what this test card does after its capture."""
    after = card_of(charge.hidden["number"]).after
    if after == "early_fraud_warning":
        world.later(SOON, "early_fraud_warning", charge.id)
    elif after:
        world.later(SOON, "dispute_opens", charge.id)
