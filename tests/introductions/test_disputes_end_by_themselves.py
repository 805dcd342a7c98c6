"""A dispute always ends: whoever of the staff keeps silent, and in the words that were really said."""

from typing import Any

import pytest

from brokerage.accounts.models import User
from introductions import actions
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
WORDS = "I did introduce them by e-mail, on Monday."


@pytest.fixture
def disputed(stage: Stage) -> Stage:
    """The rep says that it never happened; the connector has answered."""
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WORDS)
    actions.respond(stage.now(), user=stage.connector, response=WORDS)
    settle()
    return stage


def test_a_decision_nobody_agrees_with_is_none(
    disputed: Stage, clock: Any, mona: User, settings: Any
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 1
    actions.decide(disputed.now(), moderator=mona, ruling="release", reason=WORDS)
    disputed.wait(clock, days=31)
    payment = disputed.now().payment
    assert disputed.now().state == "refunded"
    assert payment is not None and payment.refunded == payment.captured == 50_000


def test_the_first_word_stands_while_nobody_agrees_with_the_second(
    disputed: Stage, clock: Any, mona: User, max: User, settings: Any
) -> None:
    actions.decide(disputed.now(), moderator=mona, ruling="release", reason=WORDS)
    actions.appeal(disputed.now(), user=disputed.rep, statement=WORDS)
    actions.answer_appeal(disputed.now(), user=disputed.connector, response=WORDS)
    settings.SECOND_MODERATOR_ABOVE_MINOR = 1
    actions.decide(disputed.now(), moderator=max, ruling="refund", reason=WORDS)
    disputed.wait(clock, days=8)
    payment = disputed.now().payment
    assert disputed.now().state == "released"
    assert payment is not None and (payment.refunded, payment.release_ordered) == (0, 50_000)


def test_an_objection_is_never_ruled_on_by_silence(stage: Stage, clock: Any) -> None:
    stage.confirming()
    actions.bear_witness(stage.now(), word="never_asked")
    settle()
    stage.wait(clock, days=4)
    assert stage.now().state == "disputed"
    assert not stage.now().events.filter(move="rule_by_default").exists()
