"""What a search asks for once its words are understood, and the same as a condition on search entries."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from brokerage.accounts.models import User
from connectors.anonymity import NEVER_WITH_COMPANY
from connectors.companies import company_key
from connectors.models import SearchEntry
from connectors.queries.searching.companies import Lexicon, ids_of_company, shown_companies
from connectors.queries.searching.filters import SearchFilters
from connectors.queries.searching.market import ground, industries
from connectors.queries.searching.tsquery import any_of, quoted
from connectors.queries.searching.words import WordMatch, match_words
from connectors.query_words import Part, ReadQuery, read_query, without

LEXEMES = {
    "seniority": "#s",
    "department": "#d",
    "industry": "#i",
    "country": "#c",
    "size": "#z",
    "record": "#a",
    "named": "#n",
    "verified": "#v",
    "company": "#k",
    "strength": "#g",
    "currency": "#m",
    "sixteenth": "#t",
    "lot": "#u",
}
"""What stands before a fact among the words of an entry; see the view `connectors_visible`."""

_PLAIN = frozenset({"seniority", "department", "industry", "country", "size", "currency"})
#: A shorter name stands inside too many others ("Meta" in metalworks).
SHORTEST_NAME_IN_PART = 6
Values = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Asked:
    """A search, understood. Of `only` every field must have one of its values, of `not_` none.

    `parts` are what was read out of the words typed, `matches` how the remaining ones are looked for;
    no `unwanted` word may be shown.
    """

    only: Values = field(default_factory=dict)
    not_: Values = field(default_factory=dict)
    matches: tuple[WordMatch, ...] = ()
    price_from: int | None = None
    price_to: int | None = None
    alike: int | None = None
    viewer: int | None = None
    themself: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    words: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    problem: str = ""

    @property
    def names_the_top(self) -> bool:
        """Whether founders or C level at a named company are asked for: no listing shows both."""
        levels = self.only.get("seniority", frozenset())
        return "company" in self.only and bool(levels) and levels <= NEVER_WITH_COMPANY

    def any_(self, name: str) -> "Asked":
        """The same search whatever this field is; `price` for the range of prices."""
        if name == "price":
            return replace(self, price_from=None, price_to=None)
        return replace(self, only={one: some for one, some in self.only.items() if one != name})

    def filters_by(self, name: str) -> bool:
        """Whether this field is asked for; `price` for the range of prices."""
        if name == "price":
            return self.price_from is not None or self.price_to is not None
        return name in self.only

    def row(self) -> tuple[str, list[Any]]:
        """The search as a value of the database's type `connectors_asked`, and its parameters."""
        indexed = bool(self.only or self.matches)
        given = [self.query() or None, indexed, self.price_from, self.price_to, self.alike]
        return "ROW(%s::tsquery, %s, %s, %s, %s)::connectors_asked", given

    def query(self) -> str:
        """Words and filters as a tsquery in text; "" where there are none."""
        every = [
            any_of(LEXEMES[name] + one for one in sorted(some)) for name, some in self.only.items()
        ]
        every += [
            f"!{any_of(LEXEMES[name] + one for one in sorted(some))}"
            for name, some in self.not_.items()
        ]
        every += [match.query for match in self.matches]
        every += [f"!{quoted(word)}" for word in self.unwanted]
        return " & ".join(every)


def understood(filters: SearchFilters, viewer: User | None) -> Asked:
    """What is asked for: the filters, and what is read out of the words typed."""
    currency = _currency(filters)
    known, themself = ground(viewer)
    lexicon = Lexicon(filters.q)
    read = read_query(filters.q, companies=lexicon.companies, industries=known, currency=currency)
    only = {name: set(some) for name, some in _said(filters).items()}
    not_: dict[str, set[str]] = {}
    for part in read.parts:
        if part.field in _PLAIN:
            (not_ if part.excluded else only).setdefault(part.field, set()).add(part.value)
        elif part.field == "verified":
            (not_ if part.excluded else only)["verified"] = {"1"}
    _companies(filters, read, only, not_)
    _strength(filters, read, only, not_)
    low, high = _prices(filters, read)
    if low is not None or high is not None:
        only.setdefault("currency", {currency})
    return Asked(
        only={name: frozenset(some) for name, some in only.items()},
        not_={name: frozenset(some) for name, some in not_.items()},
        matches=tuple(match_words(read.words, lexicon.words)),
        price_from=low,
        price_to=high,
        alike=_facts_of(filters.alike),
        viewer=viewer.pk if viewer else None,
        themself=themself,
        parts=read.parts,
        words=read.words,
        unwanted=tuple(part.value for part in read.parts if part.field == "word"),
        problem=read.problem or _why_impossible(low, high),
    )


def words_without(filters: SearchFilters, fields: Collection[str]) -> str:
    """The words typed without whatever says something of these fields."""
    read = read_query(
        filters.q, companies=shown_companies, industries=industries(), currency=_currency(filters)
    )
    return without(filters.q, *(one for one in read.parts if one.field in fields))


def _currency(filters: SearchFilters) -> str:
    return filters.currency or str(settings.SETTLEMENT_CURRENCIES[0])


def _said(filters: SearchFilters) -> dict[str, Collection[str]]:
    said: dict[str, Collection[str]] = {
        name: getattr(filters, name)
        for name in ("seniority", "department", "industry", "country", "size", "record")
    }
    said["named"] = [] if filters.named is None else [str(int(filters.named))]
    said["verified"] = ["1"] if filters.verified else []
    said["currency"] = [filters.currency] if filters.currency else []
    return {name: some for name, some in said.items() if some}


def _companies(
    filters: SearchFilters, read: ReadQuery, only: dict[str, set[str]], not_: dict[str, set[str]]
) -> None:
    """Companies by their ids: one that nobody shows matches nothing."""
    for part in read.parts:
        if part.field == "company":
            to = not_ if part.excluded else only
            # Nobody shows Borealis: then "borealis" means Borealis Bank, as any other word would.
            loosely = not part.excluded and len(part.value) >= SHORTEST_NAME_IN_PART
            found = ids_of_company(part.value, in_part=loosely)
            to.setdefault("company", set()).update(map(str, found))
    if filters.company:
        found = ids_of_company(company_key(filters.company), in_part=True)
        only.setdefault("company", set()).update(map(str, found))
    if "company" in only and not only["company"]:
        only["company"] = {"nobody"}
    if "company" in not_ and not not_["company"]:
        del not_["company"]


def _strength(
    filters: SearchFilters, read: ReadQuery, only: dict[str, set[str]], not_: dict[str, set[str]]
) -> None:
    """The least that is asked for; "strong but not close" leaves out what is as close as that."""
    steps = [int(value) for value in read.of("strength")]
    if denied := [int(value) for value in read.of("strength", excluded=True)]:
        not_["strength"] = {str(min(denied))}
    steps += [filters.strength] if filters.strength else []
    if steps:
        only["strength"] = {str(max(steps))}


def _prices(filters: SearchFilters, read: ReadQuery) -> tuple[int | None, int | None]:
    low = [int(part.value) for part in read.parts if part.field == "price_from"]
    high = [int(part.value) for part in read.parts if part.field == "price_to"]
    low += [] if filters.price_from is None else [filters.price_from]
    high += [] if filters.price_to is None else [filters.price_to]
    return max(low, default=None), min(high, default=None)


def _why_impossible(low: int | None, high: int | None) -> str:
    if low is not None and high is not None and low > high:
        return (
            "The lowest price is above the highest one, so nothing can match. Change one of them."
        )
    return ""


def _facts_of(listing: uuid.UUID | None) -> int | None:
    """What the entries alike this listing have in common; a number that none has where it is gone."""
    if listing is None:
        return None
    found = SearchEntry.objects.filter(public_id=listing).values_list("facts", flat=True).first()
    return 0 if found is None else found
