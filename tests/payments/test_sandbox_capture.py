"""The sandbox's payment intents: capture, partial capture, cancel, expiry."""

import pytest
import stripe

from tests.support.shop import Shop


def test_capture_books_the_fee_and_becomes_available_in_two_days(shop: Shop) -> None:
    intent = shop.captured(50_000)
    booked = intent.latest_charge.balance_transaction
    assert (intent.status, intent.amount_received) == ("succeeded", 50_000)
    assert (booked.amount, booked.fee, booked.net, booked.status) == (
        50_000,
        1_480,
        48_520,
        "pending",
    )
    balance = shop.client.v1.balance.retrieve()
    assert (balance.available[0].amount, balance.pending[0].amount) == (0, 48_520)
    shop.forward(days=2.01)
    balance = shop.client.v1.balance.retrieve()
    assert (balance.available[0].amount, balance.pending[0].amount) == (48_520, 0)
    assert {"charge.captured", "payment_intent.succeeded"} <= set(shop.told())


def test_the_card_for_it_is_available_at_once(shop: Shop) -> None:
    shop.captured(50_000, "4000000000000077")
    assert shop.client.v1.balance.retrieve().available[0].amount == 48_520


def test_partial_capture_releases_the_rest(shop: Shop) -> None:
    intent = shop.authorised(50_000)
    intent = shop.client.v1.payment_intents.capture(
        intent.id, {"amount_to_capture": 30_000, "expand": ["latest_charge"]}
    )
    charge = intent.latest_charge
    assert (charge.amount, charge.amount_captured, charge.amount_refunded) == (
        50_000,
        30_000,
        20_000,
    )
    assert (charge.refunded, intent.amount_received, intent.amount_capturable) == (False, 30_000, 0)
    assert shop.sandbox.get("books")["payments"][intent.id]["refunded"] == 0


def test_more_than_authorised_cannot_be_captured(shop: Shop) -> None:
    intent = shop.authorised(50_000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 50_001})
    assert refused.value.code == "amount_too_large"


def test_is_captured_once(shop: Shop) -> None:
    intent = shop.captured()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.payment_intents.capture(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"


def test_cancel_lets_go_and_costs_nothing(shop: Shop) -> None:
    intent = shop.authorised()
    intent = shop.client.v1.payment_intents.cancel(
        intent.id, {"cancellation_reason": "requested_by_customer"}
    )
    assert (intent.status, intent.cancellation_reason) == ("canceled", "requested_by_customer")
    charge = shop.client.v1.charges.retrieve(intent.latest_charge)
    assert (charge.captured, charge.refunded, charge.balance_transaction) == (False, True, None)
    assert shop.client.v1.balance_transactions.list().data == []
    assert {"payment_intent.canceled", "charge.refunded"} <= set(shop.told())
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.payment_intents.capture(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"


def test_lapses_after_seven_days(shop: Shop) -> None:
    intent = shop.authorised()
    shop.forward(days=6.9)
    assert shop.client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    shop.forward(days=0.2)
    lapsed = shop.client.v1.payment_intents.retrieve(intent.id)
    assert (lapsed.status, lapsed.cancellation_reason) == ("canceled", "automatic")
    told = shop.events()
    assert [event.type for event in told][-2:] == ["charge.expired", "payment_intent.canceled"]
    before = shop.client.v1.charges.retrieve(intent.latest_charge)
    assert told[-1].created == before.payment_method_details.card.capture_before
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.payment_intents.capture(intent.id)
    assert refused.value.code == "charge_expired_for_capture"


def test_the_intent_of_an_open_session_is_not_cancelled_directly(shop: Shop) -> None:
    session = shop.session()
    shop.sandbox.control("POST", "pay", {"session": session.id, "card": "4000000000000002"})
    intent = shop.client.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="expire the session"):
        shop.client.v1.payment_intents.cancel(intent)
    shop.client.v1.checkout.sessions.expire(session.id)
    assert shop.client.v1.payment_intents.retrieve(intent).status == "canceled"


def test_a_kept_card_is_charged_later_without_its_owner(shop: Shop) -> None:
    customer = shop.client.v1.customers.create({"email": "rita@example.com"})
    kept = {"capture_method": "manual", "setup_future_usage": "off_session"}
    shop.pay(shop.session(customer=customer.id, payment_intent_data=kept))
    cards = shop.client.v1.customers.payment_methods.list(customer.id, {"type": "card"})
    intent = shop.client.v1.payment_intents.create(
        {
            "amount": 40_000,
            "currency": "eur",
            "customer": customer.id,
            "payment_method": cards.data[0].id,
            "capture_method": "manual",
            "off_session": True,
            "confirm": True,
            "expand": ["latest_charge"],
        }
    )
    assert intent.status == "requires_capture"
    window = intent.latest_charge.payment_method_details.card.capture_before - intent.created
    assert window == 4 * 86_400 + 18 * 3_600


def test_off_session_cannot_authenticate(shop: Shop) -> None:
    with pytest.raises(stripe.CardError) as refused:
        shop.client.v1.payment_intents.create(
            {
                "amount": 40_000,
                "currency": "eur",
                "payment_method": "pm_card_authenticationRequired",
                "off_session": True,
                "confirm": True,
            }
        )
    assert refused.value.code == "authentication_required"
    assert refused.value.error.payment_intent.status == "requires_payment_method"
