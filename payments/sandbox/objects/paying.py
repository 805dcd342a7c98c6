"""Paying a Checkout Session: its intent is made when the first card is tried."""

from payments.sandbox.objects import authorising, intents
from payments.sandbox.store import Thing
from payments.sandbox.world import World


def pay(world: World, session: Thing, method: Thing) -> Thing:
    """The payer pressed the button. Returns the intent, authorised or asking for 3-D Secure.

    Raises ApiError (402) where the card is declined; the session then stays open.
    """
    intent = _intent_of(world, session)
    intent.hidden["return_url"] = f"{world.public_url}/c/pay/{session.id}"
    authorising.attempt(world, intent, method)
    complete_if_paid(world, session, intent)
    return intent


def _intent_of(world: World, session: Thing) -> Thing:
    """The session's intent, made when the first card is tried."""
    if session.body["payment_intent"]:
        return world.get("payment_intent", session.body["payment_intent"])
    given = {
        "amount": session.body["amount_total"],
        "currency": session.body["currency"],
        "customer": session.body["customer"],
        "allowed_payment_method_types": session.body["allowed_payment_method_types"],
        "payment_method_options": session.hidden["payment_method_options"],
        **session.hidden["payment_intent_data"],
    }
    given.setdefault("capture_method", "automatic_async")
    intent = intents.make(world, given, session=session.id)
    session.body["payment_intent"] = intent.id
    world.save(session)
    return intent


def complete_if_paid(world: World, session: Thing, intent: Thing) -> None:
    """Close the session once its intent is authorised or paid."""
    if intent.body["status"] not in ("requires_capture", "succeeded"):
        return
    charge = world.get("charge", intent.body["latest_charge"])
    billing = charge.body["billing_details"]
    session.body.update(
        status="complete",
        payment_status="paid" if intent.body["status"] == "succeeded" else "unpaid",
        url=None,
        customer_details={
            "address": billing["address"],
            "business_name": None,
            "email": billing["email"] or session.body["customer_email"],
            "individual_name": None,
            "name": billing["name"],
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
    )
    world.save(session)
    world.never("session_expires", session.id)
    world.tell("checkout.session.completed", session)
