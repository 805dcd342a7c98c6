"""Every state × every move × every role: allowed or refused as the drawn page says.

The table cannot approve itself: a row that is wrong shows as a change of `docs/process.md`, which people
read; what is not drawn there must be refused. What must hold whatever is drawn stands below by hand.
"""

import contextlib
import itertools
from pathlib import Path

import pytest

from brokerage.kit.errors import Refusal
from introductions.actions.moving import make_move
from introductions.guards import GUARDS
from introductions.lifecycle import BY_NAME, ENDS, MOVES, PATIENCE, Actor, Funds, State
from introductions.models import Deadline, Event, Introduction
from tests.support.stages import Stage

PAGE = Path(__file__).resolve().parents[2] / "docs" / "process.md"
_CELLS = [line[2:-2].split(" | ") for line in PAGE.read_text().splitlines() if line[:2] == "| "]
_ROWS = [cells for cells in _CELLS if len(cells) == 7][1:]  # that of moves, without its head
DRAWN = {name: (source.split(", "), who.split(", "), to) for name, source, to, who, *_ in _ROWS}
"""As it is drawn: from which states, by whom, and where it leads ("stays": nowhere)."""
NOT_DRAWN = {
    state: {
        (move, actor)
        for move, (states, actors, _) in DRAWN.items()
        for actor in Actor
        if state not in states or actor not in actors
    }
    for state in State
}


def test_the_page_draws_each_move_once() -> None:
    assert [name for name, *_ in _ROWS] == [move.name for move in MOVES]
    assert len(DRAWN) == len(MOVES)


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
    for state in State:
        put_into(anyone, state)
        before = Event.objects.count()
        for name, actor in NOT_DRAWN[state]:
            with contextlib.suppress(Refusal):
                make_move(anyone, name, actor, user=users.get(actor))
                wrong.append((state, name, actor, "allowed"))
        assert Introduction.objects.get(pk=anyone.pk).state == state
        assert Event.objects.count() == before
        for name, actor in set(itertools.product(DRAWN, Actor)) - NOT_DRAWN[state]:
            put_into(anyone, state)
            before = Event.objects.count()
            leads = DRAWN[name][2].removeprefix("back: ")
            try:
                row = make_move(anyone, name, actor, user=users.get(actor))
            except Refusal:
                wrong.append((state, name, actor, "refused"))
            else:
                target = state if leads == "stays" else leads
                if row.state not in target.split(", ") or Event.objects.count() - before != 1:
                    wrong.append((state, name, actor, row.state))
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
