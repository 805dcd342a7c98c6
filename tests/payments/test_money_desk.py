"""What a person decides about money: stuck calls, failed refunds, debts, chargebacks, lost messages."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from brokerage.moderation.registry import KINDS
from introductions import actions
from payments import actions as payments
from payments import ledger
from payments.actions.provider_calls import _set_aside
from payments.gateway.client import client as provider
from payments.models import LedgerAccount, ProviderCall, ProviderEvent
from payments.tasks import reconcile_all, sweep_undelivered
from tests.payments.test_chargebacks import charge_back, desk, end, indebted, payment_of, see
from tests.payments.test_survive_failures import fault
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

__all__ = ["desk"]
Kind = LedgerAccount.Kind
pytestmark = pytest.mark.django_db


@pytest.fixture
def finance() -> User:
    """Somebody of the staff."""
    return User.objects.create_user(email="fin@sidedoor.example", name="Fin", is_superuser=True)


def do(case: Case, name: str, staff: User) -> None:
    deed = next(one for one in KINDS[case.kind].actions if one.name == name)
    assert KINDS[case.kind].panel(case, staff)["known"]
    deed.make(case, staff, {"reason": "Looked at it thoroughly."})


def test_a_transfer_although_nothing_was_released_is_a_debt_and_a_case(stage: Stage) -> None:
    stage.introducing()
    reference = payment_of(stage).reference
    stage.sandbox.onboard(stage.connector.payout_account.account_id)
    provider().v1.transfers.create(
        {
            "amount": 700,
            "currency": "eur",
            "destination": stage.connector.payout_account.account_id,
            "transfer_group": reference,
        }
    )
    assert reconcile_all() == 0
    assert payment_of(stage).sent_elsewhere == 700
    case = Case.objects.get(kind="difference", subject__startswith="transfer:")
    assert case.is_open and case.facts["introduction"] == reference


def test_a_message_lost_for_good_arrives(stage: Stage, desk: Desk) -> None:
    desk.post("webhooks", {"mode": "lose", "url": "http://127.0.0.1:9/", "secrets": ["whsec_x"]})
    stage.requested()
    desk.post("webhooks/flush")
    ProviderEvent.objects.all().delete()
    assert sweep_undelivered() > 0
    assert ProviderEvent.objects.filter(type="checkout.session.completed").count() == 1
    assert sweep_undelivered() == 0


def test_a_stuck_transfer_that_happened_is_found(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    stage.confirmed().wait(clock, days=7, hours=1)
    row = ProviderCall.objects.get(operation="transfer")
    ProviderCall.objects.update(status="granted")
    ProviderCall.objects.filter(pk=row.pk).update(status="stuck", answer_id="")
    row.refresh_from_db()
    assert payments.look_and_decide(row, staff=finance) == "found there"
    row.refresh_from_db()
    assert (row.status, payment_of(stage).transferred) == ("granted", 40_000)


def test_other_parameters_are_asked_again_only_by_a_person(stage: Stage, finance: User) -> None:
    stage.introducing()
    ProviderCall.objects.filter(operation="capture").update(answer_id="")
    actions.step_back(stage.now(), user=stage.connector)
    row = ProviderCall.objects.get(operation="refund")
    _set_aside(row, "idempotency_error", "other parameters")
    settle()
    assert ProviderCall.objects.filter(operation="refund").count() == 1
    case = Case.objects.get(kind="call", subject=row.key)
    do(case, "decide", finance)
    case.refresh_from_db()
    assert not case.is_open
    settle()
    assert see(stage).refunded == 50_000
    assert StaffAction.objects.filter(action="look at the provider and decide").exists()


def test_a_failed_refund_is_paid_another_way(stage: Stage, finance: User) -> None:
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector)
    see(stage)
    payment = payment_of(stage)
    row = ProviderCall.objects.get(operation="refund")
    ledger.refund_returned(payment, row.answer_id, 50_000)
    payment.refunded = 0
    payment.save()
    ProviderCall.objects.filter(pk=row.pk).update(status="stuck", error_code="refund_failed")
    row.refresh_from_db()
    payment = payments.mark_refund_handled(row, staff=finance, reason="Paid by bank transfer.")
    assert (payment.refunded, payment.funds) == (50_000, "settled")
    assert ledger.balance(Kind.REFUNDS, "EUR", payment=payment) == 0
    assert ledger.balance(Kind.OUTSIDE, "EUR", payment=payment) == 50_000
    with pytest.raises(Refusal):
        payments.mark_refund_handled(row, staff=finance, reason="Once more, by mistake.")


def test_a_debt_is_written_off(stage: Stage, desk: Desk, clock: MovingClock, finance: User) -> None:
    indebted(stage, desk, clock)
    with pytest.raises(Refusal):
        payments.write_off(stage.connector, Money(40_001, "EUR"), staff=finance, reason="x")
    payments.write_off(stage.connector, Money(40_000, "EUR"), staff=finance, reason="bankrupt")
    case = Case.objects.get(kind="debt")
    assert not case.is_open
    with pytest.raises(Refusal):
        do(case, "write_off", finance)
    assert ledger.balance(Kind.RECEIVABLE, "EUR", user=stage.connector) == 0
    assert ledger.balance(Kind.WRITTEN_OFF, "EUR", user=stage.connector) == 40_000


def test_a_chargeback_is_answered_with_the_record(stage: Stage, desk: Desk, finance: User) -> None:
    stage.confirming()
    dispute = charge_back(stage, desk)
    case = Case.objects.get(kind="chargeback", subject=dispute)
    assert case.is_open and case.due_at is not None
    do(case, "answer", finance)
    settle()
    assert ProviderCall.objects.get(operation="evidence").status == "granted"
    sent = provider().v1.disputes.retrieve(dispute).evidence.uncategorized_text or ""
    assert "agreed" in sent and "messages" in sent
    assert "Petra" not in sent


@pytest.mark.parametrize(("kind", "n"), [("500_after_commit", 1), ("500", 2)])
def test_evidence_in_doubt_is_found_in_the_dispute_or_sent_once_more(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User, kind: str, n: int
) -> None:
    stage.confirming()
    dispute = charge_back(stage, desk)
    fault(desk, "POST /v1/disputes/*", kind)
    payments.submit_evidence(
        payment_of(stage), dispute, {"uncategorized_text": "They met."}, staff=finance
    )
    for _ in range(3):
        settle()
        clock.forward(hours=1)
        stage.sandbox.follow(clock.offset.total_seconds())
    asked = ProviderCall.objects.filter(operation="evidence").order_by("n")
    assert [row.status for row in asked] == ["dropped"] * (n - 1) + ["granted"]
    assert not Case.objects.filter(kind="call").exists()
    details = provider().v1.disputes.retrieve(dispute).evidence_details
    assert details.submission_count == 1


def test_evidence_for_a_dispute_that_is_over_is_dropped(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    stage.confirming()
    dispute = charge_back(stage, desk)
    fault(desk, "POST /v1/disputes/*", "drop_before", times=1000)
    payments.submit_evidence(
        payment_of(stage), dispute, {"uncategorized_text": "They met."}, staff=finance
    )
    row = ProviderCall.objects.get(operation="evidence")
    payments.carry_out(row.pk)
    _set_aside(row, "idempotency_error", "other parameters")
    desk.delete("faults")
    end(stage, desk, dispute, "lost")
    row.refresh_from_db()
    assert (row.status, ProviderCall.objects.filter(operation="evidence").count()) == ("dropped", 1)
    assert not Case.objects.get(kind="call").is_open


def test_a_warning_calls_somebody_who_clears_it(stage: Stage, desk: Desk, finance: User) -> None:
    stage.confirmed()
    desk.post(
        "early_fraud_warning", {"payment_intent": payment_of(stage).checkouts.get().intent_id}
    )
    see(stage)
    do(Case.objects.get(kind="warning"), "clear", finance)
    assert payment_of(stage).warned_at is None


def test_a_newer_warning_than_the_cleared_one_calls_somebody_again(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    stage.confirmed()
    intent = payment_of(stage).checkouts.get().intent_id
    desk.post("early_fraud_warning", {"payment_intent": intent})
    see(stage)
    do(Case.objects.get(kind="warning"), "clear", finance)
    assert see(stage).warned_at is None
    clock.forward(hours=1)
    stage.sandbox.follow(clock.offset.total_seconds())
    desk.post("early_fraud_warning", {"payment_intent": intent})
    assert see(stage).warned_at is not None
    stage.wait(clock, days=8)
    assert payment_of(stage).transferred == 0
    do(Case.objects.get(kind="warning", closed_at=None), "clear", finance)
    stage.wait(clock, days=1)
    assert payment_of(stage).transferred == 40_000


def test_money_of_a_won_dispute_is_given_back_by_a_person(
    stage: Stage, desk: Desk, finance: User
) -> None:
    stage.confirming()
    dispute = charge_back(stage, desk)
    desk.post("dispute", {"dispute": dispute, "status": "won"})
    see(stage)
    do(Case.objects.get(subject=f"won:{payment_of(stage).reference}"), "refund", finance)
    assert see(stage).refunded == 50_000


def test_numbers_are_shown_to_the_token_only(
    client: Client, settings: object, stage: Stage
) -> None:
    assert client.get("/metrics/").status_code == 404
    settings.METRICS_TOKEN = "watch"  # type: ignore[attr-defined]
    assert client.get("/metrics/").status_code == 401
    shown = client.get("/metrics/", headers={"Authorization": "Bearer watch"}).content.decode()
    assert "sidedoor_provider_calls_stuck 0.0" in shown


@pytest.mark.parametrize("twin", [False, True])
def test_nobody_decides_about_their_own_money(
    stage: Stage, desk: Desk, clock: MovingClock, twin: bool
) -> None:
    """Finance who is paid here as well, from that account or from a second one of the same mailbox."""
    indebted(stage, desk, clock)
    case = Case.objects.get(kind="debt")
    someone = stage.connector
    if twin:
        someone = User.objects.create_user(email="second@sidedoor.example", name="Twin")
        mailbox = stage.connector.email.replace("@", "+2@")
        EmailAddress.objects.create(user=someone, email=mailbox, verified=True)
    someone.is_staff = True
    someone.save()
    someone.groups.add(Group.objects.get(name="finance"))
    client = Client()
    client.force_login(someone)
    path = f"/moderation/cases/{case.public_id}/"
    assert "your own money" in client.get(path).text
    for name in ("write_off", "leave"):
        answer = client.post(f"{path}{name}/", {"reason": "I would rather not owe this."})
        assert answer.status_code == 403
    case.refresh_from_db()
    assert case.is_open
    assert not StaffAction.objects.filter(staff=someone).exists()


@pytest.mark.parametrize("kind", ["chargeback", "warning", "unpaid", "refund", "difference"])
def test_a_party_to_a_payment_decides_no_case_about_it(stage: Stage, kind: str) -> None:
    stage.introducing()
    case = Case(kind=kind, subject="x", facts={"introduction": payment_of(stage).reference})
    assert KINDS[kind].why_not(case, stage.rep)
    assert KINDS[kind].why_not(case, stage.connector)
    assert (
        KINDS[kind].why_not(case, User.objects.create_user(email="f@x.example", name="F")) is None
    )
