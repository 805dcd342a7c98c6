"""Whose turn it is, is one rule: for every state, open offer and side, in Python, in SQL, and in words."""

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as some

from brokerage.accounts.models import User
from brokerage.kit import clock as our_clock
from brokerage.kit.money import Money
from connectors.models import Prospect
from introductions import actions
from introductions.lifecycle import ENDS, OPEN, Actor, State, moves_from
from introductions.models import Deadline, Dispute, DisputeAnswer, Introduction, Message
from introductions.queries import visible_to, waiting_for, with_turns
from introductions.queries.pipeline import listed
from introductions.queries.turns import facts_of, read_step
from introductions.turns import RULES, Fact, Step, rules_for, turn_of
from introductions.views import status
from introductions.views.status import OTHERS, STAGES, YOURS, Status, status_of
from payments.models import Checkout
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

REP, CONNECTOR = SIDES = (Actor.REP, Actor.CONNECTOR)
STATES = some.sampled_from(sorted(State))
FACTS = some.frozensets(some.sampled_from(sorted(Fact)))
WHY = "Nobody ever wrote to me, and nobody answered my letters."


# --- The rule itself ---------------------------------------------------------------------------------


@given(STATES, FACTS, some.sampled_from(SIDES))
@settings(max_examples=3000, deadline=None)
def test_every_combination_has_an_answer_and_ones_own_step_comes_first(
    state: State, facts: frozenset[Fact], side: Actor
) -> None:
    turn = turn_of(state, facts, side)
    own = [rule for rule in rules_for(side) if rule.who == side and rule.fits(state, facts)]
    assert (turn.who == side) == bool(own)
    if state in OPEN:
        assert turn.who is not None
    if turn.who is None:
        assert state in ENDS and turn.step == Step.NOTHING


@given(STATES, FACTS)
@settings(max_examples=1500, deadline=None)
def test_the_connector_is_never_told_of_a_card_that_failed(
    state: State, facts: frozenset[Fact]
) -> None:
    about_cards = {Fact.LOST, Fact.AGREED, Fact.RESERVED}
    if state == State.CHECKOUT:  # no connector sees it
        return
    assert turn_of(state, facts, CONNECTOR) == turn_of(state, facts - about_cards, CONNECTOR)


def test_who_is_told_that_it_is_their_turn_has_a_button_to_press() -> None:
    for rule in RULES:
        if rule.who in SIDES and rule.step != Step.SET_UP_PAYOUT and rule.step != Step.SEE_REQUEST:
            for state in rule.states:
                assert list(moves_from(state, rule.who)), rule
    assert set(YOURS) == {rule.step for rule in RULES if rule.who in SIDES} - {Step.SEE_REQUEST}
    assert set(STAGES) == set(State)
    assert {rule.step for rule in RULES} | {Step.NOTHING} == set(YOURS) | set(OTHERS)


# --- The same in SQL, for whatever the database can hold ----------------------------------------------


OFFERS: tuple[dict[str, Any], ...] = (
    {},
    {"held_back": True},
    {"unseen": True},
    {"counter": "named"},
    {"counter": "named", "held_back": True},
    {"counter": "page"},
    {"counter": "paid"},
    {"question": "connector"},
    {"question": "rep"},
    {"question": "connector", "held_back": True},
    {"review": "open"},
    {"review": "cleared"},
    {"cancel": "rep"},
    {"cancel": "connector"},
    {"cancel": "connector", "review": "open"},
    {"funds": "lost"},
    {"funds": "authorised"},
    {"clock": "refund_unpaid"},
    *({"opened": who} for who in ("rep", "connector", "prospect")),
    *({"opened": who, "answered": ["rep"]} for who in ("connector", "prospect")),
    *({"opened": who, "answered": ["connector"]} for who in ("rep", "prospect")),
    {"opened": "prospect", "answered": ["rep", "connector"]},
    {"opened": "rep", "testimony": "no"},
    {"opened": "rep", "testimony": "yes", "split": "rep"},
    *({"opened": who, "split": by} for who in SIDES for by in SIDES),
    *({"opened": "rep", "ruling": one} for one in ("release", "refund", "split")),
    {"opened": "rep", "ruling": "refund", "cosign": True},
    {"opened": "rep", "ruling": "refund", "accepted": ["rep"]},
    {"opened": "rep", "ruling": "refund", "accepted": ["connector"]},
    {"opened": "rep", "ruling": "refund", "accepted": ["rep", "connector"]},
    *(
        {"opened": "rep", "ruling": "refund", "appeal": who, "clock": "hear_appeal"}
        for who in SIDES
    ),
    *({"opened": "rep", "ruling": "refund", "appeal": who} for who in SIDES),
    {"opened": "rep", "ruling": "", "appeal": "rep"},
    {"opened": "rep", "ruling": "release", "appeal": "rep", "second": True},
    {"opened": "rep", "ruling": "release", "appeal": "rep", "second": True, "cosign": True},
    {"opened": "rep", "closed": True},
)
CLOCKS = {
    State.CHECKOUT: "lapse",
    State.REQUESTED: "lapse",
    State.CONSENT: "lapse",
    State.SECURING: "lapse",
    State.INTRODUCING: "miss",
    State.CONFIRMING: "silence",
    State.CONFIRMED: "release",
    State.DISPUTED: "end",
    State.SETTLING: "pay_split",
}


def chance(dice: random.Random) -> dict[str, Any]:
    """A combination of everything, as chance has it."""
    found: dict[str, Any] = {}
    for facts in dice.sample(OFFERS, k=dice.randint(1, 5)):
        found |= facts
    return found


def written(stage: Stage, combinations: Iterable[tuple[State, dict[str, Any]]]) -> int:
    """A row for each of the combinations, with all that hangs on it; every second cannot be paid out."""
    first, number = stage.now(), 0
    others = [stage.connector, builders.connector("cora")]
    now = our_clock.now()
    for state, offer in combinations:
        number += 1
        connector = others[number % 2]
        someone = Prospect.objects.create()
        entry = _copy(first.relationship, connector=connector, prospect=someone)
        price = first.price + (5_000 if offer.get("counter") in {"paid"} else 0)
        funds = offer.get("funds", "authorised" if offer.get("counter") == "paid" else "none")
        payment = _copy(
            first.payment, reference=f"x{number}", payee=connector, funds=funds, price=price
        )
        row = _copy(
            first,
            connector=connector,
            relationship=entry,
            prospect=someone,
            payment=payment,
            state=state,
            held_back=offer.get("held_back", False),
            review=offer.get("review", ""),
            cancel_offered_by=offer.get("cancel", ""),
            counter_price=first.price + 5_000 if "counter" in offer else None,
            waits_for_batch=offer.get("unseen", False),
            shown_at=now + timedelta(hours=5) if offer.get("unseen") else now,
            accepted_at=None if state in {State.CHECKOUT, State.REQUESTED} else now,
        )
        for move in filter(None, (CLOCKS.get(state), offer.get("clock"))):
            Deadline.objects.create(introduction=row, move=move, due_at=now + timedelta(days=3))
        if offer.get("counter") == "page":
            page = {"n": 2, "fee": payment.fee, "expires_at": now + timedelta(days=1)}
            Checkout.objects.create(
                payment=payment, amount=row.counter_price, status="open", **page
            )
        if "question" in offer:
            who = row.rep if offer["question"] == "rep" else row.connector
            Message.objects.create(introduction=row, author=who, text="When?")
        if "opened" in offer:
            _dispute(row, offer)
    return number


def _dispute(row: Introduction, offer: dict[str, Any]) -> None:
    now = our_clock.now()
    appealed = now - timedelta(days=1) if offer.get("appeal") else None
    ruled = now if offer.get("second") else now - timedelta(days=2)
    ruling = offer.get("ruling", "")
    mona = User.objects.get(name="Mona")
    other = User.objects.get(name="Max")
    dispute = Dispute.objects.create(
        introduction=row,
        opened_by=offer["opened"],
        reason="never_happened",
        testimony=offer.get("testimony", ""),
        split_offered_by=offer.get("split", ""),
        split_offer=20_000 if "split" in offer else None,
        ruling=ruling,
        ruled_at=ruled if ruling else None,
        ruled_by=(other if offer.get("second") else mona) if ruling else None,
        needs_cosign=offer.get("cosign", False) and bool(ruling),
        accepted_by=offer.get("accepted", []),
        appealed_by=offer.get("appeal", ""),
        appealed_at=appealed,
        first_ruling={"ruling": "refund", "ruled_by": mona.pk} if appealed else None,
        closed_at=now if offer.get("closed") else None,
    )
    for side in offer.get("answered", []):
        DisputeAnswer.objects.create(dispute=dispute, side=side, text="No.")


def _copy(row: Any, **facts: Any) -> Any:
    kept = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.name not in {"id", "public_id", *facts} and not (one.unique and one.null)
    }
    return type(row)._default_manager.create(**kept, **facts)


def assert_words(said: Status, side: Actor) -> None:
    """What a person reads about it holds together."""
    everything = "|".join([said.stage, said.turn, said.button, said.if_silent])
    assert "{" not in everything and "None" not in everything and "  " not in everything
    assert "With the connector" not in everything and "until" not in said.turn
    assert said.yours == (said.who == side) == said.turn.startswith("Your turn: ")
    assert bool(said.button) == said.yours and said.address.startswith("/")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_the_database_says_the_same_of_every_state_offer_and_side(
    stage: Stage, mona: User, max: User, seed: int
) -> None:
    dice = random.Random(seed)
    stage.requested()
    every = [(state, offer) for state in sorted(State) for offer in OFFERS]
    more = [(dice.choice(sorted(State)), chance(dice)) for _ in range(400)]
    with transaction.atomic():
        count = written(stage, every if seed == 1 else more)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        told = set()
        for user in (stage.rep, *User.objects.filter(is_connector=True)):
            side = REP if user == stage.rep else CONNECTOR
            rows = Introduction.objects.filter(**{side.value: user}).order_by("pk")
            rows = rows.select_related("payment", "connector__payout_account", "rep")
            rows = rows.prefetch_related("deadlines", "disputes__answers")
            as_listed = {row.pk: facts_of(row) for row in listed(rows)}
            for row in with_turns(rows, user):
                assert as_listed[row.pk] == facts_of(row), row.state
                asked = turn_of(State(row.state), facts_of(row), side)
                assert read_step(row.told_step, side) == asked, (row.state, facts_of(row), side)
                said = status_of(row, side)
                assert (said.step, said.who) == (asked.step, asked.who)
                assert_words(said, side)
                told.add((side, asked.step, asked.who))
            seen = visible_to(user)
            mine = {one.pk for one in with_turns(seen, user) if one.told_step.endswith("/1")}
            assert {one.pk for one in waiting_for(user)} == mine and mine
        assert Introduction.objects.count() == count + 1
        transaction.set_rollback(True)
    if seed == 1:
        missing = {(side, rule.step, rule.who) for rule in RULES for side in rule.seen_by} - told
        assert not missing, "the situations above reach every row of the rule"


# --- Real situations -----------------------------------------------------------------------------------


def said_to(stage: Stage, side: Actor) -> Status:
    """What a side reads now, the same from the row and from the list."""
    user = stage.rep if side == REP else stage.connector
    row = stage.now()
    single = status_of(row, side)
    in_list = status_of(listed(Introduction.objects.filter(pk=row.pk)).get(), side)
    assert single == in_list
    assert_words(single, side)
    assert (row in waiting_for(user)) == single.yours
    return single


@pytest.mark.django_db
def test_one_that_goes_well_tells_each_side_in_turn(stage: Stage) -> None:
    stage.request()
    assert said_to(stage, REP).turn == "Your turn: reserve €500.00"
    stage.pay()
    assert said_to(stage, REP).turn == "Waiting for the connector to answer your request"
    asked = said_to(stage, CONNECTOR)
    assert asked.turn == "Your turn: answer Rita's request" and asked.by is not None
    assert asked.if_silent == "Otherwise it ends and Rita pays nothing."
    actions.ask(stage.now(), user=stage.connector, text="Which lanes?")
    assert said_to(stage, REP).turn == "Your turn: answer Colin's question"
    actions.answer(stage.now(), user=stage.rep, text="North.")
    actions.counter(stage.now(), user=stage.connector, price=Money(100_000, "EUR"))
    named = said_to(stage, REP)
    assert named.turn == "Your turn: Colin asks €1,000.00 (€500.00 more)"
    assert said_to(stage, CONNECTOR).turn == "Waiting for Rita to answer your price"
    actions.agree_to_counter(stage.now(), user=stage.rep)
    settle()
    assert said_to(stage, REP).turn == "Your turn: reserve €1,000.00, the new price"
    assert said_to(stage, CONNECTOR).turn == "Waiting for Rita to answer your price"
    stage.pay()
    stage.accept()
    for side in SIDES:
        assert said_to(stage, side).turn == "Waiting for the prospect to answer"
    actions.offer_cancel(stage.now(), user=stage.rep)
    assert said_to(stage, CONNECTOR).turn == "Your turn: Rita offers to cancel"
    assert said_to(stage, REP).turn == "Waiting for Colin to answer your offer to cancel"
    actions.decline_cancel(stage.now(), user=stage.connector)
    stage.agree()
    assert said_to(stage, CONNECTOR).turn == "Your turn: introduce Rita"
    assert said_to(stage, CONNECTOR).if_silent == "Otherwise Rita gets a full refund."
    stage.introduce()
    waits = said_to(stage, REP)
    assert waits.turn == "Your turn: did Colin introduce you?"
    assert waits.if_silent.startswith(
        "If you don't reply, we count it as confirmed and Colin is paid"
    )
    stage.confirm()
    assert {said_to(stage, side).turn for side in SIDES} == {"The payout comes next"}


@pytest.mark.django_db
def test_a_dispute_and_its_appeal_tell_each_side_in_turn(
    stage: Stage, mona: User, max: User, clock: MovingClock
) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    answer = said_to(stage, CONNECTOR)
    assert answer.turn == "Your turn: say what happened"
    assert answer.if_silent == (
        "If you don't answer, Rita gets a full refund unless somebody appeals within 7 days."
    )
    assert said_to(stage, REP).turn == "Waiting for Colin to say what happened"
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    assert {said_to(stage, side).turn for side in SIDES} == {"A moderator decides"}
    actions.offer_split(stage.now(), user=stage.rep, part=Money(20_000, "EUR"))
    assert said_to(stage, CONNECTOR).turn == "Your turn: Rita offers a split"
    actions.decide(stage.now(), moderator=mona, ruling="refund", reason=WHY)
    for side in SIDES:
        assert said_to(stage, side).turn == "Your turn: accept the decision or appeal"
    actions.accept_decision(stage.now(), user=stage.rep, decision=_decision(stage))
    assert said_to(stage, REP).turn == "Waiting for Colin to answer the decision"
    assert said_to(stage, REP).if_silent == "If nobody appeals, you get a full refund."
    actions.appeal(stage.now(), user=stage.connector, statement=WHY)
    heard = said_to(stage, REP)
    assert heard.turn == "Your turn: answer Colin's appeal"
    assert "within 7 days of the appeal, the first one takes effect" in heard.if_silent
    stage.wait(clock, days=3, minutes=1)
    for side in SIDES:
        assert said_to(stage, side).turn == "Another moderator decides"
    late = "Without a second decision the first takes effect: you get a full refund."
    assert said_to(stage, REP).if_silent == late
    actions.decide(stage.now(), moderator=max, ruling="release", reason=WHY)
    for side in SIDES:
        assert said_to(stage, side).turn == "The decision takes effect"
    assert said_to(stage, REP).if_silent.endswith(
        "takes effect: Colin is paid. It can't be appealed."
    )


def _decision(stage: Stage) -> str:
    return stage.now().disputes.get().decision


@pytest.mark.django_db
def test_a_connector_who_cannot_be_paid_is_told_whose_turn_it_is(stage: Stage) -> None:
    stage.confirmed()
    stage.connector_cannot_be_paid()
    mine = said_to(stage, CONNECTOR)
    assert (
        mine.turn == "Your turn: set up payouts so we can pay you" and mine.address == "/payouts/"
    )
    assert mine.by is not None and mine.if_silent == "Otherwise Rita gets a full refund."
    assert said_to(stage, REP).turn == "Waiting for Colin to set up payouts"


@pytest.mark.django_db
def test_periods_come_from_the_process_table(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    monkeypatch.setattr(status, "APPEAL_WAIT", timedelta(days=9))
    assert "appeals within 9 days" in said_to(stage, REP).if_silent


@pytest.mark.django_db
def test_a_name_is_not_told_before_the_connector_answered(stage: Stage) -> None:
    stage.requested()
    assert "Colin" not in " ".join(map(str, _all(said_to(stage, REP))))
    actions.ask(stage.now(), user=stage.connector, text="Which lanes?")
    assert "Colin" in said_to(stage, REP).turn


def _all(said: Status) -> list[Any]:
    return [getattr(said, name) for name in Status.__slots__]
