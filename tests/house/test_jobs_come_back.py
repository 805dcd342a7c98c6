"""A clock that meets any exception comes back, stops no other, and calls a person after three tries."""

from typing import Any

import pytest

from brokerage.cases.models import Case, Failure
from brokerage.cases.sweeping import CALL_AFTER
from introductions import tasks
from introductions.actions import declaring
from introductions.models import Deadline
from payments import tasks as payment_tasks
from payments.models import ProviderCall
from tests.support.builders import PETRA
from tests.support.doors import signed_in
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db


def broken(*_: Any, **__: Any) -> None:
    raise RuntimeError(f"something about {PETRA.name} and {PETRA.email}")


def test_a_deadline_that_fails_is_tried_again_and_becomes_a_case(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch, mona: Any, caplog: Any
) -> None:
    stage.requested()
    clock.forward(days=3, hours=1)
    with monkeypatch.context() as patch:
        patch.setattr(declaring, "make_move", broken)
        for tried in range(1, CALL_AFTER + 2):
            tasks.sweep()
            tasks.sweep()  # at once again: it rests
            row = Failure.objects.filter(job="deadline").order_by("-times").first()
            assert row is not None
            assert (row.times, row.error) == (tried, "RuntimeError")
            asked = Case.objects.filter(kind="job", closed_at=None).exists()
            assert asked == (tried >= CALL_AFTER)
            clock.forward(hours=1)
    assert PETRA.name not in caplog.text
    assert PETRA.email not in caplog.text
    case = Case.objects.filter(kind="job", closed_at=None).first()
    assert case is not None
    page = signed_in(mona).get(f"/moderation/cases/{case.public_id}/")
    assert page.status_code == 200
    assert "RuntimeError" in page.text
    assert PETRA.name not in page.text
    assert stage.now().state == "requested"
    clock.forward(hours=7)
    tasks.sweep()
    assert stage.now().state == "lapsed"
    assert not Failure.objects.exists()
    assert not Case.objects.filter(kind="job", closed_at=None).exists()


def test_one_that_fails_stops_no_other(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch, eve: Any
) -> None:
    stage.requested()
    first = stage.introduction
    other = Stage(eve, stage.connector, stage.relationship, stage.sandbox).request()
    clock.forward(days=4)
    real = declaring.make_move

    def move(row: Any, *given: Any, **more: Any) -> Any:
        return broken() if row.pk == first.pk else real(row, *given, **more)

    monkeypatch.setattr(declaring, "make_move", move)
    tasks.sweep()
    assert other.now().state == "lapsed"
    assert stage.now().state == "requested"


def test_a_failure_whose_row_is_over_by_another_way_is_forgotten(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.requested()
    clock.forward(days=4)
    with monkeypatch.context() as patch:
        patch.setattr(declaring, "make_move", broken)
        for _ in range(CALL_AFTER):
            tasks.sweep()
            clock.forward(hours=1)
    assert Case.objects.filter(kind="job", closed_at=None).exists()
    Deadline.objects.all().delete()
    tasks.sweep()
    assert not Failure.objects.exists()
    assert not Case.objects.filter(kind="job", closed_at=None).exists()


@pytest.mark.parametrize(
    ("name", "sweep"),
    [
        ("provider call", payment_tasks.sweep_calls),
        ("payment to follow", tasks.sweep_payments),
        ("payment to look at", payment_tasks.sweep_unseen),
        ("payment to compare", payment_tasks.reconcile_all),
    ],
)
def test_every_sweep_about_money_calls_a_person(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch, name: str, sweep: Any
) -> None:
    stage.introducing()
    payment = stage.now().payment
    assert payment is not None
    ProviderCall.objects.create(operation="refund", payment=payment, key="odd", status="waiting")
    payment.changed_at = clock.now()
    payment.followed_at = payment.seen_at = None
    payment.save()
    monkeypatch.setattr(payment_tasks.actions, "carry_out", broken)
    monkeypatch.setattr(payment_tasks.actions, "look", broken)
    monkeypatch.setattr(payment_tasks.actions, "compare_payment", broken)
    monkeypatch.setattr(tasks, "follow", broken)
    for _ in range(CALL_AFTER):
        sweep()
        clock.forward(hours=1)
    assert Case.objects.filter(kind="job", subject__startswith=f"{name}:").exists()
