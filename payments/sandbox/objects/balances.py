"""The balance, its transactions, and how it is paid out by itself (balance settings)."""

from payments.sandbox import listing, money, params
from payments.sandbox.errors import JSON, no_such
from payments.sandbox.objects.routes import Route
from payments.sandbox.world import World

LIST: params.Description = {
    **params.LIST,
    "currency": params.currency,
    "payout": params.text,
    "source": params.text,
    "type": params.text,
}
INTERVAL = params.fields({"interval": params.choice("daily", "manual", "monthly", "weekly")})
SETTINGS: params.Description = {
    "payments": params.fields(
        {
            "payouts": params.fields(
                {
                    "schedule": INTERVAL,
                    "minimum_balance_by_currency": params.metadata,
                    "statement_descriptor": params.text,
                }
            ),
            "debit_negative_balances": params.boolean,
            "settlement_timing": params.fields({"delay_days_override": params.text}),
        }
    ),
    **params.EXPAND,
}


def balance(world: World, given: JSON) -> JSON:
    """GET /v1/balance"""
    account, known = world.account, money.currencies(world, world.account)

    def amounts(measure: object) -> list[JSON]:
        assert callable(measure)
        sums = {currency: measure(world, currency, account) for currency in known}
        return [
            {"amount": amount, "currency": currency, "source_types": {"card": amount}}
            for currency, amount in sums.items()
        ]

    return {
        "object": "balance",
        "available": amounts(money.available),
        "livemode": False,
        "pending": amounts(money.pending),
    }


def transactions(world: World, given: JSON) -> JSON:
    """GET /v1/balance_transactions"""
    where, values = ["account = %s"], [world.account]
    for name in ("currency", "source", "type"):
        if name in given:
            where.append(f"{name} = %s")
            values.append(given[name])
    rows, more = listing.window(world, "entries", money.COLUMNS, where, values, given)
    shown = [money.show(world, row) for row in rows]
    return listing.envelope("/v1/balance_transactions", shown, more=more)


def transaction(world: World, given: JSON, id: str) -> JSON:
    """GET /v1/balance_transactions/{id}"""
    found = money.transaction(world, id)
    if found is None:
        raise no_such("balance transaction", id)
    return found


def settings(world: World, given: JSON) -> JSON:
    """GET /v1/balance_settings"""
    payouts = world.rows.setting("payouts:" + world.account, {"schedule": {"interval": "manual"}})
    return {
        "object": "balance_settings",
        "payments": {
            "debit_negative_balances": False,
            "payouts": {
                "minimum_balance_by_currency": None,
                "statement_descriptor": None,
                "status": "enabled",
                **payouts,
            },
            "settlement_timing": {"delay_days": 2},
        },
    }


def change_settings(world: World, given: JSON) -> JSON:
    """POST /v1/balance_settings"""
    payouts = given.get("payments", {}).get("payouts", {})
    world.rows.set("payouts:" + world.account, payouts)
    return settings(world, given)


ROUTES = [
    Route("GET", "/v1/balance", balance, params.EXPAND),
    Route("GET", "/v1/balance_transactions", transactions, LIST),
    Route("GET", "/v1/balance_transactions/{id}", transaction, params.EXPAND),
    Route("GET", "/v1/balance_settings", settings, params.EXPAND),
    Route("POST", "/v1/balance_settings", change_settings, SETTINGS),
]
