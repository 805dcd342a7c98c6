"""Two people, workers or clocks on the same introduction at the same moment: exactly one wins."""

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.core import mail

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions import set_rules
from introductions import actions
from introductions.guards import people
from introductions.models import Deadline, Introduction
from introductions.tasks import sweep
from payments import actions as payments
from payments import ledger
from payments.gateway.client import client
from payments.models import Entry, LedgerAccount, PayoutAccount, ProviderCall
from tests.support import builders
from tests.support.builders import PETRA, Person
from tests.support.moving_clock import MovingClock
from tests.support.sandbox_process import Sandbox
from tests.support.stages import PITCH, PURPOSE, Stage, listed, payable, settle
from tests.support.together import together, won

pytestmark = pytest.mark.django_db(transaction=True)


def accept(stage: Stage) -> object:
    return actions.accept(
        stage.introduction, user=stage.connector, not_my_employer=True, no_duty_breached=True
    )


def events(stage: Stage, move: str) -> int:
    return stage.now().events.filter(move=move).count()


def assert_one_won(answers: list[object]) -> None:
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(won(answers)) == 1, answers
    assert all(isinstance(error, Refusal) for error in lost), lost


def test_accepting_twice_accepts_once(stage: Stage) -> None:
    stage.requested()
    assert_one_won(together(*[lambda: accept(stage)] * 4))
    assert stage.now().state == "consent"
    assert events(stage, "accept") == 1


def test_accepting_and_withdrawing_leaves_one_story(stage: Stage) -> None:
    stage.requested()
    answers = together(
        lambda: accept(stage), lambda: actions.withdraw(stage.introduction, user=stage.rep)
    )
    assert_one_won(answers)
    settle()
    expected = {"consent": "authorised", "withdrawn": "none"}
    assert stage.now().state in expected
    live = stage.now().payment.checkouts.filter(status="authorised").exists()  # type: ignore[union-attr]
    assert live == (stage.now().state == "consent")


def test_expiring_and_accepting_leaves_one_story(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    due = stage.now().deadlines.get(move="lapse").due_at
    clock.move_to(due)
    together(lambda: accept(stage), sweep, sweep)
    settle()
    assert stage.now().state in {"consent", "lapsed"}
    assert events(stage, "accept") + events(stage, "lapse") == 1


def test_agreeing_twice_captures_once(stage: Stage) -> None:
    stage.consenting()
    assert_one_won(together(*[lambda: actions.agree(stage.introduction)] * 3))
    settle()
    assert stage.now().state == "introducing"
    assert ProviderCall.objects.filter(operation="capture").count() == 1
    assert ledger.balance(LedgerAccount.Kind.HELD, "EUR", payment=stage.now().payment) == 50_000


def test_agreeing_and_refusing_leaves_one_story(stage: Stage) -> None:
    stage.consenting()
    answers = together(
        lambda: actions.agree(stage.introduction),
        lambda: actions.refuse(stage.introduction, how="not_now"),
    )
    assert_one_won(answers)
    settle()
    payment = stage.now().payment
    assert payment is not None
    expected = {"introducing": 50_000, "refused": 0}
    assert payment.captured == expected[stage.now().state]


def test_confirming_twice_confirms_once(stage: Stage) -> None:
    stage.confirming()
    confirm = [lambda: actions.confirm(stage.introduction, user=stage.rep)] * 3
    assert_one_won(together(*confirm))
    assert stage.now().state == "confirmed"
    assert Deadline.objects.filter(move="release").count() == 1


def test_a_freeze_beats_a_release_or_comes_too_late(stage: Stage, clock: MovingClock) -> None:
    stage.confirmed()
    clock.move_to(stage.now().deadlines.get(move="release").due_at)
    together(
        sweep,
        sweep,
        lambda: actions.dispute(
            stage.introduction,
            user=stage.rep,
            reason="never_happened",
            statement="I have confirmed by mistake; nobody ever wrote.",
        ),
    )
    settle()
    payment = stage.now().payment
    assert payment is not None
    paid = {"disputed": 0, "released": 40_000}
    assert payment.transferred == paid[stage.now().state]


def test_many_workers_send_a_call_once(stage: Stage) -> None:
    stage.request()
    stage.sandbox.pay(stage.now().payment.checkouts.get().session_id)  # type: ignore[union-attr]
    settle()
    stage.accept()
    actions.agree(stage.introduction)
    call = ProviderCall.objects.get(operation="capture")
    together(*[lambda: payments.carry_out(call.pk)] * 4)
    settle()
    call.refresh_from_db()
    assert (call.status, call.attempts) == ("granted", 1)


def test_two_clicks_on_get_paid_open_one_account_and_both_see_it(
    colin: User, sandbox: Sandbox
) -> None:
    sandbox.post("faults", match="POST /v2/core/accounts", kind="latency", seconds=0.3, times=1)
    opened = together(*[lambda: payments.open_payout_account(colin)] * 3)
    assert {account.account_id for account in won(opened)} == {
        PayoutAccount.objects.get(user=colin).account_id
    }
    assert len(won(opened)) == 3
    assert ProviderCall.objects.get(operation="account").attempts == 1


def test_recording_the_same_facts_at_once_books_them_once(stage: Stage) -> None:
    stage.introducing()
    payment = stage.now().payment
    assert payment is not None
    before = Entry.objects.count()
    together(*[lambda: payments.look(payment.pk)] * 4)
    assert Entry.objects.count() == before
    payment.refresh_from_db()
    assert payment.captured == 50_000


def test_asking_twice_opens_one_introduction(stage: Stage) -> None:
    def ask() -> object:
        return actions.request(
            stage.rep,
            stage.relationship,
            pitch=PITCH,
            purpose=PURPOSE,
            keep_asking=False,
            no_way_in=True,
        )

    assert_one_won(together(ask, ask, ask))
    assert Introduction.objects.count() == 1


def test_releasing_from_many_workers_pays_the_connector_once(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirmed()
    clock.move_to(stage.now().deadlines.get(move="release").due_at)
    stage.sandbox.follow(clock.offset.total_seconds())
    together(sweep, sweep, sweep)
    together(settle, settle)
    settle()
    payment = stage.now().payment
    assert payment is not None
    moved = client().v1.transfers.list({"transfer_group": payment.reference}).data
    assert [transfer.amount for transfer in moved] == [40_000]
    assert (stage.now().state, payment.transferred) == ("released", 40_000)


def another_of_petra(stage: Stage, rep: User) -> Stage:
    """A second connector who lists the same person, and a request through them."""
    carla = builders.connector("carla")
    payable(carla, stage.sandbox)
    return Stage(rep, carla, listed(carla), stage.sandbox)


def test_two_connectors_accepting_for_one_rep_ask_the_person_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both look before either goes on, unless a lock keeps one of them out."""
    other = another_of_petra(stage, stage.rep)
    stage.requested()
    other.requested()
    real, meet = people.prospect_is_open, threading.Barrier(2)

    def slow(*given: Any, **named: Any) -> bool:
        found = real(*given, **named)
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=2)
        return found

    monkeypatch.setattr(people, "prospect_is_open", slow)
    answers = together(lambda: accept(stage), lambda: accept(other))
    monkeypatch.undo()
    assert_one_won(answers)
    settle()
    assert len([one for one in mail.outbox if PETRA.email in one.to]) == 1


def test_two_requests_for_the_last_place_of_a_cap_accepted_at_once(stage: Stage) -> None:
    """Both were open checkouts, and both reps paid."""
    set_rules(stage.connector, month_cap=1)
    olaf = Person("Olaf Berg", "olaf.berg@polar-lines.example", "", "CFO")
    other = Stage(
        builders.rep("rosa"), stage.connector, listed(stage.connector, olaf), stage.sandbox
    )
    for one in (stage, other):
        one.request()
    for one in (stage, other):
        one.pay()
    assert_one_won(together(lambda: accept(stage), lambda: accept(other)))
    settle()
    assert sorted([stage.now().state, other.now().state]) == ["consent", "requested"]
    assert len([one for one in mail.outbox if one.to in ([PETRA.email], [olaf.email])]) == 1


def test_a_refusal_and_an_accept_at_once_never_ask_somebody_who_just_said_no(
    stage: Stage, eve: User
) -> None:
    other = another_of_petra(stage, eve)
    stage.consenting()
    other.requested()
    together(
        lambda: actions.answer_as_prospect(stage.introduction, "not_now"), lambda: accept(other)
    )
    refused, accepted = stage.now().state_since, other.now().accepted_at
    assert stage.now().state == "refused"
    assert accepted is None or accepted <= refused


def test_never_said_twice_at_once_is_heard_twice(stage: Stage, eve: User) -> None:
    other = another_of_petra(stage, eve)
    stage.consenting()
    other.consenting()

    def reply(one: Stage) -> str:
        email = actions.Email(str(one.introduction.pk), PETRA.email, "provider", "Never again.")
        return actions.receive_answer(one.now(), email, answer="never", is_sure=True)

    answers = together(lambda: reply(stage), lambda: reply(other))
    assert len(won(answers)) == 2, answers
    assert (stage.now().state, other.now().state) == ("refused", "refused")
