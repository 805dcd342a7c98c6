"""The sandbox's webhooks: signed, repeated, and lost on command."""

import json
from typing import Any

import pytest
import stripe

from tests.support.shop import Shop, wait_until


def make(shop: Shop, count: int = 1) -> None:
    for number in range(count):
        shop.client.v1.customers.create({"name": f"Rita {number}"})


def names(shop: Shop) -> list[str]:
    bodies = [json.loads(raw) for _, raw in shop.receiver.received]
    return [body["data"]["object"]["name"] for body in bodies]


def test_arrive_by_themselves_in_order(shop: Shop) -> None:
    make(shop, 3)
    wait_until(lambda: len(shop.receiver.received) == 3)
    assert names(shop) == ["Rita 0", "Rita 1", "Rita 2"]
    event = shop.events()[0]
    assert (event.api_version, event.livemode) == ("2026-10-28.endive", False)
    assert event.request.id.startswith("req_")


def test_are_signed_with_each_secret_while_one_is_rolled(shop: Shop) -> None:
    settings = {"url": shop.receiver.url, "secrets": ["whsec_old", "whsec_new"]}
    shop.sandbox.post("webhooks", settings)
    make(shop)
    shop.flush()
    header, raw = shop.receiver.received[0]
    for secret in ("whsec_old", "whsec_new"):
        assert shop.client.construct_event(raw, header, secret).type == "customer.created"
    with pytest.raises(stripe.SignatureVerificationError):
        shop.client.construct_event(raw, header, "whsec_other")


def test_are_tried_again(shop: Shop) -> None:
    shop.receiver.answers = [500, 302]
    make(shop)
    wait_until(lambda: len(shop.receiver.received) == 3, 10)
    events = [json.loads(raw)["id"] for _, raw in shop.receiver.received]
    assert len(set(events)) == 1
    wait_until(lambda: not shop.client.v1.events.list({"delivery_success": False}).data)


def test_are_listed_while_undelivered(shop: Shop) -> None:
    shop.sandbox.post("webhooks", {"mode": "hold"})
    make(shop, 2)
    waiting = shop.client.v1.events.list({"delivery_success": False})
    assert [event.pending_webhooks for event in waiting.data] == [1, 1]
    assert shop.receiver.received == []
    assert shop.flush() == 0
    assert names(shop) == ["Rita 0", "Rita 1"]
    assert shop.client.v1.events.list({"delivery_success": False}).data == []


def test_are_lost(shop: Shop) -> None:
    shop.sandbox.post("webhooks", {"mode": "lose"})
    make(shop)
    assert shop.sandbox.post("webhooks/flush")["lost"] == 1
    shop.sandbox.post("webhooks", {"mode": "normal"})
    assert shop.flush() == 0
    assert shop.receiver.received == []
    lost = shop.client.v1.events.list({"delivery_success": False}).data
    assert [event.type for event in lost] == ["customer.created"]
    shop.sandbox.post("webhooks/resend", {"event": lost[0].id})
    shop.flush()
    assert len(shop.receiver.received) == 1


def test_come_twice(shop: Shop) -> None:
    shop.sandbox.post("webhooks", {"mode": "duplicate"})
    make(shop)
    shop.flush()
    events = [json.loads(raw)["id"] for _, raw in shop.receiver.received]
    assert len(events) == 2
    assert len(set(events)) == 1


def test_come_out_of_order(shop: Shop) -> None:
    shop.sandbox.post("webhooks", {"mode": "hold"})
    make(shop, 12)
    shop.sandbox.post("webhooks", {"mode": "reorder"})
    shop.flush()
    wait_until(lambda: len(shop.receiver.received) == 12)
    assert names(shop) != sorted(names(shop), key=lambda name: int(name.split()[1]))


def test_come_late(shop: Shop) -> None:
    shop.sandbox.post("webhooks", {"mode": "delay", "seconds": 0.5})
    make(shop)
    assert shop.flush() == 1
    wait_until(lambda: len(shop.receiver.received) == 1)


def test_go_nowhere_when_told(shop: Shop) -> None:
    shop.sandbox.post("webhooks", {"url": None})
    make(shop)
    assert shop.flush() == 0
    assert shop.client.v1.events.list().data[0].pending_webhooks == 0


def test_thin_events_may_go_elsewhere(shop: Shop) -> None:
    settings: Any = {"url": None}
    shop.sandbox.post("webhooks", settings)
    settings = {
        "url": "http://127.0.0.1:9/",
        "secrets": ["whsec_sandbox"],
        "thin_url": shop.receiver.url,
    }
    shop.sandbox.post("webhooks", settings)
    shop.connector()
    make(shop)
    assert shop.flush() == 1
    assert set(shop.told()) == {
        "v2.core.account.created",
        "v2.core.account[requirements].updated",
        "v2.core.account[configuration.recipient].capability_status_updated",
    }
