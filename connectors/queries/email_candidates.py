"""Who of a network an address may belong to. Reads only; decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from brokerage.accounts.models import User
from connectors.companies import plain
from connectors.identity import email_domain
from connectors.models import Relationship
from connectors.queries.network import visible_to
from connectors.queries.network_index import LAST, Person, network_index

MOST_CANDIDATES = 5


@dataclass(frozen=True)
class EmailCandidates:
    """An address as it was pasted, and who without one it may belong to, the likeliest first."""

    address: str
    said: str
    people: list[Relationship]


def email_candidates(user: User, pairs: Iterable[tuple[str, str]]) -> list[EmailCandidates]:
    """For each `(name, address)`: who in the network has no address and bears that name, or, where none is
    said, a name that the address is made of."""
    lacking = [
        one
        for one in network_index(user).in_order("name")
        if not one.has_email and one.name_key != LAST
    ]
    by_words: dict[frozenset[str], list[Person]] = {}
    for one in lacking:
        by_words.setdefault(frozenset(one.name_key.split()), []).append(one)
    found = [(name, address, _fitting(by_words, name, address)) for name, address in pairs]
    pks = [one.pk for _, _, people in found for one in people]
    rows = visible_to(user).in_bulk(pks)
    return [
        EmailCandidates(address, name, [rows[one.pk] for one in people if one.pk in rows])
        for name, address, people in found
    ]


def _fitting(by_words: dict[frozenset[str], list[Person]], name: str, address: str) -> list[Person]:
    words = frozenset(plain(name).split()) or frozenset(plain(address.partition("@")[0]).split())
    people = by_words.get(words, [])
    domain = email_domain(address).partition(".")[0]
    at_work = [one for one in people if domain and domain in one.company_key.replace(" ", "")]
    return [*at_work, *(one for one in people if one not in at_work)][:MOST_CANDIDATES]
