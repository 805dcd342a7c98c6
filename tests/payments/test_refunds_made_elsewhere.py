"""A refund made in the provider's own pages: in the books at once, to the cent, and somebody is told."""

import pytest
from django.core import mail

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from introductions import actions
from payments import ledger
from payments.gateway.client import client as provider
from payments.models import LedgerAccount, ProviderCall
from payments.tasks import reconcile_all
from tests.introductions.test_settle_a_dispute import disputed, euros
from tests.payments.test_chargebacks import desk, of, paid, payment_of, see
from tests.payments.test_money_desk import do, finance
from tests.support.audit import check_against, check_sums
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

__all__ = ["desk", "finance"]
pytestmark = pytest.mark.django_db


def refund_there(stage: Stage, amount: int) -> None:
    intent = payment_of(stage).checkouts.get(status="captured").intent_id
    provider().v1.refunds.create({"payment_intent": intent, "amount": amount})


def lift(staff: User) -> None:
    """Somebody knows why: the payment goes on."""
    for case in Case.objects.filter(kind="difference", closed_at=None):
        do(case, "lift", staff)


def test_it_comes_out_of_what_is_held_and_the_rest_goes_its_way(
    stage: Stage, clock: MovingClock, finance: User
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
    assert payment_of(stage).is_frozen
    lift(finance)
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


@pytest.mark.parametrize(
    "where", ["consenting", "introducing", "confirmed", "disputed", "settling"]
)
def test_all_of_it_ends_the_introduction_and_both_are_told(
    stage: Stage, clock: MovingClock, where: str
) -> None:
    if where == "consenting":
        stage.consenting(keep_asking=True).wait(clock, days=7)
    elif where in {"disputed", "settling"}:
        disputed(stage)
    else:
        getattr(stage, where)()
    if where == "settling":
        actions.offer_split(stage.now(), user=stage.rep, part=euros(30_000))
        actions.accept_split(stage.now(), user=stage.connector, part=euros(30_000))
        settle()
    mail.outbox.clear()
    refund_there(stage, payment_of(stage).held_amount)
    payment = see(stage)
    assert (stage.now().state, payment.refunded, payment.funds) == ("refunded", 50_000, "settled")
    assert stage.now().events.last().move == "refund_elsewhere"
    assert not stage.now().disputes.filter(closed_at=None).exists()
    told = {to for one in mail.outbox if "refunded" in one.subject for to in one.to}
    assert told == {stage.rep.email, stage.connector.email}
    assert of(stage) == {}
    check_sums()


def test_one_that_fails_after_it_ended_everything_is_made_by_us(stage: Stage, desk: Desk) -> None:
    stage.confirming()
    refund_there(stage, 50_000)
    see(stage)
    intent = payment_of(stage).checkouts.get().intent_id
    made = provider().v1.refunds.list({"payment_intent": intent}).data[0]
    desk.post("refund_fails", {"refund": made.id})
    payment = see(stage)
    assert (stage.now().state, payment.refunded, payment.held_amount) == ("refunded", 50_000, 0)
    assert ProviderCall.objects.get(operation="refund").status == "granted"
    check_sums()
    check_against(stage.sandbox)


def test_a_division_of_nothing_to_the_connector_is_no_refund_made_elsewhere(stage: Stage) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.connector, part=euros(0))
    actions.accept_split(stage.now(), user=stage.rep, part=euros(0))
    see(stage)
    assert (stage.now().state, payment_of(stage).refunded) == ("split", 50_000)


@pytest.mark.parametrize(("amount", "left"), [(5_000, 25_000), (20_000, 10_000)])
def test_during_a_division_the_connector_has_what_is_left_of_their_part(
    stage: Stage, clock: MovingClock, finance: User, amount: int, left: int
) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(30_000))
    actions.accept_split(stage.now(), user=stage.connector, part=euros(30_000))
    settle()
    refund_there(stage, amount)
    see(stage)
    lift(finance)
    stage.wait(clock, days=8)
    payment = payment_of(stage)
    assert stage.now().state == "split"
    assert (payment.transferred, payment.fee_kept) == (left * 4 // 5, left // 5)
    check_sums()
    check_against(stage.sandbox)


def test_before_a_division_is_agreed_it_divides_what_is_left(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    disputed(stage)
    refund_there(stage, 30_000)
    see(stage)
    lift(finance)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(30_000))
    actions.accept_split(stage.now(), user=stage.connector, part=euros(30_000))
    stage.wait(clock, days=8)
    payment = payment_of(stage)
    assert (stage.now().state, payment.refunded, payment.transferred) == ("split", 30_000, 16_000)
    check_sums()


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
    ProviderCall.objects.filter(operation="refund").update(status="stuck")
    refund_there(stage, 20_000)
    payment = see(stage)
    assert (payment.refunded, payment.refunds_ordered) == (50_000, 50_000)
    assert payment.funds == "settled"
    assert sorted(
        ProviderCall.objects.filter(operation="refund").values_list("status", flat=True)
    ) == [
        "dropped",
        "granted",
    ]
