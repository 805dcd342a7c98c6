"""What stands of somebody in files that wait for their connector's review. Reads only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from brokerage.kit.encryption import all_hashes
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import WAITS_FOR, ImportRow, ImportRun
from connectors.models.imports import OPEN
from connectors.readers import ContactRow


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A row of a file that was read and not added. `until`: when it is deleted at the latest (UTC)."""

    row: ImportRow
    connector: str
    uploaded_at: datetime
    until: datetime
    facts: tuple[tuple[str, str], ...]


def digests_of(*addresses: str) -> set[str]:
    """The keyed hashes, under all keys, by which rows with these emails and profiles are found."""
    plain = {
        normalise_email(one) if "@" in one else normalise_profile_url(one) for one in addresses
    }
    return {digest for one in plain - {""} for _, digest in all_hashes(one)}


def digests_of_row(row: ContactRow) -> list[str]:
    """What is kept of a row's addresses, to find it by."""
    return sorted(digests_of(row.email, row.profile_url, *row.addresses))


def rows_with(digests: Collection[str]) -> QuerySet[ImportRow]:
    """The rows of open files that hold one of these addresses, in whoever's file."""
    if not digests:
        return ImportRow.objects.none()
    hit = reduce(or_, (Q(digests__contains=[one]) for one in sorted(digests)))
    return all_waiting().filter(hit)


def all_waiting() -> QuerySet[ImportRow]:
    """All rows of files that were read and not added."""
    found = ImportRow.objects.filter(run__status__in=OPEN, is_taken=False)
    return (
        found.select_related("run__connector")
        .defer("run__file", "run__index", "run__previews", "run__columns")
        .order_by("pk")
    )


def unread_files() -> int:
    """How many files wait to be read, or for their connector to say what their columns are."""
    unread = [ImportRun.Status.WAITING, ImportRun.Status.COLUMNS]
    return ImportRun.objects.filter(status__in=unread).count()


def entries_of(rows: Iterable[ImportRow]) -> list[WaitingEntry]:
    """These rows in words, for the person they are about."""
    return [_entry(row) for row in rows]


def facts_of_waiting(row: ImportRow) -> dict[str, Any]:
    """What a row says, as plain values."""
    said = row.contact
    first, last = said.get("first_name", ""), said.get("last_name", "")
    addresses = {said.get("email", ""), said.get("profile_url", "")}
    return {
        "name": f"{first} {last}".strip(),
        "email": said.get("email", ""),
        "profile": said.get("profile_url", ""),
        "title": said.get("position", ""),
        "company": said.get("company", ""),
        "connected_on": said.get("connected_on"),
        "other_addresses": [one for one in said.get("addresses", ()) if one not in addresses],
    }


_LABELS = {
    "name": "Name",
    "email": "Email",
    "profile": "Profile",
    "title": "Job title",
    "company": "Company",
    "connected_on": "Connected since",
    "other_addresses": "Other addresses",
}


def _entry(row: ImportRow) -> WaitingEntry:
    run, said = row.run, facts_of_waiting(row)
    said["other_addresses"] = ", ".join(said["other_addresses"])
    return WaitingEntry(
        row=row,
        connector=_name_of(run.connector),
        uploaded_at=run.created_at,
        until=run.created_at + WAITS_FOR,
        facts=tuple((label, str(said[key])) for key, label in _LABELS.items() if said[key]),
    )


def _name_of(connector: User) -> str:
    return connector.name or "A connector"
