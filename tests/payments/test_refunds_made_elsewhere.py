"""A refund made in the provider's own pages: in the books at once, to the cent, and somebody is told."""

import pytest

from brokerage.cases.models import Case
from introductions import actions
from payments import ledger
from payments.gateway.client import client as provider
from payments.models import LedgerAccount, Wish
from payments.tasks import reconcile_all
from tests.payments.test_chargebacks import desk, of, paid, payment_of, see
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def refund_there(stage: Stage, amount: int) -> None:
    intent = payment_of(stage).checkouts.get(status="captured").intent_id
    provider().v1.refunds.create({"payment_intent": intent, "amount": amount})


def test_it_comes_out_of_what_is_held_and_the_rest_goes_its_way(
    stage: Stage, clock: MovingClock
) -> None:
    stage.introducing()
    refund_there(stage, 10_000)
    payment = see(stage)
    assert (payment.refunded, payment.refunds_ordered, payment.held_amount) == (
        10_000,
        10_000,
        40_000,
    )
    assert payment.funds == "held"
    case = Case.objects.get(kind="difference")
    assert case.facts["what"] == "refund made at the provider" and case.amount == 10_000
    assert reconcile_all() == 0
    case.refresh_from_db()
    assert case.is_open  # the books agree; a person still says why
    stage.introduce().confirm().wait(clock, days=8)
    payment = see(stage)
    assert (payment.transferred, payment.fee_kept) == (32_000, 8_000)
    assert stage.now().state == "released"


def test_all_of_it_leaves_nothing_to_release(stage: Stage, clock: MovingClock) -> None:
    stage.confirmed()
    refund_there(stage, 50_000)
    payment = see(stage)
    assert (payment.refunded, payment.held_amount, payment.funds) == (50_000, 0, "settled")
    stage.wait(clock, days=90)
    assert payment_of(stage).transferred == 0
    assert of(stage) == {}


def test_after_the_payout_it_is_a_debt_and_our_fee_in_proportion(
    stage: Stage, clock: MovingClock
) -> None:
    paid(stage, clock)
    refund_there(stage, 20_000)
    payment = see(stage)
    assert (payment.refunded, payment.advanced, payment.fee_kept) == (20_000, 16_000, 6_000)
    assert ledger.balance(LedgerAccount.Kind.RECEIVABLE, "EUR", user=stage.connector) == 16_000
    assert reconcile_all() == 0


def test_it_takes_the_place_of_a_refund_of_ours_that_is_stuck(stage: Stage, desk: Desk) -> None:
    stage.introducing()
    kind = {"match": "POST /v1/refunds", "kind": "429", "times": 50}
    desk.post("faults", [kind])
    actions.step_back(stage.now(), user=stage.connector)
    see(stage)
    desk.delete("faults")
    Wish.objects.filter(operation="refund").update(status="stuck")
    refund_there(stage, 20_000)
    payment = see(stage)
    assert (payment.refunded, payment.refunds_ordered) == (50_000, 50_000)
    assert payment.funds == "settled"
    assert sorted(Wish.objects.filter(operation="refund").values_list("status", flat=True)) == [
        "dropped",
        "granted",
    ]
