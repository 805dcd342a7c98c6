"""Where an introduction can stand, in people's words: one `Place` for each state.

Pages, lists, API, mails and the prospect's own pages read `PLACES`. Standard library only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from introductions.lifecycle import Actor, State

STEPS = (
    "Price reserved",
    "Connector accepts",
    "Prospect agrees",
    "Introduction made",
    "Both confirm",
    "Connector paid",
)
PASSING = frozenset({"remind", "capture_early", "forget_cancel", "forget_split", "call_desk"})
"""Clocks that end nothing: no page counts down to them."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What a clock leaves time for (`{rep}` and `{connector}` are filled in), and what happens then."""

    what: str
    then: str


@dataclass(frozen=True, slots=True)
class Place:
    """A state in words. `tone` and `label`: its badge. `rep` and `connector`: what it means to them.

    `step`: how far along, of `STEPS`; an end without an introduction has none. `waits`: by clock, what its
    time is for. `title` and `prospect`: what the person it is about reads on the request's page; `line`: the
    same in their list.
    """

    tone: str
    label: str
    rep: str
    connector: str
    line: str = ""
    step: int = 0
    waits: Mapping[str, Wait] = field(default_factory=dict)
    title: str = "This request is over"
    prospect: str = "It has ended without an introduction. There is nothing for you to do."


_UNPAID = Wait("for the payout to arrive", "Otherwise the rep has everything back.")
_OBJECTION = Wait(
    "for our desk to look at the objection", "Otherwise the payment stays where it is."
)
_COMPLETE, _NOTHING_TO_DO = "This introduction is complete", "There is nothing for you to do."

PLACES: dict[State, Place] = {
    State.CHECKOUT: Place(
        "wait",
        "Waiting for payment",
        rep="Reserve the price on your card. Only then does the connector hear of your request.",
        connector="",
        step=1,
        waits={"lapse": Wait("to pay", "Otherwise the request ends and costs nothing.")},
    ),
    State.REQUESTED: Place(
        "wait",
        "With the connector",
        rep="The price is reserved on your card; nothing is taken. The connector reads your pitch.",
        connector="A rep asks you for an introduction and has reserved the price.",
        line="Waits for the connector; you have not been asked",
        step=2,
        waits={
            "lapse": Wait(
                "for {connector} to answer", "Otherwise the request ends and costs nothing."
            )
        },
    ),
    State.CONSENT: Place(
        "wait",
        "Asking the prospect",
        rep="The connector accepted. The prospect has a letter with your pitch and decides freely.",
        connector="You accepted. The prospect has a letter with the pitch and decides freely.",
        line="Waits for your answer",
        step=3,
        waits={
            "lapse": Wait(
                "for the prospect to answer",
                "Otherwise it ends and costs nothing; what was taken goes back in full.",
            )
        },
        title="May we introduce you?",
        prospect="Nobody learns who you are unless you agree.",
    ),
    State.SECURING: Place(
        "wait",
        "Taking the payment",
        rep="The prospect agreed. The payment is being taken; then you see who it is.",
        connector="The prospect agreed. As soon as the payment is held, you introduce them.",
        line="You agreed; the payment is being taken",
        step=3,
        waits={
            "lapse": Wait("until the payment must be held", "Otherwise it ends and costs nothing.")
        },
        title="Thank you, you agreed",
        prospect="The payment is being taken. Nobody has been named to anybody yet; once the payment "
        "is held, you are introduced by e-mail.",
    ),
    State.INTRODUCING: Place(
        "note",
        "To be introduced",
        rep="The payment is held. The connector now introduces you.",
        connector="The prospect agreed and the payment is held. Please introduce them now.",
        line="You agreed; you will be introduced",
        step=4,
        waits={
            "miss": Wait("for {connector} to introduce", "Otherwise the rep has everything back.")
        },
        title="Thank you, you agreed",
        prospect="You will be introduced by e-mail in the next days. Until that has happened you can take "
        "your agreement back.",
    ),
    State.CONFIRMING: Place(
        "note",
        "To be confirmed",
        rep="The connector says that you were introduced. Did it take place?",
        connector="You introduced them. The rep is asked to confirm it.",
        line="You were introduced, we are told",
        step=5,
        waits={
            "silence": Wait("for {rep} to confirm or object", "Otherwise silence counts as a yes.")
        },
        title="You have been introduced",
        prospect="At least, so we are told. You know better.",
    ),
    State.CONFIRMED: Place(
        "go",
        "Confirmed",
        rep="Both words are there. The connector is paid after a few days of safety.",
        connector="Both words are there. You are paid after a few days of safety.",
        line="You were introduced",
        step=6,
        waits={"release": Wait("until the payout", "Until then either side can still object.")},
        title="You have been introduced",
        prospect="Both sides say so.",
    ),
    State.DISPUTED: Place(
        "stop",
        "Disputed",
        rep="Something is disputed. The payment is frozen until it is settled.",
        connector="Something is disputed. The payment is frozen until it is settled.",
        line="A moderator looks at it",
        step=5,
        waits={
            "rule_by_default": Wait(
                "for the other side to answer", "Otherwise what the first side says counts."
            ),
            "hear_appeal": Wait(
                "for the other side to answer the appeal", "Then another moderator decides."
            ),
            "end": Wait("for a moderator to decide", "Otherwise the rep has everything back."),
            "rule_release": Wait(
                "to appeal", "Then the decision takes effect: the connector is paid."
            ),
            "rule_refund": Wait(
                "to appeal", "Then the decision takes effect: the rep has everything back."
            ),
            "rule_split": Wait(
                "to appeal", "Then the decision takes effect: the payment is divided."
            ),
        },
        title="This is being looked at",
        prospect="Something is not agreed between those involved. The payment stays where it is until a "
        "moderator has looked at it.",
    ),
    State.SETTLING: Place(
        "note",
        "Settled, partly held",
        rep="It is divided. Your part is on its way back; the connector's follows after any hold.",
        connector="It is divided. The rep's part is on its way back; yours follows after any hold.",
        line="Settled between the others",
        step=6,
        waits={
            "pay_split": Wait(
                "until the connector's part is paid",
                "Until then only the person introduced can still object.",
            )
        },
        title=_COMPLETE,
        prospect=_NOTHING_TO_DO,
    ),
    State.RELEASED: Place(
        "go",
        "Released to the connector",
        rep="The payment is released to the connector. Good luck with the talk.",
        connector="The payment is released to you. Thank you.",
        line="You were introduced",
        step=7,
        waits={"drop_objection": _OBJECTION, "refund_unpaid": _UNPAID},
        title=_COMPLETE,
        prospect=_NOTHING_TO_DO,
    ),
    State.SPLIT: Place(
        "quiet",
        "Divided",
        rep="The payment was divided.",
        connector="The payment was divided.",
        line="Settled between the others",
        waits={"drop_objection": _OBJECTION, "refund_unpaid": _UNPAID},
        title=_COMPLETE,
        prospect=_NOTHING_TO_DO,
    ),
    State.REFUNDED: Place(
        "quiet",
        "Refunded",
        rep="This introduction ended without a payment to the connector.",
        connector="This introduction ended without a payment to you.",
        line="Ended without an introduction",
    ),
    State.WITHDRAWN: Place(
        "quiet",
        "Withdrawn",
        rep="You withdrew. You paid nothing.",
        connector="The rep withdrew the request.",
        line="Taken back before you were asked",
    ),
    State.DECLINED: Place(
        "quiet",
        "Declined by the connector",
        rep="The connector declined. You paid nothing.",
        connector="You declined.",
        line="The connector declined",
    ),
    State.LAPSED: Place(
        "quiet",
        "Lapsed",
        rep="The request lapsed. You paid nothing.",
        connector="The request lapsed.",
        line="Ended without an introduction",
    ),
    State.REFUSED: Place(
        "quiet",
        "No introduction",
        rep="The prospect declined. You paid nothing in the end.",
        connector="The prospect declined.",
        line="You said no",
        title="You said no, and this request is over",
        prospect="It costs nobody anything, and nobody is told why.",
    ),
    State.CHARGED_BACK: Place(
        "stop",
        "Charged back",
        rep="Your bank took the payment back.",
        connector="The rep's bank took the payment back.",
        line="Ended without an introduction",
        waits={"refund_unpaid": _UNPAID},
    ),
}

AFTER_APPEAL = {
    True: Wait("for another moderator to decide", "Otherwise the first decision takes effect."),
    False: Wait(
        "until the second decision takes effect",
        "Until then its moderator can take it back. There is no other appeal.",
    ),
}
"""In place of the time to appeal: while the second word is missing, and once it is there."""


def meaning(state: State, side: Actor) -> str:
    """What `state` means to the rep or the connector."""
    place = PLACES[state]
    return place.rep if side == Actor.REP else place.connector


def wait_for(state: State, clock: str, side: Actor | None) -> Wait | None:
    """What the time is for, in words for `side`, and what happens then; None where none is shown."""
    wait = PLACES[state].waits.get(clock)
    if wait is None:
        return None
    rep = "you" if side == Actor.REP else "the rep"
    connector = "you" if side == Actor.CONNECTOR else "the connector"
    return Wait(wait.what.format(rep=rep, connector=connector), wait.then)
