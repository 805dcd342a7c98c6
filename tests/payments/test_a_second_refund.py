"""A refund that meets another one waits for it, and brings the rep what is missing then."""

from typing import Any

import pytest

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.money import Money
from introductions import actions
from introductions.actions.stopping import stop
from payments import actions as payments
from payments.models import Payment, ProviderCall
from tests.support.audit import check_against, check_sums
from tests.support.live_calls import CONDITIONS, SENT_BACK, bring
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle
from tests.support.together import together

WORDS = "It did not happen the way it was described to me at all."
PART = Money(30_000, "EUR")


@pytest.fixture
def finance() -> User:
    """Somebody of the staff."""
    return User.objects.create_user(email="fin@sidedoor.example", name="Fin", is_superuser=True)


def divided(stage: Stage) -> ProviderCall:
    """Rep and connector agreed on a division before the introduction was made; the refund waits."""
    stage.introducing()
    actions.dispute(stage.now(), user=stage.rep, reason="other", statement=WORDS)
    actions.respond(stage.now(), user=stage.connector, response=WORDS)
    actions.offer_split(stage.now(), user=stage.connector, part=PART)
    actions.accept_split(stage.now(), user=stage.rep, part=PART)
    assert stage.now().state == "settling"
    return ProviderCall.objects.get(operation="refund")


def payment() -> Payment:
    return Payment.objects.get()


def test_the_prospect_and_the_desk_are_heard_whatever_became_of_the_first(
    stage: Stage, clock: MovingClock, mona: User
) -> None:
    """In every condition of the first refund, both words in turn; nobody but the rep is paid, ever."""
    first = divided(stage)
    for condition in (*CONDITIONS, SENT_BACK):
        for word in ("take_back", "stop", "clock"):
            with stage.fork(clock):
                bring(first, condition, stage.sandbox)
                if word == "take_back":
                    actions.take_back(stage.now())
                elif word == "stop":
                    stop(stage.now(), staff=mona)
                else:
                    stage.connector_cannot_be_paid()
                    clock.forward(days=86)
                    stage.sandbox.follow(clock.offset.total_seconds())
                settle()
                assert stage.now().state in {"refunded", "refused"}, (condition, word)
                stage.wait(clock, days=90)
                row = payment()
                told = f"{condition} met by {word}: {row.calls.values_list('key', 'status')}"
                stuck = row.calls.filter(status="stuck")
                if condition == SENT_BACK:
                    assert row.refunded == 30_000, told
                for one in stuck:
                    assert Case.objects.filter(subject=one.key, closed_at=None).exists(), told
                    payments.look_and_decide(one, staff=mona)
                    settle()
                row = payment()
                assert (row.refunded, row.transferred) == (50_000, 0), told
                assert row.funds == "settled", told
                check_sums()
                check_against(stage.sandbox)


def test_what_the_bank_sent_back_twice_is_paid_outside_and_blocks_nothing(
    stage: Stage, finance: User, mona: User
) -> None:
    first = bring(divided(stage), SENT_BACK, stage.sandbox)
    stop(stage.now(), staff=mona)
    settle()
    rest = ProviderCall.objects.get(operation="refund", status="granted")
    assert rest.parameters["amount"] == 30_000
    stage.sandbox.post("refund_fails", refund=rest.answer_id)
    settle()
    assert Case.objects.filter(kind="refund", closed_at=None).count() == 2
    payments.look_and_decide(first, staff=finance)
    settle()
    payments.look_and_decide(ProviderCall.objects.get(pk=rest.pk), staff=finance)
    settle()
    again = ProviderCall.objects.filter(operation="refund", status="granted")
    assert sorted(one.parameters["amount"] for one in again) == [20_000, 30_000]
    assert (payment().refunded, payment().funds) == (50_000, "settled")
    assert not Case.objects.filter(kind="refund", closed_at=None).exists()
    check_sums()


def test_paying_outside_what_was_refused_lets_the_rest_go(
    stage: Stage, finance: User, mona: User
) -> None:
    first = bring(divided(stage), "refused for good", stage.sandbox)
    stop(stage.now(), staff=mona)
    settle()
    assert payment().refunds_ordered == 50_000
    assert payment().refunded == 30_000, "the first waits for a person, the rest for nobody"
    payments.mark_refund_handled(first, staff=finance, reason="Paid by bank transfer.")
    settle()
    assert (payment().refunded, payment().funds) == (50_000, "settled")
    check_sums()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("word", ["take_back", "stop"])
@pytest.mark.parametrize("other", ["accept_split", "rule_split", "worker"])
def test_two_at_once_and_the_last_word_counts(
    stage: Stage, mona: User, clock: MovingClock, other: str, word: str
) -> None:
    stage.introducing()
    row = stage.now()
    actions.dispute(row, user=stage.rep, reason="other", statement=WORDS)
    actions.respond(row, user=stage.connector, response=WORDS)
    if other == "rule_split":
        actions.decide(row, moderator=mona, ruling="split", reason=WORDS, part=PART)
        clock.forward(days=8)
        due = row.deadlines.get(move="rule_split").pk
        one: Any = lambda: actions.let_due(due)  # noqa: E731
    else:
        actions.offer_split(row, user=stage.connector, part=PART)
        one = lambda: actions.accept_split(row, user=stage.rep, part=PART)  # noqa: E731
    if other == "worker":
        actions.accept_split(row, user=stage.rep, part=PART)
        call = ProviderCall.objects.get(operation="refund").pk
        one = lambda: payments.carry_out(call)  # noqa: E731
    last = {
        "take_back": lambda: actions.take_back(row),
        "stop": lambda: stop(row, staff=mona),
    }[word]
    answers = together(one, last)
    assert not isinstance(answers[1], Exception), answers
    settle()
    stage.wait(clock, days=90)
    assert stage.now().state in {"refused", "refunded"}
    assert (payment().refunded, payment().transferred) == (50_000, 0)
    check_sums()
