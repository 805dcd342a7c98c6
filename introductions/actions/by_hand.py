"""The moves that the sides make by hand, by name. Pages and API both use this.

Some open a page to pay on; `perform` carries out the call behind it at once, for a browser waits.
"""

from typing import Any

from brokerage.accounts.models import User
from introductions import moves
from introductions.actions import (
    answering,
    asking,
    by_clock,
    by_payment,
    disputing,
    evidence_uploads,
    meeting,
    refusing,
    stopping,
)
from introductions.actions.declaring import PaymentAction
from introductions.actions.moving import open_moves
from introductions.guards import GUARDS
from introductions.lifecycle import MOVES, Actor, Move
from introductions.models import Introduction
from payments import actions as payments

JOURNEYS = (
    asking, answering, refusing, meeting, disputing, evidence_uploads, by_clock, by_payment, stopping
)  # fmt: skip
"""Where moves are declared. Imported here, so that all are there when somebody asks."""
BY_HAND = {name: one for name, one in moves.DECLARED.items() if one.is_by_hand}
"""What the sides make with a button. The desk has pages and words of its own."""


def faults() -> list[str]:
    """What the process lacks: a declaration of a move, or a guard that a row names."""
    named = {guard for row in MOVES for guard in row.needs}
    missing = [f"{name}: no such guard" for name in sorted(named - set(GUARDS))]
    return moves.faults() + missing


def perform(introduction: Introduction, name: str, user: User, facts: dict[str, Any]) -> bool:
    """Make the move `name` as `user`; the answer says whether a payment page is to be opened next.

    Files beside the move's own facts are evidence that comes along with it. Raises Refusal as the
    action does, KeyError for a move that nobody makes by hand.
    """
    declared = BY_HAND[name]
    if "files" in facts and declared.fields["files"].page_only:
        own = {key: value for key, value in facts.items() if key != "files"}
        if facts["files"]:
            return evidence_uploads.bring_along(
                introduction,
                user=user,
                files=facts["files"],
                action=lambda: perform(introduction, name, user, own),
            )
        facts = own
    outcome = declared.action(introduction, user=user, **facts)
    if isinstance(outcome, Introduction):
        return False
    _, call = outcome
    if call is not None:
        payments.send_and_wait(call.pk)
    action = declared.action
    return call is not None or (isinstance(action, PaymentAction) and action.leads_to_page)


def moves_by_hand(introduction: Introduction, actor: Actor) -> list[Move]:
    """The moves open to `actor` right now that a side makes: buttons, and `allowed_actions`."""
    return [move for move in open_moves(introduction, actor) if move.name in BY_HAND]
