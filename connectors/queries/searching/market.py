"""The market: listings that reps can find, decided from the listings themselves. Search looks again here."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from connectors.identity import normalise_email
from connectors.models import KeyKind, ProspectKey, Relationship
from connectors.queries.suppressed import digests, objected

_SHOWN = (
    "public_id", "company", "company_shown", "shown_seniority", "shown_department", "shown_industry",
    "shown_size", "shown_country", "strength", "faded_by", "price_minor", "currency", "connector",
    "company__name", "connector__name", "connector__connector_profile__verified_at",
)  # fmt: skip
"""What `blinded` needs: no name, no address is loaded to show a listing."""


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
        rows = rows.exclude(connector=viewer).exclude(
            prospect__in=_prospects_with_emails(addresses_of(viewer))
        )
    return rows.select_related("company", "connector__connector_profile")


def shown_again(ids: Iterable[int], viewer: User | None) -> dict[int, Relationship]:
    """Those of these listings (primary keys) that reps can find at this moment, with what they show."""
    rows = listings(viewer).filter(pk__in=list(ids)).only(*_SHOWN)
    return {row.pk: row for row in rows}


def listing_for(public_id: uuid.UUID | str, viewer: User | None = None) -> Relationship:
    """The listed relationship with this id; raises Relationship.DoesNotExist otherwise."""
    return listings(viewer).get(public_id=public_id)


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
