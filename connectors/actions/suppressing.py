"""The word "nobody, ever": a prospect is not listed again, whatever anybody imports."""

from django.db import transaction
from django.db.models import Q

from brokerage.kit.encryption import all_hashes
from connectors.identity import clean_domain, normalise_email, normalise_profile_url
from connectors.models import KeyKind, ProspectKey, Relationship, Suppression
from connectors.queries import digests, suppression_hashes


@transaction.atomic
def suppress(relationship: Relationship) -> int:
    """Suppress the person of this relationship for good, by every address we know them by.

    Returns how many listings vanished, over all networks. Only keyed hashes are kept.
    """
    known = _known(Q(prospect=relationship.prospect_id))
    known |= {
        one
        for one in suppression_hashes(relationship.email, relationship.profile_url)
        if one[0] != KeyKind.DOMAIN
    }
    _suppress(known)
    return _unlist(Q(prospect=relationship.prospect_id))


@transaction.atomic
def suppress_address(kind: KeyKind, value: str) -> int:
    """Suppress whoever has this address (e-mail, profile) or, for staff, a whole e-mail domain.

    Returns how many listings vanished. Works for people nobody has imported yet, too.
    """
    normal = {
        KeyKind.EMAIL: normalise_email,
        KeyKind.PROFILE: normalise_profile_url,
        KeyKind.DOMAIN: clean_domain,
    }[kind](value)
    if not normal:
        return 0
    _suppress({(kind.value, key_id, digest) for key_id, digest in all_hashes(normal)})
    found = digests(kind.value, normal)
    people = ProspectKey.objects.filter(found).values("prospect")
    mine = Q(prospect__in=people)
    if kind == KeyKind.DOMAIN:
        mine |= Q(domain_digest__in=[digest for _, digest in all_hashes(normal)])
    return _unlist(mine)


def _known(whose: Q) -> set[tuple[str, str, str]]:
    return set(ProspectKey.objects.filter(whose).values_list("kind", "key_id", "digest"))


def _suppress(hashes: set[tuple[str, str, str]]) -> None:
    Suppression.objects.bulk_create(
        [Suppression(kind=kind, key_id=key_id, digest=digest) for kind, key_id, digest in hashes],
        ignore_conflicts=True,
    )


def _unlist(whose: Q) -> int:
    return Relationship.objects.filter(whose, listed_at__isnull=False).update(listed_at=None)
