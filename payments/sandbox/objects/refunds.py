"""Refunds: money given back, and authorisations let go.

As at Stripe, letting go of an authorisation (cancel, expiry, the rest of a partial capture)
shows as a refund on the charge too: it counts in ``amount_refunded`` but moves no money, so its
``balance_transaction`` is null. ``hidden["returned"]`` counts only money.
"""

from payments.sandbox import listing, money, params
from payments.sandbox.cards import card_of
from payments.sandbox.errors import JSON, ApiError, invalid
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import World

LATER = 300  # seconds until a test card's refund changes its mind
CREATE: params.Description = {
    "amount": params.integer(1),
    "charge": params.filled,
    "payment_intent": params.filled,
    "reason": params.choice("duplicate", "fraudulent", "requested_by_customer"),
    "metadata": params.metadata,
    **params.EXPAND,
}
UPDATE: params.Description = {"metadata": params.metadata, **params.EXPAND}
LIST: params.Description = {
    **params.LIST,
    "charge": params.text,
    "payment_intent": params.text,
}


def _make(world: World, charge: Thing, amount: int, **fields: object) -> Thing:
    body: JSON = {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge.id,
        "created": world.now,
        "currency": charge.body["currency"],
        "customer": charge.body["customer"],
        "customer_account": None,
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": {},
        "payment_intent": charge.body["payment_intent"],
        "payment_method": charge.body["payment_method"],
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
        **fields,
    }
    return world.make("refund", body)


def let_go(world: World, charge: Thing, amount: int, *, expired: bool = False) -> None:
    """Release (a part of) an authorisation: no money moves."""
    reason = "expired_uncaptured_charge" if expired else None
    details = {"card": {"type": "reversal"}, "type": "card"}
    _make(world, charge, amount, reason=reason, destination_details=details)
    charge.body["amount_refunded"] += amount
    charge.body["refunded"] = charge.body["amount_refunded"] == charge.body["amount"]
    world.save(charge)
    if expired:
        world.tell("charge.expired", charge)
    elif not charge.body["captured"]:
        world.tell("charge.refunded", charge)


def create(world: World, given: JSON) -> JSON:
    """POST /v1/refunds"""
    charge = _charge_of(world, given)
    body = charge.body
    left = body["amount_captured"] - charge.hidden["returned"]
    left -= charge.hidden.get("charged_back_amount", 0)
    _refuse_unrefundable(charge, left)
    amount = given.get("amount", left)
    if left == 0:
        message = f"Charge {charge.id} has already been refunded."
        raise ApiError(message, code="charge_already_refunded")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise ApiError(message, param="amount", code="amount_too_large")
    refund = _make(
        world,
        charge,
        amount,
        reason=given.get("reason"),
        metadata=params.merged({}, given.get("metadata", {})),
    )
    _pay(world, charge, refund)
    _count(world, charge, amount)
    world.tell("refund.created", refund)
    world.tell("charge.refunded", charge)
    return refund.body


def _charge_of(world: World, given: JSON) -> Thing:
    if ("charge" in given) == ("payment_intent" in given):
        message = "One of the following params should be provided: payment_intent or charge."
        raise invalid(message, code="parameter_missing", param="charge")
    if "charge" in given:
        return world.get("charge", given["charge"], param="charge")
    intent = world.get("payment_intent", given["payment_intent"], param="payment_intent")
    if intent.body["status"] != "succeeded":
        message = f"This PaymentIntent ({intent.id}) does not have a successful charge to refund."
        raise ApiError(message, code="payment_intent_unexpected_state", param="payment_intent")
    return world.get("charge", intent.body["latest_charge"])


def _refuse_unrefundable(charge: Thing, left: int) -> None:
    """While a dispute is open nothing is refunded; once it is lost, what it was not about may be."""
    kept = charge.hidden.get("charged_back_amount", 0)
    if charge.hidden.get("disputes_open") or (kept and left <= 0):
        message = f"Charge {charge.id} has been charged back; cannot issue a refund."
        raise ApiError(message, code="charge_disputed")
    if not charge.body["captured"]:
        message = "This charge is not captured; cancel its PaymentIntent instead."
        raise ApiError(message, code="charge_not_refundable")


def _count(world: World, charge: Thing, amount: int) -> None:
    charge.hidden["returned"] += amount
    charge.body["amount_refunded"] += amount
    charge.body["refunded"] = charge.body["amount_refunded"] == charge.body["amount"]
    world.save(charge)


def _pay(world: World, charge: Thing, refund: Thing) -> None:
    """Take the money from the balance, or wait for it there.

    A charge that has not settled is refunded out of its own pending funds.
    """
    body = refund.body
    settles = max(charge.hidden["available_on"], world.now)
    taken, currency = money.of_charge(body["amount"], charge)
    short = money.available(world, currency) < taken
    if settles == world.now and short:
        body.update(status="pending", pending_reason="insufficient_funds")
        refund.hidden["waiting"] = True
        world.save(refund)
        return
    body.pop("pending_reason", None)
    refund.hidden["waiting"] = False
    body["balance_transaction"] = money.book(
        world,
        -taken,
        currency,
        type="refund",
        source=refund.id,
        available_on=settles,
    )
    _settle_as_card_says(world, charge, refund)


def _settle_as_card_says(world: World, charge: Thing, refund: Thing) -> None:
    behaviour = card_of(charge.hidden["number"]).refund
    refund.body["status"] = "pending" if behaviour == "pending" else "succeeded"
    if behaviour == "pending":
        refund.body["pending_reason"] = "processing"
        world.later(LATER, "refund_succeeds", refund.id)
    elif behaviour == "fails":
        world.later(LATER, "refund_fails", refund.id)
    world.save(refund)


def pay_waiting(world: World) -> None:
    """Refunds that had waited for the balance are paid as far as it now reaches."""
    for refund in world.find("refund", "hidden->>'waiting' = 'true'"):
        _pay(world, world.get("charge", refund.body["charge"]), refund)
        if not refund.hidden["waiting"]:
            _tell_update(world, refund)


def refund_succeeds(world: World, id: str) -> None:
    """A pending refund reached the card, unless its bank has sent it back meanwhile."""
    refund = world.get("refund", id)
    if refund.body["status"] != "pending":
        return
    refund.body["status"] = "succeeded"
    refund.body.pop("pending_reason", None)
    world.save(refund)
    _tell_update(world, refund)


def refund_fails(world: World, id: str) -> None:
    """The bank sent a refund back: the money returns to the balance."""
    refund = world.get("refund", id)
    charge = world.get("charge", refund.body["charge"])
    if refund.body["status"] in ("failed", "canceled"):
        return
    refund.body.update(status="failed", failure_reason="expired_or_canceled_card")
    refund.body["failure_balance_transaction"] = money.book(
        world,
        *money.of_charge(refund.body["amount"], charge),
        type="refund_failure",
        source=refund.id,
    )
    world.save(refund)
    _count(world, charge, -refund.body["amount"])
    world.tell("refund.failed", refund)
    _tell_update(world, refund)


def _tell_update(world: World, refund: Thing) -> None:
    world.tell("refund.updated", refund)
    world.tell("charge.refund.updated", refund)


def cancel(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/refunds/{id}/cancel: card refunds cannot be cancelled."""
    refund = world.get("refund", id)
    raise ApiError(f"Refund {refund.id} cannot be canceled.", code="refund_not_cancelable")


def update(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/refunds/{id}"""
    refund = world.get("refund", id)
    refund.body["metadata"] = params.merged(refund.body["metadata"], given.get("metadata", {}))
    world.save(refund)
    _tell_update(world, refund)
    return refund.body


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/refunds/{id}"""
    return world.get("refund", id).body


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/refunds"""
    return listing.page(world, "refund", "/v1/refunds", given, "charge", "payment_intent")


ROUTES = [
    Route("POST", "/v1/refunds", create, CREATE),
    Route("GET", "/v1/refunds", listed, LIST),
    Route("GET", "/v1/refunds/{id}", retrieve, params.EXPAND),
    Route("POST", "/v1/refunds/{id}", update, UPDATE),
    Route("POST", "/v1/refunds/{id}/cancel", cancel, params.EXPAND),
]
