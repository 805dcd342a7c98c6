"""What is held about a prospect is erased: in every network, and in what people typed."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction

from connectors import actions as connectors
from connectors.models import ProspectKey, Relationship
from connectors.queries import NOBODY
from introductions.actions.evidence_uploads import forget_evidence_about
from introductions.actions.moving import lock_person
from introductions.actions.removing import remove_words, words_about
from introductions.lifecycle import LATE, OPEN
from introductions.models import IncomingEmail, Introduction
from introductions.prospect_data import held_by_key
from introductions.queries import contact_of


def erase_what_is_held(key: ProspectKey) -> int:
    """Erase what carries the address of this key, in every network; how many networks. Inside a
    transaction, after what is not made has ended; what is made goes on by ids alone."""
    lock_person(key.prospect_id)
    connectors.lock_prospects()  # what is on its way into a network is held once it is there
    held = held_by_key(key)
    companies = [row.company_id for row in held.rows]
    forget(held.introductions, held.rows)
    networks = connectors.erase(held.prospect, held.rows)
    bound = {row.relationship_id for row in held.introductions}
    connectors.forget(row for row in held.rows if row.pk not in bound)
    connectors.forget_companies(companies)
    return networks


def erase_entry(row: Relationship) -> None:
    """Erase what one connector holds of a person. Inside a transaction, after what is not made has ended."""
    lock_person(row.prospect_id)
    connectors.lock_prospects()
    found = Relationship.objects.select_related("company").filter(pk=row.pk).first()
    if found is None:
        return
    row = found
    bound = Introduction.objects.filter(connector=row.connector_id, prospect=row.prospect_id)
    company = row.company_id
    forget(bound, [row])
    connectors.erase_waiting(row.email, row.profile_url, connector=row.connector)
    connectors.empty(row)
    if not Introduction.objects.filter(relationship=row).exists():
        connectors.forget([row])
    connectors.forget_companies([company])


@transaction.atomic
def forget_idle_contact(relationship_id: int) -> None:
    """Delete a contact whom no rep could find for long, or empty it where its history hangs
    on it. What a rep bought stays readable to them. Nothing while an introduction runs, or after a change."""
    row = Relationship.objects.filter(pk=relationship_id).first()
    if row is None:
        return
    lock_person(row.prospect_id)
    about = Introduction.objects.filter(relationship=row)
    if about.filter(state__in=OPEN).exists():
        return
    bought = about.filter(revealed_at__isnull=False, state__in=LATE)
    if connectors.expire(row.pk):
        forget(about.exclude(pk__in=bought), [row])


def forget(introductions: Iterable[Introduction], rows: Iterable[Relationship]) -> None:
    """Take out who was asked, and what was typed about them."""
    found = list(introductions)
    forget_evidence_about(found)
    remove_words(found, words_about([*rows, *(contact_of(row) for row in found if row.asked)]))
    forget_asked(found)
    IncomingEmail.objects.filter(introduction__in=found).update(words=None, address=None)


def forget_asked(introductions: Iterable[Introduction]) -> None:
    """Nobody reads any more who these were about."""
    keys = [row.pk for row in introductions]
    rows = Introduction.objects.filter(pk__in=keys)
    rows.filter(asked__isnull=False).update(asked=asdict(NOBODY))
    rows.filter(entry__isnull=False).update(entry=None)
