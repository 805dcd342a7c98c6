""" "Never contact me again": a prospect is not listed again, whatever anybody imports."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.encryption import all_hashes
from brokerage.kit.errors import Refusal
from brokerage.kit.mail.domains import registrable_domain
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
    Contact,
    digests,
    rows_at_domain,
    suppressed_hashes,
    suppression_hashes,
    suppression_marks,
)
from connectors.queries.suppressions import (
    Named,
    is_profile_proven,
    kept_by_name,
    marks_of_returned,
    marks_of_row,
    marks_to_keep,
    named,
    named_beside_address,
    named_where_proven,
)


def suppress(prospect: Prospect, *, even_contested: bool = True) -> int:
    """Suppress a person for good and take them off the market; how many listings vanished."""
    with transaction.atomic():
        record_objection(prospect, even_contested=even_contested)
        return take_off_market(prospect, even_contested=even_contested)


@transaction.atomic
def record_objection(
    prospect: Prospect, *, even_contested: bool = True, contacts: Iterable[Contact] = ()
) -> None:
    """Suppress a person for good: only keyed hashes are kept, and no row is waited for.

    Of their e-mail address, the profiles beside it, the rows that lead to them (whatever becomes of
    those), and their name at each company and in each network where they stand. `contacts`: as they
    stood when they were asked. `even_contested`: also the profile and the name at whatever company stand
    beside the address. They are theirs, who was asked and said "never"; or a stranger's, put there by a
    connector with a mailbox of their own: then only what the mailbox itself proves counts.
    """
    found = set(prospect.keys.values_list("kind", "key_id", "digest"))
    for row in prospect.relationships.select_related("company"):
        profile = row.profile_url if even_contested or is_profile_proven(row) else ""
        found |= marks_of_addresses(row.email, profile) | marks_of_row(row)
        found |= marks_to_keep(named(row) if even_contested else named_where_proven(row))
        if even_contested:
            found |= marks_to_keep(named_beside_address(row.name, row.email))
    for contact in contacts:
        found |= marks_of_addresses(contact.email, "") | marks_to_keep(contact.named)
        if even_contested:
            found |= marks_to_keep(named_beside_address(contact.name, contact.email))
    _suppress(found)


@transaction.atomic
def take_off_market(prospect: Prospect, *, even_contested: bool = True) -> int:
    """What was recorded about a person takes effect on the listings of every network; how many vanished."""
    whose = Q(prospect=prospect)
    rows = list(prospect.relationships.select_related("company"))
    for row in rows:
        profile = row.profile_url if even_contested or is_profile_proven(row) else ""
        whose |= Q(pk__in=with_profile(normalise_profile_url(profile)).values("pk"))
    return _unlist(whose | Q(pk__in=_listed_namesakes(rows)))


def marks_of_addresses(email: str, profile: str) -> set[tuple[str, str, str]]:
    """The marks of a person's own addresses; their company's domain is not theirs."""
    return {one for one in suppression_hashes(email, profile) if one[0] != KeyKind.DOMAIN}


def _listed_namesakes(rows: list[Relationship]) -> list[int]:
    """Listings of the same name at these rows' companies and in their networks. Decrypts names there."""
    near = Q(connector__in={row.connector_id for row in rows})
    near |= Q(company__in={row.company_id for row in rows if row.company_id})
    near |= Q(domain_digest__in={row.domain_digest for row in rows if row.domain_digest})
    listed = Relationship.objects.filter(near, listed_at__isnull=False).select_related("company")
    found = list(listed)
    hit = kept_by_name([named(row) for row in found])
    return [row.pk for row, is_kept in zip(found, hit, strict=True) if is_kept]


def leave_network(relationship: Relationship) -> None:
    """Record that the person wants this connector to offer them no more; no row is waited for."""
    suppress_rows([relationship])


def unlist_row(relationship: Relationship) -> int:
    """Take one row off the market; how many listings vanished."""
    return _unlist(Q(pk=relationship.pk))


def suppress_rows(rows: Iterable[Relationship]) -> None:
    """Mark these rows of networks: whatever is written into them, they are never listed again.

    Nor is whoever stands in them, by name or address, when the row is removed and brought again. What came
    with the address of somebody who objected is learnt for other networks too, as far as it is proven.
    """
    found = list(rows)
    _suppress({mark for row in found for mark in marks_of_row(row)} | marks_of_returned(found))


def suppress_entries(rows: Iterable[Relationship]) -> None:
    """Whoever stands in these rows asked never to be listed: under the address and profile in them, and under
    the name at their companies and in their networks. For the operator, who has made sure who asked."""
    found = list(rows)
    suppress_rows(found)
    _suppress({mark for row in found for mark in marks_of_addresses(row.email, row.profile_url)})
    suppress_names(named(row) for row in found)
    listed = Relationship.objects.filter(listed_at__isnull=False)
    profiles = [with_profile(normalise_profile_url(row.profile_url)) for row in found]
    for some in profiles:
        _unlist(Q(pk__in=listed.filter(pk__in=some.values("pk")).values("pk")))
    _unlist(Q(pk__in=_listed_namesakes(found)))


def suppress_names(people: Iterable[Named]) -> None:
    """Keep these names where they stand: somebody who objected came there under another address."""
    _suppress({mark for one in people for mark in marks_to_keep(one)})


def with_profile(profile: str) -> QuerySet[Relationship]:
    """All relationships with this profile (a normal form; none for "")."""
    marks = [digest for _, digest in all_hashes(profile)] if profile else []
    return Relationship.objects.filter(profile_digest__in=marks)


@transaction.atomic
def suppress_address(kind: KeyKind, value: str) -> int:
    """Suppress whoever has this address (e-mail, profile) or everybody at an e-mail domain.

    Returns how many listings vanished. Works for people nobody has imported yet, too.
    """
    normal = _record_address(kind, value)
    if not normal:
        return 0
    if kind != KeyKind.DOMAIN:
        suppress_rows(Relationship.objects.filter(_with_address(kind, normal)))
    return _unlist_address(kind, normal)


def _record_address(kind: KeyKind, value: str) -> str:
    """Keep the hashes of the value; returns its normal form, "" for none."""
    forms: dict[KeyKind, Callable[[str], str]] = {
        KeyKind.EMAIL: normalise_email,
        KeyKind.PROFILE: normalise_profile_url,
        KeyKind.DOMAIN: clean_domain,
    }
    normal = forms[kind](value)
    if normal:
        _suppress({(kind.value, key_id, digest) for key_id, digest in all_hashes(normal)})
    return normal


def _unlist_address(kind: KeyKind, normal: str) -> int:
    if kind == KeyKind.DOMAIN:
        listed = rows_at_domain(normal, Relationship.objects.filter(listed_at__isnull=False))
        return _unlist(Q(pk__in=[row.pk for row in listed]))
    return _unlist(_with_address(kind, normal))


def _with_address(kind: KeyKind, normal: str) -> Q:
    if kind == KeyKind.PROFILE:
        return Q(pk__in=with_profile(normal).values("pk"))
    people = ProspectKey.objects.filter(digests(kind.value, normal)).values("prospect")
    return Q(prospect__in=people)


def unlist_domain(domain: str) -> int:
    """Take everybody at an opted-out domain off the market; how many listings vanished."""
    return _unlist_address(KeyKind.DOMAIN, clean_domain(domain))


def renew_suppressions(people: Iterable[tuple[str, str]]) -> int:
    """Keep what still bites for these `(e-mail, profile)` under the newest hash key too.

    A suppression holds no address, so that it can only be hashed anew when somebody brings one.
    Returns how many rows are new.
    """
    if len(settings.HASH_KEYS) == 1:
        return 0
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
    if domain in FREE_MAIL_DOMAINS or not registrable_domain(domain):
        raise Refusal(
            "People of all kinds have addresses there; no company can speak for them.",
            code="public_domain",
            status=400,
            field="domain",
        )
    return domain


def opt_out_domain(domain: str, *, staff: User, reason: str) -> int:
    """A company asked that nobody at its domain, or below it, is listed; returns how many were.

    Refused for a domain of the public, or one that is out already.
    """
    with transaction.atomic():
        record_opted_out(domain, staff=staff, reason=reason)
        return unlist_domain(domain)


@transaction.atomic
def record_opted_out(domain: str, *, staff: User, reason: str) -> None:
    """Keep that a company asked for it; no row of anybody's network is waited for.

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
    _record_address(KeyKind.DOMAIN, domain)


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
        # In one order, so that two who keep the same never wait for each other.
        [Suppression(kind=kind, key_id=key, digest=mark) for kind, key, mark in sorted(hashes)],
        ignore_conflicts=True,
    )


def _unlist(whose: Q) -> int:
    rows = Relationship.objects.select_for_update(no_key=True).order_by("pk")
    found = list(rows.filter(whose, listed_at__isnull=False).values_list("pk", flat=True))
    return Relationship.objects.filter(pk__in=found).update(listed_at=None)
