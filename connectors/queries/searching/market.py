"""The market: listings that reps can find, decided from the listings themselves. Search looks again here."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from brokerage.kit.encryption import all_hashes
from brokerage.kit.money import Money
from connectors.companies import company_in_words
from connectors.identity import normalise_email
from connectors.models import KeyKind, ProspectKey, Relationship, ShortlistEntry
from connectors.queries.listings import Listing, Reliability, in_words
from connectors.queries.suppressed import digests, objected


def listings(viewer: User | None = None) -> QuerySet[Relationship]:
    """All that reps can find: listed, by connectors in good standing, of people who did not object.

    For a `viewer`: not their own, and not themself.
    """
    rows = Relationship.objects.filter(
        listed_at__isnull=False,
        connector__is_active=True,
        connector__is_connector=True,
        connector__suspended_at__isnull=True,
        connector__closed_at__isnull=True,
    ).exclude(objected())
    if viewer is not None:
        rows = rows.exclude(connector=viewer).exclude(prospect__in=prospects_of(viewer))
    return rows.select_related("company", "connector__shown_record")


def shown_again(ids: Collection[int], viewer: User | None = None) -> dict[int, Listing]:
    """Those of these listings (primary keys) that reps can find at this moment, as they read them; for a
    `viewer` not their own, and not themself.

    Read from the listings themselves, by the view; no name and no address is loaded.
    """
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM connectors_shown(%s::bigint[], %s, %s::bigint[])",
            [list(ids), viewer.pk if viewer else None, prospects_of(viewer)],
        )
        return {row[0]: as_shown(*row[1:]) for row in cursor.fetchall()}


def as_shown(
    public_id: str, named: bool, stated: bool, name: str, seniority: str, department: str, industry: str,
    size: str, country: str, strength: int, currency: str, price: int, verified: bool, *bands: str,
) -> Listing:  # fmt: skip
    """A listing as reps read it, from a row of the database's `connectors_shown` behind its primary key."""
    return in_words(
        public_id=uuid.UUID(public_id),
        seniority=seniority,
        department=department,
        company=company_in_words(name, industry, size, stated=stated),
        company_shown=named,
        industry=industry,
        size_band=size,
        country=country,
        strength=strength,
        price=Money(price, currency),
        connector_verified=verified,
        record=Reliability(*bands),
    )


def listing_for(public_id: uuid.UUID | str, viewer: User | None = None) -> Relationship:
    """The listed relationship with this id; raises Relationship.DoesNotExist otherwise."""
    return listings(viewer).get(public_id=public_id)


def shortlisted(viewer: User | None, listings: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these listings (public ids) that the viewer has on their shortlist."""
    if viewer is None:
        return set()
    rows = ShortlistEntry.objects.filter(owner=viewer, listing__in=listings)
    return set(rows.values_list("listing", flat=True))


def prospects_of(viewer: User | None) -> list[int]:
    """Who this viewer is themself, in the networks of others (primary keys of prospects)."""
    if viewer is None:
        return []
    rows = _prospects_with_emails(addresses_of(viewer))
    return list(rows.values_list("prospect", flat=True))


def _prospects_with_emails(emails: Iterable[str]) -> QuerySet[ProspectKey, Any]:
    """The ids of the prospects with one of these email addresses."""
    found = Q(pk__in=[])
    for mailbox in {normalise_email(email) for email in emails}:
        found |= digests(KeyKind.EMAIL, mailbox)
    return ProspectKey.objects.filter(found).values("prospect")


def ground(viewer: User | None) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The industries by which one can filter, in order, and who this viewer is themself in the networks of
    others (primary keys of prospects)."""
    emails = addresses_of(viewer) if viewer else ()
    mailboxes = {normalise_email(email) for email in emails} - {""}
    keys = [one for mailbox in mailboxes for one in all_hashes(mailbox)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT industries, themself FROM connectors_search_ground(%s::text[], %s::text[])",
            [[key_id for key_id, _ in keys], [digest for _, digest in keys]],
        )
        known, themself = cursor.fetchone()
    return tuple(known), tuple(themself)


def industries() -> tuple[str, ...]:
    """The industries by which one can filter, in order."""
    return ground(None)[0]
