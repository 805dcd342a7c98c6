"""Taking one's data along."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from brokerage.accounts import actions, hooks
from brokerage.accounts.models import User
from brokerage.accounts.queries import security_of
from tests.support.signing_in import signed_in_now

Member = Callable[..., User]


def test_gives_everything_in_one_file(client: Client, member: Member) -> None:
    user = member()
    actions.accept_terms(user)
    signed_in_now(user, client=client)
    answer = client.get("/account/data/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    account = json.loads(answer.content)["account"]
    assert account["email"] == user.email
    assert account["e_mail_addresses"][0]["verified"] is True
    assert len(account["terms_accepted"]) == 1
    assert "password" not in answer.content.decode()


def test_asks_the_other_apps(
    client: Client, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks.exports, "all", [("security", security_of)])
    signed_in_now(member(), client=client)
    assert client.get("/account/data/export/").json()["security"]["totp"] is False


def test_gives_nothing_of_somebody_else(client: Client, member: Member) -> None:
    other = member("eve")
    signed_in_now(member("rita"), client=client)
    assert other.email not in client.get("/account/data/export/").content.decode()
