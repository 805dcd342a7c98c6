"""What becomes of held money when the card network's dispute is over: no cent stays without a clock."""

import pytest
from django.core import mail

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from introductions import actions
from payments import actions as payments
from payments.models import Letter
from payments.tasks import sweep_due, sweep_letters
from tests.payments.test_chargebacks import charge_back, desk, end, of, paid, payment_of, see
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.stages import Stage

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def finance() -> User:
    """Somebody of the staff."""
    return User.objects.create_user(email="fin@sidedoor.example", name="Fin", is_superuser=True)


def mails_to(user: User, about: str) -> int:
    return sum(about in one.subject and one.to == [user.email] for one in mail.outbox)


def test_the_rest_of_a_partly_lost_charge_goes_back(stage: Stage, desk: Desk) -> None:
    stage.confirming()
    payment = end(stage, desk, charge_back(stage, desk, amount=20_000), "lost")
    assert stage.now().state == "charged_back"
    assert (payment.charged_back, payment.refunded, payment.held_amount) == (20_000, 30_000, 0)
    assert of(stage) == {}
    assert payment.funds == "settled"
    assert mails_to(stage.rep, "€300.00") == 1


def test_while_a_second_dispute_is_open_nothing_goes_back(stage: Stage, desk: Desk) -> None:
    stage.confirming()
    first = charge_back(stage, desk, amount=20_000)
    second = charge_back(stage, desk, amount=10_000)
    payment = end(stage, desk, first, "lost")
    assert (payment.refunds_ordered, payment.held_amount) == (0, 30_000)
    payment = end(stage, desk, second, "won")
    assert (payment.charged_back, payment.refunded, payment.held_amount) == (20_000, 30_000, 0)


def test_a_part_lost_after_a_reversal_leaves_the_connector_their_share(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    paid(stage, clock)
    payment = end(stage, desk, charge_back(stage, desk, amount=20_000), "lost")
    assert (payment.charged_back, payment.fee_kept, payment.paid_out) == (20_000, 6_000, 24_000)
    assert of(stage) == {"cash": 6_000, "fees": 6_000}


def test_nobody_decides_about_a_won_dispute_and_the_rep_has_it_back(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    stage.confirming()
    payment = end(stage, desk, charge_back(stage, desk), "won")
    assert payment.decide_by is not None
    case = Case.objects.get(subject=f"won:{payment.reference}")
    assert case.due_at is not None and case.due_at < payment.decide_by
    assert mails_to(stage.rep, "sent the payment back") == 1
    assert mails_to(stage.connector, "sent the payment back") == 1
    stage.wait(clock, days=13)
    assert payment_of(stage).held_amount == 50_000
    stage.wait(clock, days=2)
    payment = see(stage)
    assert (payment.refunded, payment.held_amount, payment.decide_by) == (50_000, 0, None)
    case.refresh_from_db()
    assert case.outcome == "refunded"
    assert mails_to(stage.rep, "back") == 3  # taken back by the bank, sent back to us, given back
    assert of(stage) == {}


@pytest.mark.parametrize("to_payee", [True, False])
def test_the_desk_decides_about_a_won_dispute_once(
    stage: Stage, desk: Desk, finance: User, to_payee: bool
) -> None:
    stage.confirming()
    actions.dispute(
        stage.now(),
        user=stage.rep,
        reason="other",
        statement="The person never answered, and nothing came of it.",
    )
    payment = end(stage, desk, charge_back(stage, desk), "won")
    assert payment.frozen_at is not None
    payments.decide_won(payment, to_payee=to_payee, staff=finance)
    payment = see(stage)
    expected = (40_000, 10_000, 0) if to_payee else (0, 0, 50_000)
    assert (payment.transferred, payment.fee_kept, payment.refunded) == expected
    assert StaffAction.objects.filter(action__endswith="after a won dispute").count() == 1
    with pytest.raises(Refusal):
        payments.decide_won(payment, to_payee=not to_payee, staff=finance)
    again = see(stage)
    assert (again.transferred, again.fee_kept, again.refunded) == expected


def test_disputed_again_while_the_desk_decides_it_is_frozen_again(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User
) -> None:
    stage.confirming()
    end(stage, desk, charge_back(stage, desk, amount=20_000), "won")
    second = charge_back(stage, desk, amount=10_000)
    with pytest.raises(Refusal):
        payments.decide_won(payment_of(stage), to_payee=True, staff=finance)
    clock.forward(days=15)
    sweep_due()
    assert payment_of(stage).refunds_ordered == 0
    payment = end(stage, desk, second, "lost")
    assert (payment.charged_back, payment.refunded, payment.held_amount) == (10_000, 40_000, 0)


def test_the_desk_is_warned_three_days_before_the_networks_own_date(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    stage.confirming()
    dispute = charge_back(stage, desk)
    row = Letter.objects.get(kind="evidence_due", about=dispute)
    assert row.user is None
    clock.move_to(row.due_at)
    sweep_letters()
    assert sum("chargeback must be answered" in one.subject for one in mail.outbox) == 1
