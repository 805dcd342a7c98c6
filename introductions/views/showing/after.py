"""What is left to do once it has ended without an introduction: who was silent, who is like it, the pitch."""

from dataclasses import dataclass

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.queries import SearchFilters, search
from connectors.queries.listings import Listing
from introductions.lifecycle import Actor, State
from introductions.models import Introduction
from introductions.views.status import other_name

SIMILAR = 3


@dataclass(frozen=True, slots=True)
class After:
    """`silent`: who let the time run out, in a sentence, "" if nobody did. `similar`: whom else to ask."""

    silent: str
    similar: list[Listing]


def after_of(row: Introduction, side: Actor, user: User) -> After | None:
    """None while it runs, and where somebody was introduced."""
    if not row.is_over or row.introduced_at is not None:
        return None
    similar = _similar(row, user) if side == Actor.REP and user.is_rep else []
    return After(_silent(row, side), similar)


def _silent(row: Introduction, side: Actor) -> str:
    last = row.events.last()
    other = other_name(row, side)
    rep, connector = ("You", other) if side == Actor.REP else (other, "You")
    connector = connector[:1].upper() + connector[1:]
    if last is None or last.move not in {"lapse", "miss"}:
        return ""
    if last.move == "miss":
        return (
            f"{connector} didn't introduce you in time."
            if side == Actor.REP
            else ("You didn't send the introduction in time.")
        )
    return {
        State.CHECKOUT: f"{rep} didn't reserve the price in time.",
        State.REQUESTED: f"{connector} didn't answer in time.",
        State.CONSENT: "The prospect didn't answer in time.",
    }.get(State(last.source), "")  # a payment that was not made is told by the stage alone


def _similar(row: Introduction, user: User) -> list[Listing]:
    """Some that read like it, as search finds them now; none of the same connector's entry."""
    try:
        found = search(SearchFilters(q=str(row.listing.get("role", ""))), user)
    except Refusal:
        return []
    others = [one.best for one in found.groups if one.best.public_id != row.relationship.public_id]
    return others[:SIMILAR]
