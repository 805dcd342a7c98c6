"""The sandbox's transfers: caps, gates, reversals."""

from typing import Any

import pytest
import stripe

from tests.support.shop import Shop


def send(shop: Shop, intent: Any, account: str, amount: int = 40_000) -> Any:
    return shop.client.v1.transfers.create(
        {
            "amount": amount,
            "currency": "eur",
            "destination": account,
            "source_transaction": intent.latest_charge.id,
            "transfer_group": "intro-1",
            "metadata": {"outbox_id": "9"},
        }
    )


def balance_of(shop: Shop, account: str | None = None) -> tuple[int, int]:
    options: Any = {"stripe_account": account} if account else {}
    balance = shop.client.v1.balance.retrieve(options=options)
    return balance.available[0].amount, balance.pending[0].amount


def test_takes_the_charges_pending_state(shop: Shop) -> None:
    intent, account = shop.captured(50_000), shop.connector()
    transfer = send(shop, intent, account)
    assert (balance_of(shop), balance_of(shop, account)) == ((0, 8_520), (0, 40_000))
    shop.forward(days=2.1)
    assert (balance_of(shop), balance_of(shop, account)) == ((8_520, 0), (40_000, 0))
    assert "transfer.created" in shop.told()
    for filters in ({"transfer_group": "intro-1"}, {"destination": account}):
        assert [each.id for each in shop.client.v1.transfers.list(filters)] == [transfer.id]


def test_cannot_exceed_the_source(shop: Shop) -> None:
    intent, account = shop.captured(50_000), shop.connector()
    send(shop, intent, account, 40_000)
    with pytest.raises(stripe.InvalidRequestError, match="must not exceed the source amount"):
        send(shop, intent, account, 10_001)
    send(shop, intent, account, 10_000)


def test_needs_the_capability(shop: Shop) -> None:
    intent, account = shop.captured(), shop.connector(ready=False)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        send(shop, intent, account)
    assert refused.value.code == "insufficient_capabilities_for_transfer"
    with pytest.raises(stripe.InvalidRequestError, match="No such destination"):
        send(shop, intent, "acct_nobody")


def test_a_settled_source_reserves_nothing(shop: Shop) -> None:
    intent, account = shop.captured(50_000), shop.connector()
    shop.forward(days=3)
    shop.client.v1.payouts.create({"amount": 48_000, "currency": "eur"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        send(shop, intent, account)
    assert refused.value.code == "balance_insufficient"


def test_currency_must_be_the_charges(shop: Shop) -> None:
    intent, account = shop.captured(), shop.connector()
    with pytest.raises(stripe.InvalidRequestError, match="must be the same"):
        shop.client.v1.transfers.create(
            {
                "amount": 100,
                "currency": "usd",
                "destination": account,
                "source_transaction": intent.latest_charge.id,
            }
        )


def test_is_reversed_in_parts(shop: Shop) -> None:
    intent, account = shop.captured(50_000), shop.connector()
    transfer = send(shop, intent, account)
    shop.forward(days=3)
    shop.client.v1.transfers.reversals.create(transfer.id, {"amount": 10_000})
    reversal = shop.client.v1.transfers.reversals.create(transfer.id)
    assert reversal.amount == 30_000
    transfer = shop.client.v1.transfers.retrieve(transfer.id)
    assert (transfer.amount_reversed, transfer.reversed, len(transfer.reversals.data)) == (
        40_000,
        True,
        2,
    )
    listed = shop.client.v1.transfers.reversals.list(transfer.id)
    assert listed.data[0].id == reversal.id
    assert (balance_of(shop), balance_of(shop, account)) == ((48_520, 0), (0, 0))
    assert shop.told().count("transfer.reversed") == 2


def test_reversal_is_refused_once_the_money_was_paid_out(shop: Shop) -> None:
    intent, account = shop.captured(50_000), shop.connector()
    transfer = send(shop, intent, account)
    shop.forward(days=3)
    shop.sandbox.post("payout", {"account": account})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.transfers.reversals.create(transfer.id)
    assert refused.value.code == "balance_insufficient"
    shop.forward(days=1.1)
    paid = [event for event in shop.events() if event.type == "payout.paid"]
    assert [event.account for event in paid] == [account]


def test_a_failed_payout_comes_back(shop: Shop) -> None:
    intent, account = shop.captured(50_000), shop.connector()
    send(shop, intent, account)
    shop.forward(days=3)
    payout = shop.sandbox.post("payout", {"account": account, "fail": True})
    assert balance_of(shop, account) == (0, 0)
    shop.forward(days=1.1)
    assert balance_of(shop, account) == (40_000, 0)
    failed = shop.client.v1.payouts.retrieve(payout["id"], {}, {"stripe_account": account})
    assert (failed.status, failed.failure_code) == ("failed", "account_closed")


def test_the_books_tell_it_all(shop: Shop) -> None:
    intent, account = shop.captured(50_000), shop.connector()
    transfer = send(shop, intent, account)
    shop.client.v1.transfers.reversals.create(transfer.id, {"amount": 5_000})
    shop.client.v1.refunds.create({"payment_intent": intent.id, "amount": 7_000})
    books = shop.sandbox.get("books")
    told = books["payments"][intent.id]
    assert {name: told[name] for name in ("captured", "fees", "refunded", "transferred")} == {
        "captured": 50_000,
        "fees": 1_480,
        "refunded": 7_000,
        "transferred": 40_000,
    }
    assert books["transfer_groups"]["intro-1"] == {
        "transfers": 1,
        "transferred": 40_000,
        "reversed": 5_000,
    }
    assert books["platform"]["eur"]["pending"] == 50_000 - 1_480 - 7_000 - 35_000
