"""Requests whose words went to many: read here before the prospect can be asked."""

from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation.kinds import Action, Kind, ReasonForm, is_masked
from brokerage.moderation.kinds.dispute import headline, introduction_of, own_cases, why_not
from introductions.actions import stopping
from introductions.lifecycle import State
from introductions.queries import look_alikes


def panel(case: Case, user: User) -> dict[str, Any]:
    """The words, whose they are, and to how many others they went."""
    row, masked = introduction_of(case), is_masked(user)
    return {
        "introduction": row,
        "masked": masked,
        "others": look_alikes(row),
        "people": [] if masked else [row.rep],
    }


def is_waiting(case: Case) -> bool:
    """Whether the request still waits for the connector."""
    return introduction_of(case).state == State.REQUESTED


def _let_through(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome="let through", reason=facts["reason"])
    stopping.let_through(introduction_of(case), staff=user)


def _stop(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome="stopped", reason=facts["reason"])
    stopping.stop(introduction_of(case), staff=user)


KIND = Kind(
    name="pitch",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    actions=(
        Action(
            "let_through",
            "Let it through",
            ReasonForm,
            "cases.work_cases",
            _let_through,
            open=is_waiting,
            text="The connector may accept it, and the prospect is asked then. The connector is told.",
            done="The connector may accept it now.",
        ),
        Action(
            "stop",
            "Stop the request",
            ReasonForm,
            "cases.work_cases",
            _stop,
            tone="danger",
            open=is_waiting,
            text="It ends at once, and the rep is charged nothing. Both are told.",
            done="Stopped. The reservation on the rep's card is cancelled.",
        ),
    ),
    explain="Nearly the same words went to several people. Nobody is asked before it is let through; "
    "without a word from us the request runs out by itself.",
    why_not=why_not,
    hidden_from=own_cases,
)
