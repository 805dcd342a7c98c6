"""Changing one's account, on the page and through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.actions import change_account
from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal

Member = Callable[..., User]
FORM = {
    "name": "Rita H.",
    "company": "Northwind",
    "is_rep": "on",
    "country": "FR",
    "currency": "EUR",
}


def patch(client: Client, **facts: Any) -> Any:
    return client.patch("/api/v1/me/", facts, content_type="application/json")


def facts_of(user: User) -> tuple[Any, ...]:
    return User.objects.values_list(
        "name", "email", "company", "is_rep", "is_connector", "country", "currency"
    ).get(pk=user.pk)


def test_changes_name_company_and_country(client: Client, member: Member) -> None:
    user = member()
    client.force_login(user)
    assert client.post("/account/edit/", FORM).url == "/account/"
    user.refresh_from_db()
    assert (user.name, user.company, user.country) == ("Rita H.", "Northwind", "FR")


def test_makes_a_rep_a_connector_too(client: Client, member: Member) -> None:
    user = member()
    client.force_login(user)
    client.post("/account/edit/", FORM | {"is_connector": "on"})
    user.refresh_from_db()
    assert user.is_rep
    assert user.is_connector


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"is_rep": ""}, "is_rep"),
        ({"is_connector": "on", "country": "BR"}, "country"),
        ({"currency": "JPY"}, "currency"),
        ({"name": ""}, "name"),
    ],
)
def test_refuses_and_changes_nothing(
    client: Client, member: Member, change: dict[str, str], field: str
) -> None:
    user = member()
    before = facts_of(user)
    client.force_login(user)
    answer = client.post("/account/edit/", {k: v for k, v in (FORM | change).items() if v})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert facts_of(user) == before


def test_refuses_an_account_without_a_role(member: Member) -> None:
    user = member()
    with pytest.raises(Refusal, match="rep or connector"):
        change_account(user, is_rep=False)
    assert User.objects.get(pk=user.pk).is_rep


def test_is_shown_by_the_api(client: Client, member: Member) -> None:
    user = member()
    client.force_login(user)
    shown = client.get("/api/v1/me/").json()
    assert shown["id"] == str(user.public_id)
    assert shown["email"] == user.email
    assert "password" not in shown


def test_is_changed_by_the_api(client: Client, member: Member) -> None:
    user = member()
    client.force_login(user)
    answer = patch(client, company="Northwind", is_connector=True)
    assert answer.status_code == 200
    assert answer.json()["is_connector"] is True
    user.refresh_from_db()
    assert user.company == "Northwind"


def test_does_not_change_the_address_by_the_api(client: Client, member: Member) -> None:
    user = member()
    before = facts_of(user)
    client.force_login(user)
    patch(client, email="eve@evil.example", work_domain="bank.example", is_staff=True)
    assert facts_of(user) == before
    user.refresh_from_db()
    assert (user.work_domain, user.is_staff) == ("", False)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"is_rep": False}, 409),
        ({"is_connector": True, "country": "BR"}, 409),
        ({"country": "?"}, 400),
    ],
)
def test_is_refused_by_the_api_with_nothing_changed(
    client: Client, member: Member, facts: dict[str, Any], status: int
) -> None:
    user = member()
    before = facts_of(user)
    client.force_login(user)
    assert patch(client, **facts).status_code == status
    assert facts_of(user) == before


@pytest.mark.django_db
def test_is_nothing_for_strangers(client: Client) -> None:
    assert client.get("/api/v1/me/").status_code == 401
    assert patch(client, name="Eve").status_code == 401
