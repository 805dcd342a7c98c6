"""What is held about somebody, to take along."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from brokerage.kit import clock
from connectors.models import Relationship
from connectors.queries.own_contacts.waiting import Aside, entries_of, facts_of_aside
from introductions.prospect_data.held import Held
from introductions.prospect_data.networks import network_of
from introductions.prospect_data.portable import records_of

BASIS = (
    "The connectors' and reps' legitimate interest in a meeting that you can refuse (to keep you among their "
    "contacts, and to ask you); your consent alone (to name you to a rep)."
)


def export(held: Held, *, notes: bool = False) -> dict[str, Any]:
    """Everything held about the person, as plain values for JSON.

    `notes`: with the connectors' own notes, for the operator, who weighs what they say of others before
    handing them out (docs/people.md). Whose they are stays out.
    """
    return {
        "made_at": clock.now(),
        "responsible": settings.POSTAL_ADDRESS,
        "connectors_who_have_you": held.connectors,
        "connectors_who_offer_to_introduce_you": held.listed,
        "suppressed": held.suppressed,
        "source": "the connectors' own contacts",
        "lawful_basis": BASIS,
        "contact_data": facts_of(held.entries, notes=notes),
        "in_no_network": aside_of(held.aside),
        "requests": held.requests,
        "who_saw_who_you_are": held.reveals,
        "emails_you_wrote": held.emails,
        "attention": held.attention,
        "records": records_of(held),
    }


def facts_of(rows: Iterable[Relationship], *, notes: bool) -> list[dict[str, Any]]:
    """What connectors hold in these entries; `notes` as for `export`."""
    return [_facts(row) | ({"notes": row.notes} if notes else {}) for row in rows]


def aside_of(rows: Iterable[Aside]) -> list[dict[str, Any]]:
    """What stands in files that connectors have not looked through yet, or was removed and may come back."""
    return [
        facts_of_aside(one.row)
        | {
            "what": "removed" if one.is_removed else "in a file that waits",
            "connector": one.connector,
            "since": one.since,
            "deleted_by": one.until,
        }
        for one in entries_of(rows)
    ]


def _facts(row: Relationship) -> dict[str, Any]:
    network = network_of(row)
    return {
        "id": row.public_id,
        "connector": network.connector,
        "price": network.price.amount if network.price else None,
        "currency": network.price.currency if network.price else "",
        "reps_read": dict(network.shown),
        "corrected_by_you": row.corrected.split(),
        "name": row.name,
        "email": row.email,
        "profile": row.profile_url,
        "title": row.title,
        "company": row.company_name,
        "role": row.role,
        "seniority": row.get_seniority_display(),
        "department": row.get_department_display(),
        "country": row.country,
        "strength": row.get_strength_display(),
        "how_known": row.get_how_known_display(),
        "connected_on": row.connected_on,
        "last_contact_on": row.last_contact_on,
        "has_notes": bool(row.notes),
        "listed": row.listed_at is not None,
        "held_since": row.created_at,
    }
