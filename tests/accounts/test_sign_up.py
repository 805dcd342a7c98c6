"""Signing up: role and terms, a verified address, and no word about who is here already."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from brokerage.accounts.models import TermsAcceptance, User
from tests.support.emails import sent

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Rita Holm",
    "email": "rita@northwind.example",
    "password1": "a green side door",
    "role": "rep",
    "country": "DE",
    "terms": "on",
}


def sign_up(client: Client, **changes: str) -> Any:
    return client.post("/accounts/signup/", FORM | changes)


def test_keeps_role_country_and_the_accepted_terms(client: Client) -> None:
    assert sign_up(client).status_code == 302
    user = User.objects.get()
    assert (user.name, user.is_rep, user.is_connector) == ("Rita Holm", True, False)
    assert (user.country, user.currency) == ("DE", "EUR")
    acceptance = TermsAcceptance.objects.get(user=user)
    assert acceptance.version == settings.TERMS_VERSION
    assert acceptance.accepted_at is not None


@pytest.mark.parametrize(
    ("role", "roles"),
    [("rep", (True, False)), ("connector", (False, True)), ("both", (True, True))],
)
def test_offers_each_role(client: Client, role: str, roles: tuple[bool, bool]) -> None:
    sign_up(client, role=role)
    user = User.objects.get()
    assert (user.is_rep, user.is_connector) == roles


def test_pays_people_in_their_own_currency_where_we_settle_in_it(client: Client) -> None:
    sign_up(client, role="connector", country="GB")
    assert User.objects.get().currency == "GBP"


def test_lets_nobody_in_before_the_address_is_verified(client: Client) -> None:
    sign_up(client)
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get().verified


def test_opens_the_door_once_the_link_in_the_mail_was_followed_and_pressed(client: Client) -> None:
    sign_up(client)
    (message,) = sent()
    link = re.search(r"https?://[^/]+(/accounts/confirm-email/\S+/)", str(message.body))
    assert link
    assert client.get(link[1]).status_code == 200
    assert not EmailAddress.objects.get().verified, "a link that only shows on GET"
    client.post(link[1])
    assert EmailAddress.objects.get().verified
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "change",
    [
        {"terms": ""},
        {"role": ""},
        {"role": "admin"},
        {"name": ""},
        {"country": "XX"},
        {"password1": "short"},
        {"password1": "password12"},
        {"email": "not an address"},
    ],
)
def test_refuses_what_is_missing_or_wrong(client: Client, change: dict[str, str]) -> None:
    answer = sign_up(client, **change)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == change.keys()
    assert not User.objects.exists()
    assert not sent()


def test_refuses_a_connector_where_no_payout_can_go(client: Client) -> None:
    answer = sign_up(client, role="connector", country="BR")
    assert "cannot pay connectors in Brazil" in answer.context["form"].errors["country"][0]
    assert not User.objects.exists()


def test_takes_a_rep_from_there(client: Client) -> None:
    sign_up(client, country="BR")
    assert User.objects.get().country == "BR"


def test_tells_a_stranger_nothing_about_an_address_that_is_taken(
    client: Client, member: Callable[..., User]
) -> None:
    rita = member("rita")
    answer = sign_up(client, name="Eve", email="RITA@northwind.example", country="FR")
    (told,) = sent()
    new = sign_up(Client(), email="somebody@else.example")
    assert (answer.status_code, answer.url) == (new.status_code, new.url)
    assert User.objects.filter(email__iexact=rita.email).get().name == "Rita"
    assert told.to == [rita.email]
    assert "already" in told.subject, "its owner is told, nobody else"
