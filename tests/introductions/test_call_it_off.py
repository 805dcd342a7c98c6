"""Stepping back, and calling it off by agreement: the rep has everything back."""

import pytest

from brokerage.kit.errors import Refusal
from introductions import actions
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db


def refunded(stage: Stage) -> int:
    settle()
    payment = stage.now().payment
    assert payment is not None
    return payment.refunded


def test_both_agree_and_the_rep_has_everything_back(stage: Stage) -> None:
    stage.introducing()
    actions.offer_cancel(stage.now(), user=stage.rep)
    actions.agree_cancel(stage.now(), user=stage.connector)
    assert stage.now().state == "refunded"
    assert refunded(stage) == 50_000


def test_one_cannot_agree_to_ones_own_offer(stage: Stage) -> None:
    stage.introducing()
    actions.offer_cancel(stage.now(), user=stage.rep)
    with pytest.raises(Refusal):
        actions.agree_cancel(stage.now(), user=stage.rep)
    assert stage.now().state == "introducing"


def test_an_unanswered_offer_is_forgotten_after_48_hours(stage: Stage, clock: MovingClock) -> None:
    stage.introducing()
    actions.offer_cancel(stage.now(), user=stage.rep)
    stage.wait(clock, days=2, minutes=5)
    assert stage.now().cancel_offered_by == ""
    assert stage.now().state == "introducing"


def test_a_declined_offer_lets_it_go_on(stage: Stage) -> None:
    stage.introducing()
    actions.offer_cancel(stage.now(), user=stage.connector)
    actions.decline_cancel(stage.now(), user=stage.rep)
    stage.introduce()
    assert stage.now().state == "confirming"


def test_the_connector_steps_back_before_consent_and_nothing_is_paid(stage: Stage) -> None:
    stage.consenting()
    actions.step_back(stage.now(), user=stage.connector)
    assert stage.now().state == "refunded"
    assert refunded(stage) == 0
    payment = stage.now().payment
    assert payment is not None
    assert payment.checkouts.get().status == "cancelled"


def test_the_connector_steps_back_after_the_capture(stage: Stage) -> None:
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector)
    assert refunded(stage) == 50_000
