"""Wrong passwords slow down whoever tries; the owner of the account is not locked out by others."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.accounts.signing_in import throttle

from .conftest import PASSWORD

Member = Callable[..., User]
HERE, THERE = "192.0.2.7", "198.51.100.9"


def sign_in(client: Client, user: User, password: str = PASSWORD, ip: str = HERE) -> bool:
    facts = {"login": user.email, "password": password}
    client.post("/accounts/login/", facts, REMOTE_ADDR=ip)
    return "_auth_user_id" in client.session


def knock(user: User, times: int, ip: str = THERE) -> None:
    for _ in range(times):
        assert not sign_in(Client(), user, "not the password", ip)


def test_from_one_place_even_the_right_one_has_to_wait(member: Member) -> None:
    user = member()
    knock(user, 5)
    assert not sign_in(Client(), user, ip=THERE)


def test_the_owner_elsewhere_comes_in(member: Member) -> None:
    user = member()
    knock(user, 8)
    assert sign_in(Client(), user)


def test_a_known_device_comes_in_from_the_same_place(member: Member) -> None:
    user = member()
    device = Client()
    assert sign_in(device, user, ip=THERE)
    device.post("/accounts/logout/")
    knock(user, 6)
    assert sign_in(device, user, ip=THERE)


def test_many_from_everywhere_close_it_for_devices_that_are_not_known(
    member: Member, settings: Any
) -> None:
    settings.WRONG_PASSWORDS_AN_HOUR = 6
    user, other = member(), member("eve")
    device, strange = Client(), Client()
    assert sign_in(device, user)
    device.post("/accounts/logout/")
    assert sign_in(strange, other)
    strange.post("/accounts/logout/")
    for n in range(6):
        knock(user, 1, ip=f"203.0.113.{n}")
    assert not sign_in(Client(), user)
    assert not sign_in(strange, user), "somebody else's cookie"
    assert sign_in(device, user)
    assert sign_in(Client(), other), "another account is not closed"


def test_a_new_password_by_email_opens_it(member: Member, settings: Any) -> None:
    settings.WRONG_PASSWORDS_AN_HOUR = 3
    user = member()
    for n in range(3):
        knock(user, 1, ip=f"203.0.113.{n}")
    assert not sign_in(Client(), user)
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    client = Client()
    page = client.get(f"/accounts/password/reset/key/{key}/")
    new = "otter mild vKq7 94"
    client.post(page["Location"], {"password1": new, "password2": new})
    assert sign_in(Client(), user, new)


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "null"])
def test_a_forged_cookie_makes_no_device_known(member: Member, settings: Any, forged: str) -> None:
    settings.WRONG_PASSWORDS_AN_HOUR = 2
    user = member()
    for n in range(2):
        knock(user, 1, ip=f"203.0.113.{n}")
    client = Client()
    client.cookies[throttle.COOKIE] = forged
    assert not sign_in(client, user)
