"""Every page of the entrance and the account obeys the content security policy and has its frame."""

import re
from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client

from brokerage.accounts.models import User

from .conftest import PASSWORD

OPEN = [
    "/",
    "/how-it-works/",
    "/rubric/",
    "/terms/",
    "/privacy/",
    "/accounts/login/",
    "/accounts/signup/",
]
OPEN += ["/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/confirm-email/"]
OWN = ["", "edit/", "data/", "close/"]
ENTRANCE = ["email/", "password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/add/"]
ENTRANCE += ["2fa/webauthn/", "sessions/", "3rdparty/", "logout/", "reauthenticate/"]
CLOSED = [f"/account/{path}" for path in OWN] + [f"/accounts/{path}" for path in ENTRANCE]

INLINE = re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE)
STYLE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"", re.IGNORECASE)


def assert_strict(text: str) -> None:
    assert not INLINE.search(text), INLINE.search(text)
    assert not STYLE.search(text), STYLE.search(text)
    assert text.count("<h1") == 1
    assert 'id="main"' in text
    assert "escrow" not in text.lower()


@pytest.mark.django_db
@pytest.mark.parametrize("path", OPEN)
def test_for_visitors(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert_strict(answer.content.decode())


@pytest.mark.parametrize("path", CLOSED)
def test_for_members(client: Client, member: Callable[..., User], path: str) -> None:
    client.post("/accounts/login/", {"login": member().email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.get(path)
    assert answer.status_code == 200, answer
    assert_strict(answer.content.decode())


@pytest.mark.django_db
def test_for_what_is_not_there(client: Client) -> None:
    answer = client.get("/no/such/door/")
    assert answer.status_code == 404
    assert_strict(answer.content.decode())


def test_for_our_own_mistakes_without_a_database() -> None:
    for name in ("500.html", "403_csrf.html"):
        assert_strict(render_to_string(name))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["payment is held", "85 days", "Release rule", "Refund rule", "20"]
)
def test_the_terms_name_hold_release_fee_and_refund(client: Client, words: str) -> None:
    assert words in client.get("/terms/").content.decode()


@pytest.mark.parametrize("path", [*OPEN, *CLOSED, "/api/v1/relationships/", "/nowhere/", "/me/"])
def test_nobody_on_the_way_keeps_what_was_said(colin: User, path: str) -> None:
    client = Client()
    assert "no-store" in client.get(path)["Cache-Control"]
    client.force_login(colin)
    assert "no-store" in client.get(path)["Cache-Control"]
