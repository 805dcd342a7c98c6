"""What stands of somebody beside the networks: in files that wait for their connector's review, and among
contacts that a connector removed and may bring back. Reads only."""

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
from connectors.models import UNDO_FOR, WAITS_FOR, ImportRow, ImportRun, RemovedContact
from connectors.models.imports import OPEN

Aside = ImportRow | RemovedContact
"""What is in no network: a row of a file that was read and not added, or a contact that was removed."""


@dataclass(frozen=True, slots=True)
class AsideEntry:
    """One of these in words. `since`: uploaded, or removed; `until`: deleted at the latest (both UTC)."""

    row: Aside
    connector: str
    is_removed: bool
    since: datetime
    until: datetime
    facts: tuple[tuple[str, str], ...]


def digests_of(*addresses: str) -> set[str]:
    """The keyed hashes, under all keys, by which rows with these emails and profiles are found."""
    plain = {
        normalise_email(one) if "@" in one else normalise_profile_url(one) for one in addresses
    }
    return {digest for one in plain - {""} for _, digest in all_hashes(one)}


def rows_with(digests: Collection[str]) -> QuerySet[ImportRow]:
    """The rows of open files that hold one of these addresses, in whoever's file."""
    return all_waiting().filter(_with(digests)) if digests else ImportRow.objects.none()


def removed_with(digests: Collection[str]) -> QuerySet[RemovedContact]:
    """The removed contacts that can still be brought back and hold one of these addresses."""
    return all_removed().filter(_with(digests)) if digests else RemovedContact.objects.none()


def aside_with(digests: Collection[str]) -> list[Aside]:
    """Both."""
    return [*rows_with(digests), *removed_with(digests)]


def _with(digests: Collection[str]) -> Q:
    return reduce(or_, (Q(digests__contains=[one]) for one in sorted(digests)))


def all_removed() -> QuerySet[RemovedContact]:
    """All removed contacts that can still be brought back."""
    return RemovedContact.objects.select_related("bulk__connector").order_by("pk")


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


def entries_of(rows: Iterable[Aside]) -> list[AsideEntry]:
    """These in words, for the person they are about."""
    return [_entry(row) for row in rows]


def facts_of_aside(row: Aside) -> dict[str, Any]:
    """What one says, as plain values."""
    if isinstance(row, RemovedContact):
        gone = row.gone
        return {
            "name": gone["name"],
            "email": gone["email"],
            "profile": gone["profile_url"],
            "title": gone["title"],
            "company": gone["company_name"],
            "connected_on": gone["connected_on"],
            "other_addresses": [],
        }
    said = row.contact
    addresses = {said.get("email", ""), said.get("profile_url", "")}
    return {
        "name": f"{said.get('first_name', '')} {said.get('last_name', '')}".strip(),
        "email": said.get("email", ""),
        "profile": said.get("profile_url", ""),
        "title": said.get("position", ""),
        "company": said.get("company", ""),
        "connected_on": said.get("connected_on"),
        "other_addresses": [one for one in said.get("addresses", ()) if one not in addresses],
    }


def whose(row: Aside) -> User:
    """The connector whose file it stands in, or who removed it."""
    return row.bulk.connector if isinstance(row, RemovedContact) else row.run.connector


_LABELS = {
    "name": "Name",
    "email": "Email",
    "profile": "Profile",
    "title": "Job title",
    "company": "Company",
    "connected_on": "Connected since",
    "other_addresses": "Other addresses",
}


def _entry(row: Aside) -> AsideEntry:
    said = facts_of_aside(row)
    said["other_addresses"] = ", ".join(said["other_addresses"])
    is_removed = isinstance(row, RemovedContact)
    since = row.at if isinstance(row, RemovedContact) else row.run.created_at
    return AsideEntry(
        row=row,
        connector=whose(row).name or "A connector",
        is_removed=is_removed,
        since=since,
        until=since + (UNDO_FOR if is_removed else WAITS_FOR),
        facts=tuple((label, str(said[key])) for key, label in _LABELS.items() if said[key]),
    )
