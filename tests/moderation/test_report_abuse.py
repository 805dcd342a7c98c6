"""People report what is wrong; the desk dismisses, acts, or takes a listing down."""

import pytest
from django.core.cache import cache

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from connectors import actions
from tests.moderation.conftest import signed_in
from tests.support.emails import sent
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
WORDS = "This person never held that role, I know the company well."
REASON = "The role in this listing does not exist at that company."


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def report_listing(stage: Stage, by: User, about: str = "listing") -> Case:
    answer = signed_in(by).post(
        f"/report/listing/{stage.relationship.public_id}/",
        {"about": about, "reason": "false", "text": WORDS},
    )
    assert answer.status_code == 302, answer.text
    return Case.objects.latest("pk")


def path_of(case: Case, more: str = "") -> str:
    return f"/moderation/cases/{case.public_id}/{more}"


def test_a_listing_is_reported_and_moderators_read_why(stage: Stage, eve: User, mona: User) -> None:
    case = report_listing(stage, eve)
    assert (case.kind, case.subject) == ("listing", stage.relationship.public_id.hex)
    page = signed_in(mona).get(path_of(case)).text
    assert WORDS in page
    assert "VP, Procurement" in page


def test_the_same_again_adds_words_and_no_second_case(stage: Stage, eve: User, mona: User) -> None:
    first = report_listing(stage, eve)
    assert report_listing(stage, stage.rep) == first
    assert first.notes.count() == 2


def test_a_reported_listing_is_taken_down_and_cannot_be_listed_again(
    stage: Stage, eve: User, mona: User
) -> None:
    case = report_listing(stage, eve)
    assert signed_in(mona).post(path_of(case, "take_down/"), {"reason": REASON}).status_code == 302
    stage.relationship.refresh_from_db()
    assert stage.relationship.listed_at is None
    assert stage.relationship.taken_down_at
    case.refresh_from_db()
    assert (case.outcome, case.closed_by) == ("taken down", mona)
    actions.save_profile(stage.connector, headline="Consulting", no_employer=True)
    outcome = actions.list_relationships(stage.connector, [stage.relationship.public_id])
    assert "took this listing down" in str(outcome.refused)
    assert StaffAction.objects.filter(action="take listing down", reason=REASON).exists()
    letter = sent()[-1]
    assert letter.to == [stage.connector.email]
    assert REASON in letter.body


def test_it_is_let_back_after_another_look(stage: Stage, eve: User, mona: User) -> None:
    actions.take_down(stage.relationship, staff=mona, reason=REASON)
    with pytest.raises(Refusal):
        actions.take_down(stage.relationship, staff=mona, reason=REASON)
    actions.let_back(stage.relationship, staff=mona, reason="The connector showed that it is true.")
    stage.relationship.refresh_from_db()
    assert stage.relationship.taken_down_at is None


def test_a_person_is_reported_and_the_report_dismissed(stage: Stage, eve: User, mona: User) -> None:
    case = report_listing(stage, eve, about="person")
    assert case.subject == f"person:{stage.connector.public_id.hex}"
    assert stage.connector.name in signed_in(mona).get(path_of(case)).text
    answer = signed_in(mona).post(path_of(case, "dismiss/"), {"reason": "short"})
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.is_open
    signed_in(mona).post(path_of(case, "dismiss/"), {"reason": "Nothing is wrong with it."})
    case.refresh_from_db()
    assert case.outcome == "dismissed"


def test_words_in_an_introduction_are_reported_by_its_sides_only(
    stage: Stage, eve: User, mona: User
) -> None:
    stage.requested()
    place = f"/report/introduction/{stage.introduction.public_id}/"
    facts = {"about": "words", "reason": "abuse", "text": WORDS}
    assert signed_in(eve).post(place, facts).status_code == 404
    signed_out = signed_in(None).post(place, facts)
    assert signed_out.status_code == 403
    assert WORDS in signed_out.text
    assert not Case.objects.exists()
    assert signed_in(stage.connector).post(place, facts).status_code == 302
    case = Case.objects.get()
    page = signed_in(mona).get(path_of(case)).text
    assert stage.introduction.pitch[:30] in page


def test_reports_are_limited(stage: Stage, eve: User) -> None:
    for _ in range(10):
        report_listing(stage, eve)
    answer = signed_in(eve).post(
        f"/report/listing/{stage.relationship.public_id}/",
        {"about": "listing", "reason": "false", "text": WORDS},
    )
    assert answer.status_code == 429
    assert Case.objects.get().notes.count() == 10


def test_a_moderator_does_not_see_a_report_about_themselves(
    stage: Stage, eve: User, mona: User
) -> None:
    case = report_listing(stage, eve, about="person")
    stage.connector.groups.set(mona.groups.all())
    assert signed_in(stage.connector).get(path_of(case)).status_code == 404
    assert signed_in(stage.connector).get("/moderation/").text.count("data-case") == 0


def test_who_reported_does_not_decide(stage: Stage, mona: User) -> None:
    mona.is_rep = True
    mona.save()
    case = report_listing(stage, mona)
    answer = signed_in(mona).post(path_of(case, "dismiss/"), {"reason": "I changed my mind."})
    assert answer.status_code == 403
    case.refresh_from_db()
    assert case.is_open
