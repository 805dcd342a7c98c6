"""The companies we know from the start: their names, their groups, and public facts about them.

`data/companies.csv` lists large companies by industry; `data/names.csv` the names that well-known companies
of our markets go by ("=" before a name: only in full; "==": only where nothing, not even a legal form, stands
beside it), their domain, country, whose group they belong to, and whether they are surely large. To fold ten
thousand names takes a second and fills the caches of `spelling`; so processes read what `folding` left in
`data/folded_names.txt`.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import dropwhile
from pathlib import Path

_DATA = Path(__file__).parent.parent / "data"
FOLDED = _DATA / "folded_names.txt"


def rows_of_names() -> Iterator[dict[str, str]]:
    """The rows of `names.csv`."""
    with (_DATA / "names.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="|")


def rows_of_companies() -> Iterator[dict[str, str]]:
    """The rows of `companies.csv`."""
    with (_DATA / "companies.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@dataclass(frozen=True, slots=True)
class _Known:
    """The known companies by what a name is folded to; of each key and each industry there is one string."""

    names: dict[str, str] = field(default_factory=dict)
    alone: dict[str, str] = field(default_factory=dict)
    industries: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)


@cache
def _known() -> _Known:
    found, industries = _Known(), dict[str, str]()
    for key, industry, group, names, alone in _folded():
        found.names.update(dict.fromkeys(names.split(), key))
        found.alone.update(dict.fromkeys(alone.split(), key))
        found.industries[key] = industries.setdefault(industry, industry)
        if group:
            found.groups[key] = group
    return found


def _folded() -> Iterator[list[str]]:
    with FOLDED.open(encoding="utf-8") as lines:
        for line in dropwhile(lambda one: one.startswith("#"), lines):
            yield line.rstrip("\n").split("|")


def keys_of_names() -> list[str]:
    """The key of each of `rows_of_names`, in their order."""
    return [key for key, *_ in _folded()]


def known_key(form: str) -> str:
    """The key of the known company that is called this (one word of `shorter_forms`); "" if none is."""
    return _known().names.get(form, "")


def known_alone(name: str) -> str:
    """The key of the known company that a name means where nothing stands beside it ("Duke"); "" if none."""
    return _known().alone.get(name, "")


def industry_of(key: str) -> str:
    """The industry of a known company; "" where none is known."""
    return _known().industries.get(key, "")


def head_of_group(key: str) -> str:
    """The key of the company that a known company belongs to; its own where it belongs to none."""
    groups, seen = _known().groups, {key}
    while (above := groups.get(key, key)) not in seen:
        seen.add(key := above)
    return key


def keys_of_group(key: str) -> set[str]:
    """The keys of all companies that we know to belong to the same group as this one, itself included."""
    head = head_of_group(key)
    return {key, head} | {one for one in _known().groups if head_of_group(one) == head}
