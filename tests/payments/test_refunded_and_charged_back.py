"""A refund and the card network's dispute about the same money: whose loss it is, to the cent."""

import dataclasses

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation.registry import KINDS
from introductions import actions
from payments import actions as payments
from payments.actions.observing import Seen, fetch, record
from payments.gateway.client import client as provider
from payments.gateway.reading import DisputeFacts
from payments.models import Payment, ProviderCall
from payments.tasks import reconcile_all
from tests.payments.test_after_disputes import finance
from tests.payments.test_chargebacks import charge_back, desk, end, of, paid, payment_of, see
from tests.support.audit import check_against, check_sums
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

__all__ = ["desk", "finance"]
pytestmark = pytest.mark.django_db


def given_back(stage: Stage) -> ProviderCall:
    """Colin steps back; Rita's refund has arrived."""
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector)
    settle()
    return ProviderCall.objects.get(operation="refund")


def fail(stage: Stage, desk: Desk, refund: ProviderCall) -> Payment:
    """The card's bank sends the refund back."""
    desk.post("refund_fails", {"refund": refund.answer_id})
    return see(stage)


def loss_case(stage: Stage) -> Case | None:
    return Case.objects.filter(subject=f"loss:{payment_of(stage).reference}").first()


def test_a_refund_that_failed_pays_for_the_loss_and_the_connector_owes_nothing(
    stage: Stage, desk: Desk, finance: User
) -> None:
    refund = given_back(stage)
    fail(stage, desk, refund)
    payment = end(stage, desk, charge_back(stage, desk), "lost")
    assert (payment.charged_back, payment.refunds_ordered) == (50_000, 0)
    assert (payment.advanced, payment.borne, payment.funds) == (0, 0, "settled")
    assert of(stage) == {}
    refund.refresh_from_db()
    assert refund.status == "dropped"
    assert not Case.objects.get(kind="refund").is_open
    with pytest.raises(Refusal):
        payments.mark_refund_handled(refund, staff=finance, reason="as the case said")
    with pytest.raises(Refusal):
        payments.look_and_decide(refund, staff=finance)
    check_sums()
    check_against(stage.sandbox)


def test_a_part_lost_leaves_the_rest_of_a_failed_refund_to_the_rep(
    stage: Stage, desk: Desk
) -> None:
    fail(stage, desk, given_back(stage))
    payment = end(stage, desk, charge_back(stage, desk, amount=20_000), "lost")
    assert (payment.charged_back, payment.refunded, payment.advanced) == (20_000, 30_000, 0)
    assert of(stage) == {}
    check_sums()


def test_paid_outside_and_lost_is_our_loss_and_a_case(
    stage: Stage, desk: Desk, finance: User, client: Client, settings: object
) -> None:
    refund = given_back(stage)
    fail(stage, desk, refund)
    refund.refresh_from_db()
    payments.mark_refund_handled(refund, staff=finance, reason="Bank transfer of 24 November")
    payment = end(stage, desk, charge_back(stage, desk), "lost")
    assert (payment.refunded, payment.charged_back, payment.borne) == (50_000, 50_000, 50_000)
    assert of(stage) == {"losses": 50_000}
    case = loss_case(stage)
    assert case is not None and case.is_open and case.amount == 50_000
    assert not Case.objects.filter(subject__startswith="debt:").exists()
    settings.METRICS_TOKEN = "t"  # type: ignore[attr-defined]
    shown = client.get("/metrics/", headers={"Authorization": "Bearer t"}).content.decode()
    assert 'sidedoor_losses_minor{currency="EUR"} 50000.0' in shown
    deed = next(one for one in KINDS["chargeback"].actions if one.open(case))
    assert (deed.name, KINDS["chargeback"].headline(case)) == ("note", "Lost, and borne by us")
    deed.make(case, finance, {"reason": "The rep keeps it; written to them."})
    check_sums()
    check_against(stage.sandbox)


def test_after_a_debt_the_payee_owes_no_more_than_they_received(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    paid(stage, clock)
    account = stage.connector.payout_account.account_id
    desk.post("payout", {"account": account, "amount": 40_000, "currency": "eur"})
    payments.refund_released(payment_of(stage), staff=finance, reason="An objection was upheld")
    settle()
    refund = ProviderCall.objects.get(operation="refund")
    fail(stage, desk, refund)
    refund.refresh_from_db()
    payments.mark_refund_handled(refund, staff=finance, reason="Bank transfer of 24 November")
    payment = end(stage, desk, charge_back(stage, desk), "lost")
    assert (payment.debt, payment.borne) == (40_000, 50_000)
    assert of(stage) == {"cash": -40_000, "receivable": 40_000, "losses": 50_000}
    check_sums()


def test_a_refund_that_fails_after_the_loss_makes_it_good(stage: Stage, desk: Desk) -> None:
    stage.introducing()
    intent = payment_of(stage).checkouts.get(status="captured").intent_id
    dispute = desk.post("dispute", {"payment_intent": intent, "amount": 20_000})["id"]
    payments.look(payment_of(stage).pk)
    assert payment_of(stage).disputed_at is not None
    desk.post("dispute", {"dispute": dispute, "status": "won"})
    payment = see(stage)
    payments.give_back(payment)
    settle()
    refund = ProviderCall.objects.get(operation="refund")
    _lose_beside_a_refund(payment_of(stage), 20_000)
    payment = payment_of(stage)
    assert (payment.borne, payment.debt) == (20_000, 0)
    check_sums()
    payment = fail(stage, desk, refund)
    assert payment.borne == 0
    case = loss_case(stage)
    assert case is not None and case.outcome == "made good"
    check_sums()


def _lose_beside_a_refund(payment: Payment, amount: int) -> None:
    """The network takes what was refunded already. (The sandbox refuses to; some networks have done it.)"""
    seen = fetch(payment)
    lost = DisputeFacts("du_beside", amount, "lost", withdrawn=True, fees=[])
    beside = {
        number: dataclasses.replace(facts, disputes=[*facts.disputes, lost])
        for number, facts in seen.checkouts.items()
    }
    record(payment.pk, Seen(beside, seen.transfers))


def test_while_a_refund_is_on_its_way_the_loss_is_not_booked(stage: Stage, desk: Desk) -> None:
    stage.introducing()
    fault = {"match": "POST /v1/refunds", "kind": "drop_before", "times": 3}
    desk.post("faults", [fault])
    actions.step_back(stage.now(), user=stage.connector)
    payments.carry_out(ProviderCall.objects.get(operation="refund").pk)
    assert ProviderCall.objects.get(operation="refund").status == "sent"
    _lose_beside_a_refund(payment_of(stage), 50_000)
    payment = payment_of(stage)
    assert (payment.charged_back, payment.borne) == (0, 0) and payment.disputed_at is not None
    check_sums()


def test_refunded_there_twice_over_is_not_the_payees_debt(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    paid(stage, clock)
    intent = payment_of(stage).checkouts.get(status="captured").intent_id
    provider().v1.refunds.create({"payment_intent": intent})
    payment = see(stage)
    assert (payment.debt, payment.borne, payment.fee_kept) == (40_000, 0, 0)
    assert reconcile_all() == 0
    check_sums()
