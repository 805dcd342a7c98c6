"""The sandbox's chargebacks, inquiries and fraud warnings."""

from typing import Any

import pytest
import stripe

from tests.support.shop import Shop


def disputed(shop: Shop, card: str = "4000000000000259") -> Any:
    intent = shop.captured(50_000, card)
    shop.forward(seconds=301)
    return shop.client.v1.disputes.list({"payment_intent": intent.id}).data[0]


def test_appears_after_the_capture_and_takes_amount_and_fee(shop: Shop) -> None:
    dispute = disputed(shop)
    assert (dispute.status, dispute.reason, dispute.amount) == (
        "needs_response",
        "fraudulent",
        50_000,
    )
    booked = dispute.balance_transactions[0]
    assert (booked.amount, booked.fee, booked.net) == (-50_000, 1_500, -51_500)
    charge = shop.client.v1.charges.retrieve(dispute.charge)
    assert charge.disputed is True
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.refunds.create({"charge": charge.id})
    assert refused.value.code == "charge_disputed"
    told = shop.told()
    assert told[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


@pytest.mark.parametrize(
    ("text", "ends"), [("winning_evidence", "won"), ("losing_evidence", "lost")]
)
def test_evidence_decides(shop: Shop, text: str, ends: str) -> None:
    dispute = disputed(shop)
    staged = shop.client.v1.disputes.update(
        dispute.id, {"evidence": {"uncategorized_text": text}, "submit": False}
    )
    assert (staged.status, staged.evidence_details.has_evidence) == ("needs_response", True)
    sent = shop.client.v1.disputes.update(dispute.id, {"submit": True})
    assert (sent.status, sent.evidence_details.submission_count) == ("under_review", 1)
    shop.forward(seconds=301)
    assert shop.client.v1.disputes.retrieve(dispute.id).status == ends
    assert ("charge.dispute.funds_reinstated" in shop.told()) is (ends == "won")
    back = sum(
        txn.amount for txn in shop.client.v1.balance_transactions.list({"type": "adjustment"})
    )
    assert back == (0 if ends == "won" else -50_000)


def test_silence_loses(shop: Shop) -> None:
    dispute = disputed(shop)
    shop.forward(days=10)
    assert shop.client.v1.disputes.retrieve(dispute.id).status == "lost"


def test_close_accepts_it(shop: Shop) -> None:
    dispute = disputed(shop, "4000000000002685")
    assert dispute.reason == "product_not_received"
    assert shop.client.v1.disputes.close(dispute.id).status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.disputes.close(dispute.id)


def test_an_inquiry_takes_nothing(shop: Shop) -> None:
    dispute = disputed(shop, "4000000000001976")
    assert (dispute.status, dispute.is_charge_refundable) == ("warning_needs_response", True)
    assert dispute.balance_transactions == []
    shop.client.v1.refunds.create({"charge": dispute.charge})


def test_a_fraud_warning_is_only_told(shop: Shop) -> None:
    intent = shop.captured(card="4000000000005423")
    shop.forward(seconds=301)
    warnings = shop.client.v1.radar.early_fraud_warnings.list({"payment_intent": intent.id})
    assert warnings.data[0].charge == intent.latest_charge.id
    assert "radar.early_fraud_warning.created" in shop.told()


def test_opens_on_command_for_the_rest_after_a_refund(shop: Shop) -> None:
    intent = shop.captured(50_000)
    shop.client.v1.refunds.create({"payment_intent": intent.id, "amount": 20_000})
    dispute = shop.sandbox.post("dispute", {"payment_intent": intent.id, "reason": "general"})
    assert dispute["amount"] == 30_000
    assert shop.sandbox.get("books")["payments"][intent.id]["disputed"] == 30_000
    shop.sandbox.post("dispute", {"dispute": dispute["id"], "status": "won"})
    assert shop.sandbox.get("books")["payments"][intent.id]["disputed"] == 0


def test_what_was_refunded_cannot_be_disputed(shop: Shop) -> None:
    intent = shop.captured(card="4000000000000259")
    shop.client.v1.refunds.create({"payment_intent": intent.id})
    assert shop.sandbox.control("POST", "dispute", {"payment_intent": intent.id})[0] == 409
    shop.forward(seconds=301)
    assert shop.client.v1.disputes.list().data == []


def test_ends_once_on_command(shop: Shop) -> None:
    """Found by the torture: a dispute won twice paid twice, and the sandbox's own books were wrong."""
    intent = shop.captured()
    made = shop.sandbox.post("dispute", {"payment_intent": intent.id})
    shop.sandbox.post("dispute", {"dispute": made["id"], "status": "won"})
    status, _ = shop.sandbox.control("POST", "dispute", {"dispute": made["id"], "status": "won"})
    assert status == 409
    assert shop.sandbox.get("books")["payments"][intent.id]["disputed"] == 0


def later(shop: Shop) -> dict[str, Any]:
    """A dispute whose money is withdrawn an hour after it was opened."""
    intent = shop.captured()
    shop.sandbox.post("withdrawals", {"seconds": 3600})
    return shop.sandbox.post("dispute", {"payment_intent": intent.id})


def test_told_to_the_money_is_withdrawn_later(shop: Shop) -> None:
    made = later(shop)
    assert (made["status"], made["balance_transactions"]) == ("needs_response", [])
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.refunds.create({"charge": made["charge"]})
    assert refused.value.code == "charge_disputed"
    shop.forward(seconds=3601)
    seen = shop.client.v1.disputes.retrieve(made["id"])
    assert seen.balance_transactions[0].amount == -seen.amount
    assert shop.told()[-1] == "charge.dispute.funds_withdrawn"


@pytest.mark.parametrize(("ends", "taken"), [("won", 0), ("lost", 50_000)])
def test_over_before_it_was_withdrawn_it_is_taken_only_where_it_is_lost(
    shop: Shop, ends: str, taken: int
) -> None:
    made = later(shop)
    shop.sandbox.post("dispute", {"dispute": made["id"], "status": ends})
    shop.forward(seconds=7200)
    assert shop.sandbox.get("books")["payments"][made["payment_intent"]]["disputed"] == taken
    assert ("charge.dispute.funds_withdrawn" in shop.told()) is bool(taken)
    assert "charge.dispute.funds_reinstated" not in shop.told()
