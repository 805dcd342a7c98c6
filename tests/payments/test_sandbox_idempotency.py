"""Idempotency keys at the sandbox behave as Stripe's."""

import threading
from typing import Any

import pytest
import stripe

from tests.support.shop import Shop, wait_until


def customer(shop: Shop, key: str, name: str = "Rita") -> Any:
    return shop.client.v1.customers.create({"name": name}, {"idempotency_key": key})


def test_same_key_and_parameters_replay_the_answer(shop: Shop) -> None:
    first, again = customer(shop, "k1"), customer(shop, "k1")
    assert first.id == again.id
    assert shop.http.last_headers["Idempotent-Replayed"] == "true"
    assert shop.http.last_headers["Idempotency-Key"] == "k1"
    assert len(shop.client.v1.customers.list().data) == 1


def test_other_parameters_are_an_error(shop: Shop) -> None:
    customer(shop, "k1")
    with pytest.raises(stripe.IdempotencyError) as refused:
        customer(shop, "k1", "Colin")
    assert refused.value.http_status == 400


def test_lasts_a_day(shop: Shop) -> None:
    first = customer(shop, "k1")
    shop.forward(days=0.99)
    assert customer(shop, "k1").id == first.id
    shop.forward(days=0.02)
    assert customer(shop, "k1").id != first.id


def test_a_refusal_of_execution_is_replayed(shop: Shop) -> None:
    account = shop.connector()
    params: Any = {"amount": 100, "currency": "eur", "destination": account}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            shop.client.v1.transfers.create(params, {"idempotency_key": "t1"})
        assert refused.value.code == "balance_insufficient"
        shop.captured(50_000, "4000000000000077")  # the money is there now: no matter
    assert refused.value.headers["Idempotent-Replayed"] == "true"
    shop.client.v1.transfers.create(params, {"idempotency_key": "t2"})


def test_what_validation_finds_is_not_kept(shop: Shop) -> None:
    wrong: Any = {"name": "Rita", "colour": "red"}
    with shop.on_purpose(), pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.customers.create(wrong, {"idempotency_key": "k1"})
    assert customer(shop, "k1").name == "Rita"


def test_a_saved_500_is_replayed(shop: Shop) -> None:
    shop.sandbox.post("faults", [{"match": "POST /v1/customers", "kind": "500"}])
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            customer(shop, "k1")
    assert shop.client.v1.customers.list().data == []
    assert customer(shop, "k2").id


def test_a_key_at_work_is_a_conflict(shop: Shop) -> None:
    shop.sandbox.post("faults", [{"match": "POST /v1/customers", "kind": "latency", "seconds": 1}])
    slow = threading.Thread(target=customer, args=(shop, "k1"))
    slow.start()
    wait_until(lambda: shop.sandbox.get("faults") == [])  # it is inside
    with pytest.raises(stripe.StripeError) as refused:
        customer(shop, "k1")
    assert refused.value.http_status == 409
    assert refused.value.error.code == "idempotency_key_in_use"
    slow.join()
    assert len(shop.client.v1.customers.list().data) == 1


def test_accounts_have_keys_of_their_own(shop: Shop) -> None:
    first = customer(shop, "k1")
    options: Any = {"idempotency_key": "k1", "stripe_account": shop.connector()}
    assert shop.client.v1.customers.create({"name": "Rita"}, options).id != first.id


def test_v2_keys_replay_too(shop: Shop) -> None:
    params: Any = {"contact_email": "c@example.com"}
    made = [
        shop.client.v2.core.accounts.create(params, {"idempotency_key": "a1"}) for _ in range(2)
    ]
    assert made[0].id == made[1].id
