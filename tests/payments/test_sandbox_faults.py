"""The sandbox goes wrong on command, and the SDK meets it as it would meet Stripe."""

from typing import Any

import pytest
import stripe

from tests.support.shop import CheckedClient, Shop

PATH = "/v1/customers"


def plan(shop: Shop, kind: str, **more: Any) -> None:
    shop.sandbox.post("faults", [{"match": f"POST {PATH}", "kind": kind, **more}])


def create(shop: Shop, **options: Any) -> Any:
    client = shop.make_client(**options)
    return client.v1.customers.create({"name": "Rita"}, {"idempotency_key": "k1"})


def posts(shop: Shop) -> int:
    return len([path for method, path, _ in shop.http.attempts if (method, path) == ("post", PATH)])


def customers(shop: Shop) -> int:
    return len(shop.client.v1.customers.list().data)


@pytest.mark.parametrize(("kind", "made"), [("drop_before", 0), ("drop_after_commit", 1)])
def test_a_dropped_connection(shop: Shop, kind: str, made: int) -> None:
    plan(shop, kind)
    with pytest.raises(stripe.APIConnectionError):
        create(shop)
    assert customers(shop) == made
    create(shop)
    assert customers(shop) == 1


def test_the_sdks_own_retry_survives_a_drop(shop: Shop) -> None:
    plan(shop, "drop_after_commit")
    create(shop, max_network_retries=2)
    assert (posts(shop), customers(shop)) == (2, 1)


def test_a_500_after_the_commit_is_the_answer_for_good(shop: Shop) -> None:
    plan(shop, "500_after_commit")
    with pytest.raises(stripe.APIError):
        create(shop, max_network_retries=1)
    assert (posts(shop), customers(shop)) == (2, 1)


def test_no_retry_is_obeyed(shop: Shop) -> None:
    plan(shop, "500_no_retry")
    with pytest.raises(stripe.APIError):
        create(shop, max_network_retries=2)
    assert posts(shop) == 1


def test_rate_limit_is_not_retried_and_not_kept(shop: Shop) -> None:
    plan(shop, "429")
    with pytest.raises(stripe.RateLimitError):
        create(shop, max_network_retries=2)
    assert posts(shop) == 1
    create(shop)


def test_a_conflict_is_retried(shop: Shop) -> None:
    plan(shop, "409")
    create(shop, max_network_retries=2)
    assert (posts(shop), customers(shop)) == (2, 1)


def test_a_timeout_leaves_the_work_done(shop: Shop) -> None:
    plan(shop, "latency", seconds=0.6)
    hasty = CheckedClient(timeout=0.2)
    with pytest.raises(stripe.APIConnectionError):
        create(shop, http_client=hasty)
    create(shop, max_network_retries=3)
    assert customers(shop) == 1


def test_any_error_can_be_told(shop: Shop) -> None:
    plan(shop, "error", error={"status": 400, "code": "balance_insufficient", "message": "No."})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        create(shop)
    assert refused.value.code == "balance_insufficient"


def test_times_after_and_patterns(shop: Shop) -> None:
    fault = {"match": "POST /v1/*", "kind": "429", "times": 2, "after": 1}
    shop.sandbox.post("faults", [fault])
    create(shop)
    for _ in range(2):
        with pytest.raises(stripe.RateLimitError):
            create(shop)
    create(shop)
    assert shop.sandbox.get("books")["faults"] == {"429": 2}


def test_are_cleared(shop: Shop) -> None:
    plan(shop, "500", times=100)
    shop.sandbox.delete("faults")
    create(shop)
    assert shop.sandbox.control("POST", "faults", [{"match": "x", "kind": "odd"}])[0] == 400
