"""What others do at the provider freezes the payment and calls a person; it is never paid out by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from introductions import actions
from introductions.actions.moving import make_move
from introductions.lifecycle import Actor
from payments import actions as payments
from payments import ledger
from payments.gateway import reading
from payments.models import LedgerAccount, Payment, ProviderCall
from payments.tasks import reconcile_all
from tests.introductions.test_pages import settling
from tests.introductions.test_settle_a_dispute import disputed
from tests.payments.test_chargebacks import charge_back, desk, end, paid, payment_of, see
from tests.payments.test_debts import another
from tests.payments.test_money_desk import do, finance
from tests.support.audit import check_against, check_sums
from tests.support.moving_clock import MovingClock
from tests.support.one_sum import card_of, check_everywhere
from tests.support.shop import Desk
from tests.support.stages import Stage

__all__ = ["desk", "finance"]
pytestmark = pytest.mark.django_db
Deed = Callable[[Stage], object]


def account_of(stage: Stage) -> str:
    return str(stage.connector.payout_account.account_id)


def others_send(stage: Stage, amount: int = 700, **more: object) -> str:
    where = {"account": account_of(stage), "group": payment_of(stage).reference} | more
    return str(stage.sandbox.post("others/transfer", amount=amount, **where)["id"])


def others_reverse(stage: Stage, amount: int = 40_000, transfer: str = "") -> None:
    ours = payment_of(stage).calls.filter(operation="transfer", status="granted").first()
    name = transfer or (ours.answer_id if ours else "")
    stage.sandbox.post("others/reversal", transfer=name, amount=amount)


def others_refund(stage: Stage, amount: int = 700) -> None:
    intent = payment_of(stage).checkouts.get(status="captured").intent_id
    stage.sandbox.post("others/refund", payment_intent=intent, amount=amount)


def released(stage: Stage) -> None:
    """Ordered to be paid; no worker has sent it yet."""
    stage.confirmed()
    make_move(stage.now(), "release", Actor.CLOCK)


def waiting_captured(stage: Stage) -> None:
    stage.consenting(keep_asking=True)
    payments.capture(payment_of(stage))


WHERE: dict[str, Deed] = {
    "consent": waiting_captured,
    "introducing": Stage.introducing,
    "confirmed": Stage.confirmed,
    "disputed": disputed,
    "settling": settling,
    "release ordered": released,
}


def open_cases(payment: Payment) -> list[str]:
    rows = Case.objects.filter(kind="difference", closed_at=None)
    return [
        row.subject.partition(":")[0] for row in rows.filter(facts__introduction=payment.reference)
    ]


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("deed", ["transfer", "refund"])
def test_it_freezes_whatever_state_it_finds_and_no_clock_pays(
    stage: Stage, clock: MovingClock, where: str, deed: str
) -> None:
    WHERE[where](stage)
    see(stage) if where == "consent" else None
    before = payment_of(stage)
    (others_send if deed == "transfer" else others_refund)(stage)
    payment = see(stage)
    assert payment.foreign_at and payment.is_frozen
    assert open_cases(payment) == [deed]
    assert payment.paid_as_ordered == before.paid_as_ordered
    if deed == "transfer":
        debt = 0 if where == "release ordered" else 700  # kept at once from what was to be paid
        assert (payment.sent_elsewhere, payment.debt) == (700, debt)
        owed = ledger.balance(LedgerAccount.Kind.RECEIVABLE, "EUR", user=stage.connector)
        assert owed == debt
    else:
        assert payment.refunded == before.refunded + 700
    check_everywhere(stage.now())
    assert reconcile_all() == 0
    if where not in {"confirmed", "release ordered"}:
        return
    stage.later(clock, 1, 4, 8, 15, 16, 31, 62, 86, 95)
    payment = see(stage)
    assert payment.paid_as_ordered == before.paid_as_ordered, "nobody looked: nothing is paid out"
    assert payment.held_amount == 0, "and in the end the rep has it"
    check_against(stage.sandbox)
    check_everywhere(stage.now())


def test_a_payout_taken_back_there_is_not_paid_again_by_itself(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    paid(stage, clock)
    mail.outbox.clear()
    others_reverse(stage)
    payment = see(stage)
    assert (payment.paid_out, payment.held_amount) == (0, 40_000)
    assert payment.calls.filter(operation="transfer").count() == 1
    assert open_cases(payment) == ["reversal"]
    assert [one.to for one in mail.outbox if "came back" in one.subject] == [
        [stage.connector.email]
    ]
    words, _ = card_of(stage.now(), stage.connector)
    assert "check" in words
    due = stage.now().deadlines.get(move="refund_unpaid").due_at
    assert payment.captured_at and due >= payment.captured_at
    check_everywhere(stage.now())
    stage.later(clock, 13)
    assert see(stage).paid_out == 0
    do(Case.objects.get(kind="difference"), "lift", finance)
    payment = see(stage)
    assert (payment.foreign_at, payment.paid_out, payment.held_amount) == (None, 40_000, 0)
    assert not stage.now().deadlines.filter(move="refund_unpaid").exists()
    check_against(stage.sandbox)
    check_everywhere(stage.now())


@pytest.mark.parametrize("amount", [40_000, 12_345])
def test_what_nobody_lifts_goes_back_to_the_rep_when_its_clock_runs_out(
    stage: Stage, clock: MovingClock, amount: int
) -> None:
    paid(stage, clock)
    others_reverse(stage, amount)
    see(stage)
    stage.later(clock, 10, 50, 86, 90)
    payment = see(stage)
    assert stage.now().state == "refunded"
    assert (payment.held_amount, payment.refunded) == (0, 50_000)
    check_against(stage.sandbox)
    check_everywhere(stage.now())


def test_the_desk_gives_it_back(stage: Stage, clock: MovingClock, finance: User) -> None:
    paid(stage, clock)
    others_reverse(stage)
    see(stage)
    do(Case.objects.get(kind="difference"), "give_back", finance)
    payment = see(stage)
    assert (stage.now().state, payment.refunded, payment.paid_out) == ("refunded", 50_000, 0)
    check_everywhere(stage.now())


def test_one_person_looks_at_each_thing_before_it_goes_on(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    stage.confirmed()
    others_refund(stage, 1_000)
    see(stage)
    others_send(stage)
    payment = see(stage)
    assert sorted(open_cases(payment)) == ["refund", "transfer"]
    do(Case.objects.get(subject__startswith="refund:"), "lift", finance)
    assert payment_of(stage).is_frozen
    stage.later(clock, 10)
    assert see(stage).paid_as_ordered == 0
    do(Case.objects.get(subject__startswith="transfer:"), "lift", finance)
    assert not payment_of(stage).is_frozen
    stage.later(clock, 10)
    payment = see(stage)
    assert stage.now().state == "released"
    assert (payment.netted, payment.paid_as_ordered) == (700, 39_200 - 700)
    check_against(stage.sandbox)
    check_everywhere(stage.now())


def test_a_transfer_made_there_is_kept_from_another_payout(
    stage: Stage, clock: MovingClock
) -> None:
    stage.introducing()
    others_send(stage, 5_000)
    see(stage)
    assert any("kept from what you earn" in one.subject for one in mail.outbox)
    second = another(stage, 2).confirmed().later(clock, 8, 12, 15)
    payment = see(second)
    assert (payment.netted, payment.paid_out) == (5_000, 35_000)
    check_sums()
    check_everywhere(second.now())


@pytest.mark.parametrize("when", ["open", "after it was kept"])
def test_a_transfer_made_there_and_taken_back_there(
    stage: Stage, clock: MovingClock, finance: User, when: str
) -> None:
    stage.introducing()
    made = others_send(stage, 5_000)
    see(stage)
    if when != "open":
        see(another(stage, 2).confirmed().later(clock, 8, 12, 15))
    others_reverse(stage, 5_000, made)
    payment = see(stage)
    assert (payment.sent_elsewhere, payment.paid_out) == (0, 0)
    assert ledger.balance(LedgerAccount.Kind.RECEIVABLE, "EUR", user=stage.connector) == 0
    assert sorted(open_cases(payment)) == ["reversal", "transfer"]
    check_against(stage.sandbox)


def test_one_to_somebody_else_freezes_and_stays_out_of_the_books(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    stage.confirmed()
    stranger = User.objects.create_user(
        email="else@other.example", name="Else", country="DE", currency="EUR", is_connector=True
    )
    other = payments.open_payout_account(stranger)
    stage.sandbox.onboard(other.account_id)
    others_send(stage, 900, account=other.account_id)
    payment = see(stage)
    assert payment.is_frozen and payment.transferred == 0 and open_cases(payment) == ["transfer"]
    assert reconcile_all() > 0
    do(Case.objects.get(subject__startswith="transfer:"), "lift", finance)
    stage.later(clock, 8)
    payment = see(stage)
    assert (payment.foreign_at, payment.paid_out) == (None, 40_000)
    assert "transfer" not in open_cases(payment)


def test_what_was_kept_for_a_debt_and_then_taken_back_too_is_paid_to_the_connector(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    """Sent by others, kept from another payout, the introduction refunded, and only then taken back there."""
    stage.confirmed()
    stage.later(clock, 8)
    made = others_send(stage)
    see(stage)
    do(Case.objects.get(subject__startswith="transfer:"), "lift", finance)
    other = another(stage, 7).confirmed()
    other.later(clock, 8, 12, 16)
    assert see(other).netted == 700
    payments.refund_released(payment_of(stage), staff=finance, reason="It never happened at all.")
    stage.later(clock, 0.1, 0.2)
    payment = see(stage)
    assert (payment.refunded, payment.paid_out, payment.held_amount) == (50_000, 700, 0)
    others_reverse(stage, 700, made)
    payment = see(stage)
    assert (payment.held_amount, payment.paid_out, payment.is_frozen) == (700, 0, True)
    check_everywhere(stage.now())
    do(Case.objects.get(subject__startswith="reversal:", closed_at=None), "lift", finance)
    stage.later(clock, 0.1, 0.2)
    payment = see(stage)
    assert (payment.held_amount, payment.owed_amount, payment.paid_out) == (0, 0, 700)
    assert (payment.refunded, payment.funds, payment.fee_kept) == (50_000, "settled", 0)
    stage.later(clock, 1, 30, 90)
    assert see(stage).paid_out == 700, "once"
    assert reconcile_all() == 0
    check_sums()
    check_against(stage.sandbox)
    check_everywhere(stage.now())


# --- One fact that cannot be recorded -------------------------------------------------------------


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def never(*facts: object) -> None:
        raise ValueError("does not balance")

    monkeypatch.setattr(ledger, name, never)


@pytest.mark.parametrize(
    ("broken", "fact"),
    [
        ("refund_elsewhere", others_refund),
        ("transferred_elsewhere", others_send),
        ("reversed_back", lambda stage: others_reverse(stage, 100)),
        ("provider_fee", lambda stage: None),
    ],
)
def test_what_our_books_refuse_hides_no_chargeback(
    stage: Stage,
    desk: Desk,
    clock: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
    fact: Deed,
) -> None:
    paid(stage, clock)
    with monkeypatch.context() as odd:
        refuse(odd, broken)
        fact(stage)
        dispute = charge_back(stage, desk)
        payment = see(stage)
        assert payment.disputed_at and payment.is_frozen
        assert Case.objects.get(kind="chargeback", subject=dispute).is_open
        assert "unrecordable" in open_cases(payment)
        ordered = payment.calls.filter(operation="reverse")
        assert ordered.exists() or broken == "reversed_back"
    payment = see(stage)
    assert payment.foreign_at, "a person looks, although it could be recorded since"
    check_against(stage.sandbox)
    end(stage, desk, dispute, "lost")
    check_sums()


def test_a_dispute_that_cannot_be_booked_still_freezes(
    stage: Stage, desk: Desk, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.confirmed()
    refuse(monkeypatch, "dispute_opened")
    charge_back(stage, desk)
    payment = see(stage)
    assert payment.disputed_at and "unrecordable" in open_cases(payment)
    stage.later(clock, 30)
    assert see(stage).transferred == 0


# --- Looked for before it is sent -----------------------------------------------------------------


@contextmanager
def forgotten() -> Iterator[None]:
    """What our rows say after a backup from before was restored; the provider remembers it all."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("look_first", [True, False])
def test_after_a_restored_backup_nobody_is_paid_twice(
    stage: Stage, clock: MovingClock, look_first: bool
) -> None:
    stage.confirmed()
    with forgotten():
        stage.later(clock, 8)
        assert payment_of(stage).paid_out == 40_000
    clock.move_to(clock.now() + timedelta(days=3))  # no key lives so long
    stage.sandbox.follow(clock.offset.total_seconds())
    if look_first:
        payments.look(payment_of(stage).pk)
        assert payment_of(stage).transferred == 0
    stage.later(clock, 0.1, 0.2)
    payment = see(stage)
    assert len(reading.transfers(payment.reference)) == 1
    assert (payment.transferred, payment.sent_elsewhere, payment.owed_amount) == (40_000, 0, 0)
    assert payment.calls.get(operation="transfer").status == "granted"
    assert open_cases(payment) == []
    check_against(stage.sandbox)


def test_after_a_restored_backup_another_decision_finds_what_was_paid(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirmed()
    with forgotten():
        stage.later(clock, 8)
    payments.give_back(payment_of(stage))
    payment = see(stage)
    assert (payment.sent_elsewhere, payment.debt, payment.refunded) == (40_000, 40_000, 50_000)
    assert open_cases(payment) == ["transfer"]
    check_against(stage.sandbox)


@pytest.mark.parametrize("look_first", [True, False])
def test_after_a_restored_backup_nobody_is_refunded_twice(
    stage: Stage, clock: MovingClock, look_first: bool
) -> None:
    stage.introducing()
    with forgotten():
        actions.step_back(stage.now(), user=stage.connector)
        assert see(stage).refunded == 50_000
    clock.move_to(clock.now() + timedelta(days=3))
    stage.sandbox.follow(clock.offset.total_seconds())
    if look_first:
        payments.look(payment_of(stage).pk)
    else:
        actions.step_back(stage.now(), user=stage.connector)
    payment = see(stage)
    intent = payment.checkouts.get().intent_id
    assert [one.amount for one in reading.refunds(intent)] == [50_000]
    assert (payment.refunded, payment.held_amount, payment.funds) == (50_000, 0, "settled")
    assert stage.now().state == "refunded"
    check_against(stage.sandbox)


@pytest.mark.parametrize("operation", ["transfer", "refund"])
def test_while_the_provider_is_mute_nothing_leaves_for_the_first_time(
    stage: Stage, clock: MovingClock, operation: str
) -> None:
    stage.confirmed()
    payment = payment_of(stage)
    (payments.release if operation == "transfer" else payments.give_back)(payment)
    stage.sandbox.post("faults", match="GET /v1/*", kind="500", times=200)
    row = ProviderCall.objects.get(operation=operation)
    payments.carry_out(row.pk)
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("waiting", 0)
    stage.sandbox._call("DELETE", "faults", None)
    stage.later(clock, 1)
    row.refresh_from_db()
    assert row.status == "granted"
