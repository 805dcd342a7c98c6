"""A connector's debt: told before it is kept, kept once, whatever happens at the same time."""

import pytest
from django.core import mail

from payments import actions as payments
from payments import ledger
from payments.models import LedgerAccount, Letter, Payment
from payments.tasks import sweep_due
from tests.payments.test_chargebacks import desk, indebted, see
from tests.support.builders import Person
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, listed
from tests.support.together import together

__all__ = ["desk"]
KIND = LedgerAccount.Kind.RECEIVABLE


def another(stage: Stage, n: int) -> Stage:
    person = Person(
        f"Paul {n}", f"paul{n}@freight{n}.example", f"https://linkedin.com/in/p-{n}", "CFO"
    )
    return Stage(stage.rep, stage.connector, listed(stage.connector, person), stage.sandbox)


@pytest.mark.django_db
def test_a_debt_is_told_before_it_is_kept(stage: Stage, desk: Desk, clock: MovingClock) -> None:
    indebted(stage, desk, clock)
    told = [one for one in mail.outbox if "kept from what you earn" in one.subject]
    assert [one.to for one in told] == [[stage.connector.email]]
    assert "€400.00" in told[0].subject
    Letter.objects.filter(kind="debt").update(told_at=clock.now())
    third = another(stage, 3).confirmed()
    payments.release(third.now().payment)  # type: ignore[arg-type]
    payment = see(third)
    assert (payment.netted, payment.transferred, payment.held_amount) == (0, 0, 50_000)
    stage.wait(clock, days=3, hours=1)
    payment = see(third)
    assert (payment.netted, payment.transferred, payment.held_amount) == (40_000, 0, 0)


@pytest.mark.django_db
def test_a_mail_that_cannot_be_sent_keeps_nothing(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    indebted(stage, desk, clock)
    Letter.objects.filter(kind="debt").update(told_at=None, claimed_at=clock.now())
    second = another(stage, 2).confirmed()
    payments.release(second.now().payment)  # type: ignore[arg-type]
    assert see(second).netted == 0


@pytest.mark.django_db(transaction=True)
def test_two_payouts_at_once_pay_a_debt_once(stage: Stage, desk: Desk, clock: MovingClock) -> None:
    indebted(stage, desk, clock)
    stage.wait(clock, days=4)
    sweep_due()
    both = [another(stage, n).confirmed() for n in (2, 3, 4)]
    rows = [one.now().payment for one in both]

    def release(payment: Payment) -> Payment:
        return payments.release(payment)

    answers = together(*[lambda row=row: release(row) for row in rows])
    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert sum(one.netted for one in Payment.objects.all()) == 40_000
    assert ledger.balance(KIND, "EUR", user=stage.connector) == 0
