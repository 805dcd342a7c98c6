"""Payouts: from a balance to a bank account; paid a day later."""

from payments.sandbox import listing, money, params
from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.objects.routes import Route
from payments.sandbox.store import new_id
from payments.sandbox.world import DAY, World

ARRIVES_AFTER = DAY
CREATE: params.Description = {
    "amount*": params.integer(1),
    "currency*": params.currency,
    "description": params.text,
    "metadata": params.metadata,
    "method": params.choice("instant", "standard"),
    **params.EXPAND,
}
LIST: params.Description = {
    **params.LIST,
    "destination": params.text,
    "status": params.choice("canceled", "failed", "in_transit", "paid", "pending"),
}


def create(world: World, given: JSON, *, automatic: bool = False, fails: bool = False) -> JSON:
    """POST /v1/payouts (with ``Stripe-Account``: from a connected account's balance)"""
    if money.available(world, given["currency"], world.account) < given["amount"]:
        message = "You have insufficient funds in your Stripe account for this transfer."
        raise ApiError(message, code="balance_insufficient")
    body: JSON = {
        "id": new_id("po"),
        "object": "payout",
        "amount": given["amount"],
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": world.now + ARRIVES_AFTER,
        "automatic": automatic,
        "balance_transaction": None,
        "created": world.now,
        "currency": given["currency"],
        "description": given.get("description"),
        "destination": new_id("ba"),
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": params.merged({}, given.get("metadata", {})),
        "method": given.get("method", "standard"),
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "completed" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "in_transit",
        "trace_id": None,
        "type": "bank_account",
    }
    payout = world.make("payout", body, fails=fails, account=world.account)
    body["balance_transaction"] = _book(world, payout.id, -given["amount"], "payout")
    world.save(payout)
    world.later(ARRIVES_AFTER, "payout_arrives", payout.id)
    world.tell("payout.created", payout)
    return payout.body


def _book(world: World, id: str, amount: int, type: str) -> str:
    payout = world.get("payout", id)
    currency, account = payout.body["currency"], world.account
    return money.book(world, amount, currency, type=type, source=id, account=account)


def payout_arrives(world: World, id: str) -> None:
    """The bank took the payout, or sent it back."""
    found = world.rows.one("select account from things where id = %s", id)
    world.account = found[0] if found else ""
    payout = world.get("payout", id)
    if payout.hidden["fails"]:
        payout.body.update(
            status="failed",
            failure_code="account_closed",
            failure_message="The bank account has been closed.",
            failure_balance_transaction=_book(world, id, payout.body["amount"], "payout_failure"),
        )
    else:
        payout.body["status"] = "paid"
    world.save(payout)
    world.tell(f"payout.{payout.body['status']}", payout)
    world.account = ""


def retrieve(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/payouts/{id}"""
    return world.get("payout", id).body


def listed(world: World, given: JSON) -> JSON:
    """GET /v1/payouts"""
    return listing.page(world, "payout", "/v1/payouts", given, "destination", "status")


ROUTES = [
    Route("POST", "/v1/payouts", create, CREATE),
    Route("GET", "/v1/payouts", listed, LIST),
    Route("GET", "/v1/payouts/{id}", retrieve, params.EXPAND),
]
