"""Erasing one person: their contact data in every network at once; only fingerprints stay."""

from collections.abc import Iterable

from django.db import transaction

from brokerage.kit import clock
from connectors.actions.import_rows import lock_prospects
from connectors.actions.importing.forgetting import erase_waiting
from connectors.actions.suppressing import suppress, suppress_address, with_profile
from connectors.identity import normalise_profile_url
from connectors.models import Company, KeyKind, Prospect, Relationship
from connectors.titles import Department, Seniority

#: What says who somebody is, or could.
EMPTIED = (
    "name", "email", "profile_url", "title", "company_name", "notes", "role", "category",
    "country", "how_known", "domain_key_id", "domain_digest", "profile_key_id", "profile_digest",
    "name_key_id", "name_digest", "corrected", "typed",
)  # fmt: skip


@transaction.atomic
def erase(prospect: Prospect, rows: Iterable[Relationship]) -> int:
    """Empty these relationships of `prospect`, and let no import bring them back.

    Rows stay, empty, where an introduction hangs on them. Returns how many networks were changed.
    """
    lock_prospects()
    found = list(rows)
    emails = [row.email for row in found]
    # Whoever can import an address can ask here for what it opens: a doubtful profile stays out.
    suppress(prospect, even_contested=False)
    prospect.refused_topics, prospect.paused_until = "", None
    prospect.welcome_topics = prospect.unwelcome_topics = ""
    prospect.requests_a_month = prospect.rest_days = None
    prospect.save()
    for row in found:
        empty(row)
    erase_waiting(*emails, digests=prospect.keys.values_list("digest", flat=True))
    return len({row.connector_id for row in found})


def forget_companies(ids: Iterable[int | None]) -> int:
    """Delete those of these companies that nobody refers to any more; how many.

    One about which public facts are known stays: it came with no person.
    """
    named = Company.objects.filter(pk__in=[pk for pk in ids if pk], domain="", industry="")
    unused = named.filter(relationships__isnull=True, connectorprofile__isnull=True)
    return unused.delete()[0]


@transaction.atomic
def erase_profile(profile_url: str) -> int:
    """Empty every relationship that holds this profile, and let no import bring it back.

    For the operator, who has made sure whose profile it is. Returns how many were emptied.
    """
    lock_prospects()
    suppress_address(KeyKind.PROFILE, profile_url)
    found = list(with_profile(normalise_profile_url(profile_url)))
    companies = [row.company_id for row in found]
    for row in found:
        empty(row)
    forget_companies(companies)
    erase_waiting(profile_url)
    return len(found)


def empty(row: Relationship) -> None:
    """Take everything that says who it is out of a relationship; the row stays for its history."""
    for name in EMPTIED:
        setattr(row, name, "")
    row.company = row.connected_on = row.last_contact_on = row.listed_at = None
    row.seniority, row.department = Seniority.OTHER.value, Department.OTHER.value
    row.strength = 1
    row.updated_at, row.moved_at = clock.now(), None
    row.derive()
    row.save()
    row.fact_changes.all().delete()
    row.merges.all().delete()
