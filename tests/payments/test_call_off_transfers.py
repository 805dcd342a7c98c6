"""A transfer whose intent is gone: called off once it is known not to have happened, reversed once it did.

Whichever way it waits: never sent, refused for good, without an answer, in doubt, or for a person.
"""

import pytest
from django.core import mail

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from introductions.tasks import sweep
from payments import actions as payments
from payments.actions.provider_calls import _set_aside
from payments.gateway.client import client
from payments.models import ProviderCall
from payments.tasks import sweep_calls, sweep_unseen
from tests.payments.test_chargebacks import charge_back, desk, end, of, payment_of, see
from tests.payments.test_survive_failures import fault
from tests.support import builders
from tests.support.audit import check_against, check_sums
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
REFUSED = {"type": "invalid_request_error", "code": "transfers_not_allowed", "message": "No."}


@pytest.fixture
def finance() -> User:
    """Somebody of the staff."""
    return builders.staff("fiona", "finance")


def released(stage: Stage, clock: MovingClock) -> ProviderCall:
    """The safety hold is over; what became of the transfer is up to the faults."""
    stage.confirmed().wait(clock, days=7, hours=1)
    return ProviderCall.objects.get(operation="transfer")


def refused(stage: Stage, desk: Desk, clock: MovingClock) -> ProviderCall:
    """The transfer was refused for good, by a code that no time heals."""
    fault(desk, "POST /v1/transfers", "error", error=REFUSED)
    row = released(stage, clock)
    assert (row.status, Case.objects.get(kind="call").is_open) == ("stuck", True)
    return row


def unclear(stage: Stage, desk: Desk, clock: MovingClock, kind: str) -> ProviderCall:
    """The transfer was sent, once, and no answer came; nobody has looked since."""
    stage.confirmed()
    clock.move_to(stage.now().deadlines.get(move="release").due_at)
    stage.sandbox.follow(clock.offset.total_seconds())
    sweep()
    fault(desk, "POST /v1/transfers", kind, times=3)
    row = ProviderCall.objects.get(operation="transfer")
    payments.carry_out(row.pk)
    desk.delete("faults")
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("sent", 1)
    return row


def give_back(stage: Stage, finance: User) -> None:
    payments.refund_released(payment_of(stage), staff=finance, reason="The objection is right.")
    settle()


def pass_hours(stage: Stage, clock: MovingClock, hours: int) -> None:
    """So many hours, in which the worker looks and sends what is due."""
    for _ in range(hours):
        clock.forward(hours=1)
        stage.sandbox.follow(clock.offset.total_seconds())
        sweep_unseen()
        settle()


def transfers(stage: Stage) -> int:
    """How many the provider knows."""
    group = {"transfer_group": payment_of(stage).reference}
    return len(client().v1.transfers.list(group).data)


def books_agree(stage: Stage) -> None:
    check_sums()
    check_against(stage.sandbox)


# --- Refused for good -------------------------------------------------------------------------------


def test_a_refused_one_is_called_off_when_all_is_given_back(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    row = refused(stage, desk, clock)
    assert of(stage) == {"cash": 50_000, "owed": 40_000, "fees": 10_000}
    give_back(stage, finance)
    row.refresh_from_db()
    assert row.status == "dropped"
    assert Case.objects.get(kind="call").outcome == "no longer needed"
    assert (payment_of(stage).refunded, payment_of(stage).funds) == (50_000, "settled")
    assert of(stage) == {}
    books_agree(stage)


def test_a_refused_one_is_called_off_when_the_charge_is_disputed(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    refused(stage, desk, clock)
    dispute = charge_back(stage, desk)
    assert of(stage) == {"held": 40_000, "fees": 10_000, "disputed": 50_000}
    assert stage.now().state == "released"
    mail.outbox.clear()
    end(stage, desk, dispute, "lost")
    assert (of(stage), payment_of(stage).advanced) == ({}, 0)
    assert stage.now().state == "charged_back"
    assert {one.to[0] for one in mail.outbox} == {stage.rep.email, stage.connector.email}
    books_agree(stage)


def test_a_refused_one_is_called_off_when_all_was_refunded_elsewhere(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    row = refused(stage, desk, clock)
    intent = payment_of(stage).checkouts.get().intent_id
    mail.outbox.clear()
    client().v1.refunds.create({"payment_intent": intent, "amount": 50_000})
    see(stage)
    row.refresh_from_db()
    assert (row.status, of(stage), stage.now().state) == ("dropped", {}, "refunded")
    assert {one.to[0] for one in mail.outbox} == {stage.rep.email, stage.connector.email}
    books_agree(stage)


def test_what_is_paid_keeps_its_end_when_all_was_refunded_elsewhere(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    stage.confirmed().wait(clock, days=7, hours=1)
    intent = payment_of(stage).checkouts.get().intent_id
    client().v1.refunds.create({"payment_intent": intent, "amount": 50_000})
    see(stage)
    assert (payment_of(stage).debt, stage.now().state) == (40_000, "released")
    books_agree(stage)


def test_a_refused_one_is_ordered_anew_when_the_dispute_is_won(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    refused(stage, desk, clock)
    end(stage, desk, charge_back(stage, desk), "won")
    made = ProviderCall.objects.filter(operation="transfer").order_by("n")
    assert list(made.values_list("n", "status")) == [(1, "dropped"), (2, "granted")]
    assert payment_of(stage).transferred == 40_000
    books_agree(stage)


def test_a_dispute_that_is_met_when_it_is_lost_makes_no_debt(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    """Its messages were lost: the first look that meets it meets its end."""
    refused(stage, desk, clock)
    intent = payment_of(stage).checkouts.get().intent_id
    made = desk.post("dispute", {"payment_intent": intent, "reason": "fraudulent"})
    desk.post("dispute", {"dispute": made["id"], "status": "lost"})
    see(stage)
    assert (of(stage), payment_of(stage).advanced) == ({}, 0)
    assert not Case.objects.filter(subject__startswith="debt:").exists()
    books_agree(stage)


def test_the_desk_cannot_send_one_that_was_called_off(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    row = refused(stage, desk, clock)
    give_back(stage, finance)
    row.refresh_from_db()
    before = of(stage)
    with pytest.raises(Refusal, match="not waiting for a person"):
        payments.look_and_decide(row, staff=finance)
    sweep_calls()
    assert (transfers(stage), of(stage), payment_of(stage).refunded) == (0, before, 50_000)


# --- No clear answer ------------------------------------------------------------------------------


def test_one_that_nobody_answered_is_not_sent_again_once_it_is_given_back(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    row = unclear(stage, desk, clock, "drop_before")
    give_back(stage, finance)
    pass_hours(stage, clock, 20)
    row.refresh_from_db()
    assert (row.status, row.attempts, transfers(stage)) == ("sent", 1, 0)
    assert payment_of(stage).refunded == 0  # it may still have happened
    pass_hours(stage, clock, 5)
    row.refresh_from_db()
    assert (row.status, transfers(stage)) == ("dropped", 0)
    assert (payment_of(stage).refunded, of(stage)) == (50_000, {})
    books_agree(stage)


def test_one_that_is_found_is_reversed_once_it_is_given_back(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    row = unclear(stage, desk, clock, "drop_after_commit")
    give_back(stage, finance)
    row.refresh_from_db()
    payment = payment_of(stage)
    assert (row.status, payment.reversed, payment.refunded) == ("granted", 40_000, 50_000)
    books_agree(stage)


def test_one_that_is_found_is_reversed_once_the_charge_is_disputed(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    """Its answer is lost and the dispute forbids to ask again: the look that finds it knows it."""
    unclear(stage, desk, clock, "drop_after_commit")
    charge_back(stage, desk)
    payment = payment_of(stage)
    assert (payment.transferred, payment.reversed) == (40_000, 40_000)
    assert of(stage) == {"held": 40_000, "fees": 10_000, "disputed": 50_000}
    books_agree(stage)


def test_one_in_doubt_that_did_not_happen_is_called_off_under_dispute(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    row = unclear(stage, desk, clock, "drop_before")
    dispute = charge_back(stage, desk)
    assert of(stage) == {"owed": 40_000, "fees": 10_000, "disputed": 50_000}
    pass_hours(stage, clock, 24)
    row.refresh_from_db()
    assert row.status == "dropped"
    end(stage, desk, dispute, "lost")
    assert (of(stage), transfers(stage), payment_of(stage).advanced) == ({}, 0, 0)
    books_agree(stage)


def test_one_in_doubt_pays_the_debt_that_its_loss_was_made(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    """The dispute is lost before it is known whether the connector has the money."""
    unclear(stage, desk, clock, "drop_before")
    end(stage, desk, charge_back(stage, desk), "lost")
    assert of(stage) == {"owed": 40_000, "receivable": 40_000}
    pass_hours(stage, clock, 24)
    assert (of(stage), transfers(stage), payment_of(stage).advanced) == ({}, 0, 0)
    books_agree(stage)


# --- For a person, and unknown ----------------------------------------------------------------------


@pytest.mark.parametrize("happened", [False, True])
def test_a_stuck_one_of_which_nothing_is_known_is_looked_for(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User, happened: bool
) -> None:
    row = unclear(stage, desk, clock, "drop_after_commit" if happened else "drop_before")
    _set_aside(row, "idempotency_error", "other parameters")
    give_back(stage, finance)
    row.refresh_from_db()
    assert row.status == ("granted" if happened else "dropped")
    assert not Case.objects.get(kind="call").is_open
    assert transfers(stage) == happened
    assert (payment_of(stage).refunded, of(stage)) == (50_000, {})
    books_agree(stage)


def test_a_warning_keeps_one_that_waits_from_leaving(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    error = REFUSED | {"code": "balance_insufficient"}
    fault(desk, "POST /v1/transfers", "error", error=error)
    stage.confirmed().wait(clock, days=7, hours=1)
    intent = payment_of(stage).checkouts.get().intent_id
    desk.post("early_fraud_warning", {"payment_intent": intent})
    see(stage)
    pass_hours(stage, clock, 12)
    assert (transfers(stage), of(stage)["owed"]) == (0, 40_000)
    payments.clear_warning(payment_of(stage))
    pass_hours(stage, clock, 2)
    assert payment_of(stage).transferred == 40_000
    books_agree(stage)
