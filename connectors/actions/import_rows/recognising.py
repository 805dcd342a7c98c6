"""By which keyed hashes a person is known again, across networks and within one."""

from brokerage.kit.encryption import all_hashes, keyed_hash
from connectors.census import DatabaseCensus
from connectors.companies import plain
from connectors.identity import email_domain, normalise_profile_url
from connectors.models import Company, KeyKind, Relationship
from connectors.queries.corrections import Corrections, understood

Hash = tuple[str, str, str]  # kind, key id, digest


def hashes_of(kind: KeyKind, canonical: str) -> list[Hash]:
    """The hashes of a canonical address under all keys, newest first; none for ""."""
    if not canonical:
        return []
    return [(kind.value, key_id, digest) for key_id, digest in all_hashes(canonical)]


def set_facts(
    relationship: Relationship,
    census: DatabaseCensus | None = None,
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


def name_key(connector_id: int, name: str, company: Company | None) -> str:
    """What a contact without addresses is recognised by, in one network; "" without a name."""
    words = plain(name)
    return f"{connector_id}|{words}|{company.key if company else ''}" if words else ""
