"""The moves that are open to a side, as cards with their forms."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import select_template
from django.urls import reverse

from introductions import queries
from introductions.actions.by_hand import BY_HAND, moves_by_hand
from introductions.forms import MoveForm, form_of
from introductions.guards import why_not
from introductions.lifecycle import Actor, State, moves_from
from introductions.models import Introduction
from introductions.moves import Words, flags_of
from introductions.views.dividing import first_proposal
from introductions.views.showing.course import asked


@dataclass(frozen=True, slots=True)
class Card:
    """One move as it is offered: words, form, address; `why_not` where it is closed just now."""

    name: str
    words: Words
    form: MoveForm
    action: str
    template: str
    first: bool
    asks: bool = False
    why_not: str = ""
    guard: str = ""


def cards_for(
    row: Introduction,
    side: Actor,
    refused: tuple[str, MoveForm] | None = None,
    *,
    asks: bool = False,
) -> list[Card]:
    """The moves open to `side`, in the order of their rank, and those that are closed with a reason."""
    open_now = {move.name for move in moves_by_hand(row, side)}
    cards = []
    for name in sorted(BY_HAND, key=lambda name: BY_HAND[name].rank):
        if refused and refused[0] == name:
            cards.append(_card(row, name, form=refused[1], asks=asks))
        elif name in open_now:
            cards.append(_card(row, name))
    return cards + _closed(row, side, open_now | ({refused[0]} if refused else set()))


def _card(
    row: Introduction, name: str, form: MoveForm | None = None, *, asks: bool = False, **why: str
) -> Card:
    return Card(
        name,
        BY_HAND[name].words,
        form or form_of(name, initial=first_values(row, name)),
        reverse("introduction_move", args=[row.public_id, name]),
        template_of(name),
        BY_HAND[name].words.first and (name != "answer" or asked(row)),
        asks,
        **why,
    )


@cache
def template_of(name: str) -> str:
    """The move's own template, where there is one."""
    found = select_template([f"introductions/moves/_{one}.html" for one in (name, "plain")])
    return str(found.template.name)


def first_values(row: Introduction, name: str) -> dict[str, Any]:
    """What a form says before anybody typed. What is to be accepted is what whoever presses the
    button has before their eyes, so that nothing else is."""
    if name == "offer_split":
        return first_proposal(row)
    dispute = queries.open_dispute(row)
    if name == "accept_split" and dispute:
        return {"part": dispute.split_offer}
    return {"decision": dispute.decision} if name == "accept_decision" and dispute else {}


def _closed(row: Introduction, side: Actor, shown: set[str]) -> list[Card]:
    cards = []
    for move in moves_from(State(row.state), side):
        if flags_of(move.name).shown_closed and move.name not in shown:
            guard, sentence = why_not(row, move, side, ahead=True) or ("", "")
            cards.append(_card(row, move.name, why_not=sentence, guard=guard))
    return cards
