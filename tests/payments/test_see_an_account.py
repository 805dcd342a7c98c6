"""How a connector's payout account stands is seen in time, whatever message was lost."""

from typing import Any

import pytest
from django.core import mail

from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from introductions import actions
from payments import actions as payments
from payments.gateway.client import client
from payments.models import PayoutAccount, ProviderEvent
from payments.stripe_events import process_event
from payments.tasks import sweep_unseen
from tests.payments.test_chargebacks import desk, of, paid, see
from tests.payments.test_survive_failures import fault
from tests.support.audit import check_against, check_sums
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def reviewed(stage: Stage) -> None:
    """The provider made the account active; while it reviewed we saw it last, and its message was lost."""
    PayoutAccount.objects.update(transfers_status="pending")


def account_of(stage: Stage) -> PayoutAccount:
    return PayoutAccount.objects.get(user=stage.connector)


def told_of(stage: Stage, type: str, about: dict[str, Any] | None = None) -> None:
    """A message about the connected account, as an endpoint for Connect events gets it."""
    payload = {"account": account_of(stage).account_id, "data": {"object": about or {}}}
    process_event(ProviderEvent.objects.create(event_id=f"evt_{type}", type=type, payload=payload))


def test_before_money_is_taken_it_is_looked_at_again(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    reviewed(stage)
    clock.forward(minutes=31)
    sweep_unseen()
    assert account_of(stage).is_ready


def test_a_ready_one_is_looked_at_once_a_day(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    seen = account_of(stage).seen_at
    clock.forward(hours=20)
    sweep_unseen()
    assert account_of(stage).seen_at == seen


def test_accepting_looks_once_more(stage: Stage) -> None:
    stage.requested()
    reviewed(stage)
    stage.accept()
    assert (stage.now().state, account_of(stage).is_ready) == ("consent", True)


def test_accepting_is_refused_while_the_provider_is_silent(stage: Stage, desk: Desk) -> None:
    stage.requested()
    reviewed(stage)
    fault(desk, "GET /v2/core/accounts/*", "drop_before", times=9)
    with pytest.raises(Refusal) as refusal:
        stage.accept()
    assert refusal.value.code == "not_yet"
    assert stage.now().state == "requested"


def sent_back(stage: Stage, desk: Desk, clock: MovingClock) -> str:
    """The connector's bank sends 400 back; the payout's id."""
    account = account_of(stage).account_id
    asked = {"account": account, "amount": 40_000, "currency": "eur", "fail": True}
    made = desk.post("payout", asked)
    clock.forward(days=2)
    stage.sandbox.follow(clock.offset.total_seconds())
    return str(made["id"])


def test_a_payout_that_the_bank_sent_back_is_told(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    paid(stage, clock)
    books = of(stage)
    payout = sent_back(stage, desk, clock)
    mail.outbox.clear()
    told_of(stage, "payout.failed", {"id": payout, "object": "payout"})
    see(stage)
    assert [(one.to, "sent €400.00 back" in one.subject) for one in mail.outbox] == [
        ([stage.connector.email], True)
    ]
    case = Case.objects.get(kind="unpaid")
    assert (case.amount, case.facts["why"]) == (40_000, "account_closed")
    assert of(stage) == books
    check_sums()
    check_against_but_for_the_payout(stage)


def check_against_but_for_the_payout(stage: Stage) -> None:
    """The money is on the connector's own account again: the provider's books still fit ours."""
    there = client().v1.balance.retrieve({}, {"stripe_account": account_of(stage).account_id})
    assert there.available[0].amount == 40_000


def test_a_payout_that_arrived_tells_nobody(stage: Stage, desk: Desk, clock: MovingClock) -> None:
    paid(stage, clock)
    account = account_of(stage).account_id
    made = desk.post("payout", {"account": account, "amount": 40_000, "currency": "eur"})
    clock.forward(days=2)
    stage.sandbox.follow(clock.offset.total_seconds())
    told_of(stage, "payout.failed", {"id": made["id"]})  # an old message: the object decides
    assert not Case.objects.filter(kind="unpaid").exists()


def test_of_a_strangers_account_nothing_is_said(stage: Stage) -> None:
    stage.confirming()
    event = ProviderEvent(
        event_id="evt_x", type="payout.failed", payload={"account": "acct_not_ours"}
    )
    process_event(event)
    assert not Case.objects.exists()


def test_one_that_let_us_go_is_closed(stage: Stage, desk: Desk, clock: MovingClock) -> None:
    stage.confirmed()
    gone = {"status": 403, "code": "account_invalid", "type": "invalid_request_error"}
    gone["message"] = "The provided key does not have access to account."
    fault(desk, "GET /v2/core/accounts/*", "error", times=99, error=gone)
    told_of(stage, "account.application.deauthorized", {"id": "ca_1", "object": "application"})
    assert not account_of(stage).is_ready
    assert account_of(stage).closed_at is not None
    stage.wait(clock, days=8)
    assert stage.now().state == "confirmed"  # held until they can be paid, or for 85 days
    desk.delete("faults")
    payments.look_at_account(account_of(stage).account_id)
    stage.wait(clock, days=1)
    settle()
    assert stage.now().state == "released"
    check_sums()
    check_against(stage.sandbox)


def test_another_refusal_of_the_provider_closes_nothing(stage: Stage, desk: Desk) -> None:
    stage.requested()
    error = {"status": 403, "code": "more_permissions_required", "message": "Not with this key."}
    fault(desk, "GET /v2/core/accounts/*", "error", times=9, error=error)
    payments.see_account(stage.connector)
    assert account_of(stage).is_ready
    assert actions.open_moves(stage.now(), "connector")  # type: ignore[arg-type]
