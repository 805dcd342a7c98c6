"""Keyed hashes of an account's mailboxes and work domains: what is kept where an account may go.

A mailbox is the normal form of an address (`kit.mail.mailboxes`), a domain the one that the organisation
registered; a domain where anybody can have an address is nobody's. Look-ups compare under every hash key.
"""

from collections.abc import Iterable
from typing import NamedTuple

from brokerage.accounts.mail_domains import domain_of, is_work_domain
from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from brokerage.kit.encryption import all_hashes
from brokerage.kit.mail.domains import registrable_domain
from brokerage.kit.mail.mailboxes import normalise_email

MAILBOX, DOMAIN = "mailbox", "domain"


class Fingerprint(NamedTuple):
    """One keyed hash: of a mailbox or a domain, under the hash key `key_id`."""

    kind: str
    key_id: str
    digest: str


def mailbox_fingerprints(address: str) -> list[Fingerprint]:
    """Of the mailbox behind an address, under every key, newest first; none for what is no address."""
    return _of(MAILBOX, normalise_email(address))


def domain_fingerprints(address: str) -> list[Fingerprint]:
    """Of the organisation at whose domain an address is; none for a free-mail or public domain."""
    domain = domain_of(address)
    return _of(DOMAIN, registrable_domain(domain)) if is_work_domain(domain) else []


def fingerprints_of(user: User) -> set[Fingerprint]:
    """Of every proven address of an account and of the organisations these are at, under every key."""
    addresses = addresses_of(user)
    if user.work_domain_verified_at and user.work_domain:
        addresses = {*addresses, f"@{user.work_domain}"}
    found = (
        some for one in addresses for some in (mailbox_fingerprints(one), domain_fingerprints(one))
    )
    return {one for some in found for one in some}


def newest(fingerprints: Iterable[Fingerprint]) -> set[Fingerprint]:
    """Those under the newest key: what is written down."""
    key_id = all_hashes("")[0][0]
    return {one for one in fingerprints if one.key_id == key_id}


def _of(kind: str, value: str) -> list[Fingerprint]:
    if not value:
        return []
    return [Fingerprint(kind, *found) for found in all_hashes(f"{kind}|{value}")]
