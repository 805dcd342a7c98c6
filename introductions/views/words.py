"""The process in a person's words: tables beside `lifecycle`, one line for each of its rows."""

from dataclasses import dataclass
from typing import Any

from brokerage.kit.money import Money
from introductions.lifecycle import Actor, State
from introductions.models import Introduction

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


HISTORY: dict[str, str] = {
    "request": "Request written",
    "authorise": "Price reserved; the request went to the connector",
    "reopen_checkout": "Payment page opened again",
    "withdraw": "Request withdrawn",
    "ask": "Question to the rep",
    "answer": "Answer to the connector",
    "counter": "Another price named: {price}",
    "agree_to_counter": "The other price is agreed",
    "decline_counter": "The rep keeps the price",
    "take_back_counter": "The other price is taken back",
    "raise_price": "The higher price is reserved",
    "accept": "Accepted; the prospect is asked",
    "let_through": "Read by our desk, and let through",
    "decline": "Declined",
    "agree": "The prospect agreed",
    "refuse": "This introduction will not happen",
    "fall_away": "This introduction can no longer be made",
    "change_listing": "The listing was changed after the request; nothing was paid",
    "refuse_late": "This introduction will not happen after all; everything goes back",
    "capture_early": "Payment taken before the reservation ended, as the rep had chosen",
    "lose_authorisation": "The reservation on the card ended; nothing was paid",
    "hold": "Payment held; the rep sees who it is",
    "fail_capture": "The payment could not be taken; the rep may pay anew",
    "authorise_again": "New payment page opened",
    "introduce": "Introduction made",
    "step_back": "The connector cannot make it; everything goes back",
    "offer_cancel": "Proposed to call it off",
    "agree_cancel": "Called off by agreement; everything goes back",
    "decline_cancel": "It goes on",
    "confirm": "Introduction confirmed",
    "vouch": "The prospect says that it took place",
    "testify": "The prospect was heard",
    "dispute": "Disputed; the payment is frozen",
    "object": "The prospect objected; the payment is frozen",
    "withdraw_dispute": "The dispute was withdrawn; it goes on",
    "respond": "Answer to the dispute",
    "evidence": "Evidence added",
    "offer_split": "A division is proposed",
    "accept_split": "The division is agreed; the rep's part goes back",
    "forget_split": "The proposed division was not accepted in time",
    "pay_split": "The connector's part is released",
    "disagree": "A second moderator does not agree; a third decides",
    "decide": "A moderator has decided",
    "cosign": "A second moderator agrees with the decision",
    "appeal": "Appeal: another moderator looks at it",
    "answer_appeal": "Answer to the appeal",
    "hear_appeal": "No answer to the appeal in time; another moderator decides",
    "take_back_decision": "The moderator took the decision back; the appeal is open again",
    "accept_decision": "Decision accepted",
    "rule_by_default": "No answer in time: what the first side said counts",
    "rule_release": "The decision took effect: the connector is paid",
    "rule_refund": "The decision took effect: the rep has everything back",
    "rule_split": "The decision took effect: the payment is divided",
    "end": "No decision in time: the rep has everything back",
    "hold_up": "Under review: a moderator looks at it before it goes on",
    "clear_up": "Reviewed by a moderator; it goes on",
    "release": "Payment to the connector ordered",
    "pay": "The payout has arrived",
    "await_payout": "A payout is to be made",
    "refund_unpaid": "The connector could not be paid: the rep has everything back",
    "object_late": "The prospect objected after the payout; our desk looks at it",
    "back_objection": "A moderator has looked at the objection; a second one does",
    "reclaim": "Our desk gave the payment back to the rep",
    "uphold": "The objection was right: the rep has everything back",
    "dismiss": "Our desk found nothing in the objection",
    "drop_objection": "The objection was not found right in time; the payment stays where it is",
    "lapse": "The time ran out",
    "miss": "No introduction in time: the rep has everything back",
    "silence": "No objection in time: counted as confirmed",
    "forget_cancel": "The proposal to call it off was not answered; it goes on",
    "remind": "Reminder sent to the {whom}",
    "call_desk": "Our desk looks at it",
    "refund_overdue": "Held too long: the rep has everything back",
    "charge_back": "The rep's bank took the payment back",
    "refund_elsewhere": "Refunded by the payment provider: the rep has everything back",
    "stop": "Ended by our desk; everything goes back",
}
BAD = frozenset(
    "withdraw decline refuse refuse_late fall_away change_listing lose_authorisation fail_capture "
    "step_back agree_cancel dispute object object_late uphold lapse miss charge_back stop end refund_overdue "
    "refund_unpaid refund_elsewhere reclaim".split()
)
ACTORS: dict[str, str] = {
    Actor.REP: "rep",
    Actor.CONNECTOR: "connector",
    Actor.PROSPECT: "prospect",
    Actor.MODERATOR: "moderator",
    Actor.CLOCK: "by the clock",
    Actor.PAYMENT: "payment provider",
}


@dataclass(frozen=True, slots=True)
class MoveWords:
    """How a move is offered. `first`: it is what the page is about now, so it stands open. `ask`: what
    happens, for a move that the page asks about once more."""

    title: str
    text: str
    button: str
    tone: str = "primary"
    first: bool = False
    ask: str = ""


MOVES: dict[str, MoveWords] = {
    "reopen_checkout": MoveWords(
        "Reserve the price",
        "You are led to our payment provider. The price is reserved on your card and taken only "
        "once the prospect agrees.",
        "Continue to payment",
        first=True,
    ),
    "agree_to_counter": MoveWords(
        "Agree to the other price",
        "A lower price counts at once. A higher one is reserved anew on the payment page; the old "
        "reservation is then let go.",
        "Agree to this price",
        first=True,
    ),
    "decline_counter": MoveWords(
        "Keep your price",
        "The other price is off the table. The connector can still accept yours, or decline.",
        "Keep my price",
        "",
        first=True,
    ),
    "authorise_again": MoveWords(
        "Pay anew",
        "The prospect agreed, but the reservation on your card was gone. Reserve the price again "
        "and it goes on at once.",
        "Continue to payment",
        first=True,
    ),
    "accept": MoveWords(
        "Accept the request",
        "We write to the prospect at once and ask whether they agree. They decide freely.",
        "Accept",
        first=True,
    ),
    "introduce": MoveWords(
        "Introduce them",
        "Here is a message to both, ready to send from your own mailbox. Change it as you like.",
        "Mark as introduced",
        first=True,
    ),
    "confirm": MoveWords(
        "Confirm the introduction",
        "The connector is paid once both words are there and a few days of safety have passed.",
        "Yes, we were introduced",
        first=True,
    ),
    "agree_cancel": MoveWords(
        "The other side proposes to call it off",
        "If you agree, the rep has everything back and nobody is paid.",
        "Call it off",
        "danger",
        first=True,
    ),
    "decline_cancel": MoveWords(
        "Or let it go on", "The proposal is off the table.", "Let it go on", "", first=True
    ),
    "respond": MoveWords(
        "Your answer",
        "Say what you know, once. If the other side disputes it and you do not answer in time, what they "
        "say counts.",
        "Send the answer",
        first=True,
    ),
    "answer_appeal": MoveWords(
        "Answer the appeal",
        "Say how you see it, once. Another moderator reads both and decides.",
        "Send the answer",
        first=True,
    ),
    "accept_split": MoveWords(
        "The other side proposes to divide it",
        "If you agree, it is over: the rep's part goes back at once, the connector's is paid after a few "
        "days of safety.",
        "Agree to the division",
        first=True,
    ),
    "accept_decision": MoveWords(
        "Accept the decision",
        "Once both sides accept it, it takes effect without further waiting.",
        "Accept the decision",
        first=True,
    ),
    "answer": MoveWords(
        "Write to the connector", "The time goes on meanwhile.", "Send", first=True
    ),
    "ask": MoveWords("Ask the rep something", "The time goes on meanwhile.", "Send", ""),
    "counter": MoveWords(
        "Name another price",
        "The rep may agree or withdraw. You can do this three times.",
        "Name this price",
        "",
    ),
    "take_back_counter": MoveWords(
        "Take your other price back",
        "The price that the rep reserved counts again. What you named still counts as one of three.",
        "Take it back",
        "",
    ),
    "evidence": MoveWords(
        "Add evidence",
        "As long as the dispute is open. What has been added cannot be taken back.",
        "Add the files",
        "",
    ),
    "offer_split": MoveWords(
        "Propose to divide it",
        "If the other side agrees within a week, it is settled without us.",
        "Propose",
        "",
    ),
    "appeal": MoveWords(
        "Appeal",
        "The other side has 72 hours to answer; then another moderator decides. There is one appeal.",
        "Appeal",
        "",
    ),
    "decline": MoveWords(
        "Decline the request",
        "The reservation on the rep's card is let go. They are told that you declined, not why.",
        "Decline",
        "danger",
    ),
    "withdraw": MoveWords(
        "Withdraw the request",
        "The reservation is let go. You pay nothing.",
        "Withdraw",
        "danger",
    ),
    "withdraw_dispute": MoveWords(
        "Withdraw the dispute",
        "The introduction goes on where it stood. Its clock runs on, with a day left at least. You can "
        "withdraw once.",
        "Withdraw the dispute",
        "",
    ),
    "offer_cancel": MoveWords(
        "Propose to call it off",
        "The other side has 48 hours to agree. If they do, the rep has everything back.",
        "Propose to call it off",
        "",
    ),
    "step_back": MoveWords(
        "I cannot introduce them",
        "The rep has everything back. It counts in your answer record.",
        "Step back",
        "danger",
    ),
    "dispute": MoveWords(
        "Something is wrong",
        "The payment is frozen. The other side has three days to answer; then a moderator looks at it.",
        "Freeze the payment",
        "danger",
        ask="The payment is frozen at once: nobody is paid and nothing is refunded until you both agree or a "
        "moderator decides. The other side is told, and has three days to answer. You can withdraw the "
        "dispute once, before a decision.",
    ),
    "decide": MoveWords(
        "Decide", "Both sides are told at once.", "Announce the decision", first=True
    ),
    "disagree": MoveWords(
        "Disagree with the decision",
        "Nothing is announced; a third moderator decides alone.",
        "I disagree",
        "",
    ),
    "cosign": MoveWords(
        "Agree with the decision",
        "Above our limit a second moderator must agree.",
        "I agree",
        first=True,
    ),
    "take_back_decision": MoveWords(
        "Take the decision back",
        "The appeal is open again, and both sides are told.",
        "Take it back",
        "danger",
    ),
    "back_objection": MoveWords(
        "The objection is right",
        "Above our limit a second moderator must agree before anything goes back.",
        "I find it right",
    ),
    "uphold": MoveWords(
        "The objection is right",
        "The rep has everything back; the payout is reversed, or owed by the connector.",
        "Uphold the objection",
        "danger",
    ),
    "dismiss": MoveWords(
        "There is nothing in it", "The payment stays where it is.", "Dismiss the objection", ""
    ),
}
"""How each move is offered, in the order of the page: what is to be done now first."""


def sentence(move: str, facts: dict[str, Any], introduction: Introduction) -> str:
    """What happened, the same for both sides."""
    price = facts.get("price")
    return HISTORY.get(move, move.replace("_", " ").capitalize()).format(
        price=Money(price, introduction.currency) if isinstance(price, int) else "",
        whom=facts.get("whom", ""),
    )


DONE: dict[str, str] = {
    "withdraw": "Withdrawn. The reservation on your card is let go.",
    "ask": "Sent.",
    "answer": "Sent.",
    "counter": "Your price is named. The rep is told.",
    "agree_to_counter": "Agreed.",
    "decline_counter": "Your price stands. The connector is told.",
    "take_back_counter": "Taken back. The rep is told.",
    "accept": "Accepted. We have written to the prospect.",
    "decline": "Declined. The rep is told that you declined, not why.",
    "introduce": "Thank you. The rep is asked to confirm it.",
    "confirm": "Thank you. Confirmed.",
    "step_back": "You stepped back. The rep has everything back.",
    "offer_cancel": "Proposed. The other side has 48 hours to answer.",
    "agree_cancel": "Called off. Everything goes back to the rep.",
    "decline_cancel": "It goes on.",
    "dispute": "The payment is frozen. The other side is asked.",
    "respond": "Your answer is with the other side and our desk.",
    "withdraw_dispute": "Withdrawn. It goes on where it stood.",
    "answer_appeal": "Your answer is with the other side and the moderators.",
    "evidence": "Added. The other side and our desk can read it.",
    "offer_split": "Proposed.",
    "accept_split": "Agreed. The rep's part is on its way back.",
    "appeal": "Another moderator will look at it.",
    "accept_decision": "Accepted.",
}
"""What the page says after a move."""
