"""Companies in a search: only those that some listing shows, and those that everybody knows."""

from collections.abc import Collection, Mapping
from functools import cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from connectors.companies import group_key, known_companies
from connectors.models import Company, SearchEntry
from connectors.models.companies import LONGEST_CHAIN
from connectors.query_words.tokens import LONGEST_QUERY, tokens_of

MOST_IN_PART = 200
SHORTEST_IN_PART = 3


@cache
def _known() -> Mapping[str, str]:
    return {row["key"]: row["name"] for row in known_companies()}


def shown_companies(keys: Collection[str]) -> Mapping[str, str]:
    """`{key: name}` of those of these companies that a search may name: shown by a listing, or in our list
    of well-known ones. Whether a company stands in some network without being shown is not told."""
    return Lexicon("").companies(keys)


class Lexicon:
    """What the market knows of a search's words, asked in one statement: companies and words shown."""

    def __init__(self, text: str) -> None:
        self._said = list(
            dict.fromkeys(one.fold for one in tokens_of(text[:LONGEST_QUERY].replace("\x00", " ")))
        )
        self.words: dict[str, bool] = {}
        """Of words that were looked up, whether some listing shows them."""

    def companies(self, keys: Collection[str]) -> Mapping[str, str]:
        """`{key: name}` of those of these companies that a search may name; see `shown_companies`."""
        known = _known()
        found = {key: known[key] for key in keys if key in known}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT said, name FROM connectors_search_names(%s, %s)",
                [[key for key in keys if key not in found], self._said],
            )
            rows = cursor.fetchall()
        shown = {word for word, name in rows if name is None}
        self.words = {word: word in shown for word in self._said}
        return found | {key: name for key, name in rows if name is not None}


def ids_of_company(key: str, *, in_part: bool = False) -> set[int]:
    """The primary keys of the company with this key and of all that belong to its group.

    `in_part`: where no company is called so, those shown whose key holds it.
    """
    if not key:
        return set()
    found = set(Company.objects.filter(key=key).values_list("pk", flat=True))
    found |= set(Company.objects.filter(key__in=keys_of_group(key)).values_list("pk", flat=True))
    if found and _shown(Company.objects.filter(pk__in=found)).exists():
        return _with_parts(found)
    if in_part and len(key) >= SHORTEST_IN_PART:
        rows = _shown(Company.objects.filter(key__contains=key))
        return set(rows.values_list("pk", flat=True)[:MOST_IN_PART])
    return _with_parts(found)


def _with_parts(found: set[int]) -> set[int]:
    """These, what was merged into them, what they were merged into, and what staff put below them."""
    above = Company.objects.filter(merged__in=found)
    found = found | set(above.values_list("pk", flat=True))
    for _ in range(LONGEST_CHAIN):
        below = Company.objects.filter(Q(parent__in=found) | Q(merged_into__in=found))
        new = set(below.exclude(pk__in=found).values_list("pk", flat=True))
        if not new:
            break
        found = found | new
    return found


@cache
def _groups() -> Mapping[str, tuple[str, ...]]:
    """The keys of the well-known companies of each group, by the key of its head."""
    groups: dict[str, list[str]] = {}
    for key, name in _known().items():
        if (head := group_key(name)) != key:
            groups.setdefault(head, []).append(key)
    return {head: tuple(keys) for head, keys in groups.items()}


def keys_of_group(key: str) -> tuple[str, ...]:
    return _groups().get(key, ())


def _shown(rows: QuerySet[Company]) -> QuerySet[Company]:
    return rows.filter(Exists(SearchEntry.objects.filter(company_id=OuterRef("pk"))))
