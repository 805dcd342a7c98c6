"""A job of accounts that keeps failing backs off and becomes a case, like every other job; no other waits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from brokerage.accounts import outgoing, sanctions
from brokerage.accounts.models import QueuedEmail, Sanction, User
from brokerage.accounts.outgoing import queue_email
from brokerage.accounts.tasks import sweep_emails, sweep_sanctions
from brokerage.cases.models import Case, Failure
from brokerage.cases.sweeping import CALL_AFTER
from brokerage.kit import clock as our_clock
from tests.support import builders
from tests.support.moving_clock import MovingClock

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"code": "unwanted", "reason": "Forty requests with the same pitch in a day."}


def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError("secret words")


@pytest.fixture
def limited(rita: User, monkeypatch: pytest.MonkeyPatch) -> Sanction:
    """Rita's limit is over in an hour, and nobody has told her of it."""
    monkeypatch.setattr("brokerage.accounts.outgoing.run_later", lambda *_: None)
    staff = builders.staff("sena", "senior moderator")
    until = our_clock.now() + timedelta(hours=1)
    return sanctions.limit(rita, staff=staff, until=until, **WHY)


def queued(**_: Any) -> QueuedEmail:
    row = queue_email(EmailMessage("Hello", "Words", to=["rita@rita-company.example"]))
    QueuedEmail.objects.filter(pk=row.pk).update(told_at=None, claimed_at=None, dropped="")
    return row


JOBS: list[tuple[str, str, Callable[[], int]]] = [
    ("sanction to lift", "brokerage.accounts.sanctions.lift_if_over", sweep_sanctions),
    ("queued email to send", "brokerage.kit.mail.outbox.deliver", sweep_emails),
]


@pytest.mark.parametrize(("job", "where", "sweep"), JOBS, ids=[one[0] for one in JOBS])
def test_it_rests_longer_and_longer_and_calls_somebody(
    limited: Sanction, clock: MovingClock, monkeypatch: pytest.MonkeyPatch,
    job: str, where: str, sweep: Callable[[], int],
) -> None:  # fmt: skip
    if job == "queued email to send":
        QueuedEmail.objects.all().delete()  # of the step
        queued()
    clock.forward(hours=2)
    with monkeypatch.context() as patch:
        patch.setattr(where, broken)
        sweep()
        tried = Failure.objects.get(job=job)
        assert (tried.times, tried.error) == (1, "RuntimeError")
        sweep()
        tried.refresh_from_db()
        assert tried.times == 1, "it rests"
        for _ in range(CALL_AFTER - 1):
            clock.forward(hours=1)
            sweep()
        tried.refresh_from_db()
        assert tried.times == CALL_AFTER
        case = Case.objects.get(kind="job", closed_at=None)
        assert case.facts["job"] == job and "secret" not in str(case.facts)
    clock.forward(hours=7)
    sweep()
    assert not Failure.objects.filter(job=job).exists()
    assert not Case.objects.filter(kind="job", closed_at=None).exists()


def test_one_that_fails_stops_no_other(
    limited: Sanction, clock: MovingClock, eve: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = sanctions.limit(
        eve, staff=limited.given_by, until=our_clock.now() + timedelta(hours=1), **WHY
    )
    clock.forward(hours=2)
    real = sanctions.lift_if_over
    monkeypatch.setattr(
        sanctions, "lift_if_over", lambda pk: broken() if pk == limited.pk else real(pk)
    )
    assert sweep_sanctions() == 1
    second.refresh_from_db()
    limited.refresh_from_db()
    assert second.lifted_at and not limited.lifted_at


def test_what_worked_leaves_no_trace(limited: Sanction, clock: MovingClock) -> None:
    clock.forward(hours=2)
    assert sweep_sanctions() == 1
    assert sweep_emails() == 2  # of the step, and of its end
    assert not Failure.objects.exists()
    assert not outgoing.OUTBOX.due().exists()
