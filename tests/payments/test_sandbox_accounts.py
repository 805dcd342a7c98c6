"""The sandbox's connected accounts (v2) and their hosted onboarding."""

from typing import Any

import pytest
import requests
import stripe

from tests.support.shop import Shop

browser = requests.Session()
browser.trust_env = False
INCLUDE: Any = {"include": ["configuration.recipient", "requirements"]}


def link(shop: Shop, account: str) -> str:
    made = shop.client.v2.core.account_links.create(
        {
            "account": account,
            "use_case": {
                "type": "account_onboarding",
                "account_onboarding": {
                    "refresh_url": "https://shop.example/refresh",
                    "return_url": "https://shop.example/return",
                },
            },
        }
    )
    return str(made.url)


def capability(shop: Shop, account: str) -> Any:
    found = shop.client.v2.core.accounts.retrieve(account, INCLUDE)
    return found.configuration.recipient.capabilities.stripe_balance.stripe_transfers


def fill(url: str, **fields: str) -> requests.Response:
    page = browser.get(url)
    given = {"name": "Colin", "country": "DE", "iban": "DE89", "terms": "yes", **fields}
    return browser.post(page.url, data=given, allow_redirects=False)


def test_starts_restricted_and_says_what_is_missing(shop: Shop) -> None:
    account = shop.connector(ready=False)
    assert capability(shop, account).status == "restricted"
    found = shop.client.v2.core.accounts.retrieve(account, INCLUDE)
    assert "payout_method" in [entry.description for entry in found.requirements.entries]
    bare = shop.client.v2.core.accounts.retrieve(account)
    assert "configuration" not in bare.to_dict()


def test_onboarding_makes_it_active_and_tells_by_thin_events(shop: Shop) -> None:
    account = shop.connector(ready=False)
    answer = fill(link(shop, account), answer="complete")
    assert answer.headers["Location"] == "https://shop.example/return"
    assert capability(shop, account).status == "active"
    thin = [event for event in shop.events() if event.type.startswith("v2.")]
    assert [event.type for event in thin] == [
        "v2.core.account.created",
        "v2.core.account[requirements].updated",
        "v2.core.account[configuration.recipient].capability_status_updated",
        "v2.core.account_link.returned",
    ]
    fetched = thin[2].fetch_related_object()
    assert fetched.id == account
    assert shop.client.v2.core.events.retrieve(thin[2].id).related_object.id == account


def test_something_left_missing_keeps_it_restricted(shop: Shop) -> None:
    account = shop.connector(ready=False)
    fill(link(shop, account), answer="missing")
    assert capability(shop, account).status == "restricted"
    found = shop.client.v2.core.accounts.retrieve(account, INCLUDE)
    assert [entry.description for entry in found.requirements.entries] == ["payout_method"]


def test_an_empty_field_is_asked_for(shop: Shop) -> None:
    account = shop.connector(ready=False)
    answer = fill(link(shop, account), answer="complete", iban="")
    assert answer.status_code == 400
    assert "a bank account to pay out to" in answer.text


def test_a_link_opens_once_and_not_for_long(shop: Shop) -> None:
    account = shop.connector(ready=False)
    url = link(shop, account)
    assert browser.get(url).status_code == 200
    again = browser.get(url, allow_redirects=False)
    assert again.headers["Location"] == "https://shop.example/refresh"
    late = link(shop, account)
    shop.forward(seconds=301)
    again = browser.get(late, allow_redirects=False)
    assert again.headers["Location"] == "https://shop.example/refresh"


def test_may_be_restricted_again(shop: Shop) -> None:
    account = shop.connector()
    shop.sandbox.post("onboard", {"account": account, "rejected": True})
    found = capability(shop, account)
    assert (found.status, found.status_details[0].resolution) == ("restricted", "contact_stripe")


def test_unknown_accounts_and_parameters_are_refused(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v2.core.accounts.retrieve("acct_nobody")
    assert (refused.value.http_status, refused.value.code) == (404, "not_found")
    nonsense: Any = {"colour": "red"}
    with shop.on_purpose(), pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v2.core.accounts.create(nonsense)
    assert refused.value.code == "parameter_unknown"


def test_lists_and_closes(shop: Shop) -> None:
    first, second = shop.connector(), shop.connector()
    listed = shop.client.v2.core.accounts.list({"limit": 1})
    assert [each.id for each in listed.data] == [second]
    assert [each.id for each in listed.auto_paging_iter()] == [second, first]
    shop.client.v2.core.accounts.close(first, {"applied_configurations": ["recipient"]})
    assert [each.id for each in shop.client.v2.core.accounts.list().data] == [second]


def test_a_login_link_shows_the_balance(shop: Shop) -> None:
    url = shop.client.v1.accounts.login_links.create(shop.connector()).url
    assert "€0.00 available" in browser.get(url).text
