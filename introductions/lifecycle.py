"""The life of an introduction, written down once, as data.

`MOVES` is the process: who may take an introduction from which state to which, under what guard,
what it does to the money and whom it tells. `PATIENCE` is the clock: what happens by itself, and when.
Buttons, `allowed_actions`, deadlines, mails and the diagram in the docs derive from these two tables;
only `introductions.actions.moving` writes a state. Standard library only.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    """Where an introduction stands."""

    CHECKOUT = "checkout"
    """Composed by the rep; the card is not authorised yet."""
    REQUESTED = "requested"
    """The card is authorised; the connector has been asked."""
    CONSENT = "consent"
    """The connector accepted; the prospect is asked."""
    SECURING = "securing"
    """The prospect agreed; the payment is being taken. Nobody's identity is shown yet."""
    INTRODUCING = "introducing"
    """The payment is held; the connector is to make the introduction."""
    CONFIRMING = "confirming"
    """The connector says it was made; the rep is to confirm."""
    CONFIRMED = "confirmed"
    """Both words are there (or silence counted); the safety hold runs."""
    DISPUTED = "disputed"
    """The sides disagree; the money is frozen."""
    SETTLING = "settling"
    """The sides agreed on a division: the rep's part is back, the safety hold runs for the rest."""
    RELEASED = "released"
    """An end: price less fee is on its way to the connector, or there."""
    SPLIT = "split"
    """An end: the money was divided."""
    REFUNDED = "refunded"
    """An end: accepted once, not carried through; the rep has everything back."""
    WITHDRAWN = "withdrawn"
    """An end: the rep took the request back before it was accepted."""
    DECLINED = "declined"
    """An end: the connector said no."""
    LAPSED = "lapsed"
    """An end: somebody let the time pass, or it can no longer be made; nobody was introduced."""
    REFUSED = "refused"
    """An end: the prospect said no."""
    CHARGED_BACK = "charged_back"
    """An end: the card network took the payment back."""


class Actor(StrEnum):
    """Who makes a move."""

    REP = "rep"
    CONNECTOR = "connector"
    PROSPECT = "prospect"
    MODERATOR = "moderator"
    CLOCK = "clock"
    PAYMENT = "payment"
    """A fact about the money, reported by `payments`."""


class Funds(StrEnum):
    """What a move orders for the money."""

    NONE = "none"
    AUTHORISE = "authorise"
    """A checkout: reserve the price on the card."""
    CAPTURE = "capture"
    """Take the reserved money; from then on it is held."""
    GIVE_BACK = "give_back"
    """Cancel what is reserved, refund what is held: the rep pays nothing."""
    FREEZE = "freeze"
    """Nothing leaves until somebody decides."""
    RELEASE = "release"
    """Pay the connector price less fee."""
    SHARE = "share"
    """Refund the rep's part; the rest stays held."""
    SPLIT = "split"
    """Refund a part, release the rest, the fee shared in proportion."""
    TAKE_BACK = "take_back"
    """Refund what was released already: called off where it has not left, else reversed, or owed."""


S, A, F = State, Actor, Funds

ENDS = frozenset(
    {S.RELEASED, S.SPLIT, S.REFUNDED, S.WITHDRAWN, S.DECLINED, S.LAPSED, S.REFUSED, S.CHARGED_BACK}
)
OPEN = frozenset(State) - ENDS
HOLDING = frozenset({S.CONSENT, S.SECURING, S.INTRODUCING, S.CONFIRMING, S.CONFIRMED, S.DISPUTED, S.SETTLING})
"""States in which money may be held (in `consent` only after an early capture)."""
HOLDING_ON = tuple(sorted(HOLDING))
LATE = frozenset({S.RELEASED, S.SPLIT})
"""The connector's money is released. An objection of the prospect stops nothing any more; the desk looks at it."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the process. `target` None: the state stays. `needs`: guards by name, all must hold.

    `back`: the states of which it goes back to the one that the introduction came from.
    """

    name: str
    source: tuple[State, ...]
    target: State | None
    who: tuple[Actor, ...]
    funds: Funds = Funds.NONE
    needs: tuple[str, ...] = ()
    tells: tuple[Actor, ...] = ()
    back: tuple[State, ...] = ()

    def lands(self, source: State, before: State | None = None) -> State:
        """The state after this move, made from `source`, which was entered from `before`."""
        return self.target or (before if self.back and before else source)


def _move(
    name: str,
    source: State | tuple[State, ...],
    target: State | tuple[State, ...] | None,
    who: Actor | tuple[Actor, ...],
    funds: Funds = F.NONE,
    needs: str = "",
    tells: str = "",
) -> Move:
    back = target if isinstance(target, tuple) else ()
    return Move(
        name,
        source if isinstance(source, tuple) else (source,),
        None if isinstance(target, tuple) else target,
        who if isinstance(who, tuple) else (who,),
        funds,
        tuple(needs.split()),
        tuple(Actor(name) for name in tells.split()),
        back,
    )


BOTH = (A.REP, A.CONNECTOR)
STAY = None
DISPUTABLE = (S.INTRODUCING, S.CONFIRMING, S.CONFIRMED)
"""Where a side can dispute; as a target: back to the one of them that the dispute came from."""

# fmt: off
MOVES: tuple[Move, ...] = (
    #     name                 from                                          to              who           money        guards                               tells
    # -- asking
    _move("change_listing",    (S.CHECKOUT, S.REQUESTED),                    S.LAPSED,       (A.CLOCK, A.PAYMENT), F.GIVE_BACK, "listing_changed",           "rep connector"),
    _move("authorise",         S.CHECKOUT,                                   S.REQUESTED,    A.PAYMENT,    F.NONE,      "authorised as_shown",               "rep connector"),
    _move("reopen_checkout",   S.CHECKOUT,                                   STAY,           A.REP,        F.AUTHORISE),
    _move("withdraw",          (S.CHECKOUT, S.REQUESTED),                    S.WITHDRAWN,    A.REP,        F.GIVE_BACK, "",                                  "rep connector"),
    _move("ask",               S.REQUESTED,                                  STAY,           A.CONNECTOR,  F.NONE,      "as_shown",                          "rep"),
    _move("counter",           S.REQUESTED,                                  STAY,           A.CONNECTOR,  F.NONE,      "as_shown not_held_back counters_left", "rep"),
    _move("agree_to_counter",  S.REQUESTED,                                  STAY,           A.REP,        F.AUTHORISE, "not_held_back counter_open",        "connector"),
    _move("decline_counter",   S.REQUESTED,                                  STAY,           A.REP,        F.NONE,      "not_held_back counter_open counter_not_agreed",   "connector"),
    _move("take_back_counter", S.REQUESTED,                                  STAY,           A.CONNECTOR,  F.NONE,      "not_held_back counter_open counter_not_agreed",   "rep"),
    _move("answer",            S.REQUESTED,                                  STAY,           A.REP,        F.NONE,      "",                                  "connector"),
    _move("raise_price",       S.REQUESTED,                                  STAY,           A.PAYMENT,    F.NONE,      "price_raised",                      "rep connector"),
    _move("accept",            S.REQUESTED,                                  S.CONSENT,      A.CONNECTOR,  F.NONE,      "as_shown not_held_back authorised payable no_counter_open three_people not_own_employer may_be_sold within_caps prospect_open time_to_ask", "rep prospect"),
    _move("let_through",       S.REQUESTED,                                  STAY,           A.MODERATOR,  F.NONE,      "held_back",                         "connector"),
    _move("decline",           S.REQUESTED,                                  S.DECLINED,     A.CONNECTOR,  F.GIVE_BACK, "",                                  "rep"),
    # -- the prospect's word
    _move("agree",             S.CONSENT,                                    S.SECURING,     A.PROSPECT,   F.CAPTURE,   "no_refusal_pending not_turned_away different_people", "connector"),
    _move("refuse",            S.CONSENT,                                    S.REFUSED,      A.PROSPECT,   F.GIVE_BACK, "",                                  "rep connector"),
    _move("refuse_late",       (S.SECURING, S.INTRODUCING, S.DISPUTED, S.SETTLING), S.REFUSED, A.PROSPECT, F.GIVE_BACK, "not_made not_charged_back",         "rep connector"),
    _move("fall_away",         (S.CHECKOUT, S.REQUESTED, S.CONSENT),         S.LAPSED,       A.CLOCK,      F.GIVE_BACK, "not_charged_back",                  "rep connector"),
    _move("capture_early",     S.CONSENT,                                    STAY,           A.CLOCK,      F.CAPTURE,   "keep_asking authorised no_refusal_pending different_people"),
    _move("lose_authorisation", (S.REQUESTED, S.CONSENT),                    S.LAPSED,       A.PAYMENT,    F.GIVE_BACK, "authorisation_lost",                "rep connector"),
    # -- the payment is taken
    _move("hold",              S.SECURING,                                   S.INTRODUCING,  A.PAYMENT,    F.NONE,      "held no_refusal_pending different_people", "rep connector"),
    _move("fail_capture",      S.SECURING,                                   STAY,           A.PAYMENT,    F.NONE,      "authorisation_lost loss_not_told",  "rep"),
    _move("authorise_again",   S.SECURING,                                   STAY,           A.REP,        F.AUTHORISE, "authorisation_lost"),
    # -- the introduction itself
    _move("introduce",         S.INTRODUCING,                                S.CONFIRMING,   A.CONNECTOR,  F.NONE,      "no_cancel_offer no_refusal_pending different_people", "rep prospect"),
    _move("step_back",         (S.CONSENT, S.SECURING, S.INTRODUCING),       S.REFUNDED,     A.CONNECTOR,  F.GIVE_BACK, "not_charged_back",                  "rep connector prospect"),
    _move("offer_cancel",      (S.CONSENT, S.INTRODUCING),                   STAY,           BOTH,         F.NONE,      "no_cancel_offer",                   "rep connector"),
    _move("agree_cancel",      (S.CONSENT, S.INTRODUCING),                   S.REFUNDED,     BOTH,         F.GIVE_BACK, "others_cancel_offer not_charged_back", "rep connector prospect"),
    _move("decline_cancel",    (S.CONSENT, S.INTRODUCING),                   STAY,           BOTH,         F.NONE,      "others_cancel_offer",               "rep connector"),
    # -- both words
    _move("confirm",           S.CONFIRMING,                                 S.CONFIRMED,    A.REP,        F.NONE,      "different_people",                  "rep connector"),
    _move("vouch",             S.CONFIRMING,                                 STAY,           A.PROSPECT,   F.NONE,      "not_vouched",                       "rep connector"),
    _move("dispute",           DISPUTABLE,                                   S.DISPUTED,     BOTH,         F.FREEZE,    "",                                  "rep connector"),
    _move("object",            (S.INTRODUCING, S.CONFIRMING, S.CONFIRMED, S.SETTLING), S.DISPUTED, A.PROSPECT, F.FREEZE,  "",                                  "rep connector"),
    # -- disputes
    _move("respond",           (S.DISPUTED, S.RELEASED, S.SPLIT),            STAY,           BOTH,         F.NONE,      "not_opener not_answered",           "rep connector"),
    _move("answer_appeal",     S.DISPUTED,                                   STAY,           BOTH,         F.NONE,      "others_appeal appeal_unheard",      "rep connector"),
    _move("evidence",          (S.DISPUTED, S.RELEASED, S.SPLIT),            STAY,           BOTH,         F.NONE,      "dispute_open",                      "rep connector"),
    _move("testify",           S.DISPUTED,                                   STAY,           A.PROSPECT,   F.NONE,      "not_objected",                      "rep connector"),
    _move("offer_split",       S.DISPUTED,                                   STAY,           BOTH,         F.NONE,      "no_objection no_decision different_people", "rep connector"),
    _move("accept_split",      S.DISPUTED,                                   S.SETTLING,     BOTH,         F.SHARE,     "others_split_offer no_objection no_decision not_charged_back different_people", "rep connector"),
    _move("forget_split",      S.DISPUTED,                                   STAY,           A.CLOCK,      F.NONE,      "split_offered",                     "rep connector"),
    _move("decide",            S.DISPUTED,                                   STAY,           A.MODERATOR,  F.NONE,      "may_decide decision_missing",       "rep connector"),
    _move("cosign",            S.DISPUTED,                                   STAY,           A.MODERATOR,  F.NONE,      "may_cosign",                        "rep connector"),
    _move("disagree",          S.DISPUTED,                                   STAY,           A.MODERATOR,  F.NONE,      "may_cosign"),
    _move("appeal",            S.DISPUTED,                                   STAY,           BOTH,         F.NONE,      "decision_open no_appeal",           "rep connector"),
    _move("hear_appeal",       S.DISPUTED,                                   STAY,           A.CLOCK,      F.NONE,      "appeal_unheard"),
    _move("take_back_decision", S.DISPUTED,                                  STAY,           A.MODERATOR,  F.NONE,      "second_word_waits",                 "rep connector"),
    _move("accept_decision",   S.DISPUTED,                                   STAY,           BOTH,         F.NONE,      "decision_open",                     "rep connector"),
    _move("withdraw_dispute",  S.DISPUTED,                                   DISPUTABLE,     BOTH,         F.NONE,      "opened_it never_announced no_objection not_withdrawn_before not_charged_back", "rep connector"),
    _move("rule_by_default",   S.DISPUTED,                                   STAY,           A.CLOCK,      F.NONE,      "response_missing decision_missing no_objection", "rep connector"),
    _move("rule_release",      S.DISPUTED,                                   S.CONFIRMED,    A.CLOCK,      F.NONE, "ruled_release not_charged_back different_people",  "rep connector"),
    _move("rule_refund",       S.DISPUTED,                                   S.REFUNDED,     A.CLOCK,      F.GIVE_BACK, "ruled_refund not_charged_back", "rep connector"),
    _move("rule_split",        S.DISPUTED,                                   S.SETTLING,     A.CLOCK,      F.SHARE, "ruled_split not_charged_back different_people",   "rep connector"),
    _move("end",               S.DISPUTED,                                   S.REFUNDED,     A.CLOCK,      F.GIVE_BACK, "nothing_announced not_charged_back", "rep connector"),
    # -- one person behind two of the three
    _move("hold_up",           HOLDING_ON,                                   STAY,           A.CLOCK,      F.FREEZE,    "same_people"),
    _move("clear_up",          HOLDING_ON,                                   STAY,           A.MODERATOR,  F.NONE,      "held_up",                           "rep connector"),
    # -- the money leaves
    _move("release",           S.CONFIRMED,                                  S.RELEASED,     A.CLOCK,      F.RELEASE,   "payable not_charged_back different_people",          "rep connector"),
    _move("pay_split",         S.SETTLING,                                   S.SPLIT,        A.CLOCK,      F.SPLIT,     "payable not_charged_back different_people",          "rep connector"),
    _move("pay",               (S.RELEASED, S.SPLIT, S.CHARGED_BACK),        STAY,           A.PAYMENT,    F.NONE,      "paid payment_not_told",             "rep connector"),
    _move("await_payout",      (S.RELEASED, S.SPLIT, S.CHARGED_BACK),        STAY,           A.PAYMENT,    F.NONE,      "unpaid to_be_paid no_end_set"),
    _move("refund_unpaid",     (S.CONFIRMED, S.SETTLING, S.RELEASED, S.SPLIT, S.CHARGED_BACK), S.REFUNDED,   (A.CLOCK, A.MODERATOR), F.TAKE_BACK, "unpaid not_disputed",     "rep connector"),
    _move("reclaim",           (S.RELEASED, S.SPLIT, S.CHARGED_BACK),        S.REFUNDED,     A.MODERATOR,  F.TAKE_BACK, "paid_out not_charged_back"),
    # -- the prospect objects after the money has left
    _move("object_late",       (S.RELEASED, S.SPLIT),                        STAY,           A.PROSPECT,   F.NONE,      "objection_in_time not_objected paid_out not_charged_back", "rep connector"),
    _move("back_objection",    (S.RELEASED, S.SPLIT),                        STAY,           A.MODERATOR,  F.NONE,      "objection_open second_needed"),
    _move("uphold",            (S.RELEASED, S.SPLIT),                        S.REFUNDED,     A.MODERATOR,  F.TAKE_BACK, "objection_open seconded paid_out not_charged_back", "rep connector"),
    _move("dismiss",           (S.RELEASED, S.SPLIT),                        STAY,           A.MODERATOR,  F.NONE,      "objection_open",                    "rep connector"),
    _move("drop_objection",    (S.RELEASED, S.SPLIT),                        STAY,           A.CLOCK,      F.NONE,      "objection_open",                    "rep connector"),
    # -- silence
    _move("lapse",             (S.CHECKOUT, S.REQUESTED, S.CONSENT, S.SECURING), S.LAPSED,   A.CLOCK,      F.GIVE_BACK, "",                                  "rep connector prospect"),
    _move("miss",              S.INTRODUCING,                                S.REFUNDED,     A.CLOCK,      F.GIVE_BACK, "not_charged_back",                  "rep connector prospect"),
    _move("silence",           S.CONFIRMING,                                 S.CONFIRMED,    A.CLOCK,      F.NONE,      "different_people",                  "rep connector"),
    _move("forget_cancel",     (S.CONSENT, S.INTRODUCING),                   STAY,           A.CLOCK,      F.NONE,      "cancel_offer",                      "rep connector"),
    _move("remind",            tuple(sorted(OPEN - {S.DISPUTED, S.SETTLING})), STAY,           A.CLOCK),
    _move("call_desk",         (S.CONFIRMED, S.DISPUTED, S.SETTLING),        STAY,           A.CLOCK),
    _move("refund_overdue",    (S.CONFIRMING, S.CONFIRMED, S.DISPUTED, S.SETTLING), S.REFUNDED,     A.CLOCK,      F.GIVE_BACK, "not_charged_back",                  "rep connector"),
    _move("charge_back",       tuple(sorted(HOLDING | LATE)),                S.CHARGED_BACK, A.PAYMENT,    F.NONE,      "charged_back nothing_released",           "rep connector"),
    _move("refund_elsewhere",  tuple(sorted(HOLDING | LATE)),                S.REFUNDED,     A.PAYMENT,    F.GIVE_BACK, "refunded_elsewhere not_charged_back", "rep connector"),
    _move("stop",              tuple(sorted(OPEN)),                          S.REFUNDED,     A.MODERATOR,  F.GIVE_BACK, "not_charged_back",                  "rep connector prospect"),
)
# fmt: on

BY_NAME: dict[str, Move] = {move.name: move for move in MOVES}


def moves_from(state: State, actor: Actor | None = None) -> Iterator[Move]:
    """The rows that leave (or stay in) `state`, for one actor or for all, guards not asked."""
    for move in MOVES:
        if state in move.source and (actor is None or actor in move.who):
            yield move


MOVED_BY_FACTS = frozenset(state for move in MOVES if A.PAYMENT in move.who for state in move.source)
"""States in which a fact about the money may still make a move."""


@dataclass(frozen=True, slots=True)
class Clock:
    """After `wait` in a state the clock makes `move`; `remind` says how long before it to remind whom.

    `wait` None: the moment is worked out from facts by the action that enters the state (named in
    `introductions.actions.clocks`): the card's `capture_before`, the safety hold, the day of capture.
    """

    move: str
    wait: timedelta | None
    remind: tuple[timedelta, ...] = ()
    whom: Actor | None = None


def days(number: float) -> timedelta:
    """`number` days."""
    return timedelta(days=number)


HOUR = timedelta(hours=1)
DISPUTE_WAIT = days(30)
"""However it goes, a dispute ends: without an announced decision the rep then has everything back."""

PATIENCE: dict[State, tuple[Clock, ...]] = {
    S.CHECKOUT: (Clock("lapse", days(1)),),
    S.REQUESTED: (Clock("lapse", days(3), (days(1),), A.CONNECTOR),),
    S.CONSENT: (Clock("lapse", days(10), (days(6),), A.PROSPECT), Clock("capture_early", None)),
    S.SECURING: (Clock("lapse", days(2), (days(1),), A.REP),),
    S.INTRODUCING: (Clock("miss", days(5), (days(2), days(1)), A.CONNECTOR),),
    S.CONFIRMING: (Clock("silence", days(14), (days(7), days(1)), A.REP),),
    S.CONFIRMED: (Clock("release", None), Clock("call_desk", None), Clock("refund_overdue", None)),
    S.DISPUTED: (
        Clock("rule_by_default", days(3)),
        Clock("call_desk", days(13)),
        Clock("end", DISPUTE_WAIT),
        Clock("refund_overdue", None),
    ),
    S.SETTLING: (Clock("pay_split", None), Clock("call_desk", None), Clock("refund_overdue", None)),
    S.RELEASED: (Clock("drop_objection", None), Clock("refund_unpaid", None)),
    S.SPLIT: (Clock("drop_objection", None), Clock("refund_unpaid", None)),
}

CONSENT_WAIT = days(10)
CONFIRM_WAIT = {"word": days(14), "mail": days(7), "prospect": days(3)}
"""How long a silent rep is waited for: on the connector's word, a verified mail, the prospect's yes."""
LEAST_ASKING = days(1)
"""What a prospect is left with at least, before the card's reservation has to be taken or let go."""
CANCEL_WAIT = days(2)
REAUTHORISE_WAIT = days(2)
RESPONSE_WAIT = days(3)
OFFER_WAIT = days(7)
DECISION_WAIT = days(10)
"""How long the desk may take once the answers are in; then it is called, and goes on being due."""
APPEAL_WAIT = days(7)
SECOND_WORD_WAIT = days(7)
"""From the appeal on: without a second word the first one stands then."""
SECOND_WORD_HOLD = days(1)
"""Between a second word and its effect: so long the moderator can take it back."""
ANEW_WAIT = days(2)
"""What the desk is left with at least, after a second word was taken back."""
LEAST_AFTER_DISPUTE = days(1)
"""What a clock is left with at least, after a dispute was withdrawn: nobody is paid or misses at once."""
DESK_AFTER = days(60)
REFUND_AFTER = days(85)
REFUND_ANEW = days(14)
"""What a payout is left with at least that has to be made (again) after the others ended."""
OBJECTION_WINDOW = days(60)
COUNTERS = 3


def overlapping(moves: Collection[Move] = MOVES) -> list[str]:
    """Names that occur twice: the table is a table only while this is empty."""
    seen: set[str] = set()
    return [move.name for move in moves if move.name in seen or seen.add(move.name)]  # type: ignore[func-returns-value]
