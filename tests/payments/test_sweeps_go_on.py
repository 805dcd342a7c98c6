"""One payment, call or message that cannot be dealt with does not stop the others."""

import pytest

from brokerage.cases.models import Case
from brokerage.cases.sweeping import CALL_AFTER
from introductions import tasks as following
from introductions.models import Introduction
from payments import tasks
from payments.models import Letter, Payment, ProviderEvent
from payments.notices import write
from tests.support.builders import Person
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(stage: Stage) -> list[int]:
    """Two payments that wait to be looked at, the first of which always fails."""
    other = Person("Paul", "paul@other-freight.example", "https://linkedin.com/in/paul-9", "CFO")
    stage.requested()
    Stage(stage.rep, stage.connector, listed(stage.connector, other), stage.sandbox).requested()
    Payment.objects.update(seen_at=None, followed_at=None)
    return list(Payment.objects.order_by("pk").values_list("pk", flat=True))


def failing(first: int, done: list[int]) -> object:
    def deed(pk: int) -> None:
        if pk == first:
            raise ValueError("the books refuse it")
        done.append(pk)

    return deed


def test_looking_goes_on(two: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr("payments.actions.look", failing(two[0], done))
    assert tasks.sweep_unseen() == 2
    assert done == two[1:]


def test_following_goes_on(two: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(following, "follow", failing(two[0], done))
    assert following.sweep_payments() == 2
    assert done == two[1:]
    assert Introduction.objects.count() == 2


def test_understanding_goes_on(two: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        ProviderEvent.objects.create(event_id=f"evt_{number}", type="x", payload={})
    first = ProviderEvent.objects.get(event_id="evt_1").pk
    done: list[int] = []
    monkeypatch.setattr(tasks, "process_event", lambda event: failing(first, done)(event.pk))  # type: ignore[operator]
    assert tasks.sweep_events() == 2
    assert done == [ProviderEvent.objects.get(event_id="evt_2").pk]
    assert ProviderEvent.objects.get(pk=first).error == "ValueError"


def test_an_email_about_money_that_cannot_be_written_calls_the_desk(
    two: list[int], clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payments.notices.run_later", lambda *_: None)
    payment = Payment.objects.get(pk=two[0])
    row = write(payment, payment.payee, "unpaid")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret words")

    with monkeypatch.context() as patch:
        patch.setattr("payments.notices.letter", broken)
        for _ in range(CALL_AFTER):
            tasks.sweep_letters()
            clock.forward(hours=1)
    case = Case.objects.get(kind="job", closed_at=None)
    assert case.facts["row"] == row.pk and "secret" not in str(case.facts)
    assert Letter.objects.get(pk=row.pk).told_at is None
