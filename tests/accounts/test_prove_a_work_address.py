"""A verified address at a company says who somebody works for; a public one says nothing."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from brokerage.accounts.actions import record_work_domain
from brokerage.accounts.mail_domains import domain_of, is_work_domain
from brokerage.accounts.models import User

Member = Callable[..., User]


def test_notes_the_domain_of_a_verified_address(member: Member) -> None:
    user = member(domain="northwind.example")
    record_work_domain(user)
    user.refresh_from_db()
    assert user.work_domain == "northwind.example"
    assert user.work_domain_verified_at


def test_notes_nothing_for_an_address_that_anybody_can_have(member: Member) -> None:
    user = member(domain="gmail.com")
    record_work_domain(user)
    user.refresh_from_db()
    assert (user.work_domain, user.work_domain_verified_at) == ("", None)


def test_notes_nothing_for_an_address_not_yet_verified(member: Member) -> None:
    user = member(domain="gmail.com")
    EmailAddress.objects.create(user=user, email="rita@northwind.example", verified=False)
    record_work_domain(user)
    user.refresh_from_db()
    assert user.work_domain == ""


def test_forgets_it_when_the_address_is_removed(client: Client, member: Member) -> None:
    user = member(domain="gmail.com")
    EmailAddress.objects.create(user=user, email="rita@northwind.example", verified=True)
    record_work_domain(user)
    client.post("/accounts/login/", {"login": user.email, "password": "a green side door"})
    client.post("/accounts/email/", {"email": "rita@northwind.example", "action_remove": ""})
    user.refresh_from_db()
    assert (user.work_domain, user.work_domain_verified_at) == ("", None)


@pytest.mark.parametrize(
    ("address", "work"),
    [
        ("a@Northwind.Example.", True),
        ("a@gmail.com", False),
        ("a@GMX.de", False),
        ("a@localhost", False),
        ("nothing", False),
    ],
)
def test_knows_company_from_public_mail(address: str, work: bool) -> None:
    assert is_work_domain(domain_of(address)) is work
