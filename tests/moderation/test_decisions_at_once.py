"""Two words about one dispute at the same moment: one counts, who comes too late reads why, no half deeds."""

from collections.abc import Callable
from typing import Any

import pytest

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import actions
from introductions.models import Dispute, Event
from introductions.tasks import sweep, sweep_payments
from payments import actions as payments
from payments.models import Payment, ProviderCall
from payments.tasks import sweep_calls, sweep_events
from tests.payments.conftest import receiver
from tests.support import builders
from tests.support.audit import check_against, check_sums
from tests.support.doors import Doors
from tests.support.moving_clock import MovingClock
from tests.support.shop import Receiver
from tests.support.stages import Stage, settle
from tests.support.together import together, won

__all__ = ["receiver"]
pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "It did not happen the way it was described to me at all."


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


@pytest.fixture
def disputed(stage: Stage) -> Stage:
    """Rita disputed and Colin answered."""
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WORDS)
    actions.respond(stage.now(), user=stage.connector, response=WORDS)
    return stage


def decides(stage: Stage, who: User, ruling: str, part: int | None = None) -> Callable[[], object]:
    row, money = stage.now(), None if part is None else euros(part)
    return lambda: actions.decide(row, moderator=who, ruling=ruling, reason=WORDS, part=money)


def events(stage: Stage, *moves: str) -> list[str]:
    found = Event.objects.filter(introduction=stage.introduction, move__in=moves)
    return list(found.order_by("pk").values_list("move", flat=True))


def dispute_of(stage: Stage) -> Dispute:
    return stage.now().disputes.get()


def payment_of(stage: Stage) -> Payment:
    payment = stage.now().payment
    assert payment is not None
    return payment


def refused(answers: list[Any]) -> list[Refusal]:
    """Who came too late; each with a sentence, and nothing but refusals."""
    lost = [one for one in answers if isinstance(one, Exception)]
    assert all(isinstance(one, Refusal) and str(one).endswith(".") for one in lost), lost
    return lost


def one_of(answers: list[Any]) -> Refusal:
    """Exactly one of two won; the other's refusal."""
    assert len(won(answers)) == 1, answers
    (lost,) = refused(answers)
    return lost


def agree(stage: Stage) -> None:
    """All comes to rest; then the sums hold and both books say the same."""
    settle()
    for _ in range(2):
        payments.look(payment_of(stage).pk)
        settle()
    check_sums()
    check_against(stage.sandbox)


# --- Moderators -----------------------------------------------------------------------------------


def test_two_moderators_decide_at_once_and_one_decision_is_announced(
    disputed: Stage, mona: User, max: User
) -> None:
    answers = together(decides(disputed, mona, "refund"), decides(disputed, max, "split", 12_345))
    assert one_of(answers).code == "decision_missing"
    found = dispute_of(disputed)
    spoken = {mona.pk: ("refund", None), max.pk: ("split", 12_345)}
    assert (found.ruling, found.ruling_part) == spoken[found.ruled_by_id or 0]
    assert events(disputed, "decide") == ["decide"]
    assert StaffAction.objects.get(action__startswith="decide").staff_id == found.ruled_by_id
    rulings = disputed.now().deadlines.filter(move__startswith="rule_")
    assert [one.move for one in rulings] == [f"rule_{found.ruling}"]


def test_agreeing_and_disagreeing_at_once_leaves_one_word(
    disputed: Stage, mona: User, max: User, settings: Any
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    mia = builders.moderator("mia")
    decides(disputed, mona, "refund")()
    row = disputed.now()
    answers = together(
        lambda: actions.cosign(row, moderator=max),
        lambda: actions.disagree(row, moderator=mia, reason=WORDS),
    )
    assert one_of(answers).code == "may_cosign"
    found = dispute_of(disputed)
    announced = disputed.now().deadlines.filter(move="rule_refund").exists()
    assert announced == (found.ruling == "refund") == (found.cosigned_by_id == max.pk)
    assert len(found.set_aside) == int(not announced)
    assert len(events(disputed, "cosign", "disagree")) == 1


def test_two_second_words_at_once_and_one_is_the_last(
    disputed: Stage, mona: User, max: User, clock: Any
) -> None:
    mia = builders.moderator("mia")
    decides(disputed, mona, "release")()
    actions.appeal(disputed.now(), user=disputed.rep, statement=WORDS)
    actions.answer_appeal(disputed.now(), user=disputed.connector, response=WORDS)
    lost = one_of(together(decides(disputed, max, "refund"), decides(disputed, mia, "split", 1)))
    assert lost.code == "decision_missing"
    found = dispute_of(disputed)
    assert found.ruled_by_id in {max.pk, mia.pk}
    agree(disputed)
    disputed.wait(clock, days=9)  # a day in which it may be taken back, then the safety hold
    payment = payment_of(disputed)
    sums = (payment.refunded, payment.transferred, payment.fee_kept)
    assert sums == {max.pk: (50_000, 0, 0), mia.pk: (49_999, 1, 0)}[found.ruled_by_id or 0]
    assert events(disputed, "decide") == ["decide", "decide"]


# --- Time -----------------------------------------------------------------------------------------


def test_a_decision_against_the_thirtieth_day(
    disputed: Stage, mona: User, clock: MovingClock
) -> None:
    clock.move_to(disputed.now().deadlines.get(move="end").due_at)
    disputed.sandbox.follow(clock.offset.total_seconds())
    answers = together(decides(disputed, mona, "release"), sweep, sweep)
    lost = refused(answers)
    ended = disputed.now().state == "refunded"
    assert [one.code for one in lost] == (["moved_on"] if ended else [])
    assert events(disputed, "decide", "end") == (["end"] if ended else ["decide"])
    disputed.wait(clock, days=8)
    agree(disputed)
    payment = payment_of(disputed)
    assert (disputed.now().state, payment.refunded, payment.transferred) == (
        ("refunded", 50_000, 0) if ended else ("released", 0, 40_000)
    )
    assert not Case.objects.filter(kind="dispute", closed_at=None).exists()


def test_an_appeal_against_the_end_of_its_window(
    disputed: Stage, mona: User, clock: MovingClock
) -> None:
    decides(disputed, mona, "refund")()
    clock.move_to(disputed.now().deadlines.get(move="rule_refund").due_at)
    disputed.sandbox.follow(clock.offset.total_seconds())
    row = disputed.now()
    answers = together(
        lambda: actions.appeal(row, user=disputed.connector, statement=WORDS), sweep, sweep
    )
    lost = refused(answers)
    appealed = disputed.now().state == "disputed"
    assert [one.code for one in lost] == ([] if appealed else ["moved_on"])
    assert events(disputed, "appeal", "rule_refund") == (
        ["appeal"] if appealed else ["rule_refund"]
    )
    assert bool(dispute_of(disputed).appealed_by) == appealed
    if appealed:
        due = disputed.now().deadlines.get(move="rule_refund").due_at
        assert (due - clock.now()).days in {6, 7}, "the second word has its own seven days"
    agree(disputed)
    assert payment_of(disputed).refunded == (0 if appealed else 50_000)


def test_a_second_word_against_the_end_of_its_time(
    disputed: Stage, mona: User, max: User, clock: MovingClock
) -> None:
    decides(disputed, mona, "refund")()
    actions.appeal(disputed.now(), user=disputed.connector, statement=WORDS)
    clock.move_to(disputed.now().deadlines.get(move="rule_refund").due_at)
    disputed.sandbox.follow(clock.offset.total_seconds())
    answers = together(decides(disputed, max, "release"), sweep, sweep)
    lost = refused(answers)
    disputed.wait(clock, hours=25)
    agree(disputed)
    payment = payment_of(disputed)
    assert (disputed.now().state, payment.refunded, payment.transferred) == (
        ("refunded", 50_000, 0) if lost else ("released", 0, 40_000)
    )
    assert dispute_of(disputed).ruling == ("refund" if lost else "release")


# --- The two sides --------------------------------------------------------------------------------


def test_both_appeal_at_once_and_one_appeal_is_heard(disputed: Stage, mona: User) -> None:
    decides(disputed, mona, "split", 20_000)()
    row = disputed.now()
    answers = together(
        lambda: actions.appeal(row, user=disputed.rep, statement=WORDS),
        lambda: actions.appeal(row, user=disputed.connector, statement=WORDS),
    )
    assert one_of(answers).code in {"decision_open", "no_appeal"}
    assert events(disputed, "appeal") == ["appeal"]
    assert dispute_of(disputed).first_ruling["part"] == 20_000  # type: ignore[index]


def test_agreeing_to_a_proposal_while_it_is_changed(disputed: Stage) -> None:
    actions.offer_split(disputed.now(), user=disputed.rep, part=euros(20_000))
    row = disputed.now()
    answers = together(
        lambda: actions.accept_split(row, user=disputed.connector, part=euros(20_000)),
        lambda: actions.offer_split(row, user=disputed.rep, part=euros(30_000)),
    )
    lost = one_of(answers)
    agree(disputed)
    if disputed.now().state == "settling":
        assert (lost.code, payment_of(disputed).refunded) == ("moved_on", 30_000)
    else:
        assert (lost.code, payment_of(disputed).refunded) == ("offer_changed", 0)
        assert dispute_of(disputed).split_offer == 30_000


def test_agreeing_to_a_proposal_at_the_moment_it_lapses(
    disputed: Stage, clock: MovingClock
) -> None:
    actions.offer_split(disputed.now(), user=disputed.rep, part=euros(20_000))
    clock.move_to(disputed.now().deadlines.get(move="forget_split").due_at)
    disputed.sandbox.follow(clock.offset.total_seconds())
    row = disputed.now()
    answers = together(
        lambda: actions.accept_split(row, user=disputed.connector, part=euros(20_000)), sweep, sweep
    )
    lost = refused(answers)
    settled = disputed.now().state == "settling"
    assert [one.code for one in lost] == ([] if settled else ["others_split_offer"])
    assert events(disputed, "accept_split", "forget_split") == (
        ["accept_split"] if settled else ["forget_split"]
    )
    agree(disputed)
    assert payment_of(disputed).refunded == (30_000 if settled else 0)


def test_settling_and_deciding_at_once_leaves_one_story(disputed: Stage, mona: User) -> None:
    actions.offer_split(disputed.now(), user=disputed.rep, part=euros(20_000))
    row = disputed.now()
    answers = together(
        lambda: actions.accept_split(row, user=disputed.connector, part=euros(20_000)),
        decides(disputed, mona, "release"),
    )
    lost = one_of(answers)
    settled = disputed.now().state == "settling"
    assert lost.code == ("moved_on" if settled else "no_decision")
    assert bool(dispute_of(disputed).ruling) != settled
    assert StaffAction.objects.filter(action="decide release").exists() != settled
    agree(disputed)
    assert payment_of(disputed).refunded == (30_000 if settled else 0)


def test_both_propose_and_agree_crosswise_and_one_division_counts(disputed: Stage) -> None:
    """Each proposes while the other agrees to what was there before."""
    actions.offer_split(disputed.now(), user=disputed.rep, part=euros(20_000))
    row = disputed.now()
    answers = together(
        lambda: actions.accept_split(row, user=disputed.connector, part=euros(20_000)),
        lambda: actions.accept_split(row, user=disputed.connector, part=euros(20_000)),
        lambda: actions.offer_split(row, user=disputed.connector, part=euros(10_000)),
    )
    refused(answers)
    agree(disputed)
    settled = disputed.now().state == "settling"
    assert events(disputed, "accept_split") == (["accept_split"] if settled else [])
    assert payment_of(disputed).refunded == (30_000 if settled else 0)
    assert ProviderCall.objects.filter(operation="refund").count() == int(settled)


# --- The bank -------------------------------------------------------------------------------------


@pytest.fixture
def doors(disputed: Stage, receiver: Receiver, clock: MovingClock) -> Doors:
    """The provider's messages wait until they are delivered."""
    return Doors(disputed, receiver, clock)


def charge_back(doors: Doors) -> str:
    """Rita's bank takes it back; the message is on its way."""
    made = doors.sandbox.post(
        "dispute", payment_intent=doors.checkout.intent_id, reason="fraudulent"
    )
    return str(made["id"])


def hear_of_it(doors: Doors) -> None:
    """The message comes to our door and is understood."""
    doors.deliver()
    sweep_events()
    sweep_payments()


def test_a_decision_while_a_chargeback_arrives(doors: Doors, mona: User) -> None:
    made = charge_back(doors)
    answers = together(decides(doors.stage, mona, "release"), lambda: hear_of_it(doors))
    lost = refused(answers)
    assert [one.code for one in lost] in ([], ["moved_on"], ["not_charged_back"])
    doors.work()
    assert doors.state == "charged_back", "the bank beats a decision, whichever came first"
    assert len(events(doors.stage, "decide")) == int(not lost)
    doors.wait(days=8)
    doors.sandbox.post("dispute", dispute=made, status="lost")
    doors.work()
    payment = doors.payment
    assert (payment.charged_back, payment.refunded, payment.transferred) == (50_000, 0, 0)
    agree(doors.stage)


@pytest.mark.parametrize("ruling", ["release", "refund", "split"])
def test_a_decision_takes_effect_while_a_chargeback_arrives(
    doors: Doors, mona: User, clock: MovingClock, ruling: str
) -> None:
    decides(doors.stage, mona, ruling, 30_000 if ruling == "split" else None)()
    clock.move_to(doors.stage.now().deadlines.get(move=f"rule_{ruling}").due_at)
    doors.sandbox.follow(clock.offset.total_seconds())
    made = charge_back(doors)

    def effect() -> None:
        for _ in range(3):
            sweep()
            sweep_calls()

    answers = together(effect, lambda: hear_of_it(doors))
    assert not refused(answers)
    doors.work()
    doors.wait(hours=7)
    payment = doors.payment
    assert (payment.refunded, payment.transferred - payment.reversed) == (0, 0), "the bank has it"
    assert doors.state in {"charged_back", {"release": "released", "refund": "refunded"}.get(
        ruling, "split"
    )}  # fmt: skip
    doors.sandbox.post("dispute", dispute=made, status="lost")
    doors.work()
    doors.wait(days=1)
    payment = doors.payment
    assert (payment.charged_back, payment.refunded, payment.fee_kept) == (50_000, 0, 0)
    agree(doors.stage)
    assert payment_of(doors.stage).held_amount == 0
