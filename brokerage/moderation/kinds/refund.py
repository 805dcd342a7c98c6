"""Refunds that the card's bank sent back: the money is with us and still owed to the rep."""

from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation.kinds import Action, Kind, ReasonForm
from brokerage.moderation.kinds.call import DECIDE, panel
from brokerage.moderation.money import PAGE, call_of, own_money
from payments import actions as payments


def handled(case: Case, user: User, facts: dict[str, Any]) -> None:
    """It was paid from our own bank account."""
    row = call_of(case)
    if row is None:
        raise Refusal("This refund is not known any more.", code="no_call")
    payments.mark_refund_handled(row, staff=user, reason=facts["reason"])


KIND = Kind(
    name="refund",
    permission="cases.see_desk",
    headline=lambda case: "A refund came back from the card's bank",
    panel=panel,
    actions=(
        DECIDE,
        Action(
            "handled",
            "Mark as paid from our bank",
            ReasonForm,
            "cases.work_money",
            handled,
            text="Ask the rep for a bank account, pay there, and say here when and how.",
            done="Booked as paid.",
        ),
    ),
    explain="The card cannot take the refund. Try it again, or pay the rep another way.",
    template=PAGE,
    why_not=own_money,
)
