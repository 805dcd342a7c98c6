"""What we count on at the provider, asked of whoever stands at the base address.

Here that is the sandbox. `make test-stripe STRIPE_SECRET_KEY=sk_test_…` asks the same of Stripe itself
(a Stripe *Sandbox*: classic test mode knows no v2 accounts), through the product's own gateway: so where the
sandbox and Stripe differ, it shows. Nobody can onboard or dispute there by a call, so that is not asked.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import stripe
from django.conf import settings

from payments.gateway import reading
from payments.gateway.client import client, forget
from payments.gateway.sending import Misused, Refused, send

if TYPE_CHECKING:
    from tests.support.sandbox_process import Sandbox

REAL = os.environ.get("CONTRACT_WITH_STRIPE", "")
Charge = Callable[[int], Any]


@pytest.fixture(autouse=True)
def provider(request: pytest.FixtureRequest) -> Iterator[str]:
    """The sandbox, or Stripe where a key of its test mode was given."""
    if not REAL:
        sandbox: Sandbox = request.getfixturevalue("sandbox")
        yield sandbox.url
        return
    # Once more here, for this file may be run by hand: no test ever touches live money.
    assert settings.STRIPE_SECRET_KEY.startswith("sk_test_"), "only a key of a test mode"
    changed = request.getfixturevalue("settings")
    changed.STRIPE_API_BASE = ""
    forget()
    yield "https://api.stripe.com"
    forget()


@pytest.fixture
def reserved() -> Charge:
    """Reserve so many cents on a card that is available at once when taken; the intent."""

    def reserve(amount: int) -> Any:
        return client().v1.payment_intents.create(
            {
                "amount": amount,
                "currency": "eur",
                "capture_method": "manual",
                "confirm": True,
                "payment_method": "pm_card_bypassPending",
                "allowed_payment_method_types": ["card"],
                "transfer_group": key(),
            }
        )

    return reserve


def key() -> str:
    """A key nobody used."""
    return f"contract:{uuid.uuid4()}"


def checkout_parameters() -> dict[str, Any]:
    """A Checkout Session as the product orders it."""
    return {
        "mode": "payment",
        "client_reference_id": "contract",
        "allowed_payment_method_types": ["card"],
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": 50_000,
                    "product_data": {"name": "An introduction"},
                },
            }
        ],
        "payment_intent_data": {"capture_method": "manual", "transfer_group": "contract"},
        "success_url": "https://example.com/paid",
        "cancel_url": "https://example.com/back",
    }


def test_a_checkout_opens_and_expires() -> None:
    made = send("checkout", "", checkout_parameters(), key())
    assert made.url.startswith("http")
    assert reading.checkout(made.id).session_status == "open"
    send("expire", made.id, {}, key())
    assert reading.checkout(made.id).session_status == "expired"


def test_the_same_key_is_the_same_object() -> None:
    once, parameters = key(), checkout_parameters()
    first = send("checkout", "", parameters, once)
    assert send("checkout", "", parameters, once).id == first.id


def test_other_parameters_under_one_key_are_refused() -> None:
    once, parameters = key(), checkout_parameters()
    send("checkout", "", parameters, once)
    with pytest.raises(Misused):
        send("checkout", "", parameters | {"client_reference_id": "another"}, once)


def test_a_reservation_is_taken_in_part_and_once(reserved: Charge) -> None:
    intent = reserved(50_000)
    assert intent.status == "requires_capture"
    send("capture", intent.id, {"amount_to_capture": 40_000}, key())
    taken = client().v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (taken.amount_received, taken.latest_charge.amount_captured) == (40_000, 40_000)
    with pytest.raises(Refused) as refused:
        send("capture", intent.id, {"amount_to_capture": 10_000}, key())
    assert refused.value.code == "payment_intent_unexpected_state"


def test_a_reservation_is_let_go(reserved: Charge) -> None:
    intent = reserved(50_000)
    send("cancel", intent.id, {}, key())
    assert client().v1.payment_intents.retrieve(intent.id).status == "canceled"


def test_refunds_add_up_and_no_more(reserved: Charge) -> None:
    intent = reserved(50_000)
    send("capture", intent.id, {}, key())
    refund = {"payment_intent": intent.id, "amount": 30_000}
    send("refund", "", refund, key())
    with pytest.raises(Refused):
        send("refund", "", refund, key())
    listed = client().v1.refunds.list({"payment_intent": intent.id})
    assert [one.amount for one in listed.data] == [30_000]


def test_a_payout_account_is_opened_and_cannot_be_paid_yet(reserved: Charge) -> None:
    made = send("account", "", account_parameters(), key())
    assert reading.account(made.id).transfers_status != "active"
    intent = reserved(50_000)
    send("capture", intent.id, {}, key())
    charge = client().v1.payment_intents.retrieve(intent.id).latest_charge
    transfer = {
        "amount": 40_000,
        "currency": "eur",
        "destination": made.id,
        "source_transaction": charge,
        "transfer_group": intent.transfer_group,
    }
    with pytest.raises(Refused) as refused:
        send("transfer", "", transfer, key())
    assert refused.value.code == "insufficient_capabilities_for_transfer"
    assert reading.account_link(
        made.id, refresh_url="https://example.com/again", return_url="https://example.com/done"
    ).startswith("http")


def account_parameters() -> dict[str, Any]:
    """A recipient as the product opens it."""
    return {
        "contact_email": "colin@example.com",
        "display_name": "Colin",
        "dashboard": "express",
        "identity": {"country": "de", "entity_type": "individual"},
        "configuration": {
            "recipient": {
                "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
            }
        },
        "defaults": {
            "currency": "eur",
            "responsibilities": {
                "fees_collector": "application",
                "losses_collector": "application",
            },
        },
        "include": ["configuration.recipient", "requirements"],
    }


def test_a_declined_card_says_so() -> None:
    with pytest.raises(stripe.CardError) as refused:
        client().v1.payment_intents.create(
            {
                "amount": 50_000,
                "currency": "eur",
                "confirm": True,
                "payment_method": "pm_card_chargeDeclined",
                "allowed_payment_method_types": ["card"],
            }
        )
    assert refused.value.code == "card_declined"
