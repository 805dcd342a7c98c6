"""A new hash key is in front: what can be hashed anew is, and what cannot waits for its address."""

from collections.abc import Iterator

from django.db import transaction

from connectors.actions.import_rows import hashes_of, lock_prospects, set_hashes
from connectors.actions.suppressing import renew_suppressions
from connectors.identity import normalise_email
from connectors.models import KeyKind, OptedOutDomain, ProspectKey, Relationship

OWN_HASHES = (
    "domain_key_id", "domain_digest", "profile_key_id", "profile_digest", "name_key_id",
    "name_digest",
)  # fmt: skip


def rehash(batch: int = 500) -> Iterator[int]:
    """Hash under the newest of `settings.HASH_KEYS` whatever address is at hand; yields per batch.

    Each batch is a transaction of its own: stopped at any moment, it goes on where it was. Keys of
    people and suppressions get a second row, the old one stays: an old key is looked up for ever,
    because a suppression whose address nobody holds hangs on it.
    """
    with transaction.atomic():
        out = OptedOutDomain.objects.filter(lifted_at__isnull=True).values_list("domain", flat=True)
        yield renew_suppressions((f"anybody@{domain}", "") for domain in out)
    last = 0
    while True:
        with transaction.atomic():
            lock_prospects()
            rows = Relationship.objects.select_for_update(of=("self",)).select_related("company")
            found = list(rows.filter(pk__gt=last).order_by("pk")[:batch])
            changed = sum(_own(row) for row in found) + _keys(found)
            changed += renew_suppressions((row.email, row.profile_url) for row in found)
        yield changed
        if len(found) < batch:
            return
        last = found[-1].pk


def _own(row: Relationship) -> bool:
    before = [getattr(row, name) for name in OWN_HASHES]
    set_hashes(row)
    if before == [getattr(row, name) for name in OWN_HASHES]:
        return False
    row.save(update_fields=OWN_HASHES)
    return True


def _keys(rows: list[Relationship]) -> int:
    """The newest key for each address that leads to a person under an older one."""
    marks = [some for row in rows if (some := hashes_of(KeyKind.EMAIL, normalise_email(row.email)))]
    known = ProspectKey.objects.filter(digest__in=[mark[2] for some in marks for mark in some])
    owners = {(key.kind, key.key_id, key.digest): key.prospect_id for key in known}
    missing = {
        some[0]: owner
        for some in marks
        if some[0] not in owners
        and (owner := next((owners[mark] for mark in some if mark in owners), None))
    }
    ProspectKey.objects.bulk_create(
        ProspectKey(prospect_id=owner, kind=kind, key_id=key_id, digest=digest)
        for (kind, key_id, digest), owner in missing.items()
    )
    return len(missing)
