"""The sandbox's front desk: keys, versions, lists, expansion, the control desk's door."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import stripe

from tests.support.shop import Shop
from tests.support.stripe_schema import check, check_answer, check_request

web = requests.Session()
web.trust_env = False


@pytest.mark.parametrize("key", ["sk_live_abc", "nonsense"])
def test_only_test_keys_are_let_in(shop: Shop, key: str) -> None:
    client = stripe.StripeClient(
        key, base_addresses={"api": shop.sandbox.url}, http_client=shop.http
    )
    with pytest.raises(stripe.AuthenticationError):
        client.v1.balance.retrieve()
    assert web.get(f"{shop.sandbox.url}/v1/balance").status_code == 401


def test_only_the_pinned_version_is_spoken(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        shop.client.v1.balance.retrieve(options={"stripe_version": "2026-05-27.dahlia"})


def test_every_answer_has_a_request_id_and_the_version(shop: Shop) -> None:
    shop.client.v1.balance.retrieve()
    assert shop.http.last_headers["Request-Id"].startswith("req_")
    assert shop.http.last_headers["Stripe-Version"] == "2026-10-28.endive"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.charges.retrieve("ch_nothing")
    assert refused.value.request_id.startswith("req_")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_lists_are_walked_by_cursor_both_ways(shop: Shop) -> None:
    made = [shop.client.v1.customers.create({"name": str(n)}).id for n in range(7)]
    newest_first = made[::-1]
    walked = [each.id for each in shop.client.v1.customers.list({"limit": 3}).auto_paging_iter()]
    assert walked == newest_first
    page = shop.client.v1.customers.list({"limit": 3, "starting_after": newest_first[2]})
    assert ([each.id for each in page.data], page.has_more) == (newest_first[3:6], True)
    page = shop.client.v1.customers.list({"limit": 3, "ending_before": newest_first[4]})
    assert ([each.id for each in page.data], page.has_more) == (newest_first[1:4], True)
    now = shop.sandbox.get("clock")["now"]
    assert shop.client.v1.customers.list({"created": {"gt": now + 60}}).data == []
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.customers.list({"starting_after": "cus_nobody"})


def test_fields_are_expanded_in_lists_and_depths(shop: Shop) -> None:
    shop.captured()
    listed = shop.client.v1.payment_intents.list(
        {"expand": ["data.latest_charge.balance_transaction"]}
    )
    assert listed.data[0].latest_charge.balance_transaction.fee == 1_480
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        shop.client.v1.payment_intents.list({"expand": ["data.amount"]})


def test_balance_transactions_are_filtered(shop: Shop) -> None:
    intent = shop.captured()
    shop.client.v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    listed = shop.client.v1.balance_transactions.list({"type": "refund"})
    assert [each.amount for each in listed.data] == [-100]
    of_charge = shop.client.v1.balance_transactions.list({"source": intent.latest_charge.id})
    found = shop.client.v1.balance_transactions.retrieve(of_charge.data[0].id)
    assert (found.source, found.type) == (intent.latest_charge.id, "charge")


def test_events_are_listed_by_type(shop: Shop) -> None:
    shop.captured()
    params: Any = {"types": ["charge.captured", "payment_intent.succeeded"]}
    listed = shop.client.v1.events.list(params)
    assert [each.type for each in listed.data] == ["payment_intent.succeeded", "charge.captured"]
    assert shop.client.v1.events.retrieve(listed.data[0].id).data.object["status"] == "succeeded"
    assert len(shop.client.v1.events.list({"type": "charge.*"}).data) == 3


def test_metadata_is_merged_and_emptied(shop: Shop) -> None:
    customer = shop.client.v1.customers.create({"metadata": {"0": "a", "b": "c"}})
    customer = shop.client.v1.customers.update(customer.id, {"metadata": {"b": "", "d": "e"}})
    assert customer.metadata.to_dict() == {"0": "a", "d": "e"}
    customer = shop.client.v1.customers.update(customer.id, {"metadata": ""})
    assert customer.metadata.to_dict() == {}


def test_platform_payouts_can_be_made_manual(shop: Shop) -> None:
    settings: Any = {"payments": {"payouts": {"schedule": {"interval": "manual"}}}}
    changed = shop.client.v1.balance_settings.update(settings)
    assert changed.payments.payouts.schedule.interval == "manual"


def test_time_alone_moves_nothing_without_the_clock(shop: Shop) -> None:
    assert shop.sandbox.get("clock/next") == {"next": None}
    intent = shop.authorised()
    charge = shop.client.v1.charges.retrieve(intent.latest_charge)
    due = charge.payment_method_details.card.capture_before
    assert shop.sandbox.get("clock/next") == {"next": due}


def test_the_control_desk_refuses_pages_of_other_origins(shop: Shop) -> None:
    answer = web.post(
        f"{shop.sandbox.url}/_sandbox/reset", headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


def test_the_panel_moves_the_clock(shop: Shop) -> None:
    url = f"{shop.sandbox.url}/_sandbox/panel"
    page = web.post(url, data={"do": "clock", "hours": "24"})
    assert "Sandbox panel" in page.text
    assert shop.sandbox.get("clock")["offset_seconds"] == 86_400
    web.post(url, data={"do": "fault", "match": "*", "kind": "429", "times": "1", "seconds": "1"})
    assert [fault["kind"] for fault in shop.sandbox.get("faults")] == ["429"]


def test_two_at_once_cannot_overdraw_a_charge(shop: Shop) -> None:
    intent, account = shop.captured(50_000), shop.connector()
    params: Any = {
        "amount": 20_000,
        "currency": "eur",
        "destination": account,
        "source_transaction": intent.latest_charge.id,
    }

    def send(_: int) -> bool:
        try:
            shop.make_client().v1.transfers.create(params)
        except stripe.InvalidRequestError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [False] * 6 + [True] * 2


def test_survives_cut_database_connections(shop: Shop) -> None:
    intent = shop.authorised()
    shop.sandbox.post("cut")
    assert shop.client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"


def test_the_schema_check_itself_complains(shop: Shop) -> None:
    assert check_request("POST", "/v1/refunds", "", "amount=x") != []
    assert check_request("POST", "/v1/refunds", "", "amount=1&colour=red") != []
    assert check_request("POST", "/v1/transfers", "", "currency=eur&destination=acct_1") == []
    assert check_request("POST", "/v1/customers", "", "metadata[0]=a&metadata[b]=c") == []
    assert check_request("GET", "/v1/charges", "expand[0]=data.refunds&limit=3", None) == []
    assert check_answer("GET", "/v1/charges/ch_1", 200, '{"id": "ch_1", "object": "charge"}') != []
    assert check({"$ref": "#/components/schemas/balance_amount"}, {"amount": "1"}, "x") == [
        "x: currency is missing",
        "x.amount: '1' is no integer",
    ]
