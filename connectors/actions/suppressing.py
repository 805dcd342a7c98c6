"""The word "nobody, ever": a prospect is not listed again, whatever anybody imports."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from brokerage.accounts.models import User
from brokerage.accounts.staff import record_staff_action
from brokerage.kit import clock
from brokerage.kit.encryption import all_hashes
from brokerage.kit.errors import Refusal
from connectors.identity import (
    FREE_MAIL_DOMAINS,
    clean_domain,
    normalise_email,
    normalise_profile_url,
)
from connectors.models import (
    KeyKind,
    OptedOutDomain,
    Prospect,
    ProspectKey,
    Relationship,
    Suppression,
)
from connectors.queries import (
    digests,
    rows_at_domain,
    suppressed_hashes,
    suppression_hashes,
    suppression_marks,
)

#: Below these anybody registers a name, so that they are nobody's own domain.
REGISTRIES = frozenset({"ac", "co", "com", "edu", "gov", "ltd", "ne", "net", "or", "org", "plc"})


@transaction.atomic
def suppress(prospect: Prospect, *, even_contested: bool = True) -> int:
    """Suppress a person for good: their e-mail address, and the profiles that stand beside it.

    `even_contested`: also a profile that another network holds with another address. It may be
    theirs, who was asked and said "never"; or a stranger's, put there by a connector with a mailbox of
    their own. Returns how many listings vanished, over all networks. Only keyed hashes are kept.
    """
    found = set(prospect.keys.values_list("kind", "key_id", "digest"))
    whose = Q(prospect=prospect)
    for row in prospect.relationships.all():
        profile = row.profile_url if even_contested or not is_contested(row) else ""
        marks = suppression_hashes(row.email, profile)
        found |= {one for one in marks if one[0] != KeyKind.DOMAIN}
        whose |= Q(pk__in=with_profile(normalise_profile_url(profile)).values("pk"))
    _suppress(found)
    return _unlist(whose)


def is_contested(relationship: Relationship) -> bool:
    """Whether another network holds this profile with another e-mail address."""
    profile = normalise_profile_url(relationship.profile_url)
    return (
        with_profile(profile)
        .exclude(prospect=relationship.prospect_id)
        .exclude(domain_digest="")  # it has no e-mail address: it contradicts nothing
        .exists()
    )


def with_profile(profile: str) -> QuerySet[Relationship]:
    """All relationships with this profile (a normal form; none for "")."""
    marks = [digest for _, digest in all_hashes(profile)] if profile else []
    return Relationship.objects.filter(profile_digest__in=marks)


@transaction.atomic
def suppress_address(kind: KeyKind, value: str) -> int:
    """Suppress whoever has this address (e-mail, profile) or everybody at an e-mail domain.

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
    if kind == KeyKind.DOMAIN:
        listed = rows_at_domain(normal, Relationship.objects.filter(listed_at__isnull=False))
        return _unlist(Q(pk__in=[row.pk for row in listed]))
    if kind == KeyKind.PROFILE:
        return _unlist(Q(pk__in=with_profile(normal).values("pk")))
    people = ProspectKey.objects.filter(digests(kind.value, normal)).values("prospect")
    return _unlist(Q(prospect__in=people))


def renew_suppressions(people: Iterable[tuple[str, str]]) -> int:
    """Keep what still bites for these `(e-mail, profile)` under the newest hash key too.

    A suppression holds no address, so that it can only be hashed anew when somebody brings one.
    Returns how many rows are new.
    """
    marks = [one for email, profile in people for one in suppression_marks(email, profile)]
    hit = suppressed_hashes(mark for some in marks for mark in some)
    newest = {some[0] for some in marks if hit.intersection(some)} - hit
    _suppress(newest)
    return len(newest)


def domain_to_opt_out(raw: str) -> str:
    """The domain that `raw` names; refused when it is none, or belongs to the public."""
    domain = clean_domain(raw)
    if not domain:
        raise Refusal(
            "This is no domain; write it like acme.com.", code="domain", status=400, field="domain"
        )
    if domain in FREE_MAIL_DOMAINS or (
        domain.count(".") == 1 and domain.split(".")[0] in REGISTRIES
    ):
        raise Refusal(
            "People of all kinds have addresses there; no company can speak for them.",
            code="public_domain",
            status=400,
            field="domain",
        )
    return domain


@transaction.atomic
def opt_out_domain(domain: str, *, staff: User, reason: str) -> int:
    """A company asked that nobody at its domain, or below it, is listed; returns how many were.

    Refused for a domain of the public, or one that is out already.
    """
    domain = domain_to_opt_out(domain)
    try:
        with transaction.atomic():
            OptedOutDomain.objects.create(
                domain=domain, reason=reason.strip(), added_by=staff, added_at=clock.now()
            )
    except IntegrityError as error:
        raise Refusal(
            "This domain is not listed any more already.", code="already", field="domain"
        ) from error
    record_staff_action(staff, "opt a domain out", domain, reason.strip())
    return suppress_address(KeyKind.DOMAIN, domain)


@transaction.atomic
def lift_domain(row: OptedOutDomain, *, staff: User, reason: str) -> None:
    """The company takes it back. Listings that vanished do not return by themselves."""
    found = OptedOutDomain.objects.select_for_update().get(pk=row.pk)
    if found.lifted_at:
        raise Refusal("This is over already.", code="over")
    found.lifted_by, found.lifted_at = staff, clock.now()
    found.lifted_reason = reason.strip()
    found.save()
    Suppression.objects.filter(digests(KeyKind.DOMAIN, found.domain)).delete()
    record_staff_action(staff, "let a domain back", found.domain, reason.strip())


def _suppress(hashes: set[tuple[str, str, str]]) -> None:
    Suppression.objects.bulk_create(
        [Suppression(kind=kind, key_id=key_id, digest=digest) for kind, key_id, digest in hashes],
        ignore_conflicts=True,
    )


def _unlist(whose: Q) -> int:
    return Relationship.objects.filter(whose, listed_at__isnull=False).update(listed_at=None)
