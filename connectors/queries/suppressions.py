"""Who asked never to be listed: what is kept of them, and whether somebody is among them. Reads only.

Kept are keyed hashes, never a value: of the e-mail address, the profile, a company's e-mail domain, a row
of a network (its mark, which no edit lifts), and of names together with where they stand: at a company, in
one connector's network, or beside an address. A name alone is nobody's. Whatever a connector writes beside
somebody who objected is kept for that connector's network alone: it proves nothing about other networks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from brokerage.kit.encryption import all_hashes
from brokerage.kit.mail.domains import registrable_domain
from connectors.companies import company_key, spelling_key
from connectors.identity import (
    FREE_MAIL_DOMAINS,
    email_domain,
    normalise_email,
    normalise_profile_url,
    same_domain,
)
from connectors.models import Company, KeyKind, Relationship, Suppression
from connectors.person_names import forms_to_keep, forms_to_look_up, mailbox_bears

Mark = tuple[str, str, str]
"""`(kind, key id, digest)`."""
AT_ONCE = 5000
"""So many digests are looked up in one query."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name and where it stands: `scopes` are companies and networks, as `scopes_of` spells them."""

    name: str
    scopes: frozenset[str]


def marks(kind: KeyKind, value: str) -> list[Mark]:
    """The marks of a value in its normal form, under every hash key, newest first."""
    return [(kind.value, key_id, digest) for key_id, digest in all_hashes(value)]


def row_marks(public_id: UUID) -> list[Mark]:
    """The marks of one row of a network."""
    return marks(KeyKind.ROW, public_id.hex)


def kept_among(wanted: Iterable[Mark]) -> set[Mark]:
    """Those of these marks that are in the suppression list."""
    every, found = list(set(wanted)), set[Mark]()
    for start in range(0, len(every), AT_ONCE):
        some = [digest for _, _, digest in every[start : start + AT_ONCE]]
        rows = Suppression.objects.filter(digest__any_of=some)
        found |= set(rows.values_list("kind", "key_id", "digest"))
    return found.intersection(every)


def address_marks_in_network(row: Relationship) -> list[list[Mark]]:
    """For each address of a row the marks under which it is kept for this one network."""
    addresses = (normalise_email(row.email), normalise_profile_url(row.profile_url))
    return [marks(KeyKind.NAME, f"network:{row.connector_id}|@{one}") for one in addresses if one]


def marks_of_row(row: Relationship) -> set[Mark]:
    """What is kept of a row and, for its own network alone, of the name and the addresses in it."""
    here = Named(row.name, scopes_of(connector=row.connector_id))
    addresses = {some[0] for some in address_marks_in_network(row)}
    return {row_marks(row.public_id)[0]} | addresses | marks_to_keep(here)


def scopes_of(
    *, connector: int | None = None, companies: Iterable[str] = (), domains: Iterable[str] = ()
) -> frozenset[str]:
    """Where a name stands: in a connector's network, at companies (by name), at an organisation's domain."""
    owners = {registrable_domain(one) for one in domains if one not in FREE_MAIL_DOMAINS}
    names = list(companies)
    keys = {key(one) for one in names for key in (spelling_key, company_key)}  # kept by either
    found = {f"company:{key}" for key in keys if key} | {f"domain:{one}" for one in owners if one}
    return frozenset(found | ({f"network:{connector}"} if connector else set()))


def named(row: Relationship) -> Named:
    """The name of a relationship's person and where it stands."""
    company = row.company
    return Named(
        row.name,
        scopes_of(
            connector=row.connector_id,
            companies=[row.company_name, company.name if company else ""],
            domains=[email_domain(row.email), company.domain if company else ""],
        ),
    )


def named_where_proven(row: Relationship) -> Named:
    """The same as far as the row's own address shows it: for who proved that address and nothing else.

    Whoever imports can write anybody's name and company beside a mailbox of their own. If that name were
    kept at that company, the listing that vanishes would tell whose it is. So it is kept at the mailbox's
    domain only where the mailbox is called by that name: a colleague's is not.
    """
    domain, company = email_domain(row.email), row.company
    if not mailbox_bears(row.email, row.name):
        return Named(row.name, scopes_of(connector=row.connector_id))
    fits = company is not None and same_domain(domain, company.domain)
    return Named(
        row.name,
        scopes_of(
            connector=row.connector_id,
            companies=[row.company_name, company.name] if company and fits else [],
            domains=[domain],
        ),
    )


def is_profile_proven(row: Relationship) -> bool:
    """Whether the row's mailbox shows that the profile beside it is the same person's: it is called as the
    profile is, at the domain of a company that we know.

    Never what other networks hold: an answer that depends on it would tell what they hold.
    """
    slug = normalise_profile_url(row.profile_url).rpartition("/")[2]
    at = {email_domain(row.email), registrable_domain(email_domain(row.email))}
    name = slug.replace("-", " ")
    if not slug or not mailbox_bears(row.email, name):
        return False
    return Company.objects.filter(domain__in=at - {""}).exists()


def named_beside_address(name: str, email: str) -> Named:
    """The name as it stood beside an email address."""
    mailbox = normalise_email(email)
    return Named(name, frozenset({f"mailbox:{mailbox}"} if mailbox else ()))


def marks_of_returned(rows: Sequence[Relationship]) -> set[Mark]:
    """What is kept of rows that hold the email address of somebody who objected, at other companies too.

    At the company that a row claims only where the same name stood beside this address when its owner was
    asked and refused; else only where the address itself shows it (see `named_where_proven`).
    """
    theirs = [(row, marks(KeyKind.EMAIL, normalise_email(row.email))) for row in rows if row.email]
    hit = kept_among(mark for _, some in theirs for mark in some)
    back = [row for row, some in theirs if hit.intersection(some)]
    known = kept_by_name([named_beside_address(row.name, row.email) for row in back])
    return {
        mark
        for row, is_known in zip(back, known, strict=True)
        for mark in marks_to_keep(named(row) if is_known else named_where_proven(row))
    }


def marks_to_keep(person: Named) -> set[Mark]:
    """What is kept of a name, under the newest key alone; and that there is somebody in these scopes."""
    forms = forms_to_keep(person.name)
    if not forms:
        return set()
    found = {marks(KeyKind.SCOPE, scope)[0] for scope in person.scopes}
    return found | {
        marks(KeyKind.NAME, f"{scope}|{form}")[0] for scope in person.scopes for form in forms
    }


def kept_by_name(people: Sequence[Named]) -> list[bool]:
    """For each whether somebody of this name in one of these scopes asked never to be listed."""
    scopes = {scope: marks(KeyKind.SCOPE, scope) for one in people for scope in one.scopes}
    there = kept_among(mark for some in scopes.values() for mark in some)
    asked = [
        [
            mark
            for scope in one.scopes
            if there.intersection(scopes[scope])
            for form in forms_to_look_up(one.name)
            for mark in marks(KeyKind.NAME, f"{scope}|{form}")
        ]
        for one in people
    ]
    hit = kept_among(mark for some in asked for mark in some) if any(asked) else set()
    return [bool(hit.intersection(some)) for some in asked]
