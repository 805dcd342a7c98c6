"""The sandbox's own sums, for tests to hold another's books against."""

from payments.sandbox import money
from payments.sandbox.errors import JSON
from payments.sandbox.world import World


def available_of(world: World, account: str, currency: str) -> int:
    """The available balance of one account, minor units."""
    return money.available(world, currency, account)


def books(world: World) -> JSON:
    """Money by payment intent, by transfer group, by account, and in the platform's balance."""
    return {
        "now": world.now,
        "payments": {
            intent.id: _payment(world, intent.id, intent.body)
            for intent in world.find("payment_intent")
        },
        "transfer_groups": _groups(world),
        "platform": _balances(world, ""),
        "accounts": {
            account.id: _balances(world, account.id) for account in world.find("v2.core.account")
        },
        "payouts": _payouts(world),
        "faults": dict(world.rows.all("select kind, times from happened")),
    }


def _payment(world: World, id: str, intent: JSON) -> JSON:
    charge = intent["latest_charge"]
    refunds = world.find("refund", "body->>'payment_intent' = %s", id)
    moved = [refund.body for refund in refunds if refund.body["balance_transaction"]]
    disputes = world.find("dispute", "body->>'payment_intent' = %s", id)
    transfers = world.find("transfer", "body->>'source_transaction' = %s", charge)
    return {
        "status": intent["status"],
        "currency": intent["currency"],
        "authorised": intent["amount"],
        "captured": intent["amount_received"],
        "fees": _sum(world, "fee", [charge]),
        "refunded": sum(re["amount"] for re in moved if re["status"] != "failed"),
        "refunds_waiting": sum(
            refund.body["amount"] for refund in refunds if refund.hidden.get("waiting")
        ),
        "transferred": sum(transfer.body["amount"] for transfer in transfers),
        "reversed": sum(transfer.body["amount_reversed"] for transfer in transfers),
        "disputed": -_sum(world, "amount", [dispute.id for dispute in disputes]),
        "dispute_fees": _sum(world, "fee", [dispute.id for dispute in disputes]),
        "transfer_group": intent["transfer_group"],
        "metadata": intent["metadata"],
    }


def _sum(world: World, column: str, sources: list[str]) -> int:
    sql = f"select coalesce(sum({column}), 0) from entries where source = any (%s) and account = ''"
    return int(world.rows.value(sql, sources))


def _groups(world: World) -> JSON:
    groups: JSON = {}
    for transfer in world.find("transfer"):
        group = groups.setdefault(
            transfer.body["transfer_group"] or "", {"transfers": 0, "transferred": 0, "reversed": 0}
        )
        group["transfers"] += 1
        group["transferred"] += transfer.body["amount"]
        group["reversed"] += transfer.body["amount_reversed"]
    return groups


def _balances(world: World, account: str) -> JSON:
    return {
        currency: {
            "available": money.available(world, currency, account),
            "pending": money.pending(world, currency, account),
        }
        for currency in money.currencies(world, account)
    }


def _payouts(world: World) -> list[JSON]:
    names = ("id", "amount", "currency", "status")
    return [
        {**{name: payout.body[name] for name in names}, "account": payout.hidden["account"]}
        for payout in world.find("payout")
    ]
