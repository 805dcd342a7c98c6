"""Where an introduction stands, for one side, in a few words: stage, whose turn, what to do, by when, what
silence leads to. Whose turn it is says `turns`; every period is read from the process table.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from brokerage.kit import clock
from brokerage.kit.money import Money
from brokerage.templatetags.sidedoor import duration
from connectors.queries import public_name
from introductions.lifecycle import APPEAL_WAIT, SECOND_WORD_WAIT, Actor, State
from introductions.models import Deadline, Introduction
from introductions.queries import (
    connector_for_rep,
    next_deadline,
    open_dispute,
    whose_turn,
)
from introductions.rubric import DEFAULT_RULING
from introductions.turns import Step

STAGES: dict[State, str] = {
    State.CHECKOUT: "Draft",
    State.REQUESTED: "Requested",
    State.CONSENT: "Prospect asked",
    State.SECURING: "Payment",
    State.INTRODUCING: "Introducing",
    State.CONFIRMING: "Confirming",
    State.CONFIRMED: "Confirmed",
    State.DISPUTED: "Dispute",
    State.SETTLING: "Settled",
    State.RELEASED: "Introduced",
    State.SPLIT: "Split",
    State.REFUNDED: "Refunded",
    State.WITHDRAWN: "Withdrawn",
    State.DECLINED: "Declined",
    State.LAPSED: "Expired",
    State.REFUSED: "No introduction",
    State.CHARGED_BACK: "Charged back",
}
"""A state as a stage: it names nobody, so that it can stand beside anybody's turn."""

YOURS: dict[Step, tuple[str, str]] = {
    Step.PAY: ("reserve {price}", "Reserve {price}"),
    Step.RESERVE_MORE: ("reserve {counter}, the new price", "Reserve {counter}"),
    Step.ANSWER_PRICE: ("{other} asks {counter} ({difference})", "Answer the new price"),
    Step.ANSWER_QUESTION: ("answer {other}'s question", "Answer the question"),
    Step.ANSWER_REQUEST: ("answer {other}'s request", "Answer the request"),
    Step.ANSWER_CANCEL: ("{other} offers to cancel", "Answer the offer"),
    Step.RESERVE_AGAIN: ("the hold on your card ended; reserve {price} again", "Reserve {price}"),
    Step.INTRODUCE: ("introduce {other}", "Write the introduction"),
    Step.CONFIRM: ("did {other} introduce you?", "Confirm or report a problem"),
    Step.SET_UP_PAYOUT: ("set up payouts so we can pay you", "Set up payouts"),
    Step.ANSWER_APPEAL: ("answer {other}'s appeal", "Answer the appeal"),
    Step.ANSWER_DECISION: ("accept the decision or appeal", "Read the decision"),
    Step.ANSWER_SPLIT: ("{other} offers a split", "Answer the offer"),
    Step.ANSWER_DISPUTE: ("say what happened", "Answer the dispute"),
}
"""What a side is told that is its own to do, after "Your turn:", and the one button."""

OTHERS: dict[Step, str] = {
    Step.PAY: "Waiting for {other} to reserve the price",
    Step.AWAIT_CARD: "Your bank confirms the hold",
    Step.READ_REQUEST: "A moderator reads the request first",
    Step.SEE_REQUEST: "Waiting for the connector to see your request",
    Step.ANSWER_PRICE: "Waiting for {other} to answer your price",
    Step.ANSWER_REQUEST: "Waiting for {other} to answer your request",
    Step.ANSWER_CANCEL: "Waiting for {other} to answer your offer to cancel",
    Step.REVIEW: "A moderator checks who is involved",
    Step.CONSENT: "Waiting for the prospect to answer",
    Step.TAKE_PAYMENT: "The payment is being taken",
    Step.INTRODUCE: "Waiting for {other} to introduce you",
    Step.CONFIRM: "Waiting for {other} to confirm",
    Step.SET_UP_PAYOUT: "Waiting for {other} to set up payouts",
    Step.PAY_OUT: "The payout comes next",
    Step.ANSWER_APPEAL: "Waiting for {other} to answer your appeal",
    Step.ANSWER_DECISION: "Waiting for {other} to answer the decision",
    Step.ANSWER_SPLIT: "Waiting for {other} to answer your split",
    Step.ANSWER_DISPUTE: "Waiting for {other} to say what happened",
    Step.DECIDE: "A moderator decides",
    Step.DECIDE_AGAIN: "Another moderator decides",
    Step.TAKE_EFFECT: "The decision takes effect",
    Step.NOTHING: "",
}
"""What a side is told that is for somebody else to do."""

CLOCKS: dict[Step, tuple[str, ...]] = {
    Step.ANSWER_CANCEL: ("forget_cancel",),
    Step.ANSWER_SPLIT: ("forget_split",),
    Step.SET_UP_PAYOUT: ("refund_overdue", "refund_unpaid"),
    Step.REVIEW: (),
    Step.NOTHING: (),
}
"""The clocks that a step runs against, where it is not the one that ends the state."""


@dataclass(frozen=True, slots=True)
class Status:
    """`stage`: where it stands. `turn`: whose turn, in a sentence. `yours`: whether it is the reader's; then
    `button` names the one next action and `address` leads to it. `by`: until when (UTC), None without a
    clock. `if_silent`: what happens then if nobody does anything."""

    stage: str
    step: Step
    who: Actor | None
    yours: bool
    turn: str
    button: str
    address: str
    by: datetime | None
    if_silent: str


def status_of(row: Introduction, side: Actor) -> Status:
    """Where `row` stands for `side`: the rep or the connector in it."""
    turn = whose_turn(row, side)
    yours = turn.who == side
    said, button = YOURS[turn.step] if yours else (OTHERS[turn.step], "")
    words = _words(row, side)
    said = said.format_map(words)
    due = _clock(row, turn.step)
    return Status(
        stage=STAGES[State(row.state)],
        step=turn.step,
        who=turn.who,
        yours=yours,
        turn=f"Your turn: {said}" if yours else said,
        button=button.format_map(words),
        address=_address(row, turn.step) if yours else _page(row),
        by=due.due_at if due else None,
        if_silent=_silence(row, side, due, words),
    )


def other_name(row: Introduction, side: Actor) -> str:
    """What this side calls the other: the rep's name, the connector's once they answered."""
    if side == Actor.CONNECTOR:
        return str((row.asker or {}).get("name") or row.rep.name)
    known = getattr(row, "has_answered", None)
    if known is None:  # not one of a list, which has asked the database
        return connector_for_rep(row) or "the connector"
    if row.revealed_at:
        return str(row.connector.name)
    return public_name(row.connector) if known or row.accepted_at else "the connector"


def _words(row: Introduction, side: Actor) -> dict[str, str]:
    price = row.price_money
    counter = Money(row.price if row.counter_price is None else row.counter_price, row.currency)
    more = counter - price
    difference = f"{more} more" if more.amount >= 0 else f"{-more} less"
    other = other_name(row, side)
    return {
        "price": str(price),
        "counter": str(counter),
        "difference": difference,
        "other": other,
        "Other": other[:1].upper() + other[1:],
    }


def _page(row: Introduction) -> str:
    return reverse("introduction", args=[row.public_id])


def _address(row: Introduction, step: Step) -> str:
    if step in {Step.PAY, Step.RESERVE_MORE}:
        return reverse("introduction_pay", args=[row.public_id])
    return reverse("payouts") if step == Step.SET_UP_PAYOUT else _page(row)


def _clock(row: Introduction, step: Step) -> Deadline | None:
    """The clock that this step runs against; while it stands still, the earliest moment it can run out."""
    if step not in CLOCKS:
        return next_deadline(row)
    found = next((one for one in row.deadlines.all() if one.move in CLOCKS[step]), None)
    if found and found.left is not None:
        found.due_at = max(found.due_at, clock.now() + found.left)
    return found


# --- What silence leads to ---------------------------------------------------------------------------


def _silence(row: Introduction, side: Actor, due: Deadline | None, words: dict[str, str]) -> str:
    if due is None:
        return ""
    rep = side == Actor.REP
    back = "you get a full refund" if rep else f"{words['other']} gets a full refund"
    paid = f"{words['other']} is paid" if rep else "you are paid"
    found = {
        "lapse": _lapse(State(row.state), rep, words),
        "miss": f"Otherwise {back}.",
        "silence": _unconfirmed(row, rep, paid, words),
        "release": "Until then either of you can report a problem.",
        "pay_split": "Until then only the prospect can still object.",
        "end": f"Without a decision by then, {back}.",
        "refund_overdue": f"Otherwise {back}.",
        "refund_unpaid": f"Otherwise {back}.",
        "drop_objection": "Otherwise the payment stays where it is.",
        "forget_cancel": "Otherwise the offer expires and the introduction goes on.",
        "forget_split": "Otherwise the offer expires and a moderator decides.",
        "hear_appeal": "Then another moderator decides. Without a second decision within "
        f"{duration(SECOND_WORD_WAIT)} of the appeal, the first one takes effect.",
    }
    if due.move == "rule_by_default":
        return _unanswered(row, side, back, paid, words)
    if due.move.startswith("rule_"):
        return _ruled(row, due.move, back, paid)
    return found.get(due.move, "")


def _lapse(state: State, rep: bool, words: dict[str, str]) -> str:
    if state == State.CHECKOUT:
        return "Otherwise the request ends. You pay nothing."
    if state == State.SECURING:
        return "Otherwise it ends and nothing is charged."
    if rep:
        return "Otherwise it ends, and the hold on your card is released or refunded in full."
    return f"Otherwise it ends and {words['other']} pays nothing."


def _unconfirmed(row: Introduction, rep: bool, paid: str, words: dict[str, str]) -> str:
    who = "you don't" if rep else f"{words['other']} doesn't"
    later = duration(timedelta(days=row.safety_hold_days))
    return f"If {who} reply, we count it as confirmed and {paid} {later} later."


def _unanswered(row: Introduction, side: Actor, back: str, paid: str, words: dict[str, str]) -> str:
    """The side that did not open the dispute has not answered it."""
    dispute = open_dispute(row)
    opener = Actor(dispute.opened_by) if dispute else Actor.PROSPECT
    outcome = {"refund": back, "release": paid}.get(DEFAULT_RULING.get(opener, ""), "")
    if not outcome:
        return ""
    who = f"{words['other']} doesn't" if opener == side else "you don't"
    return f"If {who} answer, {outcome} unless somebody appeals within {duration(APPEAL_WAIT)}."


def _ruled(row: Introduction, move: str, back: str, paid: str) -> str:
    """A decision waits to take effect: it can be appealed, was appealed, or is the second."""
    effect = {"rule_refund": back, "rule_release": paid, "rule_split": "the payment is split"}[move]
    dispute = open_dispute(row)
    if dispute is None or not dispute.appealed_by:
        return f"If nobody appeals, {effect}."
    if dispute.awaits_second_word or dispute.needs_cosign:
        return f"Without a second decision the first takes effect: {effect}."
    return f"Then the second decision takes effect: {effect}. It can't be appealed."
