"""Search entries that match, counted, and one page of them, those that read alike put together.

The database does it all in one statement (migration `search_in_one_statement`): matches, counts of every
filter, the page, and what the listings on it say at this moment.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import connection

from brokerage.kit.errors import Refusal
from connectors.queries.searching.asking import Asked
from connectors.queries.searching.filters import LAST_PAGE, PAGE_SIZE

EXACT = 1_000
"""So many entries are counted one by one; of more, a part is counted."""
PATHS_SHOWN = 3
ENOUGH_IN_LOT = 300
MOST_ALIKE = 100
SALT = "connectors.search"

FACTS = (
    "price", "record", "verified", "named", "strength",
    "size", "country", "industry", "department", "seniority",
)  # fmt: skip
"""What the database counts, in the order in which it numbers them: 1, 2, 4 and so on."""
_SORTED = {
    "best": ("third", "public_id"),
    "strength": ("third", "public_id"),
    "price": ("first", "second", "third", "public_id"),
    "newest": ("second", "third", "public_id"),
}
"""Where a group stands in each order: see the type `connectors_place`."""
_BEFORE_ALL: Mapping[str, Any] = {
    "first": "", "second": -(10**15), "third": -(10**15), "public_id": "00000000-0000-0000-0000-000000000000",
}  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """How many entries have each value of a fact; each stands for `each` of them."""

    values: Mapping[str, int]
    each: int = 1


@dataclass(frozen=True)
class Group:
    """Entries that read alike (primary keys of listings), the best first; `more` of them are not here."""

    paths: tuple[int, ...]
    more: int = 0


@dataclass(frozen=True)
class EntryPage:
    """One page of groups, and where the next one begins ("" after the last).

    `about` entries match in all, or about so many where `each` is more than 1. `counts` by fact; `without`
    the same for filters that are set, as if they were not. `shown` are rows of `connectors_shown`.
    """

    groups: tuple[Group, ...] = ()
    number: int = 1
    next: str = ""
    about: int = 0
    each: int = 1
    counts: Mapping[str, Counts] | None = None
    without: Mapping[str, Counts] | None = None
    shown: Sequence[Mapping[str, Any]] = ()
    starred: frozenset[str] = frozenset()

    def of(self, fact: str) -> Counts:
        """How a fact is spread, whatever the filter by it says."""
        return (self.without or {}).get(fact) or (self.counts or {}).get(fact) or Counts({})


_UNUSED = {"first": "", "second": 0, "third": 0, "public_id": ""}
"""What stands in the columns of a place that its order does not use."""
_SEARCH = (
    "SELECT connectors_search({asked}, %s::text[], ARRAY[{others}]::connectors_asked[], %s, %s::bigint[], %s,"
    " ROW(%s, %s, %s, %s::uuid)::connectors_place, %s, %s, %s, %s, %s, %s)::text"
)


def page_of(asked: Asked, order: str, cursor: str, *, grouped: bool = True) -> EntryPage:
    """The page that begins behind `cursor`; not `grouped`: every entry stands for itself.

    Raises Refusal for a cursor that is none of ours.
    """
    number, after = _read(cursor, order)
    if asked.problem:
        return EntryPage(number=number)
    unset = {fact: asked.any_(fact) for fact in FACTS if asked.filters_by(fact)}
    text, given = asked.row()
    others = [one.row() for one in unset.values()]
    place = _UNUSED | dict(zip(_SORTED[order], after, strict=True)) if after else _BEFORE_ALL
    with connection.cursor() as sql:
        sql.execute(
            _SEARCH.format(asked=text, others=", ".join(row for row, _ in others)),
            [
                *given, list(unset), *(one for _, values in others for one in values), *_whose(asked), order,
                *place.values(), grouped, PAGE_SIZE, PATHS_SHOWN, MOST_ALIKE, EXACT, ENOUGH_IN_LOT,
            ],
        )  # fmt: skip
        found = json.loads(sql.fetchone()[0])
    groups, last = _groups(found["ways"])
    further = last is not None and number < LAST_PAGE
    return EntryPage(
        groups=groups,
        number=number,
        next=_cursor(number, order, last) if further and last else "",
        about=found["about"],
        each=found["each"],
        counts=_by_fact(found["facets"], found["each"]),
        without={
            fact: Counts(dict(values), each)
            for fact, (each, values) in zip(unset, found["without"], strict=True)
        },
        shown=found["shown"],
        starred=frozenset(found["starred"]),
    )


def counts_of(searches: Sequence[Asked]) -> list[tuple[int, int]]:
    """How many entries match each of these searches of one viewer, and how many each counted one stands
    for."""
    if not searches:
        return []
    rows = [one.row() for one in searches]
    with connection.cursor() as sql:
        sql.execute(
            f"SELECT * FROM connectors_search_counts(ARRAY[{', '.join(row for row, _ in rows)}],"  # noqa: S608
            " %s, %s::bigint[], %s, %s)",
            [*(one for _, values in rows for one in values), *_whose(searches[0]), EXACT, ENOUGH_IN_LOT],
        )  # fmt: skip
        return [(about, each) for about, each in sql.fetchall()]


def all_of(asked: Asked) -> list[int] | None:
    """Primary keys of all listings that match; None where there are more than `EXACT`."""
    row, given = asked.row()
    with connection.cursor() as sql:
        sql.execute(
            f"SELECT connectors_search_all({row}, %s, %s::bigint[], %s)",
            [*given, *_whose(asked), EXACT],
        )
        found: list[int] | None = sql.fetchone()[0]
        return found


def _whose(asked: Asked) -> list[Any]:
    return [asked.viewer, list(asked.themself)]


def _groups(
    ways: Sequence[tuple[Any, ...]],
) -> tuple[tuple[Group, ...], Mapping[str, Any] | None]:
    """The groups of a page, and the place of the last one if more come behind it; from rows of
    `connectors_way`: the group's number, the listing, how many there are in the group, and its place."""
    groups: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    last = None
    for at, listing, size, *place in ways:
        if at > PAGE_SIZE:
            there = tuple(Group(tuple(some), sizes[no] - len(some)) for no, some in groups.items())
            return there, last
        groups.setdefault(at, []).append(listing)
        sizes[at] = size
        last = dict(zip(_BEFORE_ALL, place, strict=True))
    return tuple(Group(tuple(some), sizes[no] - len(some)) for no, some in groups.items()), None


def _by_fact(rows: Sequence[tuple[int, str, int]], each: int) -> dict[str, Counts]:
    spread: dict[str, dict[str, int]] = {fact: {} for fact in FACTS}
    for which, value, count in rows:
        spread[FACTS[which.bit_length() - 1]][value] = count
    return {fact: Counts(values, each) for fact, values in spread.items()}


def _cursor(number: int, order: str, last: Mapping[str, Any]) -> str:
    return signing.dumps([number + 1, order, [last[name] for name in _SORTED[order]]], salt=SALT)


def _read(cursor: str, order: str) -> tuple[int, tuple[Any, ...] | None]:
    """`(page number, where the page before it ended)`."""
    if not cursor:
        return 1, None
    try:
        number, sorted_by, place = signing.loads(cursor, salt=SALT)
    except signing.BadSignature as error:
        raise Refusal("This link to a further page is not complete. Search again.") from error
    if sorted_by != order:
        return 1, None
    return number, tuple(place)
