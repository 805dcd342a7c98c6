"""Who is meant when somebody writes to the operator: by mailbox, public profile or name, in any spelling.

For the operator alone, who makes sure who is asking: a profile or a name was typed by whoever imported it,
and proves nothing. So what fits a name is a list of candidates, never one person.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings

from brokerage.accounts.models import Reveal
from brokerage.kit import clock
from connectors.actions.suppressing import with_profile
from connectors.companies import company_key, plain
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import KeyKind, ProspectKey, Relationship, RemovedContact
from connectors.person_names import may_be_same
from connectors.queries import Contact, digests
from connectors.queries import contact_of as contact_held
from connectors.queries.own_contacts.waiting import (
    Aside,
    all_removed,
    all_waiting,
    aside_with,
    digests_of,
    facts_of_aside,
)
from introductions.models import Introduction
from introductions.prospect_data import (
    BASIS,
    Held,
    aside_of,
    export,
    facts_of,
    held_by_key,
    requests_among,
    reveals_among,
)
from introductions.prospect_data.portable import records_of_entries
from introductions.queries import contact_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """Entries of networks, and requests, that may be about one person.

    `key`: the mailbox that they all carry, if any; then what is meant is all that this mailbox owns.
    """

    key: ProspectKey | None
    rows: list[Relationship]
    introductions: list[Introduction]
    aside: list[Aside] = field(default_factory=list)
    """Rows of files that wait for their connector's review, and contacts that were removed."""

    @property
    def held(self) -> Held | None:
        """All that is held on the mailbox; None where there is none."""
        return held_by_key(self.key) if self.key else None

    @property
    def ids(self) -> list[str]:
        """How the operator names the chosen ones: ids of entries and of requests."""
        rows: list[Relationship | Introduction] = [*self.rows, *self.introductions]
        return [*(str(row.public_id) for row in rows), *(str(id_of(row)) for row in self.aside)]

    @property
    def networks(self) -> int:
        """In how many networks they stand."""
        held = self.held
        return held.connectors if held else len({row.connector_id for row in self.rows})

    @property
    def listed(self) -> int:
        """How many offer to introduce them."""
        return self.held.listed if self.held else sum(row.is_listed for row in self.rows)

    @property
    def description(self) -> str:
        """What tells this candidate from the others, for the operator's eyes."""
        contacts = [
            *map(contact_held, self.rows),
            *map(contact_of, self.introductions),
            *map(contact_aside, self.aside),
        ]
        lines = {
            name: " / ".join(
                dict.fromkeys(getattr(one, name) for one in contacts if getattr(one, name))
            )
            for name in ("name", "title", "company", "email", "profile_url")
        }
        return ", ".join(filter(None, lines.values()))

    def exported(self) -> dict[str, Any]:
        """Everything held, as plain values for JSON, with the connectors' notes; see `given.export`."""
        if self.held:
            return export(self.held, notes=True)
        references = [str(row.reference) for row in self.introductions]
        return {
            "made_at": clock.now(),
            "responsible": settings.POSTAL_ADDRESS,
            "source": "the connectors' own contacts",
            "lawful_basis": BASIS,
            "contact_data": facts_of(self.rows, notes=True),
            "in_no_network": aside_of(self.aside),
            "requests": requests_among(self.introductions),
            "who_saw_who_you_are": reveals_among(Reveal.objects.filter(reference__in=references)),
            "records": records_of_entries(self),
        }


def by_email(email: str) -> list[Candidate]:
    """The owner of a mailbox: at most one."""
    key = ProspectKey.objects.filter(digests(KeyKind.EMAIL, normalise_email(email))).first()
    if key:
        return [_of_mailbox(key)]
    aside = aside_with(digests_of(email)) if normalise_email(email) else []
    return [Candidate(None, [], [], aside)] if aside else []


def by_profile(profile_url: str) -> list[Candidate]:
    """What holds this public profile: one candidate, whatever addresses stand beside it."""
    profile = normalise_profile_url(profile_url)
    if not profile:
        return []
    rows = list(with_profile(profile).select_related("company", "connector"))
    found = requests_on(rows, lambda asked: normalise_profile_url(asked.profile_url) == profile)
    aside = aside_with(digests_of(profile_url))
    return [Candidate(None, rows, found, aside)] if rows or found or aside else []


def by_name(name: str) -> list[Candidate]:
    """Everybody whose name may be this one, in any spelling. Decrypts every name."""
    rows = Relationship.objects.select_related("company", "connector").order_by("pk")
    fits = [
        row for row in rows.iterator(chunk_size=1000) if row.name and may_be_same(name, row.name)
    ]
    asked = requests_on([], lambda one: bool(one.name) and may_be_same(name, one.name))
    aside = [
        row
        for some in (all_waiting(), all_removed())
        for row in some.iterator(chunk_size=1000)
        if (said := contact_aside(row).name) and may_be_same(name, said)
    ]
    return _grouped(fits, asked, aside)


def by_id(ids: Iterable[UUID]) -> list[Candidate]:
    """The candidates behind ids of entries and of requests; unknown ones are left out."""
    wanted = set(ids)
    rows = Relationship.objects.filter(public_id__in=wanted).select_related("company", "connector")
    aside: list[Aside] = []
    if wanted:
        places = all_waiting().values_list("pk", "number", "run__public_id")
        here = [pk for pk, number, run in places.iterator() if uuid5(run, str(number)) in wanted]
        aside += all_waiting().filter(pk__in=here)
        gone = all_removed().values_list("pk", "bulk__public_id")
        there = [pk for pk, bulk in gone.iterator() if uuid5(bulk, str(pk)) in wanted]
        aside += all_removed().filter(pk__in=there)
    return _grouped(rows, Introduction.objects.filter(public_id__in=wanted), aside)


def id_of(row: Aside) -> UUID:
    """How the operator names what is in no network."""
    if isinstance(row, RemovedContact):
        return uuid5(row.bulk.public_id, str(row.pk))
    return uuid5(row.run.public_id, str(row.number))


def contact_aside(row: Aside) -> Contact:
    """Whom it is about."""
    said = facts_of_aside(row)
    return Contact(
        name=said["name"],
        title=said["title"],
        company=said["company"],
        email=said["email"],
        profile_url=said["profile"],
    )


def requests_on(
    rows: Iterable[Relationship], is_asked: Callable[[Contact], bool]
) -> list[Introduction]:
    """Requests for these entries, and those whose person, as it stood when asked, is meant. Decrypts all."""
    found = {row.pk: row for row in Introduction.objects.filter(relationship__in=list(rows))}
    for row in Introduction.objects.filter(asked__isnull=False).iterator(chunk_size=1000):
        if is_asked(contact_of(row)):
            found[row.pk] = row
    return [found[pk] for pk in sorted(found)]


def _of_mailbox(key: ProspectKey) -> Candidate:
    held = held_by_key(key)
    return Candidate(key, held.entries, held.introductions)


def _grouped(
    rows: Iterable[Relationship], asked: Iterable[Introduction], aside: Iterable[Aside]
) -> list[Candidate]:
    """One candidate for each mailbox, else for each profile, else for each name at a company."""
    found: dict[object, Candidate] = {}
    for row in rows:
        group = found.setdefault(*_group(contact_held(row)))
        group.rows.append(row)
        if group.key is None:
            group.introductions.extend(Introduction.objects.filter(relationship=row))
    for one in asked:
        group = found.setdefault(*_group(contact_of(one)))
        if one.pk not in {row.pk for row in group.introductions}:
            group.introductions.append(one)
    for one_aside in aside:
        found.setdefault(*_group(contact_aside(one_aside))).aside.append(one_aside)
    return list(found.values())


def _group(contact: Contact) -> tuple[object, Candidate]:
    """What ties a contact to others that are surely the same, and an empty candidate for it."""
    email, profile = normalise_email(contact.email), normalise_profile_url(contact.profile_url)
    key = ProspectKey.objects.filter(digests(KeyKind.EMAIL, email)).first() if email else None
    tie = email or profile or (plain(contact.name), company_key(contact.company))
    return tie, Candidate(key, [], [])
