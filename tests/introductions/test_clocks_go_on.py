"""A clock of a state that holds money never ends in silence."""

import pytest

from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.models import Deadline
from payments.models import Payment
from tests.support.audit import check_sums
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The money refuses to be released, for a reason that nobody has thought of."""

    def no(payment: Payment) -> Payment:
        raise Refusal("This payment cannot be released.", code="unthought_of")

    monkeypatch.setattr("introductions.actions.moving.payments.release", no)
    return monkeypatch


def case_of(stage: Stage) -> Case:
    return Case.objects.get(kind="difference", subject=f"clock:{stage.now().reference}")


def test_what_the_money_refuses_comes_back_and_the_desk_is_called_once(
    stage: Stage, clock: MovingClock, refusing: pytest.MonkeyPatch
) -> None:
    stage.confirmed().wait(clock, days=8)
    assert stage.now().state == "confirmed"
    assert stage.now().deadlines.get(move="release").retries > 1
    case = case_of(stage)
    assert case.is_open and "cannot be released" in case.facts["what"]
    refusing.undo()
    stage.wait(clock, hours=7)
    assert stage.now().state == "released"
    assert case_of(stage).outcome == "released"
    check_sums()


def test_what_the_table_does_not_allow_any_more_is_forgotten(
    stage: Stage, clock: MovingClock
) -> None:
    stage.introducing()
    Deadline.objects.create(introduction=stage.now(), move="release", due_at=clock.now())
    Deadline.objects.create(introduction=stage.now(), move="forget_cancel", due_at=clock.now())
    for due in Deadline.objects.filter(due_at__lte=clock.now()):
        assert actions.let_due(due.pk)
    settle()
    assert not stage.now().deadlines.filter(move__in=["release", "forget_cancel"]).exists()
    assert not Case.objects.filter(kind="difference").exists()
