"""A dispute: heard, settled or decided, appealed, and the money to the cent."""

import pytest

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import actions
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
WHY = "The address was wrong and nobody ever answered my letter."


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


def disputed(stage: Stage) -> Stage:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    return stage


def sums(stage: Stage) -> tuple[int, int, int]:
    """Refunded, transferred, our fee."""
    settle()
    payment = stage.now().payment
    assert payment is not None
    return payment.refunded, payment.transferred, payment.fee_kept


def decide(stage: Stage, moderator: User, ruling: str, part: Money | None = None) -> None:
    actions.decide(stage.now(), moderator=moderator, ruling=ruling, reason=WHY, part=part)


@pytest.mark.parametrize(
    ("ruling", "part", "state", "money"),
    [
        ("release", None, "released", (0, 40_000, 10_000)),
        ("refund", None, "refunded", (50_000, 0, 0)),
        ("split", 30_001, "split", (19_999, 24_001, 6_000)),
    ],
)
def test_a_decision_takes_effect_when_the_appeal_window_ends(
    stage: Stage,
    mona: User,
    clock: MovingClock,
    ruling: str,
    part: int | None,
    state: str,
    money: tuple[int, int, int],
) -> None:
    disputed(stage)
    decide(stage, mona, ruling, euros(part) if part else None)
    assert stage.now().state == "disputed"
    stage.wait(clock, days=6, hours=23)
    assert stage.now().state == "disputed"
    stage.wait(clock, hours=2)
    assert stage.now().state == state
    assert sums(stage) == money


def test_both_accept_a_decision_and_do_not_wait(stage: Stage, mona: User) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    actions.accept_decision(stage.now(), user=stage.rep)
    actions.accept_decision(stage.now(), user=stage.connector)
    settle()
    assert stage.now().state == "refunded"
    assert sums(stage) == (50_000, 0, 0)


def test_an_accepted_split_needs_no_moderator(stage: Stage) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(20_000))
    actions.accept_split(stage.now(), user=stage.connector)
    assert stage.now().state == "split"
    assert sums(stage) == (30_000, 16_000, 4_000)


def test_one_cannot_accept_ones_own_split(stage: Stage) -> None:
    disputed(stage)
    actions.offer_split(stage.now(), user=stage.rep, part=euros(20_000))
    with pytest.raises(Refusal):
        actions.accept_split(stage.now(), user=stage.rep)
    assert stage.now().state == "disputed"


def test_an_appeal_goes_to_another_moderator_whose_word_is_final(
    stage: Stage, mona: User, max: User
) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    actions.appeal(stage.now(), user=stage.connector, statement=WHY)
    with pytest.raises(Refusal, match="Another moderator"):
        decide(stage, mona, "refund")
    decide(stage, max, "release")
    settle()
    assert stage.now().state == "released"
    assert sums(stage) == (0, 40_000, 10_000)


def test_an_appeal_nobody_hears_leaves_the_first_decision(
    stage: Stage, mona: User, clock: MovingClock
) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    actions.appeal(stage.now(), user=stage.connector, statement=WHY)
    stage.wait(clock, days=7, hours=1)
    assert stage.now().state == "refunded"


def test_a_second_appeal_is_refused(stage: Stage, mona: User, max: User) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    actions.appeal(stage.now(), user=stage.connector, statement=WHY)
    with pytest.raises(Refusal):
        actions.appeal(stage.now(), user=stage.rep, statement=WHY)


def test_above_the_limit_a_second_moderator_must_agree(
    stage: Stage, mona: User, max: User, clock: MovingClock, settings: object
) -> None:
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000  # type: ignore[attr-defined]
    disputed(stage)
    decide(stage, mona, "refund")
    with pytest.raises(Refusal):
        actions.cosign(stage.now(), moderator=mona)
    actions.cosign(stage.now(), moderator=max)
    stage.wait(clock, days=7, hours=1)
    assert stage.now().state == "refunded"


def test_a_party_and_a_stranger_cannot_decide(stage: Stage, eve: User) -> None:
    disputed(stage)
    for person in (stage.rep, stage.connector, eve):
        with pytest.raises(Refusal) as refusal:
            decide(stage, person, "refund")
        assert refusal.value.status == 403
    assert stage.now().state == "disputed"


def test_no_settlement_while_the_prospect_objects(stage: Stage) -> None:
    stage.confirming()
    actions.object_to(stage.now(), word="never_asked")
    with pytest.raises(Refusal, match="prospect objected"):
        actions.offer_split(stage.now(), user=stage.rep, part=euros(10_000))


def test_a_chargeback_beats_a_decision(stage: Stage, mona: User, clock: MovingClock) -> None:
    disputed(stage)
    decide(stage, mona, "refund")
    payment = stage.now().payment
    assert payment is not None
    stage.sandbox.post("dispute", payment_intent=payment.checkouts.get().intent_id)
    settle()
    stage.wait(clock, days=8)
    assert stage.now().state == "charged_back"
    assert sums(stage)[:2] == (0, 0)
