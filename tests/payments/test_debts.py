"""A connector's debt: told before it is kept, kept once, whatever happens at the same time."""

import pytest
from django.core import mail

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from payments import actions as payments
from payments import ledger
from payments.models import LedgerAccount, Letter, Payment
from payments.tasks import sweep_letters
from tests.payments.test_chargebacks import charge_back, desk, end, indebted, see
from tests.payments.test_money_desk import do, finance
from tests.support.audit import check_sums
from tests.support.builders import Person
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage, listed
from tests.support.together import together

__all__ = ["desk", "finance"]
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


def earn(stage: Stage, clock: MovingClock, n: int, price: int = 50_000) -> None:
    """Another introduction of the same connector is paid."""
    other = another(stage, n)
    other.relationship.price_minor = price
    other.relationship.save()
    other.confirmed().wait(clock, days=8)
    see(other)


@pytest.mark.django_db
def test_what_is_still_owed_is_written_off(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    indebted(stage, desk, clock)
    earn(stage, clock, 2, price=25_000)
    case = Case.objects.get(kind="debt")
    assert (case.is_open, case.amount) == (True, 20_000)
    do(case, "write_off", finance)
    assert ledger.balance(KIND, "EUR", user=stage.connector) == 0
    written_off = LedgerAccount.Kind.WRITTEN_OFF
    assert ledger.balance(written_off, "EUR", user=stage.connector) == 20_000
    check_sums()


@pytest.mark.django_db
def test_a_debt_that_was_paid_off_ends_its_case(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    indebted(stage, desk, clock)
    assert Case.objects.get(kind="debt").is_open
    earn(stage, clock, 2)
    case = Case.objects.get(kind="debt")
    assert (case.is_open, case.outcome) == (False, "paid off")


@pytest.mark.django_db
def test_a_second_debt_is_added_to_the_case_of_the_first(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    other = another(stage, 2)
    for one in (stage, other):
        one.confirmed().wait(clock, days=7, hours=1)
        see(one)
    account = stage.connector.payout_account.account_id
    desk.post("payout", {"account": account, "amount": 80_000, "currency": "eur"})
    for one, owed in ((stage, 40_000), (other, 80_000)):
        end(one, desk, charge_back(one, desk), "lost")
        case = Case.objects.get(kind="debt")
        assert (case.is_open, case.amount) == (True, owed)
    check_sums()


@pytest.mark.django_db(transaction=True)
def test_two_payouts_at_once_pay_a_debt_once(stage: Stage, desk: Desk, clock: MovingClock) -> None:
    indebted(stage, desk, clock)
    stage.wait(clock, days=4)
    sweep_letters()
    both = [another(stage, n).confirmed() for n in (2, 3, 4)]
    rows = [one.now().payment for one in both]

    def release(payment: Payment) -> Payment:
        return payments.release(payment)

    answers = together(*[lambda row=row: release(row) for row in rows])
    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert sum(one.netted for one in Payment.objects.all()) == 40_000
    assert ledger.balance(KIND, "EUR", user=stage.connector) == 0
