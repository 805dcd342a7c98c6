"""Who of a network an address may belong to. Reads only; decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from brokerage.accounts.models import User
from connectors.companies import plain
from connectors.identity import email_domain
from connectors.models import Relationship
from connectors.person_names import mailbox_bears, may_be_same
from connectors.queries.network import visible_to
from connectors.queries.network_index import LAST, Person, network_index

MOST_CANDIDATES = 5
COMMON = 500
"""A word that more people bear than this tells too little to look all of them up."""


@dataclass(frozen=True)
class EmailCandidates:
    """An address as it was pasted, and who without one it may belong to, the likeliest first."""

    address: str
    said: str
    people: list[Relationship]


class WithoutEmail:
    """The people of one network who have no email, by the words of their names."""

    def __init__(self, user: User) -> None:
        self.by_words: dict[frozenset[str], list[Person]] = {}
        self.by_word: dict[str, list[Person]] = {}
        for one in network_index(user).in_order("name"):
            if one.has_email or one.name_key == LAST:
                continue
            words = frozenset(one.name_key.split())
            self.by_words.setdefault(words, []).append(one)
            for word in words:
                self.by_word.setdefault(word, []).append(one)

    def fitting(self, name: str, address: str, company: str = "") -> list[Person]:
        """Who may read this address: bears the name, or one that is spelled otherwise ("A. Berg", "Anna
        Maria Berg"); where no name is said, who the mailbox is called by. Whoever works where the address
        or `company` says comes first; at most `MOST_CANDIDATES`."""
        if "@" in name:
            name = ""
        mailbox = address.partition("@")[0]
        words = frozenset(plain(name).split())
        called = frozenset(plain(mailbox.partition("+")[0]).split())
        people = self.by_words.get(words or called, [])
        if not people and words:
            near = self._sharing(words)
            people = [one for one in near if may_be_same(name, one.name)]
        elif not people:
            near = self._sharing(called | {word[1:] for word in called})
            people = [one for one in near if mailbox_bears(address, one.name)]
        return sorted(people, key=lambda one: not _works_at(one, address, company))[
            :MOST_CANDIDATES
        ]

    def _sharing(self, words: Iterable[str]) -> list[Person]:
        """Who bears one of these words, common ones aside; in order of name."""
        lists = (self.by_word.get(word, []) for word in words if len(word) > 1)
        found = {one.pk: one for some in lists if len(some) <= COMMON for one in some}
        return sorted(found.values(), key=lambda one: (one.name_key, one.pk))


def email_candidates(user: User, pairs: Iterable[tuple[str, str]]) -> list[EmailCandidates]:
    """For each `(name, address)`: who in the network has no address and may read this one."""
    lacking = WithoutEmail(user)
    found = [(name, address, lacking.fitting(name, address)) for name, address in pairs]
    pks = [one.pk for _, _, people in found for one in people]
    rows = visible_to(user).in_bulk(pks)
    return [
        EmailCandidates(address, name, [rows[one.pk] for one in people if one.pk in rows])
        for name, address, people in found
    ]


def _works_at(one: Person, address: str, company: str) -> bool:
    theirs = one.company_key.replace(" ", "")
    domain = email_domain(address).partition(".")[0]
    said = plain(company).replace(" ", "")
    return bool(domain and domain in theirs) or bool(said and said in theirs)
