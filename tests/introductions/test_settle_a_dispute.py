"""A dispute: heard, settled or decided, appealed, and the money to the cent."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.actions import claim
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import actions
from payments.models import PayoutAccount
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
WHY = "The address was wrong and nobody ever answered my letter."


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


def disputed(stage: Stage) -> Stage:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    return stage


def sums(stage: Stage) -> tuple[int, int, int]:
    """Refunded, transferred, our fee."""
    settle()
    payment = stage.now().payment
    assert payment is not None
    return payment.refunded, payment.transferred, payment.fee_kept


def read(stage: Stage) -> str:
    """The decision that the page shows now."""
    return stage.now().disputes.get().decision


def decide(stage: Stage, moderator: User, ruling: str, part: Money | None = None) -> None:
    actions.decide(stage.now(), moderator=moderator, ruling=ruling, reason=WHY, part=part)


@pytest.mark.parametrize(
    ("ruling", "part", "state", "money"),
    [
        ("release", None, "released", (0, 40_000, 10_000)),
        ("refund", None, "refunded", (50_000, 0, 0)),
        ("split", 30_001, "split", (19_999, 24_001, 6_000)),
    ],
)
def test_a_decision_takes_effect_when_the_appeal_window_ends(
    stage: Stage,
    mona: User,
    clock: MovingClock,
    ruling: str,
    part: int | None,
    state: str,
    money: tuple[int, int, int],
) -> None:
    disputed(stage)
    decide(stage, mona, ruling, euros(part) if part else None)
    assert stage.now().state == "disputed"
    stage.wait(clock, days=6, hours=23)
    assert stage.now().state == "disputed"
    stage.wait(clock, hours=2)
    assert stage.now().state == state
    assert sums(stage) == money


def test_both_accept_a_decision_and_do_not_wait(stage: Stage, mona: User) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    for side in (stage.rep, stage.connector):
        actions.accept_decision(stage.now(), user=side, decision=read(stage))
    settle()
    assert stage.now().state == "refunded"
    assert sums(stage) == (50_000, 0, 0)


def test_an_accepted_split_needs_no_moderator(stage: Stage, clock: MovingClock) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(20_000))
    actions.accept_split(stage.now(), user=stage.connector, part=euros(20_000))
    assert stage.now().state == "settling"
    assert sums(stage) == (30_000, 0, 0), "the rep's part goes at once"
    stage.wait(clock, days=6, hours=23)
    assert sums(stage) == (30_000, 0, 0), "the connector's waits for the safety hold"
    stage.wait(clock, hours=2)
    assert stage.now().state == "split"
    assert sums(stage) == (30_000, 16_000, 4_000)


@pytest.mark.parametrize(
    ("part", "money"),
    [(0, (50_000, 0, 0)), (1, (49_999, 1, 0)), (33_333, (16_667, 26_666, 6_667)),
     (49_999, (1, 39_999, 10_000)), (50_000, (0, 40_000, 10_000))],
)  # fmt: skip
def test_a_settlement_is_exact_to_the_cent(
    stage: Stage, clock: MovingClock, part: int, money: tuple[int, int, int]
) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(part))
    actions.accept_split(stage.now(), user=stage.connector, part=euros(part))
    stage.wait(clock, days=7, hours=1)
    assert stage.now().state == "split"
    assert sums(stage) == money


def test_an_offer_that_was_changed_meanwhile_is_not_accepted(stage: Stage) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.connector, part=euros(10_000))
    actions.offer_split(stage.now(), user=stage.connector, part=euros(50_000))
    client = Client()
    client.force_login(stage.rep)
    path = f"/introductions/{stage.introduction.public_id}/"
    answer = client.post(f"{path}accept_split/", {"part": 10_000})
    assert answer.status_code == 409
    assert "changed the proposal" in answer.text
    api = client.post(
        f"/api/v1{path}accept_split/", {"part": 10_000}, content_type="application/json"
    )
    assert (api.status_code, api.json()["code"]) == (409, "offer_changed")
    assert client.post(f"{path}accept_split/", {}).status_code == 422
    assert stage.now().state == "disputed"
    assert sums(stage) == (0, 0, 0)
    assert 'name="part" value="50000"' in client.get(path).text
    assert client.post(f"{path}accept_split/", {"part": 50_000}).status_code == 302
    assert stage.now().state == "settling"


def test_a_proposal_stands_for_a_week(stage: Stage, clock: MovingClock) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(20_000))
    stage.wait(clock, days=7, hours=1)
    assert stage.now().state == "disputed"
    assert stage.now().disputes.get().split_offered_by == ""
    for person in (stage.rep, stage.connector):
        assert [one for one in mail.outbox if "division was not accepted" in one.subject
                and person.email in one.to]  # fmt: skip
    with pytest.raises(Refusal, match="not proposed"):
        actions.accept_split(stage.now(), user=stage.connector, part=euros(20_000))


def test_while_the_rest_is_held_the_person_introduced_can_still_object(
    stage: Stage, mona: User, clock: MovingClock
) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(20_000))
    actions.accept_split(stage.now(), user=stage.connector, part=euros(20_000))
    settle()
    actions.object_to(stage.now(), word="never_asked")
    stage.wait(clock, days=8)
    assert stage.now().state == "disputed"
    assert sums(stage) == (30_000, 0, 0), "a freeze beats a release"
    with pytest.raises(Refusal, match="leaves each side something"):
        decide(stage, mona, "split", euros(20_000))
    decide(stage, mona, "split", euros(10_001))
    stage.wait(clock, days=8)
    assert stage.now().state == "split"
    assert sums(stage) == (39_999, 8_001, 2_000)


@pytest.mark.parametrize(
    ("ruling", "money"), [("release", (30_000, 16_000, 4_000)), ("refund", (50_000, 0, 0))]
)
def test_after_a_settlement_a_decision_is_about_the_rest(
    stage: Stage, mona: User, clock: MovingClock, ruling: str, money: tuple[int, int, int]
) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(20_000))
    actions.accept_split(stage.now(), user=stage.connector, part=euros(20_000))
    settle()
    actions.object_to(stage.now(), word="no")
    decide(stage, mona, ruling)
    stage.wait(clock, days=9)
    assert sums(stage) == money


def test_what_cannot_be_paid_after_a_settlement_is_given_back_in_the_end(
    stage: Stage, clock: MovingClock
) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(20_000))
    actions.accept_split(stage.now(), user=stage.connector, part=euros(20_000))
    settle()
    PayoutAccount.objects.update(transfers_status="restricted")
    stage.wait(clock, days=61)
    assert stage.now().state == "settling"
    assert Case.objects.filter(kind="unpaid", closed_at=None).exists()
    stage.wait(clock, days=25)
    assert stage.now().state == "refunded"
    assert sums(stage) == (50_000, 0, 0)
    assert not Case.objects.filter(kind="unpaid", closed_at=None).exists()


def test_one_cannot_accept_ones_own_split(stage: Stage) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(20_000))
    with pytest.raises(Refusal):
        actions.accept_split(stage.now(), user=stage.rep, part=euros(20_000))
    assert stage.now().state == "disputed"


def appealed(stage: Stage, by: User) -> None:
    """The other side has answered: another moderator may decide."""
    other = stage.rep if by == stage.connector else stage.connector
    actions.appeal(stage.now(), user=by, statement=WHY)
    actions.answer_appeal(stage.now(), user=other, response=WHY)


def test_an_appeal_goes_to_another_moderator_whose_word_is_final(
    stage: Stage, mona: User, max: User, clock: MovingClock
) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    appealed(stage, stage.connector)
    with pytest.raises(Refusal, match="Another moderator"):
        decide(stage, mona, "refund")
    decide(stage, max, "release")
    stage.wait(clock, hours=25)
    assert stage.now().state == "released"
    assert sums(stage) == (0, 40_000, 10_000)


def test_an_appeal_nobody_hears_leaves_the_first_decision(
    stage: Stage, mona: User, clock: MovingClock
) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    actions.appeal(stage.now(), user=stage.connector, statement=WHY)
    stage.wait(clock, days=7, hours=1)
    assert stage.now().state == "refunded"


def test_a_second_word_is_not_accepted_unread(stage: Stage, mona: User, max: User) -> None:
    disputed(stage)
    decide(stage, mona, "release")
    first = read(stage)
    actions.accept_decision(stage.now(), user=stage.connector, decision=first)
    appealed(stage, stage.rep)
    decide(stage, max, "refund")
    with pytest.raises(Refusal) as refusal:
        actions.accept_decision(stage.now(), user=stage.rep, decision=first)
    assert refusal.value.code == "decision_changed"
    assert stage.now().disputes.get().accepted_by == []


def test_two_moderators_disagree_and_a_third_decides_alone(
    stage: Stage, mona: User, max: User, clock: MovingClock, settings: Any
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    third = builders.moderator("third")
    disputed(stage)
    mail.outbox.clear()
    decide(stage, mona, "refund")
    with pytest.raises(Refusal):
        actions.disagree(stage.now(), moderator=mona, reason=WHY)
    actions.disagree(stage.now(), moderator=max, reason=WHY)
    settle()
    assert not [one for one in mail.outbox if "decision" in one.subject], "nothing is announced"
    for spoken in (mona, max):
        with pytest.raises(Refusal, match="Another moderator"):
            decide(stage, spoken, "release")
    decide(stage, third, "release")
    found = stage.now().disputes.get()
    assert (found.ruling, found.needs_cosign, found.ruled_by) == ("release", False, third)
    stage.wait(clock, days=8)
    assert stage.now().state == "released"
    said = StaffAction.objects.order_by("pk").values_list("staff__name", "action")
    assert list(said) == [
        ("Mona", "decide refund"), ("Max", "disagree with decision"), ("Third", "decide release"),
    ]  # fmt: skip


def test_two_who_disagree_about_an_appeal_leave_the_first_word_while_no_third_speaks(
    stage: Stage, mona: User, max: User, clock: MovingClock, settings: Any
) -> None:
    second = builders.moderator("second")
    disputed(stage)
    decide(stage, mona, "release")
    appealed(stage, stage.rep)
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    decide(stage, max, "refund")
    actions.disagree(stage.now(), moderator=second, reason=WHY)
    stage.wait(clock, days=8)
    assert stage.now().state == "released"
    assert sums(stage) == (0, 40_000, 10_000)


def test_both_sides_answer_a_prospects_objection_each_once(stage: Stage) -> None:
    stage.confirming()
    actions.object_to(stage.now(), word="never_asked")
    actions.respond(stage.now(), user=stage.connector, response=f"Connector: {WHY}")
    actions.respond(stage.now(), user=stage.rep, response=f"Rep: {WHY}")
    for side in (stage.rep, stage.connector):
        with pytest.raises(Refusal, match="answered already"):
            actions.respond(stage.now(), user=side, response=WHY)
    assert [one.side for one in stage.now().disputes.get().answers.all()] == ["connector", "rep"]


def test_an_overdue_decision_is_overdue_on_the_desk_and_free_for_anybody(
    stage: Stage, mona: User, clock: MovingClock
) -> None:
    disputed(stage)
    case = Case.objects.get()
    assert case.due_at == stage.now().disputes.get().responded_at + timedelta(days=10)
    claim(case, staff=mona)
    stage.wait(clock, days=10, hours=1)
    case.refresh_from_db()
    assert case.claimed_by is None
    assert case.due_at is not None and case.due_at < clock.now()
    stage.wait(clock, days=20)
    assert stage.now().state == "refunded"


def test_a_second_appeal_is_refused(stage: Stage, mona: User, max: User) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    actions.appeal(stage.now(), user=stage.connector, statement=WHY)
    with pytest.raises(Refusal):
        actions.appeal(stage.now(), user=stage.rep, statement=WHY)


def test_above_the_limit_a_second_moderator_must_agree(
    stage: Stage, mona: User, max: User, clock: MovingClock, settings: object
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000  # type: ignore[attr-defined]
    disputed(stage)
    decide(stage, mona, "refund")
    with pytest.raises(Refusal):
        actions.cosign(stage.now(), moderator=mona)
    actions.cosign(stage.now(), moderator=max)
    stage.wait(clock, days=7, hours=1)
    assert stage.now().state == "refunded"


def test_a_party_and_a_stranger_cannot_decide(stage: Stage, eve: User) -> None:
    disputed(stage)
    for person in (stage.rep, stage.connector, eve):
        with pytest.raises(Refusal) as refusal:
            decide(stage, person, "refund")
        assert refusal.value.status == 403
    assert stage.now().state == "disputed"


def test_no_settlement_while_the_prospect_objects(stage: Stage) -> None:
    stage.confirming()
    actions.object_to(stage.now(), word="never_asked")
    with pytest.raises(Refusal, match="prospect objected"):
        actions.offer_split(stage.now(), user=stage.rep, part=euros(10_000))


def test_a_chargeback_beats_a_decision(stage: Stage, mona: User, clock: MovingClock) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    payment = stage.now().payment
    assert payment is not None
    stage.sandbox.post("dispute", payment_intent=payment.checkouts.get().intent_id)
    settle()
    stage.wait(clock, days=8)
    assert stage.now().state == "charged_back"
    assert sums(stage)[:2] == (0, 0)
