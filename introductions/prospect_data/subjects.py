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
from connectors.models import ImportRow, KeyKind, ProspectKey, Relationship
from connectors.person_names import may_be_same
from connectors.queries import Contact, digests
from connectors.queries import contact_of as contact_held
from connectors.queries.own_contacts.waiting import (
    all_waiting,
    digests_of,
    facts_of_waiting,
    rows_with,
)
from introductions.models import Introduction
from introductions.prospect_data import (
    BASIS,
    Held,
    export,
    facts_of,
    held_by_key,
    requests_among,
    reveals_among,
    waiting_of,
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
    waiting: list[ImportRow] = field(default_factory=list)
    """Rows of files that wait for their connector's review."""

    @property
    def held(self) -> Held | None:
        """All that is held on the mailbox; None where there is none."""
        return held_by_key(self.key) if self.key else None

    @property
    def ids(self) -> list[str]:
        """How the operator names the chosen ones: ids of entries and of requests."""
        rows: list[Relationship | Introduction] = [*self.rows, *self.introductions]
        return [*(str(row.public_id) for row in rows), *(str(id_of(row)) for row in self.waiting)]

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
            *map(contact_waiting, self.waiting),
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
            "files_that_wait": waiting_of(self.waiting),
            "requests": requests_among(self.introductions),
            "who_saw_who_you_are": reveals_among(Reveal.objects.filter(reference__in=references)),
            "records": records_of_entries(self),
        }


def by_email(email: str) -> list[Candidate]:
    """The owner of a mailbox: at most one."""
    key = ProspectKey.objects.filter(digests(KeyKind.EMAIL, normalise_email(email))).first()
    if key:
        return [_of_mailbox(key)]
    waiting = list(rows_with(digests_of(email))) if normalise_email(email) else []
    return [Candidate(None, [], [], waiting)] if waiting else []


def by_profile(profile_url: str) -> list[Candidate]:
    """What holds this public profile: one candidate, whatever addresses stand beside it."""
    profile = normalise_profile_url(profile_url)
    if not profile:
        return []
    rows = list(with_profile(profile).select_related("company", "connector"))
    found = requests_on(rows, lambda asked: normalise_profile_url(asked.profile_url) == profile)
    waiting = list(rows_with(digests_of(profile_url)))
    return [Candidate(None, rows, found, waiting)] if rows or found or waiting else []


def by_name(name: str) -> list[Candidate]:
    """Everybody whose name may be this one, in any spelling. Decrypts every name."""
    rows = Relationship.objects.select_related("company", "connector").order_by("pk")
    fits = [
        row for row in rows.iterator(chunk_size=1000) if row.name and may_be_same(name, row.name)
    ]
    asked = requests_on([], lambda one: bool(one.name) and may_be_same(name, one.name))
    waiting = [
        row
        for row in all_waiting().iterator(chunk_size=1000)
        if (said := contact_waiting(row).name) and may_be_same(name, said)
    ]
    return _grouped(fits, asked, waiting)


def by_id(ids: Iterable[UUID]) -> list[Candidate]:
    """The candidates behind ids of entries and of requests; unknown ones are left out."""
    wanted = set(ids)
    rows = Relationship.objects.filter(public_id__in=wanted).select_related("company", "connector")
    waiting = []
    if wanted:
        places = all_waiting().values_list("pk", "number", "run__public_id")
        here = [pk for pk, number, run in places.iterator() if _row_id(run, number) in wanted]
        waiting = list(all_waiting().filter(pk__in=here))
    return _grouped(rows, Introduction.objects.filter(public_id__in=wanted), waiting)


def id_of(row: ImportRow) -> UUID:
    """How the operator names a row of a file that waits."""
    return _row_id(row.run.public_id, row.number)


def _row_id(run: UUID, number: int) -> UUID:
    return uuid5(run, str(number))


def contact_waiting(row: ImportRow) -> Contact:
    """Whom a row of a file that waits is about."""
    said = facts_of_waiting(row)
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
    rows: Iterable[Relationship], asked: Iterable[Introduction], waiting: Iterable[ImportRow]
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
    for read in waiting:
        found.setdefault(*_group(contact_waiting(read))).waiting.append(read)
    return list(found.values())


def _group(contact: Contact) -> tuple[object, Candidate]:
    """What ties a contact to others that are surely the same, and an empty candidate for it."""
    email, profile = normalise_email(contact.email), normalise_profile_url(contact.profile_url)
    key = ProspectKey.objects.filter(digests(KeyKind.EMAIL, email)).first() if email else None
    tie = email or profile or (plain(contact.name), company_key(contact.company))
    return tie, Candidate(key, [], [])
