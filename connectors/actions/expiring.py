"""Contacts who are offered to nobody are not kept for ever: after `settings.CONTACT_KEPT` they go.

All that are not on offer count alike (never listed, withdrawn, objected, barred by a rule, taken down), so
that what goes tells a connector nothing about why somebody could not be listed.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from brokerage.kit import clock
from connectors.actions.editing import forget
from connectors.actions.erasing import empty, forget_companies
from connectors.actions.import_rows import share_prospects
from connectors.actions.suppressing import suppress_rows
from connectors.models import Relationship
from connectors.queries import listings, suppressed_among

PRECISION = timedelta(days=7)
"""A listing is seen again after so long: so much sooner than promised, at most, a contact may go."""


def note_listed() -> int:
    """Keep of what reps can find now that they could; how many rows were written."""
    now = clock.now()
    unseen = Q(last_listed_at__isnull=True) | Q(last_listed_at__lt=now - PRECISION)
    found = listings().filter(unseen).values("pk")
    return Relationship.objects.filter(pk__in=found).update(last_listed_at=now)


def idle_contacts() -> QuerySet[Relationship]:
    """Contacts with something in them whom no rep could find for `settings.CONTACT_KEPT`."""
    since = Coalesce("last_listed_at", "created_at")
    rows = Relationship.objects.annotate(idle_since=since)
    emptied = Q(name_digest="", domain_digest="", profile_digest="")
    return (
        rows.filter(idle_since__lt=clock.now() - settings.CONTACT_KEPT)
        .exclude(emptied)
        .exclude(pk__in=listings().values("pk"))
        .order_by("pk")
    )


@transaction.atomic
def expire(relationship_id: int) -> bool:
    """Delete a contact of `idle_contacts`, or empty it where an introduction hangs on it; False if it is
    none any more. Of whoever asked never to be listed fingerprints stay, as after a removal by hand."""
    share_prospects()
    locked = Relationship.objects.select_for_update().filter(pk=relationship_id)
    if not locked.exists() or not idle_contacts().filter(pk=relationship_id).exists():
        return False
    row = Relationship.objects.select_related("company").get(pk=relationship_id)
    if suppressed_among([row]):
        suppress_rows([row])
    companies = [row.company_id]
    if row.introductions.exists():
        empty(row)
    else:
        forget([row])
    forget_companies(companies)
    return True
