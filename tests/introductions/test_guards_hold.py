"""Each guard that stands alone between us and a wrong sum or a wrong introduction (tests/mutations.py)."""

import time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors.actions import suppress
from connectors.models import ConnectorProfile
from introductions import actions
from introductions.tasks import sweep
from payments import actions as payments
from payments import ledger
from payments.actions.provider_calls import sending
from payments.models import Checkout, Entry, LedgerAccount, Payment, ProviderCall, ProviderEvent
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle
from tests.support.together import together, won

LIVE = "waiting"


def accept(stage: Stage) -> object:
    return actions.accept(
        stage.now(), user=stage.connector, not_my_employer=True, no_duty_breached=True
    )


# --- At the moment of acceptance -------------------------------------------------------------------


@pytest.mark.django_db
def test_nobody_introduces_into_their_own_employer_of_today(stage: Stage) -> None:
    stage.requested()
    ConnectorProfile.objects.update_or_create(
        user=stage.connector, defaults={"employer_name": "Meridian Freight"}
    )
    with pytest.raises(Refusal, match="own current employer"):
        accept(stage)
    assert stage.now().state == "requested"


@pytest.mark.django_db
def test_somebody_who_has_since_asked_not_to_be_listed_is_not_asked(stage: Stage) -> None:
    stage.requested()
    suppress(stage.relationship.prospect)
    with pytest.raises(Refusal, match="not open to requests"):
        accept(stage)
    assert (stage.now().state, stage.now().accepted_at) == ("lapsed", None)


@pytest.mark.django_db
def test_a_connector_who_cannot_be_paid_does_not_accept(stage: Stage) -> None:
    stage.requested()
    account = stage.connector.payout_account
    stage.sandbox.post("onboard", account=account.account_id, rejected=True)
    payments.look_at_account(account.account_id)
    with pytest.raises(Refusal, match="payout account"):
        accept(stage)
    assert stage.now().state == "requested"


@pytest.mark.django_db
def test_nobody_accepts_for_somebody_else(stage: Stage) -> None:
    stage.requested()
    with pytest.raises(Refusal, match="not yours"):
        actions.accept(stage.now(), user=stage.rep, not_my_employer=True, no_duty_breached=True)
    assert stage.now().state == "requested"


# --- Locks, where unique keys do not help -------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_new_facts_recorded_by_many_at_once_are_booked_once(stage: Stage) -> None:
    """Without the payment's lock the slower one writes back the sums that it read before."""
    stage.consenting()
    actions.agree(stage.now())
    call = ProviderCall.objects.get(operation="capture")
    payments.carry_out(call.pk)
    payment = Payment.objects.get()
    assert payment.captured == 0  # taken at the provider, not seen by us yet
    together(*[lambda: payments.look(payment.pk)] * 8)
    payment.refresh_from_db()
    assert (payment.captured, payment.funds) == (50_000, "held")


@pytest.mark.django_db(transaction=True)
def test_one_of_many_workers_makes_the_call(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key would make a second call harmless; the lease is there so that there is none."""
    stage.consenting()
    actions.agree(stage.now())
    call = ProviderCall.objects.get(operation="capture")
    calls: list[str] = []
    send, is_due = sending.send, sending._is_due

    def noted(*call: Any) -> Any:
        calls.append(call[0])
        return send(*call)

    def slowly(row: ProviderCall) -> bool:
        answer = is_due(row)
        time.sleep(0.1)  # everybody has read before anybody writes
        return answer

    monkeypatch.setattr(sending, "send", noted)
    monkeypatch.setattr(sending, "_is_due", slowly)
    together(*[lambda: payments.carry_out(call.pk)] * 4)
    assert calls == ["capture"]


@pytest.mark.django_db(transaction=True)
def test_freezing_and_releasing_one_payment_at_once_leaves_one_story(stage: Stage) -> None:
    stage.confirmed()
    payment = Payment.objects.get()
    answers = together(
        *[lambda: payments.freeze(payment)] * 4, *[lambda: payments.release(payment)] * 4
    )
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(one, Refusal) for one in lost), lost
    assert len(won(answers)) in {1, 4}
    payment.refresh_from_db()
    assert (payment.frozen_at is None) == (payment.release_ordered == 50_000)


@pytest.mark.django_db
def test_a_frozen_payment_is_not_released(stage: Stage) -> None:
    stage.confirmed()
    payment = payments.freeze(Payment.objects.get())
    with pytest.raises(Refusal, match="frozen"):
        payments.release(payment)
    assert Payment.objects.get().release_ordered == 0


@pytest.mark.django_db
def test_a_payment_frozen_after_its_release_was_intended_pays_nothing_out(stage: Stage) -> None:
    """A warning arrives between the intention and the next look."""
    stage.confirmed()
    Payment.objects.update(intent="release", warned_at=stage.now().requested_at)
    settle()
    assert not ProviderCall.objects.filter(operation="transfer").exists()
    assert Payment.objects.get().release_ordered == 0


# --- At the provider ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_dispute_nobody_told_us_of_stops_the_transfer(stage: Stage, clock: MovingClock) -> None:
    """The worker asks once more, right before the money leaves."""
    stage.confirmed()
    clock.move_to(stage.now().deadlines.get(move="release").due_at)
    stage.sandbox.follow(clock.offset.total_seconds())
    sweep()
    intent = Checkout.objects.get().intent_id
    stage.sandbox.post("dispute", payment_intent=intent, reason="fraudulent")
    payments.carry_out(ProviderCall.objects.get(operation="transfer").pk)
    assert stage.sandbox.get("books")["transfer_groups"] == {}


@pytest.mark.django_db
def test_a_part_refunded_without_an_answer_is_refunded_once(
    stage: Stage, clock: MovingClock
) -> None:
    """Enough is left on the charge for a second refund: only the key stands against it."""
    stage.introducing()
    stage.sandbox.post("faults", match="POST /v1/refunds", kind="drop_after_commit", times=3)
    payments.split(Payment.objects.get(), payee_part=Money(30_000, "EUR"))
    for _ in range(3):
        settle()
        clock.forward(hours=1, minutes=5)
        stage.sandbox.follow(clock.offset.total_seconds())
    settle()
    books = stage.sandbox.get("books")["payments"][Checkout.objects.get().intent_id]
    assert (books["refunded"], Payment.objects.get().refunded) == (20_000, 20_000)


# --- Once, says the database ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_call_has_a_key_of_its_own(stage: Stage) -> None:
    call = ProviderCall.objects.filter(operation="account").get()
    with pytest.raises(IntegrityError, match="key"), transaction.atomic():
        ProviderCall.objects.create(operation="another", key=call.key)


@pytest.mark.django_db
def test_a_reason_is_posted_once(stage: Stage) -> None:
    cash = ledger.account(LedgerAccount.Kind.CASH, "EUR")
    ledger.post("once", None, (cash, 1), (ledger.account(LedgerAccount.Kind.FEES, "EUR"), -1))
    with pytest.raises(IntegrityError, match="reason"), transaction.atomic():
        Entry.objects.create(reason="once")


@pytest.mark.django_db
def test_a_message_is_kept_once(stage: Stage) -> None:
    ProviderEvent.objects.create(event_id="evt_1", type="x", payload={})
    with pytest.raises(IntegrityError, match="event_id"), transaction.atomic():
        ProviderEvent.objects.create(event_id="evt_1", type="x", payload={})


@pytest.mark.django_db
@pytest.mark.parametrize("operation", ["transfer", "refund"])
def test_two_live_calls_to_move_the_same_money_are_refused(stage: Stage, operation: str) -> None:
    payment = stage.request().now().payment
    ProviderCall.objects.create(operation=operation, payment=payment, key="a", status=LIVE)
    with (
        pytest.raises(IntegrityError, match=r"one_live_transfer|one_refund_under_way"),
        transaction.atomic(),
    ):
        ProviderCall.objects.create(operation=operation, payment=payment, key="b", status=LIVE)


@pytest.mark.django_db
def test_a_checkout_is_captured_once(stage: Stage) -> None:
    checkout = stage.request().now().payment.checkouts.get()  # type: ignore[union-attr]
    ProviderCall.objects.create(operation="capture", checkout=checkout, key="a", status="granted")
    with pytest.raises(IntegrityError, match="one_capture_of_a_checkout"), transaction.atomic():
        ProviderCall.objects.create(operation="capture", checkout=checkout, key="b", status=LIVE)


@pytest.mark.django_db
def test_a_payment_is_captured_on_one_card(stage: Stage) -> None:
    first = stage.introducing().now().payment.checkouts.get()  # type: ignore[union-attr]
    with pytest.raises(IntegrityError, match="captured_once"), transaction.atomic():
        Checkout.objects.create(
            payment=first.payment,
            n=2,
            amount=1,
            fee=0,
            status="captured",
            expires_at=first.expires_at,
        )
