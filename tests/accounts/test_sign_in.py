"""Signing in: who gets in, who does not, and that a refusal says the same to everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit import clock

from .conftest import PASSWORD

Member = Callable[..., User]


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_lets_a_verified_person_in(client: Client, member: Member) -> None:
    assert sign_in(client, member().email).status_code == 302
    assert client.get("/account/").status_code == 200


def test_takes_the_address_in_any_case(client: Client, member: Member) -> None:
    sign_in(client, member().email.upper())
    assert "_auth_user_id" in client.session


def test_says_the_same_for_a_wrong_password_and_an_unknown_address(
    client: Client, member: Member
) -> None:
    wrong = sign_in(client, member().email, "wrong password")
    unknown = sign_in(client, "nobody@nowhere.example", "wrong password")
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_turns_a_suspended_account_away(client: Client, member: Member) -> None:
    answer = sign_in(client, member(suspended_at=clock.now()).email)
    assert answer.status_code == 403
    assert "suspended" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_suspension_ends_what_is_open(client: Client, member: Member) -> None:
    person = member()
    sign_in(client, person.email)
    assert client.get("/account/").status_code == 200
    person.suspended_at = clock.now()
    person.save()
    assert client.get("/account/").status_code == 302
    assert client.get("/api/v1/me/").status_code == 401


def test_does_not_tell_who_is_suspended_without_the_password(
    client: Client, member: Member
) -> None:
    answer = sign_in(client, member(suspended_at=clock.now()).email, "wrong password")
    assert answer.status_code == 200
    assert "suspended" not in answer.content.decode()


def test_leads_to_the_page_that_was_asked_for(client: Client, member: Member) -> None:
    asked = client.get("/account/edit/")
    assert asked.url == "/accounts/login/?next=/account/edit/"
    assert sign_in(client, member().email, next="/account/edit/").url == "/account/edit/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_leads_nobody_to_another_site(client: Client, member: Member, elsewhere: str) -> None:
    answer = sign_in(client, member().email, next=elsewhere)
    assert "evil" not in answer.url
    assert answer.url.startswith("/")


def test_is_slowed_down_after_many_wrong_tries(client: Client, member: Member) -> None:
    email = member().email
    for _ in range(12):
        sign_in(client, email, "wrong password")
    sign_in(client, email)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["", "edit/", "data/", "data/export/", "close/"])
@pytest.mark.django_db
def test_is_asked_of_whoever_opens_a_room_of_an_account(client: Client, path: str) -> None:
    assert client.get(f"/account/{path}").url.startswith("/accounts/login/")


def test_ends_with_a_post_only(client: Client, member: Member) -> None:
    client.force_login(member())
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
