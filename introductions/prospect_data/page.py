"""One request, as the person it is about sees it."""

from dataclasses import dataclass
from datetime import datetime

from brokerage.kit import clock
from brokerage.kit.money import Money
from connectors.queries import Contact, facts_seen
from introductions.guards import why_not
from introductions.lifecycle import LATE, OBJECTION_WINDOW, Actor, State, moves_from
from introductions.models import Introduction
from introductions.prospect_data.held import CATEGORIES, SHOWN
from introductions.queries import PROSPECT_CHOICES, contact_of, has_said_never, next_deadline
from introductions.snapshots.asker import asker_of

OF_THE_COMPANY = (
    "This request is over",
    "Your company asked that nobody is introduced under its email domain, so it ended. There is nothing "
    "for you to do, and nobody is told why.",
)
#: What an objection does, before it is made; and what it did, afterwards.
STOPS = (
    "Either stops the payment until a moderator has looked at it.",
    "The payment is stopped, and a moderator looks at it.",
)
TELLS = (
    "The payment is stopped already. A moderator then decides, and nobody else.",
    "A moderator decides, and nobody else.",
)
COMES_LATE = (
    "The payment has been made. A moderator looks at it all the same; if they find you right, it is "
    "taken back.",
    "The payment had been made before. A moderator looks at it all the same; if they find you right, "
    "it is taken back.",
)
FOUND: dict[str, str] = {
    "upheld": "A moderator has looked at it and found you right. The payment goes back.",
    "dismissed": "A moderator has looked at it. The payment stays where it is.",
    "dropped": "Our desk has not found it right in time. The payment stays where it is.",
}
LOOKED_AT = "A moderator has looked at it."


@dataclass(frozen=True, slots=True)
class ProspectPage:
    """One request as its prospect sees it. `answers` and `words`: what they can still say;
    `no_does` and `no_did`: what an objection would do, and did; `shown` and `held`: in words, what the rep
    would learn of them and what the connector brought; `seen` and `said`: all that the rep has read of
    them before they agreed, facts and the connector's own words. Long after its end it names nobody."""

    state: str
    title: str
    sentence: str
    rep_name: str
    rep_company: str
    rep_proof: str
    connector_name: str
    headline: str
    seen: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
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
    no_does: str
    no_did: str
    shown: str
    held: str

    @property
    def asks(self) -> bool:
        """Whether the request waits for an answer."""
        return "agree" in self.answers


def prospect_page(row: Introduction) -> ProspectPage:
    """What to tell the prospect about `row` and what they can answer now."""
    relationship, gone = row.relationship, is_long_over(row)
    never, asker = has_said_never(row), asker_of(row)
    deadline = next_deadline(row)
    title, sentence = row.place.title, row.place.prospect
    if row.refusal == "domain":
        title, sentence = OF_THE_COMPANY
    nothing = Money(0, row.currency)
    return ProspectPage(
        state=row.state,
        title=title,
        sentence=sentence,
        rep_name="" if gone else asker.name,
        rep_company="" if gone else asker.firm,
        rep_proof="" if gone else asker.proof,
        connector_name="" if gone else asker.connector,
        headline="" if gone else row.listing.get("headline", ""),
        seen=() if gone else facts_seen(row.listing),
        said=() if gone else connectors_words(row),
        purpose="" if gone else row.purpose,
        pitch="" if gone else row.pitch,
        price=nothing if gone else row.price_money,
        earnings=nothing if gone else row.earnings,
        fee=nothing if gone else row.fee_money,
        known_since=relationship.created_at,
        until=deadline.due_at if deadline else None,
        answers=_answers(row, never),
        words=_words(row),
        word=row.prospect_word,
        never=never,
        no_does=_what_no_does(row),
        no_did=_what_no_did(row),
        shown=shown_of(contact_of(row)),
        held=held_about(row),
    )


def connectors_words(row: Introduction) -> tuple[str, ...]:
    """What the connector wrote to the rep before the person was asked, oldest first."""
    words = row.messages.filter(author=row.connector_id, number__isnull=True)
    return tuple(one.text for one in words)


def is_long_over(row: Introduction) -> bool:
    """Whether its links say no more than that it is over: after the time to object, or an erasure."""
    if row.asked is not None and not any(row.asked.values()):
        return row.is_over
    return row.is_over and clock.now() > row.state_since + OBJECTION_WINDOW


def shown_of(contact: Contact) -> str:
    """What a rep learns, in words: "name, e-mail address and job title"."""
    named = ("name", "title", "company", "email", "profile_url")
    return _listed([SHOWN[name] for name in named if getattr(contact, name)])


def held_about(row: Introduction) -> str:
    """What the connector had brought about them when they were asked, in words."""
    held = (row.entry or {}).get("held")
    if held is None:
        held = [name for name in CATEGORIES if getattr(row.relationship, name)]
    return _listed([CATEGORIES[name] for name in CATEGORIES if name in held])


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _what_no_does(row: Introduction) -> str:
    if row.state == State.DISPUTED:
        return TELLS[0]
    return (COMES_LATE if row.state in LATE else STOPS)[0]


def _what_no_did(row: Introduction) -> str:
    found = row.disputes.order_by("-pk").first()
    if found is None or not found.is_objected_to:
        return ""
    if found.opened_by != Actor.PROSPECT and not found.closed_at:
        return TELLS[1]
    if found.closed_at:
        return FOUND.get(found.finding, LOOKED_AT)
    return (COMES_LATE if found.late else STOPS)[1]


def _open(row: Introduction) -> set[str]:
    moves = moves_from(State(row.state), Actor.PROSPECT)
    return {move.name for move in moves if why_not(row, move, Actor.PROSPECT) is None}


def _answers(row: Introduction, never: bool) -> tuple[str, ...]:
    """The answers open to the prospect; "never contact me again" is one of them until it was said."""
    moves = _open(row)
    last = () if never else ("never",)
    if "agree" in moves:
        return PROSPECT_CHOICES[:-1] + last
    return (("take_back",) if "refuse_late" in moves else ()) + last


def _words(row: Introduction) -> tuple[str, ...]:
    moves = _open(row)
    said_no = row.prospect_word in {"no", "never_asked"}
    yes = ("yes",) if "vouch" in moves or ("testify" in moves and not row.prospect_word) else ()
    can_object = bool({"object", "object_late", "testify"} & moves) and not said_no
    return yes + (("no", "never_asked") if can_object else ())
