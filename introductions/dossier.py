"""What a prospect may read about themselves: one request that concerns them, and all that is held."""

from dataclasses import dataclass
from datetime import datetime

from brokerage.kit.money import Money
from connectors.queries import is_suppressed
from introductions.guards import why_not
from introductions.lifecycle import Actor, State, moves_from
from introductions.models import Introduction
from introductions.queries import PROSPECT_CHOICES, next_deadline

#: Where a request stands, in words for the person it is about: a headline and a sentence.
STANDING: dict[str, tuple[str, str]] = {
    State.CONSENT: ("May we introduce you?", "Nobody learns who you are unless you agree."),
    State.SECURING: (
        "Thank you, you agreed",
        "The payment is being taken. Nobody has been named to anybody yet; once the payment is held, "
        "you are introduced by e-mail.",
    ),
    State.INTRODUCING: (
        "Thank you, you agreed",
        "You will be introduced by e-mail in the next days. Until that has happened you can take "
        "your agreement back.",
    ),
    State.CONFIRMING: ("You have been introduced", "At least, so we are told. You know better."),
    State.CONFIRMED: ("You have been introduced", "Both sides say so."),
    State.DISPUTED: (
        "This is being looked at",
        "Something is not agreed between those involved. The payment stays where it is until a "
        "moderator has looked at it. There is nothing for you to do.",
    ),
    State.RELEASED: ("This introduction is complete", "There is nothing for you to do."),
    State.SPLIT: ("This introduction is complete", "There is nothing for you to do."),
    State.REFUSED: (
        "You said no, and that is that",
        "This request is over. It costs nobody anything, and nobody is told why.",
    ),
}
OVER = (
    "This request is over",
    "It has ended without an introduction. There is nothing for you to do.",
)


@dataclass(frozen=True, slots=True)
class ProspectPage:
    """One request as its prospect sees it. `answers` and `words`: what they can still say."""

    state: str
    title: str
    sentence: str
    rep_name: str
    rep_company: str
    connector_name: str
    headline: str
    purpose: str
    pitch: str
    price: Money
    earnings: Money
    fee: Money
    known_since: datetime | None
    until: datetime | None
    answers: tuple[str, ...]
    words: tuple[str, ...]
    word: str
    never: bool

    @property
    def asks(self) -> bool:
        """Whether the request waits for an answer."""
        return "agree" in self.answers


def prospect_page(row: Introduction) -> ProspectPage:
    """What to tell the prospect about `row` and what they can answer now."""
    relationship = row.relationship
    never = relationship is not None and is_suppressed(relationship)
    deadline = next_deadline(row)
    title, sentence = STANDING.get(row.state, OVER)
    return ProspectPage(
        state=row.state,
        title=title,
        sentence=sentence,
        rep_name=row.rep.name,
        rep_company=row.rep.company,
        connector_name=row.connector.name,
        headline=row.listing.get("headline", ""),
        purpose=row.purpose,
        pitch=row.pitch,
        price=row.price_money,
        earnings=row.earnings,
        fee=row.fee_money,
        known_since=relationship.created_at if relationship else None,
        until=deadline.due_at if deadline else None,
        answers=_answers(row, never),
        words=_words(row),
        word=row.prospect_word,
        never=never,
    )


def _open(row: Introduction) -> set[str]:
    moves = moves_from(State(row.state), Actor.PROSPECT)
    return {move.name for move in moves if why_not(row, move, Actor.PROSPECT) is None}


def _answers(row: Introduction, never: bool) -> tuple[str, ...]:
    """The answers open to the prospect; "nobody, ever" is one of them until it was said."""
    moves = _open(row)
    last = () if never else ("never",)
    if "agree" in moves:
        return PROSPECT_CHOICES[:-1] + last
    return (("take_back",) if "refuse_late" in moves else ()) + last


def _words(row: Introduction) -> tuple[str, ...]:
    moves = _open(row)
    said_no = row.prospect_word in {"no", "never_asked"}
    yes = ("yes",) if "vouch" in moves else ()
    return yes + (("no", "never_asked") if "object" in moves and not said_no else ())
