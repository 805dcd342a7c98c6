"""Every state × every move × every role: allowed or refused as the table says.

The table cannot approve itself: `FACTS` below states by hand, from the design and not from the code,
who may do what from where. Whatever is not stated there must be refused.
"""

import itertools

import pytest

from brokerage.kit.errors import Refusal
from introductions.actions.moving import make_move
from introductions.guards import GUARDS
from introductions.lifecycle import BY_NAME, ENDS, MOVES, PATIENCE, Actor, Funds, State
from introductions.models import Deadline, Event, Introduction
from tests.support.stages import Stage

# By hand: move -> (states it may be made from, who may make it, where it leads; None: it stays).
BACK = "introducing confirming confirmed"
FACTS: dict[str, tuple[str, str, str | None]] = {
    "authorise": ("checkout", "payment", "requested"),
    "change_listing": ("checkout requested", "clock payment", "lapsed"),
    "reopen_checkout": ("checkout", "rep", None),
    "withdraw": ("checkout requested", "rep", "withdrawn"),
    "ask": ("requested", "connector", None),
    "answer": ("requested", "rep", None),
    "counter": ("requested", "connector", None),
    "agree_to_counter": ("requested", "rep", None),
    "decline_counter": ("requested", "rep", None),
    "take_back_counter": ("requested", "connector", None),
    "raise_price": ("requested", "payment", None),
    "accept": ("requested", "connector", "consent"),
    "decline": ("requested", "connector", "declined"),
    "lose_authorisation": ("requested consent", "payment", "lapsed"),
    "agree": ("consent", "prospect", "securing"),
    "refuse": ("consent", "prospect", "refused"),
    "fall_away": ("checkout requested consent", "clock", "lapsed"),
    "refuse_late": ("securing introducing disputed settling", "prospect", "refused"),
    "capture_early": ("consent", "clock", None),
    "hold": ("securing", "payment", "introducing"),
    "fail_capture": ("securing", "payment", None),
    "authorise_again": ("securing", "rep", None),
    "introduce": ("introducing", "connector", "confirming"),
    "step_back": ("consent securing introducing", "connector", "refunded"),
    "offer_cancel": ("consent introducing", "rep connector", None),
    "agree_cancel": ("consent introducing", "rep connector", "refunded"),
    "decline_cancel": ("consent introducing", "rep connector", None),
    "forget_cancel": ("consent introducing", "clock", None),
    "confirm": ("confirming", "rep", "confirmed"),
    "vouch": ("confirming", "prospect", None),
    "withdraw_dispute": ("disputed", "rep connector", BACK),
    "testify": ("disputed", "prospect", None),
    "silence": ("confirming", "clock", "confirmed"),
    "dispute": ("introducing confirming confirmed", "rep connector", "disputed"),
    "object": ("introducing confirming confirmed settling", "prospect", "disputed"),
    "object_late": ("released split", "prospect", None),
    "back_objection": ("released split", "moderator", None),
    "reclaim": ("released split charged_back", "moderator", "refunded"),
    "uphold": ("released split", "moderator", "refunded"),
    "dismiss": ("released split", "moderator", None),
    "drop_objection": ("released split", "clock", None),
    "respond": ("disputed released split", "rep connector", None),
    "evidence": ("disputed released split", "rep connector", None),
    "offer_split": ("disputed", "rep connector", None),
    "accept_split": ("disputed", "rep connector", "settling"),
    "forget_split": ("disputed", "clock", None),
    "pay_split": ("settling", "clock", "split"),
    "disagree": ("disputed", "moderator", None),
    "decide": ("disputed", "moderator", None),
    "cosign": ("disputed", "moderator", None),
    "appeal": ("disputed", "rep connector", None),
    "answer_appeal": ("disputed", "rep connector", None),
    "hear_appeal": ("disputed", "clock", None),
    "take_back_decision": ("disputed", "moderator", None),
    "accept_decision": ("disputed", "rep connector", None),
    "rule_by_default": ("disputed", "clock", None),
    "rule_release": ("disputed", "clock", "confirmed"),
    "rule_refund": ("disputed", "clock", "refunded"),
    "rule_split": ("disputed", "clock", "settling"),
    "end": ("disputed", "clock", "refunded"),
    "hold_up": (
        "consent securing introducing confirming confirmed disputed settling",
        "clock",
        None,
    ),
    "clear_up": (
        "consent securing introducing confirming confirmed disputed settling",
        "moderator",
        None,
    ),
    "release": ("confirmed", "clock", "released"),
    "pay": ("released split charged_back", "payment", None),
    "await_payout": ("released split charged_back", "payment", None),
    "refund_unpaid": (
        "confirmed settling released split charged_back",
        "clock moderator",
        "refunded",
    ),
    "lapse": ("checkout requested consent securing", "clock", "lapsed"),
    "miss": ("introducing", "clock", "refunded"),
    "remind": (
        "checkout requested consent securing introducing confirming confirmed",
        "clock",
        None,
    ),
    "call_desk": ("confirmed disputed settling", "clock", None),
    "refund_overdue": ("confirming confirmed disputed settling", "clock", "refunded"),
    "charge_back": (
        "consent securing introducing confirming confirmed disputed settling released split",
        "payment",
        "charged_back",
    ),
    "refund_elsewhere": (
        "consent securing introducing confirming confirmed disputed settling released split",
        "payment",
        "refunded",
    ),
    "let_through": ("requested", "moderator", None),
    "stop": (
        "checkout requested consent securing introducing confirming confirmed disputed settling",
        "moderator",
        "refunded",
    ),
}
EVERY = list(itertools.product(State, FACTS, Actor))


def stated(state: State, move: str, actor: Actor) -> bool:
    states, actors, _ = FACTS[move]
    return state in states.split() and actor in actors.split()


def test_the_table_has_each_move_once_and_no_other() -> None:
    names = [move.name for move in MOVES]
    assert len(names) == len(set(names))
    assert set(names) == set(FACTS)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_the_table_says_what_was_agreed(name: str) -> None:
    states, actors, target = FACTS[name]
    move = BY_NAME[name]
    assert set(move.source) == set(states.split())
    assert set(move.who) == set(actors.split())
    assert (set(move.back), move.target) == (
        (set(BACK.split()), None) if target == BACK else (set(), target)
    )


def test_ends_are_ends_but_for_late_objections_and_money_that_did_not_stay() -> None:
    after = {move.name for move in MOVES if set(move.source) & ENDS}
    assert after == {
        "object_late", "respond", "evidence", "back_objection", "uphold", "dismiss", "drop_objection",
        "pay", "await_payout", "refund_unpaid", "refund_elsewhere", "charge_back", "reclaim",
    }  # fmt: skip
    assert {move.target for move in MOVES if move.name in after} == {
        None,
        "refunded",
        "charged_back",
    }


def test_every_open_state_ends_by_the_clock() -> None:
    for state in set(State) - ENDS:
        moves = [BY_NAME[entry.move] for entry in PATIENCE[state]]
        assert any(move.lands(state) != state for move in moves), state
        assert all(state in move.source and Actor.CLOCK in move.who for move in moves)


def test_money_leaves_only_where_it_should() -> None:
    releasing = {move.name for move in MOVES if move.funds == Funds.RELEASE}
    assert releasing == {"release"}
    taken_back = {move.name for move in MOVES if move.funds == Funds.TAKE_BACK}
    assert taken_back == {"uphold", "refund_unpaid", "reclaim"}
    back = {move.target for move in MOVES if move.funds == Funds.GIVE_BACK}
    assert back == {"withdrawn", "declined", "lapsed", "refused", "refunded"}
    for move in MOVES:
        if move.target in {"refunded", "refused"} and "checkout" not in move.source:
            guarded = {"not_charged_back", "not_disputed"} & set(move.needs) or set(
                move.source
            ) <= {"consent"}
            assert guarded, f"{move.name} could refund a disputed charge"


def test_every_guard_exists() -> None:
    assert {name for move in MOVES for name in move.needs} <= set(GUARDS)


@pytest.fixture
def anyone(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Introduction:
    """One introduction whose guards all hold, so that only the table speaks."""
    stage.request()
    for name in GUARDS:
        monkeypatch.setitem(GUARDS, name, lambda introduction, actor: None)
    monkeypatch.setattr("introductions.actions.moving._order", lambda row, move: None)
    return stage.now()


@pytest.mark.django_db
def test_every_state_and_move_and_role(anyone: Introduction) -> None:
    users = {Actor.REP: anyone.rep, Actor.CONNECTOR: anyone.connector}
    wrong = []
    for state, name, actor in EVERY:
        put_into(anyone, state)
        before = Event.objects.count()
        try:
            row = make_move(anyone, name, actor, user=users.get(actor))
        except Refusal:
            allowed, row = False, Introduction.objects.get(pk=anyone.pk)
        else:
            allowed = True
        target = (FACTS[name][2] or state) if allowed else state
        if allowed != stated(state, name, actor) or row.state not in target.split():
            wrong.append((state, name, actor))
        if Event.objects.count() - before != int(allowed):
            wrong.append((state, name, actor, "history"))
    assert not wrong


def put_into(introduction: Introduction, state: State) -> None:
    """Set the state behind the process's back, with an event, as the database demands."""
    row = Introduction.objects.get(pk=introduction.pk)
    if row.state != state:
        Event.objects.create(
            introduction=row, move="stop", source=row.state, target=state, actor=Actor.MODERATOR
        )
        row.state = state
        row.save(update_fields=["state"])
    Deadline.objects.filter(introduction=row).delete()


@pytest.mark.django_db
def test_a_stranger_cannot_play_a_side(stage: Stage, eve: object) -> None:
    stage.requested()
    for name, actor in [("withdraw", Actor.REP), ("decline", Actor.CONNECTOR)]:
        with pytest.raises(Refusal) as refusal:
            make_move(stage.now(), name, actor, user=eve)  # type: ignore[arg-type]
        assert refusal.value.status == 403
    assert stage.now().state == "requested"
