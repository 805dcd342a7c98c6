"""An authenticator app as a second step, and the pages of passkeys."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from brokerage.accounts.models import User

from .conftest import PASSWORD

Member = Callable[..., User]


def code_for(secret: str) -> str:
    return totp.format_hotp_value(
        totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    )


def enter(client: Client, user: User) -> None:
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def show_it_is_me(client: Client) -> None:
    """The password once more: asked before anything about the second step changes."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def turn_on(client: Client, user: User) -> str:
    enter(client, user)
    show_it_is_me(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    return secret


def test_is_turned_on_with_a_right_code(client: Client, member: Member) -> None:
    user = member()
    turn_on(client, user)
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    assert kinds == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}


def test_is_not_turned_on_with_a_wrong_one(client: Client, member: Member) -> None:
    user = member()
    enter(client, user)
    show_it_is_me(client)
    client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert not Authenticator.objects.filter(user=user).exists()


def test_is_asked_for_at_the_next_sign_in(client: Client, member: Member) -> None:
    user = member()
    turn_on(client, user)
    visitor = Client()
    enter(visitor, user)
    assert "_auth_user_id" not in visitor.session
    page = visitor.get("/accounts/2fa/authenticate/")
    assert page.status_code == 200
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    visitor.post("/accounts/2fa/authenticate/", {"code": codes.wrap().get_unused_codes()[0]})
    assert "_auth_user_id" in visitor.session


def test_offers_passkeys_at_sign_in_and_in_the_account(client: Client, member: Member) -> None:
    assert "passkey" in client.get("/accounts/login/").content.decode()
    enter(client, member())
    assert "reauthenticate" in client.get("/accounts/2fa/webauthn/add/").url
    show_it_is_me(client)
    page = client.get("/accounts/2fa/webauthn/add/")
    assert page.status_code == 200
    assert "webauthn.js" in page.content.decode()
