"""A call that the provider refuses for good: asked again later and later, then by a person, or never."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest

from brokerage.cases.models import Case
from introductions import actions
from payments import actions as payments
from payments.actions.provider_calls import sending
from payments.gateway.sending import Answer, Refused, send
from payments.models import ProviderCall
from tests.payments.test_chargebacks import payment_of
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db

DEEDS: dict[str, Callable[[Stage], object]] = {
    "capture": lambda stage: actions.agree(stage.now()),
    "cancel": lambda stage: actions.refuse(stage.now(), how="not_now"),
}


@contextmanager
def refused(operation: str) -> Iterator[list[str]]:
    """The provider refuses this operation for good; the keys it saw."""
    keys: list[str] = []

    def no(wanted: str, target: str, parameters: dict[str, Any], key: str) -> Answer:
        if wanted != operation:
            return send(wanted, target, parameters, key)
        keys.append(key)
        raise Refused("permission", "This key may not do that.")

    with mock.patch.object(sending, "send", no):
        yield keys


def rounds(stage: Stage, clock: MovingClock, hours: int) -> None:
    """So many hours pass for us, and the worker looks every hour."""
    for _ in range(hours):
        clock.forward(hours=1)
        stage.sandbox.follow(clock.offset.total_seconds())
        settle()


@pytest.mark.parametrize("operation", ["capture", "cancel"])
def test_it_is_not_asked_again_at_once(stage: Stage, operation: str) -> None:
    stage.consenting()
    with refused(operation) as keys:
        DEEDS[operation](stage)
        for _ in range(10):
            settle()
    assert len(keys) == 1
    assert (
        ProviderCall.objects.filter(operation=operation).count() == 2
    )  # refused, and waiting for later


@pytest.mark.parametrize("operation", ["capture", "cancel"])
def test_after_three_refusals_a_person_decides_with_one_button(
    stage: Stage, clock: MovingClock, operation: str
) -> None:
    stage.consenting()
    with refused(operation) as keys:
        DEEDS[operation](stage)
        rounds(stage, clock, 26)
    assert len(keys) == len(set(keys)) == 3
    row = ProviderCall.objects.get(operation=operation, status="stuck")
    case = Case.objects.get(kind="call", subject=row.key)
    assert case.is_open and case.facts["operation"] == operation
    from brokerage.moderation.registry import KINDS

    assert [deed.name for deed in KINDS["call"].actions] == ["decide"]
    row.refresh_from_db()
    staff = stage.rep.__class__.objects.create_superuser("fin@sidedoor.example", "x" * 12)
    assert payments.look_and_decide(row, staff=staff) == "asked again"
    settle()
    case.refresh_from_db()
    assert not case.is_open
    ends = {"capture": ("held", "introducing"), "cancel": ("lost", "refused")}
    assert (payment_of(stage).funds, stage.now().state) == ends[operation]


def test_a_refused_capture_that_nobody_needs_any_more_is_dropped(
    stage: Stage, clock: MovingClock
) -> None:
    stage.consenting()
    with refused("capture"):
        actions.agree(stage.now())
        settle()
    assert ProviderCall.objects.filter(operation="capture", status="waiting").exists()
    actions.step_back(stage.now(), user=stage.connector)
    settle()
    assert not ProviderCall.objects.filter(operation="capture", status="waiting").exists()
    rounds(stage, clock, 8)
    payment = payment_of(stage)
    assert (payment.captured, payment.funds) == (0, "lost")
    assert payment.checkouts.get().status == "cancelled"


def test_a_stuck_call_whose_reservation_lapsed_ends_its_case(
    stage: Stage, clock: MovingClock
) -> None:
    stage.consenting()
    with refused("cancel"):
        actions.refuse(stage.now(), how="not_now")
        rounds(stage, clock, 24)
        assert Case.objects.filter(kind="call", closed_at=None).count() == 1
        stage.wait(clock, days=8)
        settle()
    assert payment_of(stage).checkouts.get().status == "cancelled"
    assert Case.objects.get(kind="call").outcome == "no longer needed"


def test_a_doubtful_capture_is_not_asked_again_once_it_is_given_back(stage: Stage) -> None:
    stage.consenting()
    actions.agree(stage.now())
    row = ProviderCall.objects.get(operation="capture")
    ProviderCall.objects.filter(pk=row.pk).update(status="doubtful")
    actions.step_back(stage.now(), user=stage.connector)
    settle()
    row.refresh_from_db()
    payment = payment_of(stage)
    assert (row.status, payment.captured, payment.refunded) == ("dropped", 0, 0)
    assert ProviderCall.objects.filter(operation="capture").count() == 1
    assert payment.checkouts.get().status == "cancelled"
