"""Whose turn it is: one rule over the state of an introduction, what is open in it, and who is asking.

`RULES` is the rule, as data: the first row that fits says the next step and who makes it. A side's own steps
come first, so that nobody is told to wait while something is theirs to do. `turn_of` reads the rows here,
`queries.turns` makes an SQL expression of the same rows; a test holds the two together. Words are in
`views.status`. Standard library only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from introductions.lifecycle import HOLDING, Actor, State


class Fact(StrEnum):
    """What is open in an introduction beside its state: true or false, the same for both sides."""

    RESERVED = "reserved"
    """The card is reserved for what is asked now (the other price, while one is named)."""
    READ_FIRST = "read_first"
    """A moderator reads the request before anybody is asked."""
    UNSEEN = "unseen"
    """The connector sees it with the day's batch, and has not yet."""
    REVIEW = "review"
    """A moderator looks at who the three people are."""
    COUNTER = "counter"
    """Another price is named."""
    AGREED = "agreed"
    """The rep agreed to it, and its payment page stands open."""
    QUESTION = "question"
    """The last message is the connector's."""
    CANCEL_BY_REP = "cancel_by_rep"
    CANCEL_BY_CONNECTOR = "cancel_by_connector"
    LOST = "lost"
    """The reservation on the card is gone."""
    NO_PAYOUT = "no_payout"
    """The connector cannot be paid as things are."""
    RETURNS = "returns"
    """A clock runs after which what could not be paid out goes back."""
    DISPUTE = "dispute"
    """A dispute is open, or an objection after the money has left."""
    BY_REP = "by_rep"
    BY_CONNECTOR = "by_connector"
    REP_ANSWERED = "rep_answered"
    CONNECTOR_ANSWERED = "connector_answered"
    SPLIT_BY_REP = "split_by_rep"
    SPLIT_BY_CONNECTOR = "split_by_connector"
    OBJECTED = "objected"
    """The prospect objects: the two sides cannot settle it."""
    COSIGN = "cosign"
    """A decision waits for a second moderator; nobody was told of it."""
    DECIDED = "decided"
    """A decision was announced and stands."""
    REP_ACCEPTED = "rep_accepted"
    CONNECTOR_ACCEPTED = "connector_accepted"
    APPEAL_BY_REP = "appeal_by_rep"
    APPEAL_BY_CONNECTOR = "appeal_by_connector"
    HEARING = "hearing"
    """The other side still has time to answer the appeal."""


class Step(StrEnum):
    """What comes next."""

    PAY = "pay"
    RESERVE_MORE = "reserve_more"
    AWAIT_CARD = "await_card"
    READ_REQUEST = "read_request"
    SEE_REQUEST = "see_request"
    ANSWER_PRICE = "answer_price"
    ANSWER_QUESTION = "answer_question"
    ANSWER_REQUEST = "answer_request"
    ANSWER_CANCEL = "answer_cancel"
    REVIEW = "review"
    CONSENT = "consent"
    RESERVE_AGAIN = "reserve_again"
    TAKE_PAYMENT = "take_payment"
    INTRODUCE = "introduce"
    CONFIRM = "confirm"
    SET_UP_PAYOUT = "set_up_payout"
    PAY_OUT = "pay_out"
    ANSWER_APPEAL = "answer_appeal"
    ANSWER_DECISION = "answer_decision"
    ANSWER_SPLIT = "answer_split"
    ANSWER_DISPUTE = "answer_dispute"
    DECIDE_AGAIN = "decide_again"
    TAKE_EFFECT = "take_effect"
    DECIDE = "decide"
    NOTHING = "nothing"


S, A, F = State, Actor, Fact
SIDES = (A.REP, A.CONNECTOR)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: in these states, with all of `needs` and none of `unless`, `who` makes `step`.

    `seen_by`: the sides that are told so; a failed card, say, is no business of the connector's.
    """

    step: Step
    who: Actor
    states: tuple[State, ...]
    needs: tuple[Fact, ...] = ()
    unless: tuple[Fact, ...] = ()
    seen_by: tuple[Actor, ...] = SIDES

    def fits(self, state: State, facts: Collection[Fact]) -> bool:
        """Whether it says what comes next, for whoever is told."""
        return (
            state in self.states
            and all(fact in facts for fact in self.needs)
            and not any(fact in facts for fact in self.unless)
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes next and who makes it; `who` None where nobody has anything to do."""

    step: Step
    who: Actor | None


NOBODYS = Turn(Step.NOTHING, None)
_REP, _CONNECTOR = (A.REP,), (A.CONNECTOR,)
_SETTLED = (F.DECIDED, F.COSIGN)
_APPEALED = (F.APPEAL_BY_REP, F.APPEAL_BY_CONNECTOR)
_NO_SPLIT = (*_SETTLED, *_APPEALED, F.OBJECTED, F.REVIEW)
_PAYING = (S.CONFIRMED, S.SETTLING)
_LATE = (S.RELEASED, S.SPLIT)
_HELD = tuple(sorted(HOLDING - {S.DISPUTED}))

# fmt: off
RULES: tuple[Rule, ...] = (
    # -- asking
    Rule(Step.AWAIT_CARD,      A.PAYMENT,   (S.CHECKOUT,),  (F.RESERVED,)),
    Rule(Step.PAY,             A.REP,       (S.CHECKOUT,)),
    Rule(Step.READ_REQUEST,    A.MODERATOR, (S.REQUESTED,), (F.READ_FIRST,)),
    Rule(Step.AWAIT_CARD,      A.PAYMENT,   (S.REQUESTED,), (F.COUNTER, F.RESERVED), seen_by=_REP),
    Rule(Step.RESERVE_MORE,    A.REP,       (S.REQUESTED,), (F.COUNTER, F.AGREED), (F.READ_FIRST, F.RESERVED), _REP),
    Rule(Step.ANSWER_PRICE,    A.REP,       (S.REQUESTED,), (F.COUNTER,), (F.READ_FIRST, F.RESERVED, F.AGREED), _REP),
    Rule(Step.ANSWER_PRICE,    A.REP,       (S.REQUESTED,), (F.COUNTER,), (F.READ_FIRST,), _CONNECTOR),
    Rule(Step.ANSWER_QUESTION, A.REP,       (S.REQUESTED,), (F.QUESTION,), seen_by=_REP),
    Rule(Step.SEE_REQUEST,     A.CONNECTOR, (S.REQUESTED,), (F.UNSEEN,), seen_by=_REP),
    Rule(Step.ANSWER_REQUEST,  A.CONNECTOR, (S.REQUESTED,), (), (F.COUNTER, F.READ_FIRST)),
    # -- calling it off, and one person behind two of the three
    Rule(Step.ANSWER_CANCEL,   A.CONNECTOR, (S.CONSENT, S.INTRODUCING), (F.CANCEL_BY_REP,)),
    Rule(Step.ANSWER_CANCEL,   A.REP,       (S.CONSENT, S.INTRODUCING), (F.CANCEL_BY_CONNECTOR,)),
    Rule(Step.REVIEW,          A.MODERATOR, _HELD, (F.REVIEW,)),
    # -- the prospect's word, the payment, the introduction, both words
    Rule(Step.CONSENT,         A.PROSPECT,  (S.CONSENT,)),
    Rule(Step.RESERVE_AGAIN,   A.REP,       (S.SECURING,), (F.LOST,), (F.REVIEW,), _REP),
    Rule(Step.TAKE_PAYMENT,    A.PAYMENT,   (S.SECURING,)),
    Rule(Step.INTRODUCE,       A.CONNECTOR, (S.INTRODUCING,), (), (F.REVIEW, F.CANCEL_BY_CONNECTOR)),
    Rule(Step.CONFIRM,         A.REP,       (S.CONFIRMING,), (), (F.REVIEW,)),
    Rule(Step.SET_UP_PAYOUT,   A.CONNECTOR, _PAYING, (F.NO_PAYOUT,), (F.REVIEW,)),
    Rule(Step.PAY_OUT,         A.CLOCK,     _PAYING),
    # -- disputes
    Rule(Step.ANSWER_APPEAL,   A.CONNECTOR, (S.DISPUTED,), (F.HEARING, F.APPEAL_BY_REP)),
    Rule(Step.ANSWER_APPEAL,   A.REP,       (S.DISPUTED,), (F.HEARING, F.APPEAL_BY_CONNECTOR)),
    Rule(Step.ANSWER_DECISION, A.REP,       (S.DISPUTED,), (F.DECIDED,), (*_APPEALED, F.REP_ACCEPTED)),
    Rule(Step.ANSWER_DECISION, A.CONNECTOR, (S.DISPUTED,), (F.DECIDED,), (*_APPEALED, F.CONNECTOR_ACCEPTED)),
    Rule(Step.TAKE_EFFECT,     A.CLOCK,     (S.DISPUTED,), (F.DECIDED,)),
    Rule(Step.ANSWER_SPLIT,    A.CONNECTOR, (S.DISPUTED,), (F.SPLIT_BY_REP,), _NO_SPLIT),
    Rule(Step.ANSWER_SPLIT,    A.REP,       (S.DISPUTED,), (F.SPLIT_BY_CONNECTOR,), _NO_SPLIT),
    Rule(Step.DECIDE_AGAIN,    A.MODERATOR, (S.DISPUTED,), (F.APPEAL_BY_REP,)),
    Rule(Step.DECIDE_AGAIN,    A.MODERATOR, (S.DISPUTED,), (F.APPEAL_BY_CONNECTOR,)),
    Rule(Step.ANSWER_DISPUTE,  A.CONNECTOR, (S.DISPUTED, *_LATE), (F.DISPUTE,), (F.BY_CONNECTOR, F.CONNECTOR_ANSWERED, *_APPEALED, *_SETTLED)),
    Rule(Step.ANSWER_DISPUTE,  A.REP,       (S.DISPUTED, *_LATE), (F.DISPUTE,), (F.BY_REP, F.REP_ANSWERED, *_APPEALED, *_SETTLED)),
    Rule(Step.DECIDE,          A.MODERATOR, (S.DISPUTED,)),
    Rule(Step.DECIDE,          A.MODERATOR, _LATE, (F.DISPUTE,)),
    # -- it could not be paid out
    Rule(Step.SET_UP_PAYOUT,   A.CONNECTOR, (*_LATE, S.CHARGED_BACK), (F.NO_PAYOUT, F.RETURNS)),
)
# fmt: on


def rules_for(side: Actor) -> tuple[Rule, ...]:
    """The rows that `side` is told of, in the order in which they are tried: their own steps first."""
    told = [rule for rule in RULES if side in rule.seen_by]
    return tuple(sorted(told, key=lambda rule: rule.who != side))


def turn_of(state: State, facts: Collection[Fact], side: Actor) -> Turn:
    """What comes next in `state` with these facts open, as `side` (rep or connector) is told."""
    for rule in rules_for(side):
        if rule.fits(state, facts):
            return Turn(rule.step, rule.who)
    return NOBODYS
