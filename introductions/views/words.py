"""What happened, and what it means now, in words for the two sides."""

from typing import Any

from brokerage.kit.money import Money
from introductions.lifecycle import Actor, State
from introductions.models import Introduction
from introductions.moves import DECLARED
from introductions.places import meaning

WON = (
    "Your bank disputed the payment and did not keep it. The introduction is over.",
    "The rep's bank disputed the payment and did not keep it. The introduction is over.",
)
PLACE_OF_A_COMPANYS_NO = (
    "This introduction can no longer be made. You paid nothing in the end.",
    "This introduction can no longer be made.",
)
"""The company asked that nobody at its domain is introduced: that is not told as the person's own word."""


def place(row: Introduction, side: Actor) -> str:
    """What the state means to one side, unless the bank has taken the money since."""
    if row.state == State.REFUSED and row.refusal == "domain":
        return PLACE_OF_A_COMPANYS_NO[0 if side == Actor.REP else 1]
    payment = row.payment
    gone = payment is not None and payment.charged_back > 0
    if payment and row.state == State.CHARGED_BACK and not gone and not payment.disputed_at:
        return WON[0 if side == Actor.REP else 1]
    late = gone and row.state in {State.RELEASED, State.SPLIT}
    return meaning(State.CHARGED_BACK if late else State(row.state), side)


ACTORS: dict[str, str] = {
    Actor.REP: "rep",
    Actor.CONNECTOR: "connector",
    Actor.PROSPECT: "prospect",
    Actor.MODERATOR: "moderator",
    Actor.CLOCK: "by the clock",
    Actor.PAYMENT: "payment provider",
}


def sentence(move: str, facts: dict[str, Any], introduction: Introduction) -> str:
    """What happened, the same for both sides."""
    price = facts.get("price")
    return (DECLARED[move].words.past if move in DECLARED else "Request written").format(
        price=Money(price, introduction.currency) if isinstance(price, int) else "",
        whom=facts.get("whom", ""),
    )
