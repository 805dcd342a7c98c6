"""Every state that still owes money has a clock and a move, a price stands in one place, nothing is bargained
over while the desk reads, and three months after any fact nothing is left without a case."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.models import Introduction
from payments import actions as payments
from tests.introductions.test_settle_a_dispute import euros
from tests.payments.test_chargebacks import charge_back, desk, end, payment_of, see
from tests.payments.test_money_desk import do, finance
from tests.payments.test_one_sum import FACTS, SITUATIONS
from tests.payments.test_others_move_the_money import others_refund, others_reverse, others_send
from tests.support.audit import check_against, check_sums
from tests.support.moving_clock import MovingClock
from tests.support.one_sum import check_everywhere
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

__all__ = ["desk", "finance"]
pytestmark = pytest.mark.django_db
LOOKS = (1, 4, 8, 15, 16, 31, 62, 86, 92, 107)
"""Days after the fact on which the sweeps run: past each clock of the process."""


def won_for_who_cannot_be_paid(stage: Stage, desk: Desk, staff: User) -> None:
    end(stage, desk, charge_back(stage, desk), "won")
    payments.decide_won(payment_of(stage), to_payee=True, staff=staff)
    stage.connector_cannot_be_paid()


FATES: dict[str, Callable[[Stage, Desk, User], object]] = {
    "won": lambda stage, desk, staff: FACTS["won"](stage, desk),
    "partly lost": lambda stage, desk, staff: FACTS["partly lost"](stage, desk),
    "inquiry": lambda stage, desk, staff: FACTS["inquiry"](stage, desk),
    "account gone": lambda stage, desk, staff: stage.connector_cannot_be_paid(),
    "won, account gone": won_for_who_cannot_be_paid,
    "others refund": lambda stage, desk, staff: others_refund(stage, 12_345),
    "others send": lambda stage, desk, staff: others_send(stage),
    "others reverse": lambda stage, desk, staff: others_reverse(stage, 10_000),
}
CELLS = [
    *[(where, "account gone") for where in ("confirmed", "disputed", "settling")],
    *[(where, "won") for where in ("introducing", "disputed")],
    *[(where, "partly lost") for where in ("confirmed", "settling")],
    *[(where, "won, account gone") for where in ("confirming", "settling")],
    *[(where, "others refund") for where in ("introducing", "disputed", "settling", "split")],
    *[(where, "others send") for where in ("confirming", "settling")],
    *[(where, "others reverse") for where in ("released", "split")],
    ("released", "inquiry"),
]


@pytest.mark.parametrize(("where", "fate"), CELLS)
def test_three_months_later_nothing_is_owed_without_a_case(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User, where: str, fate: str
) -> None:
    SITUATIONS[where](stage)
    see(stage)
    FATES[fate](stage, desk, finance)
    see(stage)
    if "account gone" in fate:
        _has_a_clock_or_a_person(stage)
    stage.later(clock, *LOOKS)
    payment = see(stage)
    waits = payment.held_amount or payment.owed_amount or payment.refunds_ordered - payment.refunded
    cases = Case.objects.filter(closed_at=None)
    about = cases.filter(facts__introduction=payment.reference) | cases.filter(
        subject__contains=payment.reference
    )
    assert not waits or about.exists()
    assert not payment.held_amount or payment.is_frozen
    if "account gone" in fate:
        assert (payment.held_amount, payment.owed_amount, payment.refunded) == (0, 0, 50_000)
        assert stage.now().state in {"refunded"}
    check_against(stage.sandbox)
    check_everywhere(stage.now())


def _has_a_clock_or_a_person(stage: Stage) -> None:
    row = stage.now()
    clocks = row.deadlines.filter(move__in=["refund_unpaid", "refund_overdue", "end"])
    assert clocks.exists() or payment_of(stage).decide_by


# --- A won dispute for somebody who cannot be paid ------------------------------------------------


def test_it_is_not_awarded_to_who_cannot_be_paid(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    stage.confirmed()
    end(stage, desk, charge_back(stage, desk), "won")
    stage.connector_cannot_be_paid()
    before = payment_of(stage)
    case = Case.objects.get(subject=f"won:{before.reference}")
    with pytest.raises(Refusal) as refused, transaction.atomic():
        do(case, "release", finance)
    assert refused.value.code == "not_payable"
    after = payment_of(stage)
    assert (after.intent, after.held_amount, after.decide_by) == (
        before.intent,
        50_000,
        before.decide_by,
    )
    case.refresh_from_db()
    assert case.is_open
    stage.later(clock, *LOOKS)
    assert see(stage).refunded == 50_000


@pytest.mark.parametrize("end_by", ["clock", "desk", "payout"])
def test_what_was_awarded_and_cannot_be_paid_has_a_clock_and_a_move(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User, end_by: str
) -> None:
    stage.confirmed()
    won_for_who_cannot_be_paid(stage, desk, finance)
    payment = see(stage)
    assert stage.now().state == "charged_back"
    due = stage.now().deadlines.get(move="refund_unpaid").due_at
    assert due >= clock.now() + timedelta(days=13)
    case = Case.objects.get(kind="unpaid", subject=payment.reference)
    assert case.is_open
    check_everywhere(stage.now())
    if end_by == "desk":
        do(case, "give_back", finance)
        settle()
    elif end_by == "clock":
        stage.later(clock, *LOOKS)
    else:
        stage.sandbox.onboard(stage.connector.payout_account.account_id)
        payments.look_at_account(stage.connector.payout_account.account_id)
        stage.later(clock, 2)
    payment = see(stage)
    if end_by == "payout":
        assert (payment.paid_out, stage.now().state) == (40_000, "charged_back")
        assert not stage.now().deadlines.filter(move="refund_unpaid").exists()
        assert stage.now().events.filter(move="pay").exists()
    else:
        assert (payment.paid_out, payment.refunded) == (0, 50_000)
        assert stage.now().state == "refunded"
    check_against(stage.sandbox)
    check_everywhere(stage.now())


# --- A price agreed in a race ---------------------------------------------------------------------


def raised(stage: Stage) -> None:
    """The rep agreed to a higher price and paid it; nobody has looked since."""
    stage.requested()
    actions.counter(stage.now(), user=stage.connector, price=euros(80_000))
    _, call = actions.agree_to_counter(stage.now(), user=stage.rep)
    assert call is not None
    payments.carry_out(call.pk)
    checkout = payment_of(stage).checkouts.last()
    assert checkout is not None
    stage.sandbox.pay(checkout.session_id, "4242424242424242")


def prices(row: Introduction) -> tuple[int, int, int, int]:
    assert row.payment is not None
    return row.price, row.payment.price, row.fee, row.payment.fee


@pytest.mark.parametrize("looked_first", [True, False])
@pytest.mark.parametrize("move", ["decline", "withdraw"])
def test_it_stands_in_one_place(stage: Stage, move: str, looked_first: bool) -> None:
    raised(stage)
    if looked_first:
        payments.look(payment_of(stage).pk)
    if move == "decline":
        actions.decline(stage.now(), user=stage.connector)
    else:
        actions.withdraw(stage.now(), user=stage.rep)
    see(stage)
    price, paid, fee, paid_fee = prices(stage.now())
    assert (price, fee) == (paid, paid_fee)
    assert payment_of(stage).captured == 0
    check_sums()


# --- While the desk reads -------------------------------------------------------------------------


@pytest.mark.parametrize("move", ["counter", "agree_to_counter", "decline_counter", "accept"])
def test_nothing_is_bargained_over_while_the_desk_reads(stage: Stage, move: str) -> None:
    stage.requested()
    if move in {"agree_to_counter", "decline_counter"}:
        actions.counter(stage.now(), user=stage.connector, price=euros(80_000))
    Introduction.objects.update(held_back=True)
    before = prices(stage.now()), stage.now().counters, payment_of(stage).checkouts.count()
    user = stage.connector if move in {"counter", "accept"} else stage.rep
    client = Client()
    client.force_login(user)
    facts = {"price": "800.00", "not_my_employer": True, "no_duty_breached": True}
    path = f"/api/v1/introductions/{stage.introduction.public_id}/{move.replace('_', '-')}/"
    answers = [client.post(path, facts, content_type="application/json")]
    answers.append(client.post(path.replace("-", "_"), facts, content_type="application/json"))
    assert {one.status_code for one in answers} <= {404, 409, 400}
    calls: dict[str, Callable[[], object]] = {
        "counter": lambda: actions.counter(stage.now(), user=user, price=euros(80_000)),
        "agree_to_counter": lambda: actions.agree_to_counter(stage.now(), user=user),
        "decline_counter": lambda: actions.decline_counter(stage.now(), user=user),
        "accept": stage.accept,
    }
    with pytest.raises(Refusal, match="Our desk reads this request first"):
        calls[move]()
    after = prices(stage.now()), stage.now().counters, payment_of(stage).checkouts.count()
    assert before == after and stage.now().state == "requested"
