"""Balances: a sum over entries. What is ``available_on`` later is pending until then."""

from payments.sandbox.errors import JSON
from payments.sandbox.store import Thing, new_id
from payments.sandbox.world import DAY, World

SETTLING = 2 * DAY
DISPUTE_FEE = 1500
SETTLES = ["eur", "usd", "gbp"]
RATE = 107  # hundredths: what one of any currency brings in the first of those


def processing_fee(amount: int) -> int:
    """2.9 % and 30 minor units, rounded half up."""
    return (amount * 29 + 500) // 1000 + 30


def settles(world: World) -> list[str]:
    """The currencies in which the platform has a balance; what is charged in others is converted."""
    return list(world.rows.setting("settles", SETTLES))


def settled(world: World, amount: int, charged: str) -> tuple[int, str]:
    """What a charge of `amount` is in the platform's balance, and in which currency."""
    known = settles(world)
    return (amount, charged) if charged in known else (amount * RATE // 100, known[0])


def settled_in(charge: Thing) -> str:
    """The currency of its balance transaction."""
    return str(charge.hidden.get("settled_in", charge.body["currency"]))


def of_charge(amount: int, charge: Thing) -> tuple[int, str]:
    """The same for what comes after a charge: it stays in the currency that the charge settled in."""
    currency = settled_in(charge)
    return amount if currency == charge.body["currency"] else amount * RATE // 100, currency


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
    known = [] if account else settles(world)
    return [*known, *(row[0] for row in found if row[0] not in known)] or ["eur"]


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
