"""Who objected, by keyed digests."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from brokerage.kit.encryption import all_hashes
from connectors.identity import email_domain, normalise_email, normalise_profile_url
from connectors.models import KeyKind, ProspectKey, Relationship, Suppression
from connectors.queries.suppressions import (
    address_marks_in_network,
    kept_among,
    kept_by_name,
    named,
    row_marks,
)


def objected() -> Q:
    """Relationships to people, or to people at domains, that asked not to be listed."""
    by_key = ProspectKey.objects.filter(prospect=OuterRef("prospect")).filter(
        Exists(
            Suppression.objects.filter(
                kind=OuterRef("kind"), key_id=OuterRef("key_id"), digest=OuterRef("digest")
            )
        )
    )
    by_domain = Suppression.objects.filter(
        kind=KeyKind.DOMAIN, key_id=OuterRef("domain_key_id"), digest=OuterRef("domain_digest")
    )
    by_profile = Suppression.objects.filter(
        kind=KeyKind.PROFILE, key_id=OuterRef("profile_key_id"), digest=OuterRef("profile_digest")
    )
    return Q(Exists(by_key)) | Q(Exists(by_domain)) | Q(Exists(by_profile))


def digests(kind: str, value: str) -> Q:
    """Matches the hash rows of `value` under every hash key; matches nothing for ""."""
    found = Q(pk__in=[])
    for key_id, digest in all_hashes(value) if value else []:
        found |= Q(kind=kind, key_id=key_id, digest=digest)
    return found


def suppression_marks(email: str, profile_url: str) -> list[list[tuple[str, str, str]]]:
    """For each value under which this person may be suppressed its `(kind, key id, digest)`s."""
    domain = email_domain(email)
    parents = [domain.split(".", cut)[cut] for cut in range(domain.count("."))] if domain else []
    values = [
        (KeyKind.EMAIL, normalise_email(email)),
        (KeyKind.PROFILE, normalise_profile_url(profile_url)),
        *((KeyKind.DOMAIN, parent) for parent in parents),
    ]
    return [
        [(kind.value, key_id, digest) for key_id, digest in all_hashes(value)]
        for kind, value in values
        if value
    ]


def suppression_hashes(email: str, profile_url: str) -> list[tuple[str, str, str]]:
    """`(kind, key id, digest)` of everything under which this person may be suppressed."""
    return [mark for marks in suppression_marks(email, profile_url) for mark in marks]


def suppressed_hashes(hashes: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Those of `(kind, key id, digest)` that are in the suppression list."""
    return kept_among(hashes)


def rows_at_domain(domain: str, rows: QuerySet[Relationship]) -> list[Relationship]:
    """Those of `rows` whose e-mail address, or whose company, is at `domain` or below it.

    Decrypts every address.
    """

    def is_there(at: str) -> bool:
        return at == domain or at.endswith(f".{domain}")

    return [
        row
        for row in rows.select_related("company").iterator(chunk_size=1000)
        if is_there(email_domain(row.email)) or (row.company and is_there(row.company.domain))
    ]


def suppressed_among(relationships: Iterable[Relationship]) -> set[int]:
    """The primary keys of those whose person, or whose domain, asked not to be listed."""
    rows = list(relationships)
    by_pk = {row.pk: _marks_of(row) for row in rows}
    hit = suppressed_hashes(one for hashes in by_pk.values() for one in hashes)
    by_name = zip(rows, kept_by_name([named(row) for row in rows]), strict=True)
    return {pk for pk, hashes in by_pk.items() if hit.intersection(hashes)} | {
        row.pk for row, is_kept in by_name if is_kept
    }


def _marks_of(row: Relationship) -> list[tuple[str, str, str]]:
    """Also a company that opted out speaks for its people, whatever address of theirs is held."""
    marks = suppression_hashes(row.email, row.profile_url) + row_marks(row.public_id)
    marks += [mark for some in address_marks_in_network(row) for mark in some]
    if row.company and row.company.domain:
        at_work = suppression_hashes(f"anybody@{row.company.domain}", "")
        marks += [mark for mark in at_work if mark[0] == KeyKind.DOMAIN]
    return marks


def suppression_hashes_of(addresses: Iterable[str]) -> list[tuple[str, str, str]]:
    """The same of any number of e-mail and profile addresses."""
    return [mark for one in addresses for mark in suppression_hashes(one, one)]


def is_suppressed(relationship: Relationship) -> bool:
    """Whether the person, or everybody at their domain, asked not to be listed.

    Looks at the addresses held here, and at the mailbox that they lead to.
    """
    if suppressed_among([relationship]):
        return True
    known = relationship.prospect.keys.values_list("kind", "key_id", "digest")
    return bool(suppressed_hashes(known))
