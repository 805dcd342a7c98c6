"""The process in a person's words: tables beside `lifecycle`, one line for each of its rows."""

from typing import Any

from brokerage.kit.money import Money
from introductions.lifecycle import Actor, State
from introductions.models import Introduction
from introductions.moves import DECLARED

STEPS = (
    "Price reserved",
    "Connector accepts",
    "Prospect agrees",
    "Introduction made",
    "Both confirm",
    "Connector paid",
)
STEP_OF: dict[str, int] = {
    State.CHECKOUT: 1,
    State.REQUESTED: 2,
    State.CONSENT: 3,
    State.SECURING: 3,
    State.INTRODUCING: 4,
    State.CONFIRMING: 5,
    State.DISPUTED: 5,
    State.CONFIRMED: 6,
    State.SETTLING: 6,
    State.RELEASED: 7,
}
"""The step an introduction is at; an end without an introduction has none."""

PLACE: dict[str, tuple[str, str]] = {
    State.CHECKOUT: (
        "Reserve the price on your card. Only then does the connector hear of your request.",
        "",
    ),
    State.REQUESTED: (
        "The price is reserved on your card; nothing is taken. The connector reads your pitch.",
        "A rep asks you for an introduction and has reserved the price.",
    ),
    State.CONSENT: (
        "The connector accepted. The prospect has a letter with your pitch and decides freely.",
        "You accepted. The prospect has a letter with the pitch and decides freely.",
    ),
    State.SECURING: (
        "The prospect agreed. The payment is being taken; then you see who it is.",
        "The prospect agreed. As soon as the payment is held, you introduce them.",
    ),
    State.INTRODUCING: (
        "The payment is held. The connector now introduces you.",
        "The prospect agreed and the payment is held. Please introduce them now.",
    ),
    State.CONFIRMING: (
        "The connector says that you were introduced. Did it take place?",
        "You introduced them. The rep is asked to confirm it.",
    ),
    State.CONFIRMED: (
        "Both words are there. The connector is paid after a few days of safety.",
        "Both words are there. You are paid after a few days of safety.",
    ),
    State.DISPUTED: (
        "Something is disputed. The payment is frozen until it is settled.",
        "Something is disputed. The payment is frozen until it is settled.",
    ),
    State.SETTLING: (
        "It is divided. Your part is on its way back; the connector's follows after any hold.",
        "It is divided. The rep's part is on its way back; yours follows after any hold.",
    ),
    State.RELEASED: (
        "The payment is released to the connector. Good luck with the talk.",
        "The payment is released to you. Thank you.",
    ),
    State.SPLIT: ("The payment was divided.", "The payment was divided."),
    State.REFUNDED: (
        "This introduction ended without a payment to the connector.",
        "This introduction ended without a payment to you.",
    ),
    State.WITHDRAWN: ("You withdrew. You paid nothing.", "The rep withdrew the request."),
    State.DECLINED: ("The connector declined. You paid nothing.", "You declined."),
    State.LAPSED: ("The request lapsed. You paid nothing.", "The request lapsed."),
    State.REFUSED: (
        "The prospect declined. You paid nothing in the end.",
        "The prospect declined.",
    ),
    State.CHARGED_BACK: (
        "Your bank took the payment back.",
        "The rep's bank took the payment back.",
    ),
}
"""What a state means: to the rep, to the connector."""
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
    return PLACE[State.CHARGED_BACK if late else row.state][0 if side == Actor.REP else 1]


THEN: dict[tuple[str, str], tuple[str, str]] = {
    (State.CHECKOUT, "lapse"): ("to pay", "Otherwise the request ends and costs nothing."),
    (State.REQUESTED, "lapse"): (
        "for {connector} to answer",
        "Otherwise the request ends and costs nothing.",
    ),
    (State.CONSENT, "lapse"): (
        "for the prospect to answer",
        "Otherwise it ends and costs nothing; what was taken goes back in full.",
    ),
    (State.SECURING, "lapse"): (
        "until the payment must be held",
        "Otherwise it ends and costs nothing.",
    ),
    (State.INTRODUCING, "miss"): (
        "for {connector} to introduce",
        "Otherwise the rep has everything back.",
    ),
    (State.CONFIRMING, "silence"): (
        "for {rep} to confirm or object",
        "Otherwise silence counts as a yes.",
    ),
    (State.CONFIRMED, "release"): (
        "until the payout",
        "Until then either side can still object.",
    ),
    (State.SETTLING, "pay_split"): (
        "until the connector's part is paid",
        "Until then only the person introduced can still object.",
    ),
    (State.DISPUTED, "rule_by_default"): (
        "for the other side to answer",
        "Otherwise what the first side says counts.",
    ),
    (State.DISPUTED, "hear_appeal"): (
        "for the other side to answer the appeal",
        "Then another moderator decides.",
    ),
    (State.DISPUTED, "end"): (
        "for a moderator to decide",
        "Otherwise the rep has everything back.",
    ),
    (State.RELEASED, "drop_objection"): (
        "for our desk to look at the objection",
        "Otherwise the payment stays where it is.",
    ),
    (State.SPLIT, "drop_objection"): (
        "for our desk to look at the objection",
        "Otherwise the payment stays where it is.",
    ),
    (State.RELEASED, "refund_unpaid"): (
        "for the payout to arrive",
        "Otherwise the rep has everything back.",
    ),
    (State.SPLIT, "refund_unpaid"): (
        "for the payout to arrive",
        "Otherwise the rep has everything back.",
    ),
    (State.CHARGED_BACK, "refund_unpaid"): (
        "for the payout to arrive",
        "Otherwise the rep has everything back.",
    ),
    (State.DISPUTED, "rule_release"): (
        "to appeal",
        "Then the decision takes effect: the connector is paid.",
    ),
    (State.DISPUTED, "rule_refund"): (
        "to appeal",
        "Then the decision takes effect: the rep has everything back.",
    ),
    (State.DISPUTED, "rule_split"): (
        "to appeal",
        "Then the decision takes effect: the payment is divided.",
    ),
}
"""By state and clock: what the time is for, and what happens when it has run out."""


SECOND_WORD = {
    True: ("for another moderator to decide", "Otherwise the first decision takes effect."),
    False: (
        "until the second decision takes effect",
        "Until then its moderator can take it back. There is no other appeal.",
    ),
}
"""After an appeal, in place of the time to appeal: while the second word is missing, and once it is there."""


def time_for(state: str, move: str, side: Actor | None) -> tuple[str, str]:
    """What the time is for, in words for `side`, and what happens then; empty where none is shown."""
    wait, then = THEN.get((state, move), ("", ""))
    rep, connector = "the rep", "the connector"
    if side == Actor.REP:
        rep = "you"
    elif side == Actor.CONNECTOR:
        connector = "you"
    return wait.format(rep=rep, connector=connector), then


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
