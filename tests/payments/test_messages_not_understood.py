"""Messages of the provider that cannot be understood: tried twenty times, then one case for all of them."""

import logging
from typing import Any

import pytest

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from payments import actions as payments
from payments.gateway.messages import VERSION, Message
from payments.models import ProviderEvent
from payments.tasks import sweep_events
from tests.payments.test_after_disputes import finance
from tests.payments.test_money_desk import do

__all__ = ["finance"]
pytestmark = pytest.mark.django_db


def message(number: int, version: str = VERSION) -> Message:
    payload: dict[str, Any] = {"id": f"evt_{number}", "type": "charge.updated"}
    return Message(f"evt_{number}", "charge.updated", version, False, payload)


def keep(number: int, version: str = VERSION) -> None:
    payments.keep(message(number, version), "{}")


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Whoever reads a message fails."""

    def fail(event: ProviderEvent) -> None:
        raise LookupError(event.event_id)

    monkeypatch.setattr("payments.tasks.process_event", fail)
    return monkeypatch


def test_after_twenty_tries_the_desk_has_them_read_again(
    breaking: pytest.MonkeyPatch, finance: User
) -> None:
    keep(1)
    keep(2)
    for _ in range(19):
        sweep_events()
    assert not Case.objects.exists()
    for _ in range(3):
        sweep_events()
    assert set(ProviderEvent.objects.values_list("attempts", flat=True)) == {20}
    case = Case.objects.get(kind="difference", subject="messages")
    assert case.is_open
    breaking.undo()
    sweep_events()
    case.refresh_from_db()
    assert case.is_open  # nobody reads them by themselves
    do(case, "read", finance)
    sweep_events()
    case.refresh_from_db()
    assert (case.is_open, case.outcome) == (False, "understood")
    assert not ProviderEvent.objects.filter(processed_at=None).exists()
    assert StaffAction.objects.filter(action="understand messages again").count() == 1


def test_with_none_given_up_there_is_nothing_to_read_again(finance: User) -> None:
    keep(1)
    with pytest.raises(Refusal):
        payments.replay_given_up(staff=finance)


def test_one_of_another_api_version_is_logged_once_and_understood(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, logger="payments.actions.keeping"):
        keep(1)
        keep(2, version="")
        assert not caplog.records
        keep(3, version="2020-08-27")
        keep(3, version="2020-08-27")
    assert [one.getMessage() for one in caplog.records] == [
        "message evt_3 has API version 2020-08-27"
    ]
    assert sweep_events() == 3
    assert not ProviderEvent.objects.filter(processed_at=None).exists()
