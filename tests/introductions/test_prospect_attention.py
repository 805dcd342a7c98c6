"""Petra's attention: budget, rest, pause, topics, sellers; always the same sentence; no race won twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions import set_attention, suppress
from connectors.models import Prospect, Relationship
from introductions import actions
from introductions.guards import NOT_OPEN
from introductions.models import Introduction
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import PITCH, PURPOSE, Stage, listed, settle
from tests.support.together import together, won


def ask(rep: User, relationship: Relationship, purpose: str = PURPOSE) -> Introduction:
    row, _ = actions.request(
        rep, relationship, pitch=PITCH, purpose=purpose, keep_asking=False, no_way_in=True
    )
    return row


def choose(prospect: Prospect, **own: Any) -> None:
    numbers: dict[str, Any] = {
        "requests_a_month": None,
        "rest_days": None,
        "paused_until": None,
        "refused_topics": "",
    }
    set_attention(prospect, **numbers | own)


@pytest.fixture
def petra_listed(colin: User) -> Relationship:
    return listed(colin)


def not_open(deed: Callable[[], Any]) -> None:
    before = Introduction.objects.count()
    with pytest.raises(Refusal) as no:
        deed()
    assert no.value.sentence == NOT_OPEN
    assert no.value.code == "not_open"
    assert Introduction.objects.count() == before


def test_two_a_month_over_all_reps_and_connectors(
    rita: User, eve: User, petra_listed: Relationship, clock: MovingClock
) -> None:
    other = listed(builders.connector("carla"))
    assert other.prospect_id == petra_listed.prospect_id
    ask(rita, petra_listed)
    ask(eve, other)
    third = builders.rep("third")
    not_open(lambda: ask(third, petra_listed))
    not_open(lambda: ask(third, other))
    clock.forward(days=31)
    ask(third, other)


@pytest.mark.parametrize(
    "own",
    [
        {"requests_a_month": 0},
        {"paused_until": "tomorrow"},
        {"refused_topics": "solar panels, Freight Invoices"},
    ],
)
def test_her_own_numbers_win(
    rita: User, petra_listed: Relationship, clock: MovingClock, own: dict[str, Any]
) -> None:
    if "paused_until" in own:
        own = {"paused_until": clock.now() + timedelta(days=1)}
    choose(petra_listed.prospect, **own)
    not_open(lambda: ask(rita, petra_listed))


def test_more_than_the_usual_if_she_likes(
    rita: User, eve: User, petra_listed: Relationship
) -> None:
    choose(petra_listed.prospect, requests_a_month=3)
    for rep in (rita, eve, builders.rep("third")):
        ask(rep, petra_listed)
    not_open(lambda: ask(builders.rep("fourth"), petra_listed))


def test_a_pause_ends(rita: User, petra_listed: Relationship, clock: MovingClock) -> None:
    choose(petra_listed.prospect, paused_until=clock.now() + timedelta(days=3))
    not_open(lambda: ask(rita, petra_listed))
    clock.forward(days=4)
    ask(rita, petra_listed)


def test_a_refused_topic_does_not_touch_other_words(rita: User, petra_listed: Relationship) -> None:
    choose(petra_listed.prospect, refused_topics="voice, art")
    ask(rita, petra_listed)  # "invoices" and "part" are other words


def test_suppression_says_the_same(rita: User, petra_listed: Relationship) -> None:
    suppress(petra_listed.prospect)
    petra_listed.refresh_from_db()
    not_open(lambda: ask(rita, petra_listed))


def test_rest_after_a_refusal_hers_or_the_usual(
    stage: Stage, eve: User, clock: MovingClock
) -> None:
    stage.consenting()
    actions.refuse(stage.now(), how="not_now")
    settle()
    clock.forward(days=29)
    not_open(lambda: ask(eve, stage.relationship))
    choose(Prospect.objects.get(), rest_days=14)
    ask(eve, stage.relationship)


def test_never_the_same_rep_twice_in_half_a_year(
    stage: Stage, eve: User, clock: MovingClock
) -> None:
    stage.consenting().wait(clock, days=11)
    assert stage.now().state == "lapsed"
    stage.wait(clock, days=150)
    not_open(lambda: ask(stage.rep, stage.relationship))
    clock.forward(days=30)
    ask(stage.rep, stage.relationship)


def test_not_this_seller_is_for_good_and_for_colleagues(
    stage: Stage, eve: User, clock: MovingClock
) -> None:
    colleague = builders.rep("ralf", work_domain="rita-company.example")
    User.objects.filter(pk=stage.rep.pk).update(work_domain="rita-company.example")
    stage.consenting()
    actions.refuse(stage.now(), how="not_seller")
    settle()
    clock.forward(days=400)
    not_open(lambda: ask(stage.rep, stage.relationship))
    not_open(lambda: ask(colleague, stage.relationship))
    ask(eve, stage.relationship)


def test_it_is_asked_again_when_the_connector_accepts(stage: Stage) -> None:
    stage.requested()
    choose(stage.now().prospect, requests_a_month=0)
    with pytest.raises(Refusal) as no:
        stage.accept()
    assert no.value.sentence == NOT_OPEN
    assert stage.now().state == "requested"


@pytest.mark.parametrize(
    "nonsense",
    [{"requests_a_month": -1}, {"requests_a_month": 32}, {"rest_days": 366}, {"rest_days": -1},
     {"refused_topics": "x" * 501}],
)  # fmt: skip
def test_numbers_beyond_reason_are_refused(
    petra_listed: Relationship, nonsense: dict[str, Any]
) -> None:
    with pytest.raises(Refusal):
        choose(petra_listed.prospect, **nonsense)
    petra_listed.prospect.refresh_from_db()
    assert petra_listed.prospect.requests_a_month is None
    assert petra_listed.prospect.rest_days is None


@pytest.mark.django_db(transaction=True)
def test_racing_for_the_last_place_one_wins(rita: User, colin: User) -> None:
    first, second = listed(colin), listed(builders.connector("carla"), PETRA)
    choose(first.prospect, requests_a_month=1)
    reps = [rita, *(builders.rep(f"rep{number}") for number in range(3))]
    deeds = [
        (lambda rep=rep, row=row: ask(rep, row))
        for rep, row in zip(reps, [first, second, first, second], strict=True)
    ]
    answers = together(*deeds)
    assert len(won(answers)) == 1, answers
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert {getattr(no, "sentence", no) for no in lost} == {NOT_OPEN}
    assert Introduction.objects.count() == 1


def test_silence_is_rested_after_like_a_refusal(
    stage: Stage, eve: User, clock: MovingClock
) -> None:
    """So the first mail says: no answer counts as a no."""
    stage.consenting().wait(clock, days=11)
    assert stage.now().state == "lapsed"
    not_open(lambda: ask(eve, stage.relationship))
    clock.forward(days=31)
    assert ask(eve, stage.relationship)


def test_another_account_with_the_same_mailbox_is_the_same_seller(
    stage: Stage, clock: MovingClock
) -> None:
    stage.consenting()
    actions.refuse(stage.now(), how="not_seller")
    settle()
    clock.forward(days=60)
    twin = builders.rep("ritwo", email="rita+two@rita-company.example")
    User.objects.update(work_domain="")
    not_open(lambda: ask(twin, stage.relationship))
