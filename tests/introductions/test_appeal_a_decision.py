"""An appeal is heard: the other side answers, another moderator decides; a slip can be taken back."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.models import Dispute
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
WHY = "The address was wrong and nobody ever answered my letter."
MORE = "The assistant read it out to her; she remembers it well."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of(stage: Stage, move: str = "") -> str:
    return f"/api/v1/introductions/{stage.introduction.public_id}/{move}{'/' if move else ''}"


def post(who: User, stage: Stage, move: str, **facts: Any) -> Any:
    return signed_in(who).post(of(stage, move), facts, content_type="application/json")


def open_to(who: User, stage: Stage) -> set[str]:
    return set(signed_in(who).get(of(stage)).json()["allowed_actions"])


def dispute_of(stage: Stage) -> Dispute:
    return stage.now().disputes.get()


def desk(stage: Stage, deed: str = "") -> str:
    case = Case.objects.get(subject=stage.now().reference)
    return f"/moderation/cases/{case.public_id}/{deed}{'/' if deed else ''}"


def decide(stage: Stage, who: User, ruling: str) -> None:
    actions.decide(stage.now(), moderator=who, ruling=ruling, reason=WHY)


def paid(stage: Stage) -> tuple[int, int]:
    settle()
    payment = stage.now().payment
    assert payment is not None
    return payment.refunded, payment.transferred


@pytest.fixture
def decided(stage: Stage, mona: User) -> Stage:
    """Mona gave the money back to Rita; Colin may appeal."""
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    decide(stage, mona, "refund")
    settle()
    mail.outbox.clear()
    return stage


@pytest.fixture
def appealed(decided: Stage) -> Stage:
    """Colin appealed just now."""
    assert post(decided.connector, decided, "appeal", statement=WHY).status_code == 200
    settle()
    return decided


# --- The other side is heard ------------------------------------------------------------------------


def test_the_other_side_is_told_and_can_answer_once(appealed: Stage, max: User) -> None:
    told = [str(one.body) for one in mail.outbox if one.to == [appealed.rep.email]]
    assert len(told) == 1 and "within 72 hours" in told[0]
    assert "answer_appeal" in open_to(appealed.rep, appealed)
    assert "answer_appeal" not in open_to(appealed.connector, appealed)
    page = f"/introductions/{appealed.introduction.public_id}/"
    text = signed_in(appealed.rep).get(page).text
    assert "Answer the appeal" in text and re.search(r"Your turn: answer .{1,40} appeal", text)
    other = signed_in(appealed.connector).get(page).text
    assert re.search(r"Waiting for .{1,40} to answer your appeal", other)
    answer = signed_in(appealed.rep).post(f"{page}answer_appeal/", {"response": MORE})
    assert answer.status_code == 302
    kept = dispute_of(appealed).answers.get(to_appeal=True)
    assert (kept.side, kept.text) == ("rep", MORE)
    again = post(appealed.rep, appealed, "answer_appeal", response=MORE)
    assert again.status_code == 409
    assert MORE in signed_in(appealed.connector).get(page).text
    answers = signed_in(appealed.connector).get(of(appealed)).json()["dispute"]["answers"]
    assert [(one["side"], one["to_appeal"]) for one in answers] == [
        ("connector", False),
        ("rep", True),
    ]
    assert MORE in signed_in(max).get(desk(appealed)).text


@pytest.mark.parametrize("who", ["appellant", "stranger"])
def test_nobody_else_answers(appealed: Stage, eve: User, who: str) -> None:
    user = appealed.connector if who == "appellant" else eve
    answer = post(user, appealed, "answer_appeal", response=MORE)
    assert answer.status_code == (409 if who == "appellant" else 404)
    assert not dispute_of(appealed).answers.filter(to_appeal=True).exists()


def test_no_second_word_before_the_other_side_is_heard(
    appealed: Stage, max: User, clock: MovingClock
) -> None:
    with pytest.raises(Refusal, match="still has time to answer the appeal"):
        decide(appealed, max, "release")
    answer = signed_in(max).post(desk(appealed, "decide"), {"ruling": "release", "reason": WHY})
    assert answer.status_code == 409
    assert dispute_of(appealed).ruling == "refund"
    appealed.wait(clock, hours=71)
    with pytest.raises(Refusal, match="still has time"):
        decide(appealed, max, "release")
    appealed.wait(clock, hours=2)
    assert appealed.now().events.filter(move="hear_appeal").exists()
    assert "answer_appeal" in open_to(appealed.rep, appealed), "late is better than never"
    decide(appealed, max, "release")
    assert dispute_of(appealed).ruling == "release"


def test_an_answer_ends_the_waiting(appealed: Stage, max: User) -> None:
    post(appealed.rep, appealed, "answer_appeal", response=MORE)
    assert not appealed.now().deadlines.filter(move="hear_appeal").exists()
    decide(appealed, max, "release")
    assert dispute_of(appealed).ruling == "release"


def test_an_appeal_of_a_ruling_by_silence_is_heard_too(
    stage: Stage, mona: User, clock: MovingClock
) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    stage.wait(clock, days=3, hours=1)
    actions.appeal(stage.now(), user=stage.connector, statement=WHY)
    with pytest.raises(Refusal, match="still has time"):
        decide(stage, mona, "release")
    actions.answer_appeal(stage.now(), user=stage.rep, response=MORE)
    decide(stage, mona, "release")
    stage.wait(clock, hours=25)
    assert stage.now().state == "released"


# --- The second word --------------------------------------------------------------------------------


def heard(stage: Stage, by: User, ruling: str = "release") -> None:
    actions.answer_appeal(stage.now(), user=stage.rep, response=MORE)
    decide(stage, by, ruling)
    settle()


def test_it_takes_effect_after_a_day(appealed: Stage, max: User, clock: MovingClock) -> None:
    heard(appealed, max)
    assert paid(appealed) == (0, 0)
    assert any("takes effect in 24 hours" in str(one.body) for one in mail.outbox)
    page = signed_in(appealed.rep).get(f"/introductions/{appealed.introduction.public_id}/").text
    assert "The decision takes effect" in page and "left" in page
    appealed.wait(clock, hours=23)
    assert appealed.now().state == "disputed" and paid(appealed) == (0, 0)
    appealed.wait(clock, hours=2)
    assert appealed.now().state == "released" and paid(appealed) == (0, 40_000)


def test_its_moderator_takes_a_slip_back(appealed: Stage, max: User, clock: MovingClock) -> None:
    heard(appealed, max)
    mail.outbox.clear()
    page = signed_in(max).get(desk(appealed)).text
    assert "Take the decision back" in page
    answer = signed_in(max).post(desk(appealed, "take_back_decision"), {"reason": f"A slip. {WHY}"})
    assert answer.status_code == 302
    settle()
    assert {one.to[0] for one in mail.outbox} == {appealed.rep.email, appealed.connector.email}
    found = dispute_of(appealed)
    assert (found.ruling, found.ruled_by, found.decision) == ("", None, "")
    assert found.taken_back and found.taken_back["ruling"] == "release"
    assert StaffAction.objects.filter(staff=max, action="take back decision").exists()
    for side in (appealed.rep, appealed.connector):
        body = signed_in(side).get(of(appealed)).json()
        assert body["dispute"]["ruling"] == "" and "slip" not in str(body)
    assert "slip" in signed_in(max).get(desk(appealed)).text
    appealed.wait(clock, hours=30)
    assert appealed.now().state == "disputed" and paid(appealed) == (0, 0)
    decide(appealed, max, "refund")  # the same moderator may put it right
    appealed.wait(clock, hours=25)
    assert paid(appealed) == (50_000, 0)


def test_after_taking_it_back_the_first_word_stands_in_its_time(
    appealed: Stage, max: User, clock: MovingClock
) -> None:
    appealed.wait(clock, days=6, hours=20)
    heard(appealed, max)
    appealed.wait(clock, hours=20)
    actions.take_back_decision(appealed.now(), moderator=max, reason=WHY)
    appealed.wait(clock, hours=47)
    assert appealed.now().state == "disputed", "the desk has two days at least"
    appealed.wait(clock, hours=2)
    assert appealed.now().state == "refunded" and paid(appealed) == (50_000, 0)


def test_only_who_decided_takes_it_back_and_only_once(
    appealed: Stage, mona: User, max: User, clock: MovingClock
) -> None:
    other = builders.moderator("other")
    heard(appealed, max)
    for who in (mona, other, appealed.rep):
        with pytest.raises(Refusal) as no:
            actions.take_back_decision(appealed.now(), moderator=who, reason=WHY)
        assert no.value.status == 403
    assert dispute_of(appealed).ruling == "release"
    actions.take_back_decision(appealed.now(), moderator=max, reason=WHY)
    decide(appealed, other, "release")
    with pytest.raises(Refusal, match="taken back before"):
        actions.take_back_decision(appealed.now(), moderator=other, reason=WHY)
    appealed.wait(clock, hours=25)
    assert appealed.now().state == "released"


def test_a_first_decision_is_not_taken_back(decided: Stage, mona: User) -> None:
    with pytest.raises(Refusal, match="no second word"):
        actions.take_back_decision(decided.now(), moderator=mona, reason=WHY)
    assert dispute_of(decided).ruling == "refund"


def test_one_that_was_not_agreed_with_yet_was_not_announced(
    appealed: Stage, max: User, settings: Any, clock: MovingClock
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    third = builders.moderator("third")
    heard(appealed, max)
    assert dispute_of(appealed).decision == ""
    with pytest.raises(Refusal, match="second moderator"):
        actions.take_back_decision(appealed.now(), moderator=max, reason=WHY)
    with pytest.raises(Refusal, match="nothing is announced"):
        actions.take_back_decision(appealed.now(), moderator=third, reason=WHY)
    actions.cosign(appealed.now(), moderator=third)
    appealed.wait(clock, hours=23)
    actions.take_back_decision(appealed.now(), moderator=third, reason=WHY)
    appealed.wait(clock, hours=4)
    assert appealed.now().state == "disputed" and paid(appealed) == (0, 0)


def test_both_accept_it_and_need_not_wait(appealed: Stage, max: User) -> None:
    heard(appealed, max)
    decision = dispute_of(appealed).decision
    for side in (appealed.rep, appealed.connector):
        actions.accept_decision(appealed.now(), user=side, decision=decision)
    assert paid(appealed) == (0, 40_000)


@pytest.mark.django_db(transaction=True)
def test_taking_it_back_against_its_effect(stage: Stage, mona: User, max: User) -> None:
    """Whoever comes second is refused: the money left, or the decision is gone; never both."""
    from introductions.tasks import sweep

    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    decide(stage, mona, "refund")
    actions.appeal(stage.now(), user=stage.connector, statement=WHY)
    heard(stage, max)
    decision = dispute_of(stage).decision
    for side in (stage.rep, stage.connector):
        actions.accept_decision(stage.now(), user=side, decision=decision)
    row = stage.now()
    answers = together(
        lambda: actions.take_back_decision(row, moderator=max, reason=WHY), sweep, sweep
    )
    taken = stage.now().state == "disputed"
    assert len(won(answers)) == (3 if taken else 2)
    assert paid(stage) == ((0, 0) if taken else (0, 40_000))


# --- Nobody is left -----------------------------------------------------------------------------------


def test_the_desk_says_at_once_that_nobody_is_left_to_hear_an_appeal(
    decided: Stage, mona: User, clock: MovingClock
) -> None:
    """Mona is the only moderator, and decided first."""
    assert "Nobody on the desk" not in signed_in(mona).get(desk(decided)).text
    actions.appeal(decided.now(), user=decided.connector, statement=WHY)
    page = signed_in(mona).get(desk(decided)).text
    assert "Nobody on the desk may decide" in page and "An administrator can give" in page
    assert "the first decision takes effect on" in page
    queue = signed_in(mona).get("/moderation/").text
    assert "Nobody on the desk may decide" in queue
    api = signed_in(mona).get("/api/v1/moderation/cases/").json()
    assert "Nobody on the desk may decide" in str(api)
    case = Case.objects.get(subject=decided.now().reference)
    assert case.due_at is not None and case.due_at <= clock.now()
    decided.wait(clock, days=7, hours=1)
    assert decided.now().state == "refunded"


def test_nor_to_agree_with_a_decision_above_the_limit(
    stage: Stage, mona: User, settings: Any, clock: MovingClock
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    answer = signed_in(mona).post(desk(stage, "decide"), {"ruling": "release", "reason": WHY})
    assert "Nobody on the desk may decide" in signed_in(mona).get(answer["Location"]).text
    builders.moderator("newcomer")
    assert "Nobody on the desk may decide" not in signed_in(mona).get(desk(stage)).text
    stage.wait(clock, days=31)
    assert stage.now().state == "refunded"


def test_a_moderator_who_may_decide_is_enough(decided: Stage, mona: User, max: User) -> None:
    actions.appeal(decided.now(), user=decided.connector, statement=WHY)
    assert "Nobody on the desk" not in signed_in(mona).get(desk(decided)).text
    User.objects.filter(pk=max.pk).update(is_active=False)
    assert "Nobody on the desk" in signed_in(mona).get(desk(decided)).text
