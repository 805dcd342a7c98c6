"""Closing an account: for good, and not while something is running."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from brokerage.accounts import actions, hooks
from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from tests.support.signing_in import signed_in_now

from .conftest import PASSWORD

Member = Callable[..., User]
RUNNING = "An introduction is still running. Close the account once it has ended."


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about accounts: what other apps check and erase is tested there."""
    for hook in (hooks.closing_checks, hooks.closing_locks, hooks.closing_steps):
        monkeypatch.setattr(hook, "all", [])


@pytest.fixture
def something_runs(nothing_runs: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks.closing_checks, "all", [lambda user: RUNNING])


def test_erases_the_name_and_lets_nobody_in_again(client: Client, member: Member) -> None:
    user = member()
    email = user.email
    signed_in_now(user, client=client)
    assert client.post("/account/close/", {"sure": "on"}).url == "/"
    user.refresh_from_db()
    assert (user.name, user.is_active, user.is_rep) == ("Closed account", False, False)
    assert email not in user.email
    assert user.closed_at
    assert not EmailAddress.objects.filter(user=user).exists()
    visitor = Client()
    visitor.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert "_auth_user_id" not in visitor.session


def test_ends_every_session(client: Client, member: Member) -> None:
    user = member()
    elsewhere = Client()
    elsewhere.force_login(user)
    signed_in_now(user, client=client)
    client.post("/account/close/", {"sure": "on"})
    assert elsewhere.get("/account/").url.startswith("/accounts/login/")


def test_keeps_the_accepted_terms(client: Client, member: Member) -> None:
    user = member()
    actions.accept_terms(user)
    actions.close_account(user)
    assert user.terms.count() == 1


def test_leaves_the_address_free_for_a_new_account(member: Member) -> None:
    actions.close_account(member())
    member()


def test_needs_the_tick(client: Client, member: Member) -> None:
    user = member()
    signed_in_now(user, client=client)
    assert client.post("/account/close/", {}).status_code == 422
    assert client.get("/account/close/").status_code == 200
    user.refresh_from_db()
    assert user.is_active


def test_is_refused_while_something_is_running(
    client: Client, member: Member, something_runs: None
) -> None:
    user = member()
    signed_in_now(user, client=client)
    answer = client.post("/account/close/", {"sure": "on"})
    assert answer.status_code == 409
    assert RUNNING in answer.content.decode()
    user.refresh_from_db()
    assert (user.is_active, user.closed_at, user.name) == (True, None, "Rita")
    assert EmailAddress.objects.filter(user=user).exists()
    assert client.get("/account/").status_code == 200


def test_names_what_is_running_on_the_page(
    client: Client, member: Member, something_runs: None
) -> None:
    signed_in_now(member(), client=client)
    assert RUNNING in client.get("/account/data/").content.decode()


def test_asks_every_app_whether_and_then_to_erase(member: Member) -> None:
    told: list[User] = []
    hooks.closing_checks.connect(lambda user: None)
    hooks.closing_steps.connect(told.append)
    user = member()
    actions.close_account(user)
    assert told == [user]


def test_is_refused_by_the_deed_itself(member: Member, something_runs: None) -> None:
    user = member()
    with pytest.raises(Refusal, match="still running"):
        actions.close_account(user)
    user.refresh_from_db()
    assert user.is_active
