"""Search entries that match, in order, page by page, those that read alike put together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.core import signing
from django.db import connection

from brokerage.kit.errors import Refusal
from connectors.queries.searching.asking import Asked
from connectors.queries.searching.filters import LAST_PAGE, PAGE_SIZE

EXACT = 1_000
"""So many entries are counted one by one; of more, a part is counted."""
PATHS_SHOWN = 3
ENOUGH_IN_LOT = 300
SALT = "connectors.search"

_SORTED = {
    "best": ("best_first", "public_id"),
    "strength": ("strong_first", "public_id"),
    "price": ("currency", "price_minor", "best_first", "public_id"),
    "newest": ("new_first", "best_first", "public_id"),
}


class Entry(NamedTuple):
    """A row of search entries, as its columns are called there; a UUID as text, which sorts alike."""

    relationship_id: int
    public_id: str
    facts: int
    best_first: int
    strong_first: int
    new_first: int
    currency: str
    price_minor: int
    seniority: str
    department: str
    industry: str
    size_band: str
    country: str
    strength: int
    company_id: int | None
    is_verified: bool
    answers: str


_COLUMNS = ", ".join(f"e.{name}" for name in Entry._fields).replace("public_id", "public_id::text")


@dataclass(frozen=True)
class Counted:
    """Entries that match; each stands for `each` of them. `each` is 1 where all of them are here."""

    entries: Sequence[Entry]
    each: int = 1

    @property
    def about(self) -> int:
        """How many there are, or about how many."""
        return len(self.entries) * self.each


def counted(asked: Asked) -> Counted:
    """All entries that match, or a part of them where there are more than `EXACT`."""
    found = _fetch(asked, EXACT + 1)
    if len(found) <= EXACT:
        return Counted(found)
    lot = _fetch(asked.also("lot", "0"), None)
    if len(lot) >= ENOUGH_IN_LOT:
        return Counted(lot, 256)
    return Counted(_fetch(asked.also("sixteenth", "0"), None), 16)


@dataclass(frozen=True)
class Group:
    """Entries that read alike, the best first; `more` of them are not here."""

    paths: tuple[Entry, ...]
    more: int = 0


@dataclass(frozen=True)
class EntryPage:
    """One page of groups, and where the next one begins ("" after the last)."""

    groups: tuple[Group, ...]
    number: int
    next: str


def page_of(
    asked: Asked, found: Counted, order: str, cursor: str, *, grouped: bool = True
) -> EntryPage:
    """The page that begins behind `cursor`; not `grouped`: every entry stands for itself.

    Raises Refusal for a cursor that is none of ours.
    """
    number, after = _read(cursor, order)
    if found.each > 1:
        groups = _walk(asked, order, after, grouped=grouped)
    elif grouped:
        groups = _together(found.entries, order, after)
    else:
        ranked = sorted((_key(one, order), one) for one in found.entries)
        later = (one for key, one in ranked if after is None or key > after)
        groups = [Group((one,)) for one in islice(later, PAGE_SIZE + 1)]
    there = groups[:PAGE_SIZE]
    further = len(groups) > PAGE_SIZE and number < LAST_PAGE
    return EntryPage(tuple(there), number, _cursor(number, order, there[-1]) if further else "")


def _key(entry: Entry, order: str) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in _SORTED[order])


def _together(entries: Iterable[Entry], order: str, after: tuple[Any, ...] | None) -> list[Group]:
    """Groups of all entries, each at the place of its best."""
    groups: dict[int, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: _key(one, order)):
        groups.setdefault(entry.facts, []).append(entry)
    later = [some for some in groups.values() if after is None or _key(some[0], order) > after]
    return [_group(some) for some in later[: PAGE_SIZE + 1]]


def _group(some: list[Entry]) -> Group:
    """The one in whose place the group stands, then the best others."""
    others = sorted(some[1:], key=lambda one: _key(one, "best"))
    shown = (some[0], *others[: PATHS_SHOWN - 1])
    return Group(shown, len(some) - len(shown))


def _placeholders(columns: Sequence[str]) -> str:
    return ", ".join("%s::uuid" if name == "public_id" else "%s" for name in columns)


def _walk(asked: Asked, order: str, after: tuple[Any, ...] | None, *, grouped: bool) -> list[Group]:
    """Groups where there are many entries: along the index of this order, passing over whatever reads like
    one that came before."""
    keys = _SORTED[order]
    ours, theirs = (", ".join(f"{table}.{name}" for name in keys) for table in "eo")
    condition, given = asked.condition()
    # The operator would tempt the planner to collect and sort all that match.
    condition = condition.replace("e.words @@ %s::tsquery", "ts_match_vq(e.words, %s::tsquery)")
    first_of_its_kind = "true"
    again: list[Any] = []
    if grouped:
        same, again = asked.condition("o")
        first_of_its_kind = (
            "NOT EXISTS (SELECT 1 FROM connectors_searchentry o WHERE o.facts = e.facts"  # noqa: S608
            f" AND ({theirs}) < ({ours}) AND {same})"
        )
    behind = ""
    place: list[Any] = []
    if after is not None:
        behind, place = f"AND ({ours}) > ({_placeholders(keys)})", list(after)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM connectors_searchentry e WHERE {condition} {behind}"  # noqa: S608
            f" AND {first_of_its_kind} ORDER BY {ours} LIMIT %s",
            [*given, *place, *again, PAGE_SIZE + 1],
        )
        first = [Entry(*one) for one in cursor.fetchall()]
    return _with_paths(asked, first) if grouped else [Group((one,)) for one in first]


MOST_ALIKE = 100


def _with_paths(asked: Asked, first: Sequence[Entry]) -> list[Group]:
    """Each of these with the best others that read like it."""
    if not first:
        return []
    condition, given = asked.condition()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM unnest(%s::bigint[]) AS wanted CROSS JOIN LATERAL ("  # noqa: S608
            f" SELECT * FROM connectors_searchentry e WHERE e.facts = wanted AND {condition}"
            f" ORDER BY e.best_first, e.public_id LIMIT %s) AS e",
            [[one.facts for one in first], *given, MOST_ALIKE],
        )
        alike: dict[int, list[Entry]] = {}
        for one in map(Entry._make, cursor.fetchall()):
            alike.setdefault(one.facts, []).append(one)
    return [
        _group(
            [head, *(one for one in alike.get(head.facts, ()) if one.public_id != head.public_id)]
        )
        for head in first
    ]


def _fetch(asked: Asked, most: int | None) -> list[Entry]:
    condition, given = asked.condition()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM connectors_searchentry e WHERE {condition} LIMIT %s",  # noqa: S608
            [*given, most],
        )
        return [Entry(*one) for one in cursor.fetchall()]


def _cursor(number: int, order: str, last: Group) -> str:
    return signing.dumps([number + 1, order, _key(last.paths[0], order)], salt=SALT)


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
