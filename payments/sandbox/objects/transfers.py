"""Transfers to connected accounts, and their reversals."""

from payments.sandbox import listing, money, params
from payments.sandbox.errors import JSON, ApiError, no_such
from payments.sandbox.objects import accounts
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import World

CREATE: params.Description = {
    "amount*": params.integer(1),
    "currency*": params.currency,
    "destination*": params.filled,
    "source_transaction": params.filled,
    "transfer_group": params.text,
    "description": params.text,
    "metadata": params.metadata,
    **params.EXPAND,
}
UPDATE: params.Description = {
    "description": params.text,
    "metadata": params.metadata,
    **params.EXPAND,
}
LIST: params.Description = {
    **params.LIST,
    "destination": params.text,
    "transfer_group": params.text,
}
REVERSE: params.Description = {
    "amount": params.integer(1),
    "description": params.text,
    "metadata": params.metadata,
    **params.EXPAND,
}


def create(world: World, given: JSON) -> JSON:
    """POST /v1/transfers"""
    accounts.must_take_transfers(world, given["destination"])
    source = None
    if "source_transaction" in given:
        source = _source(world, given)
    settles = _settles(world, given, source)
    transfer = _make(world, given, source)
    _book_both(world, transfer, transfer.body["amount"], settles)
    if source is not None:
        source.hidden["passed_on"] = source.hidden.get("passed_on", 0) + given["amount"]
        world.save(source)
    world.tell("transfer.created", transfer)
    return transfer.body


def _source(world: World, given: JSON) -> Thing:
    """The charge that pays for this transfer; refuses more than it brought in."""
    charge = world.get("charge", given["source_transaction"], param="source_transaction")
    if not charge.body["captured"]:
        message = "The source charge has not been captured."
        raise ApiError(message, param="source_transaction", code="charge_not_captured")
    if money.settled_in(charge) != given["currency"]:
        message = (
            "The currency of source_transaction's balance transaction"
            f" ({money.settled_in(charge)}) must be the same as the transfer currency"
            f" ({given['currency']})"
        )
        raise ApiError(message, param="source_transaction")
    if charge.hidden.get("passed_on", 0) + given["amount"] > charge.body["amount_captured"]:
        message = (
            "Transfers using this transaction as a source must not exceed the source amount of"
            f" {charge.body['amount_captured']}"
        )
        raise ApiError(message, param="amount")
    return charge


def _settles(world: World, given: JSON, source: Thing | None) -> int:
    """When the money arrives. A settled source reserves nothing: the balance must cover it."""
    if source is not None and source.hidden["available_on"] > world.now:
        return int(source.hidden["available_on"])
    if money.available(world, given["currency"]) < given["amount"]:
        message = (
            "You have insufficient available funds in your Stripe account. Try adding funds"
            " directly to your available balance by creating Charges using the"
            " 4000000000000077 test card."
        )
        raise ApiError(message, code="balance_insufficient")
    return world.now


def _make(world: World, given: JSON, source: Thing | None) -> Thing:
    id = new_id("tr")
    group = given.get("transfer_group")
    if group is None and source is not None:
        group = source.body["transfer_group"]
    body: JSON = {
        "id": id,
        "object": "transfer",
        "amount": given["amount"],
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": world.now,
        "currency": given["currency"],
        "description": given.get("description"),
        "destination": given["destination"],
        "destination_payment": new_id("py"),
        "livemode": False,
        "metadata": params.merged({}, given.get("metadata", {})),
        "reversals": listing.envelope(f"/v1/transfers/{id}/reversals", []),
        "reversed": False,
        "source_transaction": source.id if source else None,
        "source_type": "card",
        "transfer_group": group,
    }
    return world.make("transfer", body)


def _book_both(world: World, transfer: Thing, amount: int, settles: int) -> None:
    body = transfer.body
    common = {"currency": body["currency"], "available_on": settles}
    body["balance_transaction"] = money.book(
        world, -amount, type="transfer", source=transfer.id, **common
    )
    money.book(
        world,
        amount,
        type="payment",
        category="charge",
        source=body["destination_payment"],
        account=body["destination"],
        **common,
    )
    transfer.hidden["available_on"] = settles
    world.save(transfer)


def reverse(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/transfers/{id}/reversals"""
    transfer = world.get("transfer", id)
    body = transfer.body
    left = body["amount"] - body["amount_reversed"]
    amount = given.get("amount", left)
    if left == 0:
        raise ApiError(f"Transfer {id} has already been fully reversed.")
    if amount > left:
        message = f"Reversal amount ({amount}) is greater than unreversed amount ({left})"
        raise ApiError(message, param="amount")
    settles = max(transfer.hidden["available_on"], world.now)
    there = money.available(world, body["currency"], body["destination"])
    if settles == world.now and there < amount:
        message = "Insufficient funds in the connected account to reverse this transfer."
        raise ApiError(message, code="balance_insufficient")
    reversal = _make_reversal(world, transfer, amount, given)
    _book_back(world, transfer, reversal, settles)
    world.tell("transfer.reversed", transfer)
    return reversal.body


def _make_reversal(world: World, transfer: Thing, amount: int, given: JSON) -> Thing:
    body: JSON = {
        "id": new_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": None,
        "created": world.now,
        "currency": transfer.body["currency"],
        "destination_payment_refund": new_id("pyr"),
        "metadata": params.merged({}, given.get("metadata", {})),
        "source_refund": None,
        "transfer": transfer.id,
    }
    return world.make("transfer_reversal", body)


def _book_back(world: World, transfer: Thing, reversal: Thing, settles: int) -> None:
    amount, body = reversal.body["amount"], transfer.body
    common = {"currency": body["currency"], "available_on": settles}
    reversal.body["balance_transaction"] = money.book(
        world,
        amount,
        type="transfer_refund",
        category="transfer_reversal",
        source=reversal.id,
        **common,
    )
    money.book(
        world,
        -amount,
        type="payment_refund",
        category="refund",
        source=reversal.body["destination_payment_refund"],
        account=body["destination"],
        **common,
    )
    body["amount_reversed"] += amount
    body["reversed"] = body["amount_reversed"] == body["amount"]
    body["reversals"]["data"].insert(0, reversal.body)
    world.save(transfer, reversal)


def reversals(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/transfers/{id}/reversals"""
    world.get("transfer", id)
    url = f"/v1/transfers/{id}/reversals"
    return listing.page(world, "transfer_reversal", url, {**given, "transfer": id}, "transfer")


def reversal(world: World, given: JSON, id: str, reversal_id: str) -> JSON:
    """GET /v1/transfers/{id}/reversals/{id}"""
    found = world.get("transfer_reversal", reversal_id)
    if found.body["transfer"] != id:
        raise no_such("transfer_reversal", reversal_id)
    return found.body


def update(world: World, given: JSON, id: str) -> JSON:
    """POST /v1/transfers/{id}"""
    transfer = world.get("transfer", id)
    if "metadata" in given:
        transfer.body["metadata"] = params.merged(transfer.body["metadata"], given["metadata"])
    if "description" in given:
        transfer.body["description"] = given["description"]
    world.save(transfer)
    world.tell("transfer.updated", transfer)
    return transfer.body


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/transfers/{id}"""
    return world.get("transfer", id).body


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/transfers"""
    filters = ("destination", "transfer_group")
    return listing.page(world, "transfer", "/v1/transfers", given, *filters)


ROUTES = [
    Route("POST", "/v1/transfers", create, CREATE),
    Route("GET", "/v1/transfers", listed, LIST),
    Route("GET", "/v1/transfers/{id}", retrieve, params.EXPAND),
    Route("POST", "/v1/transfers/{id}", update, UPDATE),
    Route("POST", "/v1/transfers/{id}/reversals", reverse, REVERSE),
    Route("GET", "/v1/transfers/{id}/reversals", reversals, params.LIST),
    Route("GET", "/v1/transfers/{id}/reversals/{id}", reversal, params.EXPAND),
]
