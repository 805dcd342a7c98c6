"""The one writer of an introduction's state.

`make_move` locks the row, asks the table, changes it, writes the event, sets the clocks, orders the
money move and the notices: one transaction, no other way. Lock order everywhere: the prospect,
introduction, payment, ledger accounts.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later, run_once_later
from connectors.actions import rest
from connectors.models import Prospect, Relationship
from introductions.actions import clocks
from introductions.actions.desk_cases import keep_case
from introductions.actions.removing import remove_at_the_end
from introductions.guards import CODES, why_not
from introductions.lifecycle import BY_NAME, ENDS, Actor, Funds, Move, State, moves_from
from introductions.models import Event, Introduction, Notice
from introductions.moves import DECLARED, flags_of
from introductions.queries import stands_still
from payments import actions as payments
from payments.models import Payment

Change = Callable[[Introduction], None]
SIDES = (Actor.REP, Actor.CONNECTOR)


def make_move(
    introduction: Introduction,
    name: str,
    actor: Actor,
    *,
    user: User | None = None,
    note: str = "",
    facts: dict[str, Any] | None = None,
    change: Change | None = None,
    then: Change | None = None,
    told_as: Actor | None = None,
) -> Introduction:
    """Make the move `name` as `actor` and return the locked, changed row.

    `change` sets fields of the row before it is saved, `then` works on other rows in the same
    transaction. `told_as`: whom the history names instead, where it happens as if `actor` had said it.
    Raises Refusal if the table, a guard or `change` says no; nothing has changed then, but that what turns
    out to be no matter of three people is held up.
    """
    try:
        return _make(introduction, name, actor, user, note, facts, change, then, told_as)
    except Refusal as refusal:
        if refusal.code == "under_review":
            hold_up(introduction)
        raise


def hold_up(introduction: Introduction) -> None:
    """Two of the three seem to be one person: the payment is frozen, and the desk looks at it. Once."""

    with suppress(Refusal):  # held up before, or over
        DECLARED["hold_up"].action.by(Actor.CLOCK, introduction)


def _make(
    introduction: Introduction,
    name: str,
    actor: Actor,
    user: User | None = None,
    note: str = "",
    facts: dict[str, Any] | None = None,
    change: Change | None = None,
    then: Change | None = None,
    told_as: Actor | None = None,
) -> Introduction:
    with transaction.atomic():
        if actor == Actor.PROSPECT or flags_of(name).asks_prospect:
            lock_person(_person(introduction, name))
        row = lock(introduction)
        move = BY_NAME[name]
        _check(row, move, actor, user)
        if change:
            change(row)
        source = State(row.state)
        row.state = move.lands(source, _came_from(row, move))
        if row.state != source:
            row.state_since = clock.now()
            row.cancel_offered_by = ""
        if row.state in ENDS and is_unseen(row):
            row.shown_at = None  # over before the day's batch: the connector never hears of it
        row.save()
        event = Event.objects.create(
            introduction=row,
            move=name,
            source=source,
            target=row.state,
            actor=told_as or actor,
            user=user,
            note=note,
            facts=facts or {},
            at=clock.now(),
        )
        _order(row, move)
        if row.state != source:
            clocks.start(row)
        if is_a_no(name, source):
            rest(row.relationship_id)
        if then:
            then(row)
        keep_case(row, source)
        if row.state in ENDS:
            remove_at_the_end(row)
        _tell(event, move, row)
        if (
            row.payment_id and actor != Actor.PAYMENT
        ):  # who follows the payment looks again by themself
            run_once_later("introductions.tasks.follow_payment", row.payment_id)
    return row


def _came_from(row: Introduction, move: Move) -> State | None:
    """Where the introduction stood before its dispute, for a move that leads back there."""
    if not move.back:
        return None
    opened = row.events.filter(move="dispute", source__in=move.back).order_by("-pk").first()
    return State(opened.source) if opened else None


def is_a_no(move: str, source: State) -> bool:
    """Whether the prospect said no in some way, silence being one: then the listing rests."""
    return flags_of(move).is_no or (move == "lapse" and source == State.CONSENT)


def _person(introduction: Introduction, name: str) -> int:
    """Who answers, or is asked: the connector may have corrected the address since the request."""
    if not flags_of(name).asks_prospect:
        return introduction.prospect_id
    rows = Relationship.objects.filter(pk=introduction.relationship_id)
    return rows.values_list("prospect_id", flat=True).get()


def lock_person(prospect_id: int) -> None:
    """Whatever is asked of one person and whatever they answer goes one after the other, over all
    introductions; only inside a transaction, before any introduction is locked."""
    Prospect.objects.select_for_update(no_key=True).get(pk=prospect_id)


def lock(introduction: Introduction) -> Introduction:
    """The row as it is now, under its lock; only inside a transaction."""
    return (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("payment", "relationship", "rep", "connector", "prospect")
        .get(pk=introduction.pk)
    )


def _check(row: Introduction, move: Move, actor: Actor, user: User | None) -> None:
    """Refuse what the table does not hold, who is not that actor, and what a guard forbids."""
    if actor not in move.who or (actor in SIDES and user != _side(row, actor)):
        raise Refusal("This is not yours to do.", code="not_yours", status=403)
    if row.state not in move.source:
        raise Refusal(
            "This introduction has moved on; look at where it stands now.", code="moved_on"
        )
    if actor == Actor.CLOCK and stands_still(row, move.name):
        raise Refusal("What the person wrote is to be read first.", code="not_yet")
    against = why_not(row, move, actor)
    if against:
        guard, sentence = against
        raise Refusal(sentence, code=CODES.get(guard, guard))


def _side(row: Introduction, actor: Actor) -> User:
    return row.rep if actor == Actor.REP else row.connector


def _order(row: Introduction, move: Move) -> None:
    """What the table says about the money. AUTHORISE, SHARE and SPLIT are ordered by their actions, which
    have the amounts; TAKE_BACK by its action, which knows why and who answers for it."""
    if row.payment is None:
        return
    if move.funds == Funds.CAPTURE:
        payments.capture(row.payment)
    elif move.funds == Funds.GIVE_BACK:
        _keep_price(row, payments.give_back(row.payment))
    elif move.funds == Funds.RELEASE:
        payments.release(row.payment)
    elif move.funds == Funds.FREEZE:
        payments.freeze(row.payment)


order_money = _order
"""For those who make many moves at once."""


def _keep_price(row: Introduction, payment: Payment) -> None:
    """A higher price that was reserved while this move was made stands in both rows; from now on none is."""
    if (row.price, row.fee) != (payment.price, payment.fee):
        row.price, row.fee, row.counter_price = payment.price, payment.fee, None
        row.save(update_fields=["price", "fee", "counter_price"])


def _tell(event: Event, move: Move, row: Introduction) -> None:
    """Write down who is still to be told, in the same transaction, and wake the teller."""
    later = row.shown_at if is_unseen(row) else None
    for audience in move.tells:
        notice(event, audience, due_at=later if audience == Actor.CONNECTOR else None)


def is_unseen(row: Introduction) -> bool:
    """Whether the connector is still to be shown it, with the day's batch."""
    return bool(row.waits_for_batch and row.shown_at and row.shown_at > clock.now())


def notice(
    event: Event, audience: Actor, kind: str = "", *, due_at: datetime | None = None
) -> None:
    """Somebody is to be told of `event`: by the mail `kind` (the move's own name by default).

    `due_at` (UTC): not before; the sweep finds it then.
    """
    if event.actor == audience and not flags_of(event.move).receipt:
        return
    row, made = Notice.objects.get_or_create(
        event=event,
        audience=audience,
        defaults={"kind": kind or event.move, "due_at": due_at or clock.now()},
    )
    if made and due_at is None:
        run_later("introductions.tasks.tell", row.pk)


def open_moves(introduction: Introduction, actor: Actor) -> list[Move]:
    """The moves that `actor` could make right now: the buttons, and the API's `allowed_actions`."""
    return [
        move
        for move in moves_from(State(introduction.state), actor)
        if why_not(introduction, move, actor, ahead=True) is None
    ]
