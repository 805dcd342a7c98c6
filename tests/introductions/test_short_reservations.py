"""Some cards are reserved for a short time only: answers are due while it still stands, or nobody asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail

from brokerage.kit.errors import Refusal
from introductions import actions
from payments.gateway import reading
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def reserved_for(monkeypatch: pytest.MonkeyPatch, clock: MovingClock) -> Callable[..., None]:
    """`reserved_for(hours=60)`: what the provider says of every card from now on."""
    real = reading.checkout

    def shorten(**period: float) -> None:
        until = clock.now() + timedelta(**period)

        def seen(session: str) -> reading.CheckoutFacts:
            facts = real(session)
            return replace(facts, capture_before=until) if facts.capture_before else facts

        monkeypatch.setattr(reading, "checkout", seen)

    return shorten


def test_the_connector_has_until_the_prospect_can_still_be_asked(
    stage: Stage, clock: MovingClock, reserved_for: Callable[..., None]
) -> None:
    reserved_for(hours=72)
    started = clock.now()
    stage.requested()
    due = stage.now().deadlines.get(move="lapse").due_at
    assert timedelta(hours=23) < due - started <= timedelta(hours=24)
    stage.accept()
    due = stage.now().deadlines.get(move="lapse").due_at
    assert timedelta(hours=47) < due - started <= timedelta(hours=48)


def test_too_late_to_ask_is_refused_in_words_and_the_prospect_hears_nothing(
    stage: Stage, clock: MovingClock, reserved_for: Callable[..., None]
) -> None:
    reserved_for(hours=49)
    stage.requested()
    clock.forward(hours=2)
    written = len(mail.outbox)
    with pytest.raises(Refusal, match="too soon for the prospect to be asked"):
        actions.accept(
            stage.now(), user=stage.connector, not_my_employer=True, no_duty_breached=True
        )
    assert (stage.now().state, len(mail.outbox)) == ("requested", written)
    stage.wait(clock, hours=1)
    assert stage.now().state == "lapsed"
    payment = stage.now().payment
    assert payment is not None and payment.captured == 0


def test_who_keeps_asking_is_only_held_to_the_capture(
    stage: Stage, clock: MovingClock, reserved_for: Callable[..., None]
) -> None:
    reserved_for(hours=49)
    stage.requested(keep_asking=True)
    clock.forward(hours=2)
    stage.accept()
    assert stage.now().state == "consent"
    stage.wait(clock, hours=24)
    payment = stage.now().payment
    assert payment is not None and payment.captured == 50_000
