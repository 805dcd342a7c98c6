"""The companies we know from the start: their names, their groups, and public facts about them.

`data/companies.csv` lists large companies by industry; `data/names.csv` the names that well-known companies
of our markets go by ("=" before a name: only in full; "==": only where nothing, not even a legal form, stands
beside it), their domain, country, and whose group they belong to.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from connectors.companies.spelling import joined, shorter_forms

_DATA = Path(__file__).parent.parent / "data"


def rows_of_names() -> Iterator[dict[str, str]]:
    """The rows of `names.csv`."""
    with (_DATA / "names.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="|")


def rows_of_companies() -> Iterator[dict[str, str]]:
    """The rows of `companies.csv`."""
    with (_DATA / "companies.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@cache
def _keyed() -> list[tuple[str, dict[str, str]]]:
    return [(_key_of(row), row) for row in rows_of_names()]


def _key_of(row: Mapping[str, str]) -> str:
    name = row["name"]
    return joined(name) if _counts_in_full(row) else shorter_forms(name)[-1]


def _counts_in_full(row: Mapping[str, str]) -> bool:
    """Whether the name is a company's only as a whole: "Coop Norge" is not Coop, nor "Groupe SEB" SEB."""
    return "=" + row["name"] in row["also"].split(";")


@cache
def _names() -> dict[str, str]:
    """The key of a known company by each of its names, as one word.

    What two of them could be called is nobody's name, unless it is written in full.
    """
    in_full: dict[str, str] = {}
    shortened: dict[str, set[str]] = {}
    for key, row in _keyed():
        in_full[key] = key
        own = [] if _counts_in_full(row) else [row["name"]]
        for name in (*own, *filter(None, row["also"].split(";"))):
            if name.startswith("=="):
                continue
            in_full.setdefault(joined(name.removeprefix("=")), key)
            if not name.startswith("="):
                shortened.setdefault(shorter_forms(name)[-1], set()).add(key)
    certain = {name: next(iter(keys)) for name, keys in shortened.items() if len(keys) == 1}
    return {name: key for name, key in (certain | in_full).items() if len(name) > 1}


def known_key(form: str) -> str:
    """The key of the known company that is called this (one word of `shorter_forms`); "" if none is."""
    return _names().get(form, "")


@cache
def _alone() -> dict[str, str]:
    return {
        joined(name[2:]): key
        for key, row in _keyed()
        for name in row["also"].split(";")
        if name.startswith("==")
    }


def known_alone(name: str) -> str:
    """The key of the known company that a name means where nothing stands beside it ("Duke"); "" if none."""
    return _alone().get(name, "")


@cache
def _industries() -> dict[str, str]:
    return {key: row["industry"] for key, row in _keyed()}


def industry_of(key: str) -> str:
    """The industry of a known company; "" where none is known."""
    return _industries().get(key, "")


@cache
def _groups() -> dict[str, str]:
    return {key: shorter_forms(row["group"])[-1] for key, row in _keyed() if row["group"]}


def head_of_group(key: str) -> str:
    """The key of the company that a known company belongs to; its own where it belongs to none."""
    seen = {key}
    while (above := _groups().get(key, key)) not in seen:
        seen.add(key := above)
    return key


def keys_of_group(key: str) -> set[str]:
    """The keys of all companies that we know to belong to the same group as this one, itself included."""
    head = head_of_group(key)
    return {key, head} | {one for one in _groups() if head_of_group(one) == head}
