"""A borrowed session is not enough: the sign-in address, payouts, the export and the end ask again."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from brokerage.accounts.models import StaffAction, User
from payments.models import PayoutAccount
from tests.support import builders
from tests.support.signing_in import prove, signed_in_now

from .conftest import PASSWORD

Member = Callable[..., User]
AGAIN = "/accounts/reauthenticate/"
LONG_AGO = 601


def emails(user: User) -> list[tuple[str, bool]]:
    rows = EmailAddress.objects.filter(user=user).order_by("email")
    return list(rows.values_list("email", "primary"))


DEEDS: dict[str, tuple[str, str, dict[str, str]]] = {
    "add an address": ("post", "/accounts/email/", {"action_add": "", "email": "new@x.example"}),
    "make another primary": (
        "post",
        "/accounts/email/",
        {"action_primary": "", "email": "other@y.example"},
    ),
    "remove an address": (
        "post",
        "/accounts/email/",
        {"action_remove": "", "email": "other@y.example"},
    ),
    "connect payouts": ("post", "/payouts/connect/", {}),
    "take the data along": ("get", "/account/data/export/", {}),
    "close the account": ("post", "/account/close/", {"sure": "on"}),
}


@pytest.fixture
def owner(member: Member) -> User:
    user = member(is_connector=True)
    EmailAddress.objects.create(user=user, email="other@y.example", verified=True, primary=False)
    return user


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("ago", [LONG_AGO, None])
def test_a_session_that_proved_nothing_lately_is_asked_and_nothing_changes(
    owner: User, deed: str, ago: float | None
) -> None:
    client = Client()
    client.force_login(owner)
    if ago:
        prove(client, owner, "password", ago=ago)
    before = emails(owner)
    method, path, facts = DEEDS[deed]
    answer = getattr(client, method)(path, facts)
    assert answer.status_code == 302
    assert answer["Location"].startswith(AGAIN)
    owner.refresh_from_db()
    assert (emails(owner), owner.is_active) == (before, True)
    assert not PayoutAccount.objects.filter(user=owner).exists()


def test_what_was_asked_goes_through_once_it_is_proved(owner: User) -> None:
    client = Client()
    client.force_login(owner)
    answer = client.post("/account/close/", {"sure": "on"})
    wrong = client.post(answer["Location"], {"password": "wrong password"})
    assert wrong.status_code == 200
    owner.refresh_from_db()
    assert owner.is_active
    client.post(answer["Location"], {"password": PASSWORD})
    owner.refresh_from_db()
    assert owner.closed_at is not None


@pytest.mark.parametrize("deed", sorted(set(DEEDS) - {"connect payouts"}))
def test_signing_in_minutes_ago_is_proof(owner: User, deed: str) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    method, path, facts = DEEDS[deed]
    answer = getattr(client, method)(path, facts)
    assert AGAIN not in answer.headers.get("Location", "")
    owner.refresh_from_db()
    assert (
        emails(owner) != [("other@y.example", False), (owner.email, True)]
        or deed == "take the data along"
    )


def test_a_program_is_refused_by_name(owner: User) -> None:
    client = Client()
    client.force_login(owner)
    answer = client.post("/api/v1/payouts/onboarding/")
    assert answer.status_code == 403
    assert answer.json()["code"] == "reauthenticate"
    assert AGAIN in answer.json()["detail"]
    assert not PayoutAccount.objects.filter(user=owner).exists()


def test_proof_of_somebody_else_in_the_same_browser_counts_for_nothing(
    owner: User, member: Member
) -> None:
    client = signed_in_now(member("eve"))
    records = client.session["account_authentication_methods"]
    client.force_login(owner)
    session = client.session
    session["account_authentication_methods"] = records
    session.save()
    assert client.get("/account/data/export/").status_code == 302


def test_who_has_neither_password_nor_step_is_told_to_sign_in_again(owner: User) -> None:
    owner.set_unusable_password()
    owner.save()
    client = Client()
    client.force_login(owner)
    answer = client.get("/account/data/export/")
    assert answer.status_code == 403
    assert "sign in again" in answer.text
    prove(client, owner, "socialaccount")
    assert client.get("/account/data/export/").status_code == 200


# --- Staff: the second step belongs to the session ---------------------------------------------------


def with_step(user: User) -> User:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


PLACES = ("/staff/", "/moderation/", "/api/v1/moderation/cases/")


def test_a_session_without_the_step_stays_out_although_the_account_has_one(
    mona: User, settings: Any
) -> None:
    settings.STAFF_NEED_SECOND_STEP = True
    client = signed_in_now(with_step(mona), "password")
    for place in PLACES[:2]:
        answer = client.get(place)
        assert answer["Location"].startswith("/accounts/2fa/reauthenticate/"), place
    program = client.get(PLACES[2])
    assert (program.status_code, program.json()["code"]) == (403, "second_step")
    prove(client, mona, "password", "mfa")
    for place in PLACES:
        assert client.get(place).status_code in {200, 403}, place
    assert client.get("/moderation/").status_code == 200


def test_setting_up_a_step_ends_the_other_sessions(member: Member) -> None:
    from .test_use_a_second_step import turn_on

    user = member()
    elsewhere, here = Client(), Client()
    elsewhere.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert elsewhere.get("/account/").status_code == 200
    turn_on(here, user)
    assert Authenticator.objects.filter(user=user).exists()
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(("since", "seen"), [(0, 31 * 60), (12 * 3600 + 1, 0)])
def test_a_session_of_staff_that_lasted_too_long_ends(mona: User, since: int, seen: int) -> None:
    for place in ("/moderation/", "/account/", "/api/v1/me/"):
        client = Client()
        client.force_login(mona)
        assert client.get(place).status_code == 200
        session = client.session
        now = time.time()
        session["staff_since"], session["staff_seen"] = now - since, now - seen
        session.save()
        answer = client.get(place)
        if place.startswith("/api/"):
            assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
        else:
            assert answer["Location"] == f"/accounts/login/?next={place}"
        assert "_auth_user_id" not in client.session


def test_a_session_that_is_used_goes_on_and_other_people_are_not_hurried(
    mona: User, rita: User
) -> None:
    for user in (mona, rita):
        client = Client()
        client.force_login(user)
        client.get("/account/")
        session = client.session
        now = time.time()
        seen = 29 * 60 if user == mona else 300 * 60
        session["staff_since"], session["staff_seen"] = now - 3600, now - seen
        session.save()
        assert client.get("/account/").status_code == 200
    assert time.time() - Client().session.get("staff_seen", time.time()) < 60


# --- Roles are given by who proved the second step -----------------------------------------------------


def test_access_is_given_after_the_second_step_only(rita: User, settings: Any) -> None:
    boss = with_step(builders.person("boss", is_staff=True, is_superuser=True))
    change = reverse("admin:accounts_user_change", args=[rita.pk])
    client = signed_in_now(boss, "password")
    assert client.get(change).status_code == 200
    answer = client.post(change, {"is_staff": "on", "is_superuser": "on"})
    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")
    rita.refresh_from_db()
    assert (rita.is_staff, rita.is_superuser) == (False, False)
    assert not StaffAction.objects.filter(action="change access").exists()
    prove(client, boss, "mfa", ago=LONG_AGO)
    assert client.post(change, {"is_staff": "on"})["Location"].startswith("/accounts/2fa/")
    prove(client, boss, "mfa")
    assert client.post(change, {"is_staff": "on"}).status_code == 302
    rita.refresh_from_db()
    assert rita.is_staff
