"""Bookkeeping stories of the card network's own disputes, to the cent. See docs/ledger.md."""

import pytest

from introductions import actions
from payments import actions as payments
from payments import ledger
from payments.gateway.reading import DisputeFacts
from payments.models import LedgerAccount, Payment, ProviderCall
from tests.support.audit import check_against, check_sums
from tests.support.builders import Person
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, listed, settle

Kind = LedgerAccount.Kind
DAY = 86_400
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(stage: Stage) -> Desk:
    """The sandbox's control desk."""
    return Desk(stage.sandbox.url)


def payment_of(stage: Stage) -> Payment:
    payment = stage.now().payment
    assert payment is not None
    return payment


def see(stage: Stage) -> Payment:
    """The worker looks again, as after a message of the provider, and does what follows."""
    for _ in range(3):
        payments.look(payment_of(stage).pk)
        settle()
    check_sums()
    return payment_of(stage)


def charge_back(stage: Stage, desk: Desk, **more: object) -> str:
    """Rita's bank takes it back (or an inquiry); the dispute's id."""
    intent = payment_of(stage).checkouts.get(status="captured").intent_id
    made = desk.post("dispute", {"payment_intent": intent, "reason": "fraudulent", **more})
    see(stage)
    return str(made["id"])


def end(stage: Stage, desk: Desk, dispute: str, status: str) -> Payment:
    desk.post("dispute", {"dispute": dispute, "status": status})
    return see(stage)


def paid(stage: Stage, clock: MovingClock) -> Payment:
    stage.confirmed().wait(clock, days=7, hours=1)
    payment = see(stage)
    assert payment.transferred == 40_000
    return payment


def of(stage: Stage) -> dict[str, int]:
    """Balances by kind, on their usual side; what is nothing is left out."""
    payment = payment_of(stage)
    found = {
        "cash": ledger.balance(Kind.CASH, "EUR"),
        "held": ledger.balance(Kind.HELD, "EUR", payment=payment),
        "owed": ledger.balance(Kind.OWED, "EUR", user=stage.connector),
        "fees": ledger.balance(Kind.FEES, "EUR"),
        "disputed": ledger.balance(Kind.DISPUTED, "EUR", payment=payment),
        "receivable": ledger.balance(Kind.RECEIVABLE, "EUR", user=stage.connector),
        "losses": ledger.balance(Kind.LOSSES, "EUR", payment=payment),
    }
    costs = ledger.balance(Kind.PROVIDER_FEES, "EUR")
    found["cash"] += costs  # what the provider keeps is told elsewhere
    return {name: amount for name, amount in found.items() if amount}


def test_before_the_transfer_and_lost(stage: Stage, desk: Desk, clock: MovingClock) -> None:
    stage.confirming()
    dispute = charge_back(stage, desk)
    assert of(stage) == {"held": 50_000, "disputed": 50_000}
    payment = end(stage, desk, dispute, "lost")
    assert of(stage) == {}
    assert (payment.charged_back, payment.advanced, payment.funds) == (50_000, 0, "settled")


def test_before_the_transfer_and_won_waits_for_a_person(stage: Stage, desk: Desk) -> None:
    stage.confirming()
    payment = end(stage, desk, charge_back(stage, desk), "won")
    assert stage.now().state == "charged_back"
    assert of(stage) == {"cash": 50_000, "held": 50_000}
    assert payment.disputed_at is None
    payments.give_back(payment)
    assert see(stage).refunded == 50_000


def test_after_the_transfer_it_is_reversed_at_once(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    paid(stage, clock)
    dispute = charge_back(stage, desk)
    payment = payment_of(stage)
    assert (payment.reversed, payment.advanced) == (40_000, 0)
    assert of(stage) == {"held": 40_000, "fees": 10_000, "disputed": 50_000}
    payment = end(stage, desk, dispute, "lost")
    assert (payment.charged_back, payment.fee_kept, payment.advanced) == (50_000, 0, 0)
    assert of(stage) == {}


def test_won_after_a_reversal_pays_the_connector_again(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    paid(stage, clock)
    payment = end(stage, desk, charge_back(stage, desk), "won")
    assert (payment.transferred, payment.reversed, payment.fee_kept) == (80_000, 40_000, 10_000)
    assert of(stage) == {"cash": 10_000, "fees": 10_000}
    again = ProviderCall.objects.filter(operation="transfer").order_by("n").last()
    assert again is not None and "source_transaction" not in again.parameters


def test_a_refused_reversal_becomes_a_debt_when_it_is_lost(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    payment = indebted(stage, desk, clock)
    assert (payment.reversed, payment.advanced, payment.fee_kept) == (0, 40_000, 0)
    assert of(stage) == {"cash": -40_000, "receivable": 40_000}


def indebted(stage: Stage, desk: Desk, clock: MovingClock) -> Payment:
    """Colin was paid, took the money out, and Rita's bank took hers back."""
    paid(stage, clock)
    account = stage.connector.payout_account.account_id
    desk.post("payout", {"account": account, "amount": 40_000, "currency": "eur"})
    dispute = charge_back(stage, desk)
    assert ProviderCall.objects.get(operation="reverse").status == "refused"
    return end(stage, desk, dispute, "lost")


def test_a_debt_is_kept_from_what_is_earned_later(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    indebted(stage, desk, clock)
    other = Person("Paul", "paul@other-freight.example", "https://linkedin.com/in/paul-9", "CFO")
    second = Stage(stage.rep, stage.connector, listed(stage.connector, other), stage.sandbox)
    second.confirmed().wait(clock, days=7, hours=1)
    payment = see(second)
    assert (payment.netted, payment.transferred, payment.fee_kept) == (40_000, 0, 10_000)
    assert (payment.funds, second.now().state) == ("settled", "released")
    assert ledger.balance(Kind.RECEIVABLE, "EUR", user=stage.connector) == 0


def test_a_reversal_that_arrives_after_the_loss_pays_the_debt(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    paid(stage, clock)
    kind = {"match": "POST /v1/transfers/*/reversals", "kind": "429", "times": 12}
    desk.post("faults", [kind])
    payment = end(stage, desk, charge_back(stage, desk), "lost")
    assert (payment.advanced, of(stage)["receivable"]) == (40_000, 40_000)
    stage.wait(clock, hours=3)
    desk.delete("faults")
    stage.wait(clock, hours=3)
    payment = see(stage)
    assert (payment.reversed, payment.advanced) == (40_000, 0)
    assert of(stage) == {}


def test_a_dispute_beats_a_transfer_that_has_not_left(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    from introductions.tasks import sweep

    stage.confirmed()
    clock.move_to(stage.now().deadlines.get(move="release").due_at)
    stage.sandbox.follow(clock.offset.total_seconds())
    sweep()
    assert ProviderCall.objects.get(operation="transfer").status == "waiting"
    assert of(stage)["owed"] == 40_000
    dispute = charge_back(stage, desk)  # the worker asks once more before it pays
    assert ProviderCall.objects.get(operation="transfer").status == "dropped"
    assert payment_of(stage).transferred == 0
    assert of(stage) == {"held": 40_000, "fees": 10_000, "disputed": 50_000}
    payment = end(stage, desk, dispute, "lost")
    assert (payment.charged_back, payment.advanced) == (50_000, 0)
    assert of(stage) == {}


def test_a_part_of_the_charge_is_shared_like_the_price(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    paid(stage, clock)
    account = stage.connector.payout_account.account_id
    desk.post("payout", {"account": account, "amount": 40_000, "currency": "eur"})
    payment = end(stage, desk, charge_back(stage, desk, amount=20_000), "lost")
    assert (payment.charged_back, payment.advanced, payment.fee_kept) == (20_000, 16_000, 6_000)


@pytest.mark.parametrize("what", ["inquiry", "early fraud warning"])
def test_an_inquiry_or_a_warning_only_holds_the_money_back(
    stage: Stage, desk: Desk, clock: MovingClock, what: str
) -> None:
    stage.confirmed()
    intent = payment_of(stage).checkouts.get().intent_id
    if what == "inquiry":
        dispute = charge_back(stage, desk, inquiry=True)
    else:
        desk.post("early_fraud_warning", {"payment_intent": intent})
        see(stage)
    payment = payment_of(stage)
    assert payment.warned_at is not None and payment.disputed_at is None
    stage.wait(clock, days=8)
    assert (stage.now().state, payment_of(stage).transferred) == ("confirmed", 0)
    if what == "inquiry":
        if payment_of(stage).warned_at:
            desk.post("dispute", {"dispute": dispute, "status": "warning_closed"})
            see(stage)
    else:
        payments.clear_warning(payment_of(stage))
    stage.wait(clock, days=1)
    assert (stage.now().state, payment_of(stage).transferred) == ("released", 40_000)


def test_a_refund_of_a_charge_disputed_meanwhile_is_held_again(stage: Stage, desk: Desk) -> None:
    stage.introducing()
    intent = payment_of(stage).checkouts.get().intent_id
    actions.step_back(stage.now(), user=stage.connector)
    assert ledger.balance(Kind.REFUNDS, "EUR", payment=payment_of(stage)) == 50_000
    desk.post("dispute", {"payment_intent": intent, "reason": "fraudulent"})
    payment = see(stage)
    assert (payment.refunds_ordered, payment.refunded) == (0, 0)
    assert of(stage) == {"held": 50_000, "disputed": 50_000}
    assert ProviderCall.objects.get(operation="refund").status == "refused"


def test_it_freezes_before_its_money_is_withdrawn(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    stage.confirmed()
    desk.post("withdrawals", {"seconds": 3 * DAY})
    dispute = charge_back(stage, desk)
    assert payment_of(stage).is_frozen
    assert of(stage) == {"cash": 50_000, "held": 50_000}
    assert stage.now().state == "charged_back"
    stage.wait(clock, days=2)
    assert payment_of(stage).transferred == 0
    stage.wait(clock, days=2)
    assert of(stage) == {"held": 50_000, "disputed": 50_000}
    payment = end(stage, desk, dispute, "lost")
    assert (of(stage), payment.charged_back, payment.advanced) == ({}, 50_000, 0)
    check_sums()
    check_against(stage.sandbox)


def test_won_before_its_money_was_withdrawn_nothing_ever_left(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    paid(stage, clock)
    desk.post("withdrawals", {"seconds": 3 * DAY})
    dispute = charge_back(stage, desk)
    assert payment_of(stage).reversed == 40_000
    payment = end(stage, desk, dispute, "won")
    assert (payment.disputed_at, payment.transferred) == (None, 80_000)
    stage.wait(clock, days=4)
    assert of(stage) == {"cash": 10_000, "fees": 10_000}
    check_sums()
    check_against(stage.sandbox)


def test_right_before_the_money_leaves_a_dispute_without_withdrawal_stops_it(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    from introductions.tasks import sweep

    stage.confirmed()
    clock.move_to(stage.now().deadlines.get(move="release").due_at)
    stage.sandbox.follow(clock.offset.total_seconds())
    sweep()
    desk.post("withdrawals", {"seconds": 3 * DAY})
    intent = payment_of(stage).checkouts.get(status="captured").intent_id
    desk.post("dispute", {"payment_intent": intent, "reason": "fraudulent"})
    payments.carry_out(ProviderCall.objects.get(operation="transfer").pk)
    assert not ProviderCall.objects.filter(operation="transfer").exclude(attempts=0).exists()


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        ("needs_response", True),
        ("under_review", True),
        ("a_status_of_tomorrow", True),
        ("won", False),
        ("prevented", False),
        ("lost", False),
        ("warning_needs_response", False),
        ("warning_under_review", False),
        ("warning_closed", False),
    ],
)
def test_what_is_neither_over_nor_an_inquiry_is_open(status: str, is_open: bool) -> None:
    assert DisputeFacts("du_1", 50_000, status, withdrawn=False, fees=[]).is_open is is_open
