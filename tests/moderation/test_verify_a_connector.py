"""A connector asks to be verified; the desk looks; reps see the mark."""

import pytest
from allauth.socialaccount.models import SocialAccount

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit import clock
from connectors import actions
from connectors.queries import blinded, profile_of
from tests.moderation.conftest import signed_in
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
REASON = "The address at the employer is verified and fits the profile."


def ask(stage: Stage, employer: str = "Northgate") -> Case:
    actions.save_profile(
        stage.connector,
        headline="Consulting",
        employer_name=employer,
        employer_domain="northgate.example",
    )
    assert signed_in(stage.connector).post("/network/profile/verify/").status_code == 302
    return Case.objects.get(kind="verification", closed_at=None)


def path_of(case: Case, more: str = "") -> str:
    return f"/moderation/cases/{case.public_id}/{more}"


def test_an_unfinished_profile_is_not_looked_at(stage: Stage) -> None:
    assert signed_in(stage.connector).post("/network/profile/verify/").status_code == 409
    assert not Case.objects.exists()


def test_a_verified_work_address_at_the_employer_is_proof(stage: Stage, mona: User) -> None:
    colin = stage.connector
    assert "No proof by itself" in signed_in(mona).get(path_of(ask(stage))).text
    colin.work_domain, colin.work_domain_verified_at = "northgate.example", clock.now()
    colin.save()
    page = signed_in(mona).get(path_of(Case.objects.get())).text
    assert "A verified work address at northgate.example" in page


def test_a_linked_account_is_proof_too(stage: Stage, mona: User) -> None:
    SocialAccount.objects.create(user=stage.connector, provider="linkedin", uid="1")
    assert "Signed in with LinkedIn." in signed_in(mona).get(path_of(ask(stage))).text
    assert "Signed in with LinkedIn." in signed_in(stage.connector).get("/network/profile/").text


def test_from_the_night_on_reps_see_the_mark_until_the_employer_changes(
    stage: Stage, mona: User
) -> None:
    case = ask(stage)
    place = f"/listings/{stage.relationship.public_id}/"
    assert "Verified" not in signed_in(stage.rep).get(place).text
    assert signed_in(mona).post(path_of(case, "confirm/"), {"reason": REASON}).status_code == 302
    assert "Verified" not in signed_in(stage.rep).get(place).text, "told at night, of all at once"
    actions.show_records()
    assert "Verified" in signed_in(stage.rep).get(place).text
    assert StaffAction.objects.filter(action="verify connector", reason=REASON).exists()
    actions.save_profile(stage.connector, headline="Elsewhere", employer_name="Southgate")
    assert profile_of(stage.connector).verified_at is None
    actions.show_records()
    stage.relationship.refresh_from_db()
    assert not blinded(stage.relationship).connector_verified


def test_declined_they_may_ask_again(stage: Stage, mona: User) -> None:
    case = ask(stage)
    signed_in(mona).post(path_of(case, "decline/"), {"reason": "Nothing shows who this is."})
    case.refresh_from_db()
    assert case.outcome == "declined"
    assert profile_of(stage.connector).verified_at is None
    assert ask(stage) != case
