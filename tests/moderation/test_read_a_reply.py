"""A prospect's own words wait on the desk, unnamed; a moderator says how they are to be taken."""

from typing import Any

import pytest
from django.test import Client

from brokerage.cases.models import Case
from connectors.queries import is_suppressed
from introductions.models import IncomingEmail
from introductions.prospects.inbound import hand_in
from introductions.queries import answer_address
from tests.moderation.conftest import hire, signed_in
from tests.support.builders import PETRA
from tests.support.envelopes import email
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
REASON = {"reason": "They say it plainly enough in German."}
WORDS = (
    f"Das möchte ich nicht.\nPetra Vandenbroucke\n{PETRA.email}\n+49 30 1234567\n"
    "Also reach me at p.v@elsewhere.example"
)


@pytest.fixture(autouse=True)
def open_for_mail(settings: Any) -> None:
    settings.INBOUND_DKIM = True


@pytest.fixture
def waiting(stage: Stage) -> Stage:
    stage.consenting(keep_asking=True)
    hand_in(email(answer_address(stage.now()), WORDS, sender="p.v@elsewhere.example"))
    return stage


def case_of() -> Case:
    return Case.objects.filter(kind="reply").latest("pk")


def path(case: Case, deed: str = "") -> str:
    return f"/moderation/cases/{case.public_id}/" + (f"{deed}/" if deed else "")


def do(desk: Client, deed: str, **more: Any) -> Any:
    answer = desk.post(path(case_of(), deed), REASON | more)
    settle()
    return answer


def test_it_is_in_the_queue_and_shows_words_without_names(waiting: Stage) -> None:
    desk = signed_in(hire("moderator"))
    assert "Reply of a prospect to read" in desk.get("/moderation/").text
    page = desk.get(path(case_of())).text
    assert "Das möchte ich nicht." in page and "[the prospect]" in page
    for kept in ("Petra", "Vandenbroucke", PETRA.email, "p.v@elsewhere.example", "1234567"):
        assert kept not in page, kept
    assert "Another address, or none" in page and "not verified" in page


def test_after_a_reason_the_words_stand_as_they_were_written(waiting: Stage) -> None:
    mona = hire("moderator")
    desk = signed_in(mona)
    assert do(desk, "reveal").status_code == 302
    page = desk.get(path(case_of())).text
    for shown in (PETRA.name, PETRA.email, "p.v@elsewhere.example", "1234567"):
        assert shown in page, shown
    assert mona.reveals.get().reference == case_of().public_id.hex
    other = signed_in(hire("moderator", "other")).get(path(case_of())).text
    assert PETRA.name not in other


def test_support_and_outsiders_read_nothing(waiting: Stage, eve: Any) -> None:
    page = signed_in(hire("support")).get(path(case_of()))
    assert page.status_code == 200 and "nicht" not in page.text
    for user in (eve, waiting.rep, waiting.connector):
        assert signed_in(user).get(path(case_of())).status_code == 403
    assert do(signed_in(hire("finance")), "go_on").status_code == 403
    assert case_of().is_open and IncomingEmail.objects.get().read_at is None


@pytest.mark.parametrize("deed", ["not_now", "not_seller", "never"])
def test_it_is_taken_as_the_moderator_says(waiting: Stage, deed: str) -> None:
    mona = hire("moderator")
    assert do(signed_in(mona), deed).status_code == 302
    row = waiting.now()
    assert (row.state, row.refusal) == ("refused", deed)
    assert is_suppressed(row.relationship) is (deed == "never")
    assert row.payment is not None and row.payment.captured == 0
    read = IncomingEmail.objects.get()
    assert (read.read_by, read.taken_as) == (mona, deed)
    assert not case_of().is_open


def test_no_refusal_lets_the_clocks_go_on(waiting: Stage, clock: MovingClock) -> None:
    waiting.wait(clock, days=15)
    desk = signed_in(hire("moderator"))
    assert do(desk, "go_on").status_code == 302
    assert waiting.now().state == "consent"
    assert not waiting.now().deadlines.filter(left__isnull=False).exists()
    waiting.wait(clock, days=11)
    assert waiting.now().state == "lapsed"


def test_an_email_that_came_meanwhile_is_read_first(waiting: Stage) -> None:
    desk = signed_in(hire("moderator"))
    seen = IncomingEmail.objects.get().pk
    assert f'name="seen" value="{seen}"' in desk.get(path(case_of())).text
    hand_in(email(answer_address(waiting.now()), "And never write to me again, please."))
    refused = do(desk, "go_on", seen=seen)
    assert refused.status_code == 409 and "Another email has arrived" in refused.text
    assert case_of().is_open and not IncomingEmail.objects.filter(read_at__isnull=False).exists()
    assert waiting.now().deadlines.filter(left__isnull=False).exists()
    assert do(desk, "never", seen=IncomingEmail.objects.latest("pk").pk).status_code == 302
    assert waiting.now().refusal == "never"


def test_a_later_email_is_another_case(waiting: Stage) -> None:
    desk = signed_in(hire("moderator"))
    do(desk, "go_on")
    hand_in(email(answer_address(waiting.now()), "Something else"))
    assert Case.objects.filter(kind="reply", closed_at=None).count() == 1
    page = desk.get(path(case_of())).text
    assert "Something else" in page and "möchte" not in page
    first = Case.objects.filter(kind="reply").earliest("pk")
    assert "möchte" in desk.get(path(first)).text


def test_not_now_cannot_be_said_of_what_has_been_made(stage: Stage) -> None:
    stage.confirming()
    hand_in(email(answer_address(stage.now()), "I never met them"))
    desk = signed_in(hire("moderator"))
    assert do(desk, "not_now").status_code == 409
    assert (stage.now().state, case_of().is_open) == ("confirming", True)
    assert do(desk, "object").status_code == 302
    assert (stage.now().state, stage.now().prospect_word) == ("disputed", "no")


def test_whoever_is_part_of_it_does_not_decide(waiting: Stage) -> None:
    from django.contrib.auth.models import Group

    waiting.rep.is_staff = True
    waiting.rep.save()
    waiting.rep.groups.add(Group.objects.get(name="moderator"))
    assert signed_in(waiting.rep).get(path(case_of())).status_code == 404


def test_programs_see_and_do_the_same(waiting: Stage) -> None:
    desk = signed_in(hire("moderator"))
    (found,) = desk.get("/api/v1/moderation/cases/?kind=reply").json()["results"]
    assert {"not_now", "not_seller", "never", "go_on", "reveal"} <= set(found["allowed_actions"])
    assert "nicht" not in str(found) and PETRA.name not in str(found)
    place = f"/api/v1/moderation/cases/{found['public_id']}/not_now/"
    bare = desk.post(place, {}, content_type="application/json")
    assert bare.status_code == 400 and waiting.now().state == "consent"
    assert desk.post(place, REASON, content_type="application/json").status_code == 200
    settle()
    assert waiting.now().refusal == "not_now"
