"""Scenes of the torture: for each move of the process and each deed of the desk a way to where it is made.

Chance alone comes to the deep ones too seldom. A scene is a fresh request and the steps that lead on from it,
one word each: a deed of `torture_deeds`, one of `STEPS` of `torture_stage`, `wait:MOVE` until that clock runs
out, or `desk:KIND:DEED` for a deed on an open case. Between two steps what is under way goes on, or into
trouble; `!` after a step says that the next one comes before anything else does.

`SCENES` are written by hand; a move that none of them makes gets scenes from its row in the table, by
`from_row`. So a new move of a side or of a clock needs nothing here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from introductions.lifecycle import MOVES, Actor, Move, State, moves_from


@dataclass(frozen=True)
class Scene:
    """The steps; what is reached beside them; whether two moderators must agree; whether the rep keeps on."""

    steps: str
    also: str = ""
    dear: bool = False
    keep: bool = False

    @property
    def goals(self) -> set[str]:
        """What it reaches."""
        words = [word.removesuffix("!").removeprefix("wait:") for word in self.steps.split()]
        return {_goal(word) for word in words} | set(self.also.split())


def _goal(word: str) -> str:
    if word.startswith("desk:"):
        return "desk {}: {}".format(*word.removeprefix("desk:").split(":"))
    return word.partition(":")[0]


TAKEN = "pay accept agree"
MADE = f"{TAKEN} introduce"
SURE = f"{MADE} confirm"
PAID = f"{SURE} payable wait:release"
HEARD = f"{MADE} dispute respond"
SCENES = (
    # -- asking
    Scene(
        "reopen_checkout pay ask answer counter:up agree_to_counter pay accept refuse",
        also="raise_price let_through",
    ),
    Scene("change_listing pay"),
    Scene("pay desk:pitch:let_through", also="authorise let_through"),
    Scene("pay fall_away"),
    Scene("pay desk:pitch:stop"),
    Scene("pay accept wait:capture_early wait:lapse", keep=True),
    Scene("pay accept lose_authorisation"),
    Scene("pay accept agree! fail_capture authorise_again pay refuse_late", also="hold"),
    # -- the introduction, and both words
    Scene(
        f"{TAKEN} offer_cancel decline_cancel offer_cancel wait:forget_cancel offer_cancel agree_cancel"
    ),
    Scene(f"{MADE} vouch wait:silence"),
    # -- disputes
    Scene(f"{MADE} dispute wait:rule_by_default"),
    Scene(
        f"{HEARD} evidence desk:dispute:open_files offer_split wait:forget_split wait:call_desk wait:end"
    ),
    Scene(f"{HEARD} testify"),
    Scene(f"{HEARD} offer_split accept_split payable wait:pay_split"),
    Scene(
        f"{HEARD} desk:dispute:decide appeal answer_appeal desk:dispute:decide"
        " desk:dispute:take_back_decision",
        also="take_back_decision",
    ),
    Scene(f"{HEARD} decide appeal wait:hear_appeal decide"),
    Scene(f"{HEARD} decide accept_decision"),
    Scene(f"{HEARD} decide:release wait:rule_release"),
    Scene(f"{HEARD} decide:refund wait:rule_refund"),
    Scene(f"{HEARD} decide:split wait:rule_split"),
    Scene(f"{HEARD} desk:dispute:decide desk:dispute:disagree", also="disagree", dear=True),
    Scene(f"{HEARD} desk:dispute:decide desk:dispute:cosign", also="cosign", dear=True),
    Scene(
        f"{MADE} object evidence desk:objection:open_files desk:objection:decide appeal answer_appeal"
        " desk:objection:decide desk:objection:take_back_decision",
        also="take_back_decision",
    ),
    Scene(f"{MADE} object desk:objection:decide desk:objection:disagree", dear=True),
    Scene(f"{MADE} object desk:objection:decide desk:objection:cosign", dear=True),
    # -- one person behind two of the three
    Scene(f"{TAKEN} hold_up introduce_in_vain desk:review:clear_up", also="clear_up"),
    Scene(f"{TAKEN} hold_up introduce_in_vain desk:review:stop", also="stop"),
    # -- the money has left, and comes back
    Scene(
        f"{PAID} object_late desk:objection:back_objection desk:objection:uphold",
        also="back_objection uphold",
        dear=True,
    ),
    Scene(f"{PAID} object_late respond desk:objection:dismiss", also="dismiss"),
    Scene(f"{PAID} object_late wait:drop_objection"),
    Scene(f"{PAID} reclaim"),
    Scene(f"{PAID} others_reverse desk:difference:lift", also="await_payout"),
    # -- it cannot be paid
    Scene(f"{SURE} payable transfer_postponed! wait:release desk:unpaid:retry"),
    Scene(f"{SURE} not_payable wait:call_desk desk:unpaid:give_back", also="refund_unpaid"),
    Scene(f"{SURE} not_payable wait:call_desk desk:unpaid:close wait:refund_overdue"),
    Scene(f"{SURE} payable transfer_refused! wait:release desk:call:decide"),
    # -- finance
    Scene(f"{TAKEN} charge_back desk:chargeback:answer bank:won desk:chargeback:refund"),
    Scene(f"{SURE} charge_back bank:won payable desk:chargeback:release"),
    Scene(
        f"{TAKEN} stop refund_fails desk:refund:decide refund_fails desk:refund:handled charge_back"
        " bank:lost desk:chargeback:note"
    ),
    Scene(f"{PAID} emptied charge_back bank:lost desk:debt:leave", also="pay"),
    Scene(f"{PAID} emptied charge_back bank:lost desk:debt:write_off", also="pay"),
    Scene("own_payout desk:difference:compare desk:difference:book"),
    Scene("messages_given_up desk:difference:read"),
    Scene(f"{TAKEN} others_refund desk:difference:give_back"),
    Scene(f"{TAKEN} refund_elsewhere"),
    Scene("pay accept settles_otherwise desk:difference:close"),
    Scene(f"{TAKEN} warning desk:warning:clear"),
    Scene(f"{TAKEN} warning desk:warning:give_back"),
)

WAYS = {
    State.CHECKOUT: "",
    State.REQUESTED: "pay",
    State.CONSENT: "pay accept",
    State.INTRODUCING: TAKEN,
    State.CONFIRMING: MADE,
    State.CONFIRMED: SURE,
    State.DISPUTED: HEARD,
    State.SETTLING: f"{HEARD} offer_split accept_split",
    State.RELEASED: PAID,
    State.SPLIT: f"{HEARD} offer_split accept_split payable wait:pay_split",
}
"""How a request comes to a state."""
SIDES = {Actor.REP, Actor.CONNECTOR}


def from_row(move: Move) -> Iterator[Scene]:
    """Ways to `move` from each of its states: at once, and after what a side can do there.

    None for the moves of others: a prospect's, the desk's and the payment's come out of more than a state.
    """
    if not {*SIDES, Actor.CLOCK} & set(move.who):
        return
    made = move.name if SIDES & set(move.who) else f"wait:{move.name}"
    for state in move.source:
        if state in WAYS:
            first = [
                one.name for one in moves_from(state) if SIDES & set(one.who) and not one.target
            ]
            for step in ("", *first):
                yield Scene(" ".join(f"{WAYS[state]} {step} {made}".split()))


def all_scenes(moves: Iterable[Move] = MOVES) -> tuple[Scene, ...]:
    """Those written by hand, and for each move that none of them makes those from its row."""
    by_hand = {goal for scene in SCENES for goal in scene.goals}
    return SCENES + tuple(
        scene for move in moves if move.name not in by_hand for scene in from_row(move)
    )
