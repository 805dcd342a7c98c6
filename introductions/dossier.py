"""What a prospect may read about themselves: one request that concerns them, and all that is held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from brokerage.accounts.models import Reveal
from brokerage.kit import clock
from brokerage.kit.encryption import all_hashes, seal, unseal
from brokerage.kit.money import Money
from connectors.identity import clean_email, normalise_email
from connectors.models import KeyKind, Prospect, ProspectKey, Relationship
from connectors.queries import Contact, digests, facts_seen, is_suppressed, suppressed_hashes
from connectors.topics import read_topics
from introductions.asker import asker_of
from introductions.guards import why_not
from introductions.lifecycle import LATE, OBJECTION_WINDOW, Actor, State, moves_from
from introductions.models import IncomingEmail, Introduction
from introductions.networks import Network, network_of
from introductions.prospect_portable import records_of
from introductions.queries import (
    PROSPECT_CHOICES,
    contact_of,
    has_said_never,
    next_deadline,
    own_or,
)

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
    would learn of them and what the connector brought; `seen`: all that the rep
    has read. Long after its end it names nobody."""

    state: str
    title: str
    sentence: str
    rep_name: str
    rep_company: str
    rep_proof: str
    connector_name: str
    headline: str
    seen: tuple[tuple[str, str], ...]
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


# --- All that is held about one person ------------------------------------------------------------

OWN_SALT = "introductions.own_data"
LINK_LIFE = timedelta(hours=24)

#: The encrypted columns, in words.
CATEGORIES = {
    "name": "your name",
    "email": "your e-mail address",
    "profile_url": "the address of a public profile",
    "title": "your job title",
    "company_name": "the company you work for",
    "notes": "notes of whoever knows you",
}
SHOWN = {
    "name": "name",
    "title": "title",
    "company": "company",
    "email": "e-mail address",
    "profile_url": "public profile",
}
FACTS = ("role, seniority and department", "country", "how well and how you know each other")


@dataclass(frozen=True, slots=True)
class Held:
    """What is held about the owner of one proven e-mail address: what carries that very address.

    A profile or a name that somebody wrote beside another address opens nothing here.
    """

    prospect: Prospect
    key: ProspectKey
    rows: list[Relationship]
    introductions: list[Introduction]

    @property
    def address(self) -> str:
        """The proven address as it is held; "" once it was erased."""
        return self.rows[0].email if self.rows else ""

    @property
    def entries(self) -> list[Relationship]:
        """What connectors hold of them, the oldest first; not what was erased."""
        rows = [row for row in self.rows if row.email or row.name]
        return sorted(rows, key=lambda row: row.created_at)

    @property
    def networks(self) -> list[Network]:
        """Who has them in their network, and under what facts."""
        return [network_of(row) for row in self.entries]

    def entry(self, public_id: UUID) -> Relationship | None:
        """The entry of this id, if it is about them."""
        return next((row for row in self.entries if row.public_id == public_id), None)

    @property
    def connectors(self) -> int:
        """How many people have them in their network."""
        return len({row.connector_id for row in self.rows if row.email or row.name})

    @property
    def listed(self) -> int:
        """How many offer to introduce them."""
        return len([row for row in self.rows if row.listed_at])

    @property
    def categories(self) -> list[str]:
        """Which kinds of data are held, in words."""
        found = [words for name, words in CATEGORIES.items() if self._any(name)]
        return [*found, *FACTS] if found else []

    def _any(self, name: str) -> bool:
        return any(getattr(row, name) for row in self.rows)

    @property
    def suppressed(self) -> bool:
        """Whether they said themselves that nobody may contact them."""
        return bool(suppressed_hashes([(self.key.kind, self.key.key_id, self.key.digest)]))

    @property
    def cannot_be_listed(self) -> bool:
        """Whether somebody else's word keeps them from being listed: their company's, say."""
        return not self.suppressed and any(is_suppressed(row) for row in self.rows)

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Every request that concerned them and how it ended, newest first."""
        return requests_among(self.introductions)

    @property
    def reveals(self) -> list[dict[str, Any]]:
        """Who was shown who they are: when, and on what ground."""
        return reveals_among(Reveal.objects.filter(prospect=self.prospect.public_id))

    @property
    def emails(self) -> list[dict[str, Any]]:
        """What they wrote to us and a person reads, as long as it is kept."""
        rows = IncomingEmail.objects.filter(
            introduction__in=self.introductions, sender=IncomingEmail.Sender.PROSPECT
        )
        return [{"at": one.at, "words": one.words} for one in rows if one.words is not None]

    @property
    def attention(self) -> dict[str, Any]:
        """How often they may be asked now, their own numbers or the usual ones."""
        return {
            "requests_a_month": own_or(
                self.prospect.requests_a_month, settings.PROSPECT_REQUESTS_A_MONTH
            ),
            "rest_days": own_or(self.prospect.rest_days, settings.PROSPECT_REST_AFTER_REFUSAL.days),
            "paused_until": self.prospect.paused_until,
            "refused_topics": self.prospect.refused_topics,
            "welcome_topics": read_topics(self.prospect.welcome_topics),
            "unwelcome_topics": read_topics(self.prospect.unwelcome_topics),
        }


def requests_among(introductions: Iterable[Introduction]) -> list[dict[str, Any]]:
    """These requests for the person whom they concerned, in their order.

    Names are told only where the prospect was told them before: from being asked on.
    """
    return [
        {
            "at": row.requested_at,
            "rep": asker_of(row).name if row.accepted_at else "",
            "company": asker_of(row).firm if row.accepted_at else "",
            "connector": asker_of(row).connector if row.accepted_at else "",
            "purpose": row.purpose if row.accepted_at else "",
            "pitch": row.pitch if row.accepted_at else "",
            "state": row.state,
            "ended": _ended(row),
            "revealed_at": row.revealed_at,
            "rating": row.prospect_rating,
            "word": row.prospect_word,
            "contact_data": row.asked,
        }
        for row in introductions
        if row.requested_at
    ]


def reveals_among(seen: QuerySet[Reveal]) -> list[dict[str, Any]]:
    """Who was shown who somebody is: when, and on what ground."""
    return [
        {
            "at": one.at,
            "who": "our staff" if one.viewer.is_staff else one.viewer.name,
            "ground": one.ground,
        }
        for one in seen.select_related("viewer").order_by("at")
    ]


def _ended(row: Introduction) -> str:
    """How it stands or ended; a company's word is not told as theirs."""
    if row.refusal == "domain":
        return "Ended at your company's request"
    return row.place.line


def held_by_key(key: ProspectKey) -> Held:
    """What is held about the person whose e-mail address has this fingerprint."""
    prospect = key.prospect
    everything = prospect.relationships.select_related("company", "connector")
    introductions = Introduction.objects.filter(prospect=prospect).select_related(
        "rep", "connector", "relationship"
    )
    return Held(
        prospect=prospect,
        key=key,
        rows=[row for row in everything if _is_of(row.email, key)],
        introductions=list(introductions.order_by("-created_at")),
    )


def _is_of(email: str, key: ProspectKey) -> bool:
    address = normalise_email(email)
    return bool(address) and (key.key_id, key.digest) in all_hashes(address)


def held_on(email: str) -> Held | None:
    """What is held about the owner of this address; None where it is not known to us."""
    key = (
        ProspectKey.objects.filter(digests(KeyKind.EMAIL, normalise_email(email)))
        .select_related("prospect")
        .first()
    )
    return held_by_key(key) if key else None


def address_to_write_to(held: Held, email: str) -> str:
    """Where the link goes: the address as it is held, never a spelling somebody typed.

    A plus address may be another mailbox at some providers; its normal form is the one we hashed.
    """
    known = [clean_email(row.email) for row in held.rows if _is_of(row.email, held.key)]
    return (
        clean_email(email)
        if clean_email(email) in known
        else (known or [normalise_email(email)])[0]
    )


def own_link(held: Held) -> str:
    """The address of the person's own page, with our host; it works for a day."""
    until = int((clock.now() + LINK_LIFE).timestamp())
    # Sealed, not only signed: a number in clear would tell how many people are known.
    token = seal(f"{OWN_SALT} {held.key.pk} {until}")
    return settings.SITE_URL + reverse("own_page", args=[token])


@dataclass(frozen=True, slots=True)
class OwnToken:
    """What the link to somebody's own page says: their address by its row, and its end (UTC)."""

    key_id: int
    until: datetime

    @property
    def is_over(self) -> bool:
        """Whether the link has run out."""
        return clock.now() > self.until


def read_own_token(token: str) -> OwnToken | None:
    """What a link says, run out or not; None for a forged one."""
    try:
        purpose, pk, until = unseal(token).split(" ")
        read = OwnToken(int(pk), datetime.fromtimestamp(int(until), UTC))
    except (InvalidToken, ValueError):
        return None
    return read if purpose == OWN_SALT else None


def by_own_token(token: str) -> tuple[Held | None, bool]:
    """`(what is held, whether the link has run out)`; nothing for a forged link."""
    read = read_own_token(token)
    if read is None:
        return None, False
    if read.is_over:
        return None, True
    key = ProspectKey.objects.select_related("prospect").filter(pk=read.key_id).first()
    return (held_by_key(key), False) if key else (None, True)


BASIS = (
    "The connectors' and reps' legitimate interest in a meeting that you can refuse (to keep you among their "
    "contacts, and to ask you); your consent alone (to name you to a rep)."
)


def export(held: Held, *, notes: bool = False) -> dict[str, Any]:
    """Everything held about the person, as plain values for JSON.

    `notes`: with the connectors' own notes, for the operator, who weighs what they say of others before
    handing them out (docs/people.md). Whose they are stays out.
    """
    return {
        "made_at": clock.now(),
        "responsible": settings.POSTAL_ADDRESS,
        "connectors_who_have_you": held.connectors,
        "connectors_who_offer_to_introduce_you": held.listed,
        "suppressed": held.suppressed,
        "source": "the connectors' own contacts",
        "lawful_basis": BASIS,
        "contact_data": facts_of(held.entries, notes=notes),
        "requests": held.requests,
        "who_saw_who_you_are": held.reveals,
        "emails_you_wrote": held.emails,
        "attention": held.attention,
        "records": records_of(held),
    }


def facts_of(rows: Iterable[Relationship], *, notes: bool) -> list[dict[str, Any]]:
    """What connectors hold in these entries; `notes` as for `export`."""
    return [_facts(row) | ({"notes": row.notes} if notes else {}) for row in rows]


def _facts(row: Relationship) -> dict[str, Any]:
    network = network_of(row)
    return {
        "id": row.public_id,
        "connector": network.connector,
        "price": network.price.amount if network.price else None,
        "currency": network.price.currency if network.price else "",
        "reps_read": dict(network.shown),
        "corrected_by_you": row.corrected.split(),
        "name": row.name,
        "email": row.email,
        "profile": row.profile_url,
        "title": row.title,
        "company": row.company_name,
        "role": row.role,
        "seniority": row.get_seniority_display(),
        "department": row.get_department_display(),
        "country": row.country,
        "strength": row.get_strength_display(),
        "how_known": row.get_how_known_display(),
        "connected_on": row.connected_on,
        "last_contact_on": row.last_contact_on,
        "has_notes": bool(row.notes),
        "listed": row.listed_at is not None,
        "held_since": row.created_at,
    }
