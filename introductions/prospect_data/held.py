"""What is held about somebody, and who looked."""

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
from connectors.identity import clean_email, normalise_email
from connectors.models import KeyKind, Prospect, ProspectKey, Relationship
from connectors.queries import digests, is_suppressed, suppressed_hashes
from connectors.queries.own_contacts.waiting import (
    Aside,
    AsideEntry,
    aside_with,
    digests_of,
    entries_of,
)
from connectors.topics import read_topics
from introductions.models import IncomingEmail, Introduction
from introductions.prospect_data.networks import Network, network_of
from introductions.queries import own_or
from introductions.snapshots.asker import asker_of

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
    def aside(self) -> list[Aside]:
        """What holds their address beside the networks: rows of files that connectors have not looked
        through yet, and contacts that one removed and may bring back."""
        return aside_with(digests_of(self.address) | {self.key.digest})

    @property
    def entries_aside(self) -> list[AsideEntry]:
        """The same in words."""
        return entries_of(self.aside)

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
