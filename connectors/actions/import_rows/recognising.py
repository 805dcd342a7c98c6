"""By which keyed hashes a person is known again, across networks and within one."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError

from brokerage.kit.encryption import all_hashes, keyed_hash
from connectors.anonymity import Census
from connectors.companies import plain
from connectors.identity import email_domain, normalise_profile_url
from connectors.models import Company, KeyKind, Prospect, ProspectKey, Relationship
from connectors.queries import digests
from connectors.queries.corrections import Corrections, understood

Hash = tuple[str, str, str]  # kind, key id, digest


def hashes_of(kind: KeyKind, canonical: str) -> list[Hash]:
    """The hashes of a canonical address under all keys, newest first; none for ""."""
    if not canonical:
        return []
    return [(kind.value, key_id, digest) for key_id, digest in all_hashes(canonical)]


def set_facts(
    relationship: Relationship,
    census: Census | None = None,
    corrections: Corrections | None = None,
) -> None:
    """Bring all that follows from title, e-mail, name and company up to date."""
    meant = understood(relationship.title, corrections)
    position = meant.position
    relationship.seniority = position.seniority.value
    relationship.department = position.department.value
    relationship.role = position.role
    relationship.category = meant.category
    set_hashes(relationship)
    relationship.derive(census)


def set_hashes(relationship: Relationship) -> None:
    """Its own fingerprints, under the newest key: e-mail domain, profile, and name with company."""
    row = relationship
    row.domain_key_id, row.domain_digest = _hash_or_nothing(email_domain(row.email))
    row.profile_key_id, row.profile_digest = _hash_or_nothing(
        normalise_profile_url(row.profile_url)
    )
    row.name_key_id, row.name_digest = _hash_or_nothing(
        name_key(row.connector_id, row.name, row.company)
    )


def _hash_or_nothing(value: str) -> tuple[str, str]:
    return keyed_hash(value) if value else ("", "")


def person_behind(email: str) -> Prospect | None:
    """The person who reads this mailbox (a normal form), if they are known."""
    known = ProspectKey.objects.filter(digests(KeyKind.EMAIL, email)).select_related("prospect")
    return next((key.prospect for key in known), None)


def forget_unknown(prospect_ids: Iterable[int]) -> None:
    """Prospects in nobody's network any more leave no hash behind.

    But for those who chose something of their own: it holds for whoever brings them again.
    """
    for person in Prospect.objects.filter(pk__in=list(prospect_ids), relationships__isnull=True):
        if person.has_chosen:
            continue
        try:
            with transaction.atomic():
                person.delete()
        except ProtectedError:
            continue  # an introduction still counts for their attention budget


def name_key(connector_id: int, name: str, company: Company | None) -> str:
    """What a contact without addresses is recognised by, in one network; "" without a name."""
    words = plain(name)
    return f"{connector_id}|{words}|{company.key if company else ''}" if words else ""
