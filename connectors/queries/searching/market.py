"""The market: listings that reps can find, decided from the listings themselves. Search looks again here."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
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
    return rows.select_related("company", "connector__connector_profile")


_SHOWN = """
SELECT v.relationship_id, v.public_id::text, v.company_id IS NOT NULL, r.company_id IS NOT NULL,
       coalesce(c.name, ''), v.seniority, v.department, v.industry,
       v.size_band, v.country, v.strength, v.currency, v.price_minor, v.is_verified, v.answers,
       coalesce(a.speed_band, ''), coalesce(a.introduced_band, '')
  FROM connectors_visible v JOIN connectors_relationship r ON r.id = v.relationship_id
  LEFT JOIN connectors_company c ON c.id = v.company_id
  LEFT JOIN introductions_connectorrecord a ON a.connector_id = v.connector_id
 WHERE v.relationship_id = ANY(%s) AND v.connector_id IS DISTINCT FROM %s AND NOT v.prospect_id = ANY(%s)
"""


def shown_again(ids: Collection[int], viewer: User | None = None) -> dict[int, Listing]:
    """Those of these listings (primary keys) that reps can find at this moment, as they read them; for a
    `viewer` not their own, and not themself.

    Read from the listings themselves, by the view; no name and no address is loaded.
    """
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, [list(ids), viewer.pk if viewer else None, prospects_of(viewer)])
        return {row[0]: _listing(*row[1:]) for row in cursor.fetchall()}


def _listing(
    public_id: str, named: bool, stated: bool, name: str, seniority: str, department: str, industry: str,
    size: str, country: str, strength: int, currency: str, price: int, verified: bool, *bands: str,
) -> Listing:  # fmt: skip
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


_INDUSTRIES = """
WITH RECURSIVE each AS (
    (SELECT industry FROM connectors_company WHERE industry > '' ORDER BY industry LIMIT 1)
    UNION ALL
    SELECT (SELECT c.industry FROM connectors_company c WHERE c.industry > each.industry
            ORDER BY c.industry LIMIT 1) FROM each WHERE each.industry IS NOT NULL)
SELECT industry FROM each WHERE industry IS NOT NULL
"""
"""A step from one to the next in the index: `DISTINCT` would read every company."""


def industries() -> tuple[str, ...]:
    """The industries by which one can filter, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_INDUSTRIES)
        return tuple(name for (name,) in cursor.fetchall())
