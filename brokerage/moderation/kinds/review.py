"""Introductions held up: two of rep, connector and prospect seem to be one person."""

from dataclasses import replace
from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation.kinds import Action, ReasonForm, dispute, for_the_desk
from brokerage.moderation.kinds.dispute import introduction_of
from introductions.actions import stopping


def is_held_up(case: Case) -> bool:
    """Whether the introduction still waits for somebody to look."""
    return introduction_of(case).review == "open"


def _clear_up(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome="cleared", reason=facts["reason"])
    stopping.clear_up(introduction_of(case), staff=user)


def _stop(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome="stopped", reason=facts["reason"])
    stopping.stop(introduction_of(case), staff=user)


KIND = replace(
    dispute.KIND,
    name="review",
    actions=(
        Action(
            "clear_up",
            "They are three people: let it go on",
            ReasonForm,
            "cases.decide_disputes",
            _clear_up,
            open=is_held_up,
            text="The payment is free again, and what was due happens within six hours. It is not held up "
            "again.",
            done="It goes on.",
        ),
        Action(
            "stop",
            "Stop it: everything back to the rep",
            ReasonForm,
            "cases.decide_disputes",
            _stop,
            tone="danger",
            open=is_held_up,
            text="It ends at once. What is reserved is cancelled, what is held goes back in full.",
            done="Stopped. Everything goes back to the rep.",
            ask="Everything goes back to the rep now, and nobody can undo it.",
        ),
        *(one for one in dispute.ACTIONS if one.name == "reveal"),
    ),
    explain="Since the accept, the rep or the connector has proven an address of the prospect's as their "
    "own, or the two share a mailbox or a payout account. The payment is frozen until somebody has looked; "
    "if nobody does, what is held goes back to the rep 85 days after it was taken.",
    waits=for_the_desk,
    template="moderation/kinds/dispute.html",
)
