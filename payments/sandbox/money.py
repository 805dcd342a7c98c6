"""Balances: a sum over entries. What is ``available_on`` later is pending until then."""

from payments.sandbox.errors import JSON
from payments.sandbox.store import new_id
from payments.sandbox.world import DAY, World

SETTLING = 2 * DAY
DISPUTE_FEE = 1500


def processing_fee(amount: int) -> int:
    """2.9 % and 30 minor units, rounded half up."""
    return (amount * 29 + 500) // 1000 + 30


def book(
    world: World,
    amount: int,
    currency: str,
    *,
    type: str,
    source: str,
    fee: int = 0,
    category: str | None = None,
    available_on: int | None = None,
    account: str = "",
    description: str | None = None,
) -> str:
    """Write one balance transaction (signed minor units) and return its id."""
    id = new_id("txn")
    world.rows.run(
        "insert into entries (id, account, currency, amount, fee, created, available_on, type,"
        " reporting_category, source, description) values (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
        id,
        account,
        currency,
        amount,
        fee,
        world.now,
        world.now if available_on is None else available_on,
        type,
        category or type,
        source,
        description,
    )
    return id


def available(world: World, currency: str, account: str = "") -> int:
    """What can be paid out or transferred now, in minor units; may be negative."""
    return int(
        world.rows.value(
            "select coalesce(sum(net), 0) from entries"
            " where account = %s and currency = %s and available_on <= %s",
            account,
            currency,
            world.now,
        )
    )


def pending(world: World, currency: str, account: str = "") -> int:
    """What is on its way into the available balance."""
    return int(
        world.rows.value(
            "select coalesce(sum(net), 0) from entries"
            " where account = %s and currency = %s and available_on > %s",
            account,
            currency,
            world.now,
        )
    )


def currencies(world: World, account: str = "") -> list[str]:
    found = world.rows.all(
        "select distinct currency from entries where account = %s order by 1", account
    )
    return [row[0] for row in found] or ["eur"]


COLUMNS = (
    "id, currency, amount, fee, net, created, available_on, type, reporting_category, source,"
    " description"
)


def show(world: World, row: tuple[object, ...]) -> JSON:
    """A row of ``entries`` (COLUMNS) as Stripe's balance transaction."""
    body: JSON = dict(zip(COLUMNS.replace(" ", "").split(","), row, strict=True))
    fee = body["fee"]
    described = {
        "amount": fee,
        "application": None,
        "currency": body["currency"],
        "description": "Dispute fee" if body["type"] == "adjustment" else "Processing fees",
        "type": "stripe_fee",
    }
    return {
        **body,
        "object": "balance_transaction",
        "balance_type": "payments",
        "exchange_rate": None,
        "fee_details": [described] if fee else [],
        "status": "available" if body["available_on"] <= world.now else "pending",
    }


def transaction(world: World, id: str) -> JSON | None:
    """One balance transaction of the acting account."""
    row = world.rows.one(
        f"select {COLUMNS} from entries where id = %s and account = %s", id, world.account
    )
    return show(world, row) if row else None
