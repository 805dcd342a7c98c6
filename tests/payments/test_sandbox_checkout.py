"""The sandbox's Checkout Sessions: paid, declined, authenticated, expired."""

import re
from typing import Any

import pytest
import requests
import stripe

from tests.support.shop import Shop

browser = requests.Session()
browser.trust_env = False


def press(shop: Shop, url: str, **fields: str) -> requests.Response:
    return browser.post(url, data=fields, allow_redirects=False)


def card_form(number: str, **more: str) -> dict[str, str]:
    return {"card": number, "expiry": "12 / 34", "cvc": "123", "name": "Rita", **more}


def test_is_paid_on_the_hosted_page(shop: Shop) -> None:
    customer = shop.client.v1.customers.create({"email": "rita@example.com"})
    session = shop.session(customer=customer.id)
    assert (session.status, session.payment_status, session.payment_intent) == (
        "open",
        "unpaid",
        None,
    )
    page = browser.get(session.url)
    assert "€500.00" in page.text
    assert "no real money" in page.text

    answer = press(shop, session.url, **card_form("4242 4242 4242 4242"))
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"https://shop.example/paid?session={session.id}"

    session = shop.client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge", "line_items"]}
    )
    intent = session.payment_intent
    assert (session.status, session.payment_status, session.url) == ("complete", "unpaid", None)
    assert session.line_items.data[0].description == "Introduction"
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 50_000)
    assert intent.transfer_group == "intro-1"
    assert intent.latest_charge.captured is False
    card = intent.latest_charge.payment_method_details.card
    assert card.capture_before - intent.latest_charge.created == 7 * 86_400
    assert shop.told() == [
        "customer.created",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "checkout.session.completed",
    ]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("4000000000000002", "Your card was declined."),
        ("4000000000009995", "Your card has insufficient funds."),
        ("4000000000000069", "Your card has expired."),
        ("4242424242424241", "Your card number is invalid."),
        ("4539578763621486", "used a non test card"),
    ],
)
def test_stays_on_the_page_when_declined_and_lets_one_retry(
    shop: Shop, number: str, sentence: str
) -> None:
    session = shop.session(customer_email="rita@example.com")
    page = press(shop, session.url, **card_form(number))
    assert page.status_code == 402
    assert sentence in page.text
    assert 'role="alert"' in page.text

    assert press(shop, session.url, **card_form("4242424242424242")).status_code == 303
    charges = shop.client.v1.charges.list(
        {"payment_intent": shop.client.v1.checkout.sessions.retrieve(session.id).payment_intent}
    )
    assert charges.data[0].status == "succeeded"


def test_remembers_the_decline_on_the_intent(shop: Shop) -> None:
    session = shop.session()
    status, body = shop.sandbox.control(
        "POST", "pay", {"session": session.id, "card": "4000000000000002"}
    )
    assert (status, body["error"]["decline_code"]) == (402, "generic_decline")
    session = shop.client.v1.checkout.sessions.retrieve(session.id)
    intent = shop.client.v1.payment_intents.retrieve(session.payment_intent)
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error.code == "card_declined"
    assert session.status == "open"
    assert {"charge.failed", "payment_intent.payment_failed"} <= set(shop.told())


def test_three_d_secure_is_passed_on_the_banks_page(shop: Shop) -> None:
    session = shop.session()
    bank = browser.post(session.url, data=card_form("4000000000003220"))
    assert "3-D Secure" in bank.text
    answer = press(shop, bank.url, answer="complete")
    back = browser.get(f"{shop.sandbox.url}{answer.headers['Location']}", allow_redirects=False)
    assert back.headers["Location"].startswith("https://shop.example/paid")
    assert "payment_intent.requires_action" in shop.told()


def test_three_d_secure_that_fails_leads_back_to_the_form(shop: Shop) -> None:
    session = shop.session()
    bank = browser.post(session.url, data=card_form("4000002760003184"))
    page = browser.post(bank.url, data={"answer": "fail"})
    assert page.url == session.url
    assert "unable to authenticate" in page.text


def test_three_d_secure_then_declined(shop: Shop) -> None:
    session = shop.session()
    status, body = shop.sandbox.control(
        "POST", "pay", {"session": session.id, "card": "4000008400001629"}
    )
    assert (status, body["error"]["code"]) == (402, "card_declined")


def test_expires_by_the_clock(shop: Shop) -> None:
    now = shop.sandbox.get("clock")["now"]
    session = shop.session(expires_at=now + 1900)
    assert shop.sandbox.get("clock/next")["next"] == now + 1900
    shop.forward(seconds=1901)
    assert shop.client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert shop.told() == ["checkout.session.expired"]
    page = browser.get(f"{shop.sandbox.url}/c/pay/{session.id}")
    assert page.status_code == 410


def test_expired_on_command_cannot_be_paid_and_not_expired_twice(shop: Shop) -> None:
    session = shop.session()
    shop.client.v1.checkout.sessions.expire(session.id)
    assert shop.sandbox.control("POST", "pay", {"session": session.id})[0] == 409
    with pytest.raises(stripe.InvalidRequestError, match=re.escape('status in ["open"]')):
        shop.client.v1.checkout.sessions.expire(session.id)


def test_lasts_from_30_minutes_to_24_hours(shop: Shop) -> None:
    now = shop.sandbox.get("clock")["now"]
    for moment, word in ((now + 60, "at least 30 minutes"), (now + 90_000, "less than 24 hours")):
        with pytest.raises(stripe.InvalidRequestError, match=word):
            shop.session(expires_at=moment)


def test_refuses_what_the_pinned_version_removed(shop: Shop) -> None:
    with shop.on_purpose(), pytest.raises(stripe.InvalidRequestError) as refused:
        shop.session(payment_method_types=["card"])
    assert refused.value.code == "payment_method_types_no_longer_supported"


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"line_items": None}, "parameter_missing", "line_items"),
        (
            {"payment_intent_data": {"capture_method": "manual", "hue": "1"}},
            "parameter_unknown",
            "payment_intent_data[hue]",
        ),
        ({"customer": "cus_nobody"}, "resource_missing", "customer"),
    ],
)
def test_refuses_wrong_parameters_by_name(
    shop: Shop, change: dict[str, Any], code: str, param: str
) -> None:
    with shop.on_purpose(), pytest.raises(stripe.InvalidRequestError) as refused:
        shop.session(**change)
    assert (refused.value.code, refused.value.param) == (code, param)


def test_is_found_by_its_payment_intent(shop: Shop) -> None:
    session = shop.session()
    intent = shop.pay(session)
    found = shop.client.v1.checkout.sessions.list({"payment_intent": intent})
    assert [each.id for each in found.data] == [session.id]
