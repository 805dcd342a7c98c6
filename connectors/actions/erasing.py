"""Erasing one person: their contact data in every network at once; only fingerprints stay."""

from collections.abc import Iterable

from django.db import transaction

from brokerage.kit import clock
from connectors.actions.suppressing import suppress, suppress_address
from connectors.actions.taking_in import lock_prospects
from connectors.models import KeyKind, Prospect, Relationship
from connectors.titles import Department, Seniority

#: What says who somebody is, or could.
EMPTIED = (
    "name", "email", "profile_url", "title", "company_name", "notes", "role", "category",
    "country", "how_known", "domain_key_id", "domain_digest", "name_key_id", "name_digest",
)  # fmt: skip


@transaction.atomic
def erase(prospect: Prospect, rows: Iterable[Relationship], *, whole: bool) -> int:
    """Empty these relationships of `prospect`, and let no import bring the addresses back.

    `whole`: every address by which the prospect is known is suppressed; otherwise only the e-mail
    addresses of `rows` (others may be somebody else's). Rows stay, empty, where an introduction
    hangs on them. Returns how many networks were changed.
    """
    lock_prospects()
    found = list(rows)
    for row in found:
        if whole:
            suppress(row)
        else:
            suppress_address(KeyKind.EMAIL, row.email)
    if whole:
        prospect.refused_topics, prospect.paused_until = "", None
        prospect.requests_a_month = prospect.rest_days = None
        prospect.save()
    for row in found:
        empty(row)
    return len({row.connector_id for row in found})


def empty(row: Relationship) -> None:
    """Take everything that says who it is out of a relationship; the row stays for its history."""
    for name in EMPTIED:
        setattr(row, name, "")
    row.company = row.connected_on = row.last_contact_on = row.listed_at = None
    row.seniority, row.department = Seniority.OTHER.value, Department.OTHER.value
    row.strength = 1
    row.updated_at = clock.now()
    row.derive()
    row.save()
