"""The failure table: every way of going wrong that the provider and the network have, to the cent.

Each test is named after its row (STRIPE.md, "failure | must survive by").
"""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.test import Client

from brokerage.cases.models import Case
from introductions import actions
from payments import actions as payments
from payments import ledger
from payments.gateway.client import client
from payments.models import LedgerAccount, Payment, ProviderCall, ProviderEvent
from payments.queries import due_to_be_available
from payments.stripe_events import process_event
from payments.tasks import sweep_calls, sweep_unseen
from tests.support.audit import check_sums
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

Kind = LedgerAccount.Kind
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(stage: Stage) -> Desk:
    """The sandbox's control desk."""
    return Desk(stage.sandbox.url)


def fault(desk: Desk, match: str, kind: str, times: int = 1, **more: object) -> None:
    desk.post("faults", [{"match": match, "kind": kind, "times": times, **more}])


def payment_of(stage: Stage) -> Payment:
    payment = stage.now().payment
    assert payment is not None
    return payment


def retry(clock: MovingClock, stage: Stage) -> None:
    """Time for every call that waits to be tried again, a few times."""
    for _ in range(4):
        clock.forward(hours=1, minutes=5)
        stage.sandbox.follow(clock.offset.total_seconds())
        settle()


def assert_books_agree(stage: Stage, desk: Desk) -> None:
    """Our ledger equals the sandbox's own books, and what must always hold does."""
    check_sums()
    payment = payment_of(stage)
    held = ledger.balance(Kind.HELD, "EUR", payment=payment)
    on_the_way = ledger.balance(Kind.REFUNDS, "EUR", payment=payment)
    owed = ledger.balance(Kind.OWED, "EUR", user=stage.connector)
    assert payment.captured + payment.advanced == (
        held
        + on_the_way
        + owed
        + payment.transferred
        - payment.reversed
        + payment.refunded
        + payment.charged_back
        + payment.fee_kept
    )
    transfers = client().v1.transfers.list({"transfer_group": payment.reference}).data
    assert sum(t.amount for t in transfers) == payment.transferred
    assert len(transfers) <= 1


LOST_ANSWERS = ["drop_after_commit", "drop_before", "500_after_commit", "500", "429"]


@pytest.mark.parametrize("kind", LOST_ANSWERS)
def test_a_capture_without_an_answer_captures_once(
    stage: Stage, desk: Desk, clock: MovingClock, kind: str
) -> None:
    stage.consenting()
    fault(desk, "POST /v1/payment_intents/*/capture", kind, times=3)
    actions.agree(stage.now())
    settle()
    retry(clock, stage)
    assert stage.now().state == "introducing"
    assert payment_of(stage).captured == 50_000
    assert ProviderCall.objects.filter(operation="capture", status="granted").count() == 1
    assert_books_agree(stage, desk)


@pytest.mark.parametrize("kind", LOST_ANSWERS)
def test_a_transfer_without_an_answer_pays_once(
    stage: Stage, desk: Desk, clock: MovingClock, kind: str
) -> None:
    stage.confirmed()
    fault(desk, "POST /v1/transfers", kind, times=3)
    stage.wait(clock, days=7, hours=1)
    retry(clock, stage)
    assert stage.now().state == "released"
    assert payment_of(stage).transferred == 40_000
    assert_books_agree(stage, desk)


@pytest.mark.parametrize("kind", LOST_ANSWERS)
def test_a_refund_without_an_answer_refunds_once(
    stage: Stage, desk: Desk, clock: MovingClock, kind: str
) -> None:
    stage.introducing()
    fault(desk, "POST /v1/refunds", kind, times=3)
    actions.step_back(stage.now(), user=stage.connector)
    settle()
    retry(clock, stage)
    assert stage.now().state == "refunded"
    assert payment_of(stage).refunded == 50_000
    refunds = client().v1.refunds.list(
        {"payment_intent": payment_of(stage).checkouts.get().intent_id}
    )
    assert [refund.amount for refund in refunds.data] == [50_000]
    assert_books_agree(stage, desk)


def test_a_crash_between_commit_and_call_is_found_by_the_sweep(stage: Stage) -> None:
    stage.consenting()
    actions.agree(stage.now())  # nobody carries the call out: the worker died before
    assert ProviderCall.objects.get(operation="capture").status == "waiting"
    settle()
    assert stage.now().state == "introducing"


def test_a_crash_after_the_call_repeats_it_under_the_same_key(
    stage: Stage, clock: MovingClock
) -> None:
    stage.consenting()
    actions.agree(stage.now())
    call = ProviderCall.objects.get(operation="capture")
    client().v1.payment_intents.capture(
        call.target,
        call.parameters,  # type: ignore[arg-type]
        {"idempotency_key": call.key},
    )
    ProviderCall.objects.filter(pk=call.pk).update(
        status="sent",
        attempts=1,
        first_sent_at=clock.now(),
        leased_until=clock.now() + timedelta(minutes=2),
    )
    assert sweep_calls() == 0  # the dead worker's lease still runs
    clock.forward(minutes=3)
    settle()
    call.refresh_from_db()
    assert call.status == "granted"
    assert payment_of(stage).captured == 50_000


def post_event(body: bytes, signature: str) -> int:
    return (
        Client()
        .post(
            "/stripe/webhook/",
            data=body,
            content_type="application/json",
            headers={"stripe-signature": signature},
        )
        .status_code
    )


def signed(body: bytes, at: int, secret: str = "whsec_sandbox") -> str:
    import hashlib
    import hmac

    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def an_event(event_id: str = "evt_1", livemode: bool = False) -> bytes:
    import json

    return json.dumps(
        {
            "id": event_id,
            "object": "event",
            "type": "charge.updated",
            "api_version": "2026-10-28.endive",
            "livemode": livemode,
            "data": {"object": {"id": "ch_unknown"}},
        }
    ).encode()


def test_a_duplicate_webhook_is_kept_once() -> None:
    import time

    body = an_event()
    for _ in range(3):
        assert post_event(body, signed(body, int(time.time()))) == 200
    assert ProviderEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("seconds", "secret"), [(-301, "whsec_sandbox"), (600, "whsec_sandbox"), (0, "whsec_wrong")]
)
def test_an_old_future_or_forged_webhook_is_refused(seconds: int, secret: str) -> None:
    import time

    body = an_event()
    assert post_event(body, signed(body, int(time.time()) + seconds, secret)) == 400
    assert ProviderEvent.objects.count() == 0


def test_a_webhook_of_the_other_mode_is_refused() -> None:
    import time

    body = an_event(livemode=True)
    assert post_event(body, signed(body, int(time.time()))) == 400
    assert ProviderEvent.objects.count() == 0


def test_either_of_two_secrets_is_accepted_while_one_is_rolled(settings: object) -> None:
    import time

    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]  # type: ignore[attr-defined]
    for number, secret in enumerate(["whsec_new", "whsec_old"]):
        body = an_event(f"evt_{number}")
        assert post_event(body, signed(body, int(time.time()), secret)) == 200
    assert ProviderEvent.objects.count() == 2


def test_old_messages_out_of_order_change_nothing(stage: Stage, clock: MovingClock) -> None:
    stage.confirmed().wait(clock, days=7, hours=1)
    before = Payment.objects.values().get(pk=payment_of(stage).pk)
    intent = payment_of(stage).checkouts.get().intent_id
    for kind in ("payment_intent.succeeded", "payment_intent.amount_capturable_updated"):
        late = ProviderEvent.objects.create(
            event_id=f"evt_{kind}", type=kind, payload={"data": {"object": {"id": intent}}}
        )
        process_event(late)
    after = Payment.objects.values().get(pk=payment_of(stage).pk)
    moving = {"seen_at", "followed_at"}
    assert {k: v for k, v in before.items() if k not in moving} == {
        k: v for k, v in after.items() if k not in moving
    }


def test_lost_webhooks_lose_nothing(stage: Stage, desk: Desk, clock: MovingClock) -> None:
    desk.post("webhooks", {"mode": "lose"})
    stage.request()
    stage.sandbox.pay(payment_of(stage).checkouts.get().session_id)
    assert stage.now().state == "checkout"
    clock.forward(minutes=31)
    sweep_unseen()
    from introductions.tasks import sweep_payments

    sweep_payments()
    assert stage.now().state == "requested"


def test_a_transfer_the_balance_does_not_cover_is_ordered_anew_later(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    stage.confirmed()
    error = {
        "type": "invalid_request_error",
        "code": "balance_insufficient",
        "message": "Insufficient funds",
    }
    fault(desk, "POST /v1/transfers", "error", error=error)
    stage.wait(clock, days=7, hours=1)
    first = ProviderCall.objects.filter(operation="transfer").order_by("n").first()
    assert first is not None
    assert (first.status, first.error_code) == ("refused", "balance_insufficient")
    stage.wait(clock, hours=7)
    assert payment_of(stage).transferred == 40_000
    assert list(
        ProviderCall.objects.filter(operation="transfer").order_by("n").values_list("n", "status")
    ) == [(1, "refused"), (2, "granted")]
    assert_books_agree(stage, desk)


def test_a_balance_that_stays_too_low_calls_the_desk_and_is_asked_later_and_later(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    stage.confirmed()
    error = {"type": "invalid_request_error", "code": "balance_insufficient", "message": "Low"}
    fault(desk, "POST /v1/transfers", "error", times=1000, error=error)
    stage.wait(clock, days=7, hours=1)
    case = Case.objects.get(kind="unpaid")
    assert (case.is_open, case.amount) == (True, 40_000)
    assert due_to_be_available(clock.now()) == {"EUR": 40_000}
    tried = pass_days(stage, clock, 4)
    hours = [round((later - at).total_seconds() / 3600) for at, later in pairwise(tried)]
    assert hours == [6, 12, 24, 24, 24, 24]
    desk.delete("faults")
    pass_days(stage, clock, 1)
    case.refresh_from_db()
    assert (case.is_open, payment_of(stage).transferred) == (False, 40_000)
    assert due_to_be_available(clock.now()) == {}
    assert_books_agree(stage, desk)


def pass_days(stage: Stage, clock: MovingClock, days: int) -> list[datetime]:
    """So many days, each call sent when it is due; when each transfer was due."""
    target = clock.now() + timedelta(days=days)
    while due := ProviderCall.objects.filter(status="waiting", next_try_at__lte=target).first():
        clock.move_to(max(due.next_try_at, clock.now()))
        stage.sandbox.follow(clock.offset.total_seconds())
        settle()
    rows = ProviderCall.objects.filter(operation="transfer").order_by("n")
    return list(rows.values_list("next_try_at", flat=True))


def test_a_refund_the_balance_does_not_cover_is_asked_later_and_later(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    stage.introducing()
    error = {"type": "invalid_request_error", "code": "balance_insufficient", "message": "Low"}
    fault(desk, "POST /v1/refunds", "error", times=3, error=error)
    actions.step_back(stage.now(), user=stage.connector)
    settle()
    pass_days(stage, clock, 3)
    asked = ProviderCall.objects.filter(operation="refund").order_by("n")
    assert [row.status for row in asked] == ["refused"] * 3 + ["granted"]
    hours = [
        round((b.next_try_at - a.next_try_at).total_seconds() / 3600) for a, b in pairwise(asked)
    ]
    assert (hours, payment_of(stage).refunded) == ([6, 12, 24], 50_000)


def test_other_parameters_under_one_key_stop_and_call_somebody(stage: Stage) -> None:
    stage.consenting()
    actions.agree(stage.now())
    call = ProviderCall.objects.get(operation="capture")
    client().v1.payment_intents.capture(
        call.target, {"amount_to_capture": 49_999}, {"idempotency_key": call.key}
    )
    payments.carry_out(call.pk)
    call.refresh_from_db()
    assert (call.status, call.error_code) == ("stuck", "idempotency_error")


def test_a_refund_that_fails_later_is_for_the_desk(stage: Stage, desk: Desk) -> None:
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector)
    settle()
    refund = ProviderCall.objects.get(operation="refund").answer_id
    desk.post("refund_fails", {"refund": refund})
    payments.look(payment_of(stage).pk)
    assert payment_of(stage).refunded == 0
    assert ledger.balance(Kind.REFUNDS, "EUR", payment=payment_of(stage)) == 50_000
    assert ProviderCall.objects.get(operation="refund").status == "stuck"
    assert_books_agree(stage, desk)


def test_a_capture_that_raced_with_expiry_asks_for_a_new_card(stage: Stage, desk: Desk) -> None:
    stage.consenting()
    desk.post(
        "expire_authorisation", {"payment_intent": payment_of(stage).checkouts.get().intent_id}
    )
    actions.agree(stage.now())
    settle()
    assert stage.now().state == "securing"
    assert payment_of(stage).funds == "lost"
    assert "fail_capture" in stage.now().events.values_list("move", flat=True)


def test_a_clean_call_older_than_its_key_is_found_by_listing(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    stage.confirmed()
    clock.move_to(stage.now().deadlines.get(move="release").due_at)
    from introductions.tasks import sweep

    sweep()
    call = ProviderCall.objects.get(operation="transfer")
    client().v1.transfers.create(call.parameters, {"idempotency_key": call.key})  # type: ignore[arg-type]
    ProviderCall.objects.filter(pk=call.pk).update(
        status="sent", first_sent_at=clock.now() - timedelta(hours=24), leased_until=None
    )
    payments.carry_out(call.pk)
    call.refresh_from_db()
    assert call.status == "doubtful"
    payments.reconcile(call.pk)
    call.refresh_from_db()
    assert call.status == "granted"
    assert payment_of(stage).transferred == 40_000
    assert_books_agree(stage, desk)


def test_a_chargeback_before_the_transfer_freezes_and_is_never_refunded(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    stage.confirming()
    desk.post(
        "dispute",
        {"payment_intent": payment_of(stage).checkouts.get().intent_id, "reason": "fraudulent"},
    )
    settle()
    assert stage.now().state == "charged_back"
    payment = payment_of(stage)
    assert payment.disputed_at is not None
    stage.wait(clock, days=30)
    payment = payment_of(stage)
    assert (payment.transferred, payment.refunded) == (0, 0)
    assert not ProviderCall.objects.filter(operation__in=["refund", "transfer"]).exists()
