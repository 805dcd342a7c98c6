"""Steps between staff: nobody junior against a senior, and a ban of one of the staff needs two."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from brokerage.accounts import sanctions
from brokerage.accounts.models import BanProposal, Sanction, StaffAction, User
from brokerage.kit.errors import Refusal
from tests.support import builders
from tests.support.emails import sent

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"code": "privacy", "reason": "Looked at people without any case of theirs."}
ROLES = ("support", "finance", "moderator", "senior moderator")


@pytest.fixture
def team(db: None) -> dict[str, User]:
    return {role: builders.staff(role.replace(" ", ""), role) for role in ROLES}


@pytest.fixture
def sena(team: dict[str, User]) -> User:
    return team["senior moderator"]


@pytest.fixture
def sven(db: None) -> User:
    return builders.staff("sven", "senior moderator")


def by_page(staff: User, someone: User, kind: str) -> int:
    client = Client()
    client.force_login(staff)
    facts = {**WHY, "length": ""}
    return client.post(f"/moderation/people/{someone.public_id}/{kind}/", facts).status_code


def by_api(staff: User, someone: User, kind: str) -> int:
    client = Client()
    client.force_login(staff)
    return client.post(
        f"/api/v1/moderation/people/{someone.public_id}/{kind}/", WHY, "application/json"
    ).status_code


DOORS = pytest.mark.parametrize("door", [by_page, by_api])
Door = Callable[[User, User, str], int]


@DOORS
@pytest.mark.parametrize("kind", ["warn", "limit", "suspend", "ban"])
@pytest.mark.parametrize("junior", ["support", "finance", "moderator"])
def test_nobody_junior_takes_a_step_against_a_senior(
    team: dict[str, User], sena: User, junior: str, kind: str, door: Door
) -> None:
    assert door(team[junior], sena, kind) == 403
    assert not Sanction.objects.exists() and not BanProposal.objects.exists() and not sent()
    sena.refresh_from_db()
    assert sena.suspended_at is None


@DOORS
def test_nor_under_a_private_account_of_the_senior(
    team: dict[str, User], sena: User, door: Door
) -> None:
    private = builders.rep("private", email="sena@home.example")
    EmailAddress.objects.create(user=sena, email="sena+work@home.example", verified=True)
    assert door(team["moderator"], private, "limit") == 403
    assert not Sanction.objects.exists()


@DOORS
def test_nor_lifts_one_for_a_senior(
    team: dict[str, User], sena: User, sven: User, door: Door
) -> None:
    row = sanctions.limit(sena, staff=sven, **WHY)
    with pytest.raises(Refusal) as no:
        sanctions.lift(row, staff=team["moderator"], reason="A favor among colleagues.")
    assert no.value.code == "more_senior"
    row.refresh_from_db()
    assert row.is_running


@DOORS
def test_the_ban_of_one_of_the_staff_needs_two(
    team: dict[str, User], sena: User, sven: User, door: Door
) -> None:
    mona = team["moderator"]
    door(sena, mona, "ban")
    mona.refresh_from_db()
    assert mona.suspended_at is None and not Sanction.objects.exists() and not sent()
    assert BanProposal.objects.get().proposed_by == sena
    door(sena, mona, "ban")  # the same word again is no second one
    assert not Sanction.objects.exists()
    door(sven, mona, "ban")
    mona.refresh_from_db()
    row = Sanction.objects.get()
    assert mona.suspended_at and (row.kind, row.given_by, row.seconded_by) == ("ban", sena, sven)
    assert {one.staff for one in StaffAction.objects.filter(action="ban")} == {sena, sven}
    assert [one.to for one in sent()] == [[mona.email]]
    assert BanProposal.objects.get().closed_at


def test_a_second_account_of_the_first_is_no_second_word(
    team: dict[str, User], sena: User, sven: User
) -> None:
    EmailAddress.objects.create(user=sena, email="one@home.example", verified=True)
    EmailAddress.objects.create(user=sven, email="one+2@home.example", verified=True)
    mona = team["moderator"]
    sanctions.ban(mona, staff=sena, **WHY)
    with pytest.raises(Refusal) as no:
        sanctions.ban(mona, staff=sven, **WHY)
    assert no.value.code == "needs_two"
    assert not Sanction.objects.exists()


def test_a_proposal_by_somebody_who_may_not_any_more_counts_for_nothing(
    team: dict[str, User], sena: User, sven: User
) -> None:
    mona = team["moderator"]
    sanctions.ban(mona, staff=sena, **WHY)
    sena.groups.clear()
    sanctions.ban(mona, staff=sven, **WHY)
    assert not Sanction.objects.exists()
    assert BanProposal.objects.get(closed_at=None).proposed_by == sven


def test_a_proposal_does_not_stand_for_ever(
    team: dict[str, User], sena: User, sven: User, clock: Any
) -> None:
    mona = team["moderator"]
    sanctions.ban(mona, staff=sena, **WHY)
    clock.forward(days=15)
    sanctions.ban(mona, staff=sven, **WHY)
    assert not Sanction.objects.exists()


def test_banning_the_private_account_of_one_of_the_staff_needs_two(
    team: dict[str, User], sena: User
) -> None:
    mona = team["moderator"]
    private = builders.rep("private", email="mona@home.example")
    EmailAddress.objects.create(user=mona, email="mona+work@home.example", verified=True)
    sanctions.ban(private, staff=sena, **WHY)
    assert not Sanction.objects.exists()


def test_only_the_others_read_of_it(team: dict[str, User], sena: User, sven: User) -> None:
    mona = team["moderator"]
    sanctions.ban(mona, staff=sena, **WHY)
    for reader, reads in ((sven, True), (mona, False), (team["support"], False)):
        client = Client()
        client.force_login(reader)
        page = client.get(f"/moderation/people/{mona.public_id}/").content.decode()
        assert ("Ban proposed" in page) == reads
        said = client.get(f"/api/v1/moderation/people/{mona.public_id}/").json()
        assert said["ban_proposed"] == reads


def test_the_admin_bans_nobody(team: dict[str, User], db: None) -> None:
    boss = builders.person("boss", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(boss)
    mona = team["moderator"]
    client.post(
        f"/staff/accounts/user/{mona.pk}/change/",
        {"is_active": "", "suspended_at_0": "2026-11-27", "is_staff": "on"},
    )
    assert client.post("/staff/accounts/sanction/add/", {}).status_code in {302, 403}
    mona.refresh_from_db()
    assert mona.is_active and mona.suspended_at is None
    assert not Sanction.objects.exists()
