"""A connector whose mailbox refuses our email about a debt is paid all the same, less what they owe."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.mail import outbox
from payments import ledger
from payments.models import LedgerAccount, Letter
from payments.tasks import sweep_letters
from tests.payments.test_chargebacks import desk, indebted, see
from tests.payments.test_debts import another
from tests.payments.test_money_desk import finance
from tests.support.audit import check_against
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage

__all__ = ["desk", "finance"]
pytestmark = pytest.mark.django_db


@contextmanager
def refusing(monkeypatch: pytest.MonkeyPatch, address: str, error: Exception) -> Iterator[None]:
    """A mail server that answers every email to `address` with `error`."""
    taken = EmailBackend.send_messages

    def send(self: EmailBackend, messages: list[object]) -> int:
        if any(address in one.to for one in messages):  # type: ignore[attr-defined]
            raise error
        return int(taken(self, messages))

    with monkeypatch.context() as there:
        there.setattr(EmailBackend, "send_messages", send)
        yield


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (SMTPRecipientsRefused({"x": (550, b"No such user")}), outbox.REFUSED),
        (SMTPDataError(552, b"Mailbox full"), outbox.UNTAKEN),
        (ConnectionRefusedError(), outbox.UNTAKEN),
    ],
)
def test_they_are_paid_and_the_desk_knows(
    stage: Stage,
    desk: Desk,
    clock: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    why: str,
) -> None:
    with refusing(monkeypatch, stage.connector.email, error):
        indebted(stage, desk, clock)
        second = another(stage, 2).confirmed()
        second.later(clock, 1, 5.3)
        case = Case.objects.get(kind="debt", closed_at=None)
        assert case.facts["mail"] == why and case.due_at and case.due_at <= clock.now()
        second.later(clock, 4, 9)
        payment = see(second)
    assert (second.now().state, payment.netted, payment.owed_amount) == ("released", 40_000, 0)
    assert ledger.balance(LedgerAccount.Kind.RECEIVABLE, "EUR", user=stage.connector) == 0
    assert not Case.objects.filter(kind="debt", closed_at=None).exists()
    check_against(stage.sandbox)


def test_a_case_that_was_closed_is_not_opened_for_the_same_email_again(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    indebted(stage, desk, clock)
    Letter.objects.filter(kind="debt").update(
        told_at=None, claimed_at=clock.now() + timedelta(days=9), due_at=clock.now() - timedelta(6)
    )
    Case.objects.filter(kind="debt").update(closed_at=clock.now(), outcome="left")
    sweep_letters()
    case = Case.objects.get(kind="debt", closed_at=None)
    assert case.facts["mail"] == outbox.UNTAKEN
    Case.objects.filter(kind="debt").update(closed_at=clock.now(), outcome="left")
    sweep_letters()
    assert not Case.objects.filter(kind="debt", closed_at=None).exists()
