"""Every silent path ends by the clock, and the money is where the process says."""

import pytest
from django.core import mail

from payments import ledger
from payments.models import LedgerAccount
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

Kind = LedgerAccount.Kind
pytestmark = pytest.mark.django_db


def paid_nothing(stage: Stage) -> bool:
    payment = stage.now().payment
    assert payment is not None
    live = payment.checkouts.filter(status__in=["ordered", "open", "authorised", "captured"])
    return payment.captured == 0 and not live.exists()


def refunded_in_full(stage: Stage) -> bool:
    payment = stage.now().payment
    assert payment is not None
    left = ledger.balance(Kind.HELD, "EUR", payment=payment)
    return payment.captured == payment.refunded == 50_000 and left == 0


def test_nobody_pays(stage: Stage, clock: MovingClock) -> None:
    stage.request().wait(clock, days=1, hours=1)
    assert stage.now().state == "lapsed"
    assert paid_nothing(stage)


def test_the_connector_does_not_answer(stage: Stage, clock: MovingClock) -> None:
    stage.requested().wait(clock, days=3, hours=1)
    assert stage.now().state == "lapsed"
    assert paid_nothing(stage)
    assert "remind" in moves(stage)


def test_the_prospect_does_not_answer(stage: Stage, clock: MovingClock) -> None:
    stage.consenting().wait(clock, days=5)
    assert stage.now().state == "consent"
    assert len([m for m in mail.outbox if m.to == [PETRA.email]]) == 2  # asked, and reminded once
    stage.wait(clock, days=1, hours=2)
    assert stage.now().state == "lapsed"
    assert paid_nothing(stage)


def test_the_prospect_does_not_answer_and_the_rep_kept_asking(
    stage: Stage, clock: MovingClock
) -> None:
    stage.consenting(keep_asking=True).wait(clock, days=6, hours=1)
    assert stage.now().state == "consent"
    payment = stage.now().payment
    assert payment is not None
    assert payment.captured == 50_000
    stage.wait(clock, days=4)
    assert stage.now().state == "lapsed"
    assert refunded_in_full(stage)


def test_a_later_yes_after_the_early_capture_introduces_at_once(
    stage: Stage, clock: MovingClock
) -> None:
    stage.consenting(keep_asking=True).wait(clock, days=7)
    stage.agree()
    assert stage.now().state == "introducing"


def test_the_connector_does_not_introduce(stage: Stage, clock: MovingClock) -> None:
    stage.introducing().wait(clock, days=5, hours=1)
    assert stage.now().state == "refunded"
    assert refunded_in_full(stage)
    assert "miss" in moves(stage)


def test_the_rep_does_not_confirm(stage: Stage, clock: MovingClock) -> None:
    stage.confirming().wait(clock, days=13, hours=23)
    assert stage.now().state == "confirming"
    stage.wait(clock, hours=2)
    assert stage.now().state == "confirmed"
    stage.wait(clock, days=7)
    assert stage.now().state == "released"
    payment = stage.now().payment
    assert payment is not None
    assert (payment.transferred, payment.fee_kept) == (40_000, 10_000)


def test_nobody_decides_a_dispute(stage: Stage, clock: MovingClock) -> None:
    from introductions import actions

    stage.confirming()
    actions.object_to(stage.now(), word="no")
    stage.wait(clock, days=29)
    assert stage.now().state == "disputed"
    stage.wait(clock, days=1, hours=1)
    assert stage.now().state == "refunded"
    assert refunded_in_full(stage)


def test_the_other_side_does_not_answer_a_dispute(stage: Stage, clock: MovingClock) -> None:
    from introductions import actions

    stage.confirming()
    actions.dispute(
        stage.now(),
        user=stage.rep,
        reason="never_happened",
        statement="Nobody ever wrote to me, and the address given was wrong.",
    )
    stage.wait(clock, days=3, hours=1)
    assert stage.now().state == "disputed"  # ruled, the appeal window runs
    stage.wait(clock, days=7, hours=1)
    assert stage.now().state == "refunded"
    assert refunded_in_full(stage)


def test_the_card_fails_after_the_yes_and_the_rep_does_nothing(
    stage: Stage, clock: MovingClock
) -> None:
    lose_the_card(stage, clock)
    assert stage.now().state == "securing"
    assert stage.now().revealed_at is None
    stage.wait(clock, days=2, hours=1)
    assert stage.now().state == "lapsed"
    assert stage.now().revealed_at is None
    assert paid_nothing(stage)


def test_the_card_fails_after_the_yes_and_the_rep_pays_anew(
    stage: Stage, clock: MovingClock
) -> None:
    from introductions import actions
    from payments import actions as payments

    lose_the_card(stage, clock)
    _, call = actions.authorise_again(stage.now(), user=stage.rep)
    assert call is not None
    payments.carry_out(call.pk)
    stage.pay()
    assert stage.now().state == "introducing"
    payment = stage.now().payment
    assert payment is not None
    assert payment.captured == 50_000


def lose_the_card(stage: Stage, clock: MovingClock) -> None:
    """The bank lets the reservation go between the yes and the capture."""
    from payments.gateway.client import client
    from tests.support.stages import settle

    stage.consenting()
    payment = stage.now().payment
    assert payment is not None
    client().v1.payment_intents.cancel(payment.checkouts.get().intent_id)
    from introductions import actions

    actions.agree(stage.now())
    settle()


def moves(stage: Stage) -> list[str]:
    return list(stage.now().events.values_list("move", flat=True))
