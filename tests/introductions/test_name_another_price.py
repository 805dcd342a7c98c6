"""Counter-offers: lower captures less, higher needs a second authorisation, never two captures."""

import pytest

from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import actions
from payments import actions as payments
from payments.gateway.client import client
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


def counter(stage: Stage, cents: int) -> None:
    actions.counter(stage.now(), user=stage.connector, price=euros(cents))


def test_a_lower_price_is_captured_in_part(stage: Stage) -> None:
    stage.requested()
    counter(stage, 30_000)
    _, call = actions.agree_to_counter(stage.now(), user=stage.rep)
    assert call is None
    assert (stage.now().price, stage.now().fee) == (30_000, 6_000)
    stage.accept().agree()
    payment = stage.now().payment
    assert payment is not None
    assert payment.captured == 30_000
    intent = client().v1.payment_intents.retrieve(payment.checkouts.get().intent_id)
    assert (intent.amount, intent.amount_received) == (50_000, 30_000)


def test_a_higher_price_takes_a_second_card_reservation_and_one_capture(stage: Stage) -> None:
    stage.requested()
    counter(stage, 80_000)
    _, call = actions.agree_to_counter(stage.now(), user=stage.rep)
    assert call is not None
    payments.carry_out(call.pk)
    assert stage.now().price == 50_000  # until the new card stands
    stage.pay()
    settle()
    assert (stage.now().price, stage.now().fee) == (80_000, 16_000)
    payment = stage.now().payment
    assert payment is not None
    assert [c.status for c in payment.checkouts.order_by("n")] == ["cancelled", "authorised"]
    stage.accept().agree()
    payment.refresh_from_db()
    assert payment.captured == 80_000


def test_an_open_counter_blocks_acceptance(stage: Stage) -> None:
    stage.requested()
    counter(stage, 80_000)
    with pytest.raises(Refusal, match="waits for the rep"):
        stage.accept()
    assert stage.now().state == "requested"


def test_a_fourth_counter_is_refused(stage: Stage) -> None:
    stage.requested()
    for cents in (45_000, 40_000, 35_000):
        counter(stage, cents)
        actions.agree_to_counter(stage.now(), user=stage.rep)
    with pytest.raises(Refusal, match="3 offers"):
        counter(stage, 30_000)
    assert (stage.now().price, stage.now().counters) == (35_000, 3)


@pytest.mark.parametrize("cents", [50_000, 2_499, 1_000_001])
def test_the_same_or_an_impossible_price_is_refused(stage: Stage, cents: int) -> None:
    stage.requested()
    with pytest.raises(Refusal):
        counter(stage, cents)
    assert (stage.now().counter_price, stage.now().counters) == (None, 0)


def test_withdrawing_with_two_reservations_cancels_both(stage: Stage) -> None:
    stage.requested()
    counter(stage, 80_000)
    _, call = actions.agree_to_counter(stage.now(), user=stage.rep)
    assert call is not None
    payments.carry_out(call.pk)
    stage.sandbox.pay(stage.now().payment.checkouts.last().session_id)  # type: ignore[union-attr]
    actions.withdraw(stage.now(), user=stage.rep)
    settle()
    payment = stage.now().payment
    assert payment is not None
    assert {c.status for c in payment.checkouts.all()} == {"cancelled"}
    assert payment.captured == 0


def test_agreeing_twice_to_a_higher_price_opens_one_page(stage: Stage) -> None:
    stage.requested()
    counter(stage, 80_000)
    for _ in range(2):
        _, call = actions.agree_to_counter(stage.now(), user=stage.rep)
        if call is not None:
            payments.carry_out(call.pk)
    payment = stage.now().payment
    assert payment is not None
    assert payment.checkouts.count() == 2
