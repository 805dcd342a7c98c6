"""Which company an account of a list is: by its site, then its name, then the group it belongs to.

Only companies that everybody knows, and those that some listing shows, are told: whether a company merely
stands in somebody's network has no influence on what is matched, offered or in doubt.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Exists, OuterRef

from brokerage.kit.mail.domains import registrable_domain
from connectors.companies import company_key, group_key, known_companies, spelling_key
from connectors.identity import FREE_MAIL_DOMAINS
from connectors.models import Account, Company, SearchEntry
from connectors.models.coverage import CHOSEN, DOUBTFUL

MOST_OPTIONS = 4
SHORTEST_PART, SHORTEST_TYPO = 4, 6


@dataclass(frozen=True)
class Known:
    """A company that may be told of."""

    key: str
    name: str
    domain: str = ""
    industry: str = ""


@dataclass
class Matcher:
    """The companies that may be told of, and what a rep chose before by the mark of the account."""

    companies: Mapping[str, Known]
    chosen: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of_the_market(cls) -> "Matcher":
        """All that everybody knows, and all that a listing shows."""
        found = {
            one["key"]: Known(one["key"], one["name"], one["domain"], one["industry"])
            for one in known_companies()
        }
        shown = Company.objects.filter(
            Exists(SearchEntry.objects.filter(company_id=OuterRef("pk")))
        )
        for key, name, domain, industry in shown.order_by("key").values_list(
            "key", "name", "domain", "industry"
        ):
            before = found.get(key, Known(key, name))
            found[key] = replace(
                before,
                domain=before.domain or domain,
                industry=before.industry or industry,
            )
        return cls(found)

    def match(self, account: Account, mark: str = "") -> Account:
        """The account with what it is matched to. `mark`: by what a choice is remembered."""
        if mark in self.chosen:
            key, company = self.chosen[mark]
            return self._matched(account, key, CHOSEN, company)
        by_site = self._by_site.get(owner(account.domain), "")
        by_name = company_key(account.name) if account.name else ""
        if by_name not in self.companies:
            group = group_key(account.name) if account.name else ""
            by_name = group if group in self.companies else ""
        if by_site and by_name and not self._related(by_site, by_name):
            return self._doubtful(account, [by_site, by_name])
        if by_site:
            return self._matched(account, by_site, "domain")
        if by_name and self._is_other_site(by_name, account.domain):
            return self._doubtful(account, [by_name])
        if by_name:
            return self._matched(account, by_name, "name")
        if options := self._alike(account.name):
            return self._doubtful(account, options)
        # Should a listing show it one day, it is found under the key of its name.
        own = company_key(account.name or owner(account.domain))
        return account._replace(key=own, company="", how="", options=())

    def _matched(self, account: Account, key: str, how: str, company: str = "") -> Account:
        known = self.companies.get(key)
        return account._replace(
            key=key,
            company=known.name if known else company,
            how=how,
            options=(),
            industry=account.industry or (known.industry if known else ""),
        )

    def _doubtful(self, account: Account, keys: list[str]) -> Account:
        options = [[key, self.companies[key].name] for key in dict.fromkeys(keys)]
        return account._replace(key="", company="", how=DOUBTFUL, options=options[:MOST_OPTIONS])

    def _related(self, one: str, other: str) -> bool:
        heads = {group_key(self.companies[key].name) for key in (one, other)}
        return one == other or len(heads) == 1

    def _is_other_site(self, key: str, domain: str) -> bool:
        """Whether an account of this name has a site that is plainly not that company's."""
        theirs, ours = owner(self.companies[key].domain), owner(domain)
        if not theirs or not ours:
            return False
        first, second = theirs.partition(".")[0], ours.partition(".")[0]
        return not (first.startswith(second) or second.startswith(first))

    @cached_property
    def _by_site(self) -> Mapping[str, str]:
        """Keys by the domain that they own; where two own one, the first by key."""
        found: dict[str, str] = {}
        for key in sorted(self.companies):
            if (site := owner(self.companies[key].domain)) and site not in found:
                found[site] = key
        return found

    def _alike(self, name: str) -> list[str]:
        """Companies whose name begins with this one, or the other way round, or is but one letter away."""
        words = tuple(spelling_key(name).split())
        if not words:
            return []
        found = list(self._beginnings.get(words, ()))
        for length in range(len(words), 0, -1):
            if _is_long_enough(words[:length]):
                found += self._in_full.get(words[:length], ())
        found = list(dict.fromkeys(found))
        whole = "".join(words)
        if not found and len(whole) >= SHORTEST_TYPO:
            near = {key for part in _without_a_letter(whole) for key in self._typos.get(part, ())}
            found = sorted(near)
        return found[:MOST_OPTIONS]

    @cached_property
    def _in_full(self) -> Mapping[tuple[str, ...], list[str]]:
        """Keys by the words of the name."""
        found: dict[tuple[str, ...], list[str]] = {}
        for key in sorted(self.companies):
            words = tuple(spelling_key(self.companies[key].name).split())
            found.setdefault(words, []).append(key)
        return found

    @cached_property
    def _beginnings(self) -> Mapping[tuple[str, ...], list[str]]:
        """Keys by each of the ways in which their names begin; a few of each."""
        found: dict[tuple[str, ...], list[str]] = {}
        for words, keys in self._in_full.items():
            for length in range(1, len(words)):
                if _is_long_enough(words[:length]):
                    there = found.setdefault(words[:length], [])
                    there += keys[: MOST_OPTIONS - len(there)]
        return found

    @cached_property
    def _typos(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in sorted(self.companies):
            whole = "".join(spelling_key(self.companies[key].name).split())
            if len(whole) >= SHORTEST_TYPO:
                for part in _without_a_letter(whole):
                    found.setdefault(part, []).append(key)
        return found


def owner(domain: str) -> str:
    """The domain that one organisation registered; "" for a provider of mail, which says nothing."""
    found = registrable_domain(domain)
    return "" if found in FREE_MAIL_DOMAINS else found


def _is_long_enough(words: tuple[str, ...]) -> bool:
    return sum(map(len, words)) >= SHORTEST_PART


def _without_a_letter(word: str) -> Iterator[str]:
    """The word, and what is left of it without any one letter: two words a letter apart share one."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
