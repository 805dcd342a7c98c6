"""Petra's attention: budget, rest, pause, topics, sellers; asked when a connector accepts, always in the same
words, the rep released at once; no race won twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions import set_attention, suppress
from connectors.models import Prospect, Relationship
from introductions import actions
from introductions.guards import ASKED_BEFORE, NOT_OPEN
from introductions.models import Introduction, Notice
from introductions.queries import TRIES_A_DAY
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.stages import PITCH, PURPOSE, Stage, listed, payable, settle
from tests.support.together import together, won

SENTENCE = f"{NOT_OPEN} The request has ended, and the rep pays nothing."


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def choose(prospect: Prospect, **own: Any) -> None:
    numbers: dict[str, Any] = {
        "requests_a_month": None,
        "rest_days": None,
        "paused_until": None,
        "refused_topics": "",
    }
    set_attention(prospect, **numbers | own)


def through(stage: Stage, name: str) -> Stage:
    """Another connector who lists the same person, and another rep."""
    connector = builders.connector(f"{name}con")
    payable(connector, stage.sandbox)
    return Stage(builders.rep(f"{name}rep"), connector, listed(connector), stage.sandbox)


def later(stage: Stage, clock: MovingClock, **period: float) -> None:
    """Time passes for us and the provider; nothing is due."""
    clock.forward(**period)
    stage.sandbox.follow(clock.offset.total_seconds())


def not_open(stage: Stage) -> None:
    """The connector's acceptance ends it, in the one sentence; the rep is let go, and nobody is asked."""
    told = Notice.objects.filter(audience="prospect").count()
    with pytest.raises(Refusal) as no:
        stage.accept()
    assert (no.value.sentence, no.value.code) == (SENTENCE, "not_open")
    settle()
    row = stage.now()
    assert (row.state, row.accepted_at, row.payment.captured) == ("lapsed", None, 0)  # type: ignore[union-attr]
    assert row.payment is not None
    assert row.payment.funds == "lost", "nothing is reserved on the card any more"
    assert Notice.objects.filter(audience="prospect").count() == told


def test_two_a_month_over_all_reps_and_connectors(stage: Stage, clock: MovingClock) -> None:
    others = [through(stage, name) for name in ("second", "third")]
    assert {one.relationship.prospect_id for one in others} == {stage.relationship.prospect_id}
    stage.consenting()
    others[0].consenting()
    not_open(others[1].requested())


def test_what_was_never_sent_counts_for_nothing(stage: Stage) -> None:
    """Neither unpaid checkouts, nor paid requests that wait, nor an email that the server refused."""
    choose(stage.relationship.prospect, requests_a_month=1)
    first, second, third = (through(stage, name) for name in ("first", "second", "third"))
    first.request()
    second.requested()
    third.consenting()
    Notice.objects.filter(audience="prospect").update(
        dropped="the mail server refuses this address"
    )
    stage.consenting()
    not_open(second)


@pytest.mark.parametrize(
    "own",
    [
        {"requests_a_month": 0},
        {"paused_until": "tomorrow"},
        {"refused_topics": "solar panels, Freight Invoices"},
    ],
)
def test_her_own_numbers_win(stage: Stage, clock: MovingClock, own: dict[str, Any]) -> None:
    if "paused_until" in own:
        own = {"paused_until": clock.now() + timedelta(days=1)}
    choose(stage.relationship.prospect, **own)
    not_open(stage.requested())


def test_more_than_the_usual_if_she_likes(stage: Stage) -> None:
    choose(stage.relationship.prospect, requests_a_month=3)
    for one in (stage, through(stage, "second"), through(stage, "third")):
        one.consenting()
    not_open(through(stage, "fourth").requested())


def test_a_pause_ends(stage: Stage, clock: MovingClock) -> None:
    choose(stage.relationship.prospect, paused_until=clock.now() + timedelta(hours=3))
    stage.requested()
    later(stage, clock, hours=4)
    assert stage.accept().now().state == "consent"


def test_a_refused_topic_does_not_touch_other_words(stage: Stage) -> None:
    choose(stage.relationship.prospect, refused_topics="voice, art")
    stage.consenting()  # "invoices" and "part" are other words
    assert stage.now().state == "consent"


def test_suppression_says_the_same(stage: Stage) -> None:
    stage.requested()
    suppress(stage.relationship.prospect)
    not_open(stage)


def test_rest_after_a_refusal_hers_or_the_usual(stage: Stage, clock: MovingClock) -> None:
    early, late = through(stage, "early"), through(stage, "late")
    stage.consenting()
    actions.refuse(stage.now(), how="not_now")
    settle()
    later(stage, clock, days=29)
    not_open(early.requested())
    choose(Prospect.objects.get(), rest_days=14)
    assert late.consenting().now().state == "consent"


def test_silence_is_rested_after_like_a_refusal(stage: Stage, clock: MovingClock) -> None:
    """So the first mail says: no answer counts as a no."""
    early, late = through(stage, "early"), through(stage, "late")
    stage.consenting().wait(clock, days=11)
    assert stage.now().state == "lapsed"
    not_open(early.requested())
    later(stage, clock, days=31)
    assert late.consenting().now().state == "consent"


def test_never_the_same_rep_twice_in_half_a_year(stage: Stage, clock: MovingClock) -> None:
    """By another listing it shows when the connector accepts; by the same one the rep knows it anyway."""
    other = through(stage, "other")
    other.rep = stage.rep
    stage.consenting().wait(clock, days=11)
    later(stage, clock, days=140)
    not_open(other.requested())
    Relationship.objects.filter(pk=stage.relationship.pk).update(listed_at=clock.now())
    with pytest.raises(Refusal) as no:
        stage.request()
    assert (no.value.sentence, no.value.code) == (ASKED_BEFORE, "asked_before")
    later(stage, clock, days=40)
    assert stage.consenting().now().state == "consent"


def test_not_this_seller_is_for_good_and_for_colleagues(stage: Stage, clock: MovingClock) -> None:
    first, second, third = (through(stage, name) for name in ("first", "second", "third"))
    User.objects.filter(pk__in=[stage.rep.pk, second.rep.pk]).update(work_domain="rita.example")
    first.rep = stage.rep
    second.rep.refresh_from_db()
    stage.rep.refresh_from_db()
    stage.consenting()
    actions.refuse(stage.now(), how="not_seller")
    settle()
    later(stage, clock, days=400)
    not_open(first.requested())
    not_open(second.requested())
    assert third.consenting().now().state == "consent"


def test_another_account_with_the_same_mailbox_is_the_same_seller(
    stage: Stage, clock: MovingClock
) -> None:
    other = through(stage, "other")
    stage.consenting()
    actions.refuse(stage.now(), how="not_seller")
    settle()
    later(stage, clock, days=60)
    other.rep = builders.rep("ritwo", email="rita+two@rita-company.example")
    User.objects.update(work_domain="")
    not_open(other.requested())


def test_after_three_in_a_day_the_answer_is_the_same_for_this_rep_and_this_listing(
    stage: Stage,
) -> None:
    """So that trying topics tells nothing; no other listing of hers, and no other rep, is touched by it."""
    choose(stage.relationship.prospect, welcome_topics=["sales"])
    for _ in range(TRIES_A_DAY):
        Relationship.objects.update(listed_at=stage.relationship.listed_at)
        not_open(stage.requested())
    Relationship.objects.update(listed_at=stage.relationship.listed_at)
    choose(stage.relationship.prospect)
    not_open(stage.requested())
    elsewhere = through(stage, "other")
    elsewhere.rep = stage.rep
    assert elsewhere.consenting().now().state == "consent"


@pytest.mark.parametrize(
    "nonsense",
    [{"requests_a_month": -1}, {"requests_a_month": 32}, {"rest_days": 366}, {"rest_days": -1},
     {"refused_topics": "x" * 501}],
)  # fmt: skip
def test_numbers_beyond_reason_are_refused(colin: User, nonsense: dict[str, Any]) -> None:
    prospect = listed(colin).prospect
    with pytest.raises(Refusal):
        choose(prospect, **nonsense)
    prospect.refresh_from_db()
    assert prospect.requests_a_month is None
    assert prospect.rest_days is None


@pytest.mark.django_db(transaction=True)
def test_racing_for_the_last_place_one_wins(stage: Stage) -> None:
    choose(stage.relationship.prospect, requests_a_month=1)
    asked = [stage.requested(), *(through(stage, name).requested() for name in ("a", "b", "c"))]

    def accept(one: Stage) -> Callable[[], object]:
        return lambda: actions.accept(
            one.introduction, user=one.connector, not_my_employer=True, no_duty_breached=True
        )

    answers = together(*(accept(one) for one in asked))
    assert len(won(answers)) == 1, answers
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert {getattr(no, "sentence", no) for no in lost} == {SENTENCE}
    states = sorted(Introduction.objects.values_list("state", flat=True))
    assert states == ["consent", "lapsed", "lapsed", "lapsed"]


def test_a_request_asks_nothing_about_her(rita: User, colin: User, clock: MovingClock) -> None:
    """Whatever she chose: the unpaid request is made, in the same words."""
    row = listed(colin)
    choose(row.prospect, requests_a_month=0, paused_until=clock.now() + timedelta(days=9))
    made, _ = actions.request(
        rita, row, pitch=PITCH, purpose=PURPOSE, keep_asking=False, no_way_in=True
    )
    assert made.state == "checkout"
