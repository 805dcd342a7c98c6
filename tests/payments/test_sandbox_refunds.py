"""The sandbox's refunds: full, partial, waiting, failing."""

import pytest
import stripe

from tests.support.shop import Shop


def test_gives_all_back_but_not_the_fee(shop: Shop) -> None:
    intent = shop.captured(50_000)
    refund = shop.client.v1.refunds.create(
        {
            "payment_intent": intent.id,
            "reason": "requested_by_customer",
            "metadata": {"outbox_id": "7"},
            "expand": ["balance_transaction", "charge"],
        }
    )
    assert (refund.status, refund.amount, refund.charge.refunded) == ("succeeded", 50_000, True)
    assert (refund.balance_transaction.amount, refund.balance_transaction.fee) == (-50_000, 0)
    assert shop.client.v1.balance.retrieve().pending[0].amount == -1_480
    assert {"refund.created", "charge.refunded"} <= set(shop.told())
    found = shop.client.v1.refunds.list({"payment_intent": intent.id})
    assert [each.metadata["outbox_id"] for each in found.data] == ["7"]


def test_parts_add_up_and_no_more(shop: Shop) -> None:
    intent = shop.captured(50_000)
    for amount in (20_000, 29_999):
        shop.client.v1.refunds.create({"payment_intent": intent.id, "amount": amount})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        shop.client.v1.refunds.create({"payment_intent": intent.id, "amount": 2})
    shop.client.v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_already_refunded"
    charge = shop.client.v1.charges.retrieve(intent.latest_charge.id, {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded, len(charge.refunds.data)) == (50_000, True, 3)


def test_after_a_partial_capture_only_the_captured_part(shop: Shop) -> None:
    intent = shop.authorised(50_000)
    shop.client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 30_000})
    refund = shop.client.v1.refunds.create({"payment_intent": intent.id})
    assert refund.amount == 30_000
    assert shop.client.v1.charges.retrieve(intent.latest_charge).refunded is True


def test_an_authorisation_is_not_refunded(shop: Shop) -> None:
    intent = shop.authorised()
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        shop.client.v1.refunds.create({"payment_intent": intent.id})


def test_waits_for_the_balance(shop: Shop) -> None:
    intent = shop.captured(50_000)
    shop.forward(days=3)
    refund = shop.client.v1.refunds.create({"payment_intent": intent.id})
    assert (refund.status, refund.pending_reason) == ("pending", "insufficient_funds")
    shop.captured(50_000, "4000000000000077")
    assert shop.client.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert "refund.updated" in shop.told()


def test_pending_card_succeeds_later(shop: Shop) -> None:
    intent = shop.captured(card="4000000000007726")
    refund = shop.client.v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == "pending"
    shop.forward(seconds=301)
    assert shop.client.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_failing_card_sends_the_money_back_to_us(shop: Shop) -> None:
    intent = shop.captured(50_000, "4000000000005126")
    refund = shop.client.v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == "succeeded"
    shop.forward(seconds=301)
    refund = shop.client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (refund.status, refund.failure_reason) == ("failed", "expired_or_canceled_card")
    assert refund.failure_balance_transaction.amount == 50_000
    assert shop.client.v1.charges.retrieve(intent.latest_charge.id).amount_refunded == 0
    assert "refund.failed" in shop.told()


def test_one_that_was_sent_back_does_not_arrive_later(shop: Shop) -> None:
    intent = shop.captured(50_000, card="4000000000007726")
    refund = shop.client.v1.refunds.create({"payment_intent": intent.id})
    shop.sandbox.post("refund_fails", {"refund": refund.id})
    shop.forward(seconds=301)
    assert shop.client.v1.refunds.retrieve(refund.id).status == "failed"
    assert shop.client.v1.charges.retrieve(intent.latest_charge.id).amount_refunded == 0
