"""Folds the names of well-known companies: `python -m connectors.companies.folding` when `names.csv` changes.

For each row of `names.csv` a line of `data/folded_names.txt`: the company's key, its industry, the key of its
group, the folded names by which it is known, and those that mean it only with nothing beside them.
"""

from collections.abc import Mapping

from connectors.companies.known import FOLDED, rows_of_names
from connectors.companies.spelling import joined, shorter_forms

_HEAD = "# Made by connectors.companies.folding from names.csv; not to be edited.\n"


def folded() -> str:
    """What `folded_names.txt` ought to hold.

    What two companies could be called is nobody's name, unless it is written in full.
    """
    keyed = [(_key_of(row), row) for row in rows_of_names()]
    named = {row["name"]: key for key, row in reversed(keyed)}
    in_full: dict[str, str] = {}
    shortened: dict[str, set[str]] = {}
    alone: dict[str, list[str]] = {}
    for key, row in keyed:
        in_full[key] = key
        own = [] if _counts_in_full(row) else [row["name"]]
        for name in (*own, *filter(None, row["also"].split(";"))):
            if name.startswith("=="):
                alone.setdefault(key, []).append(joined(name[2:]))
                continue
            in_full.setdefault(joined(name.removeprefix("=")), key)
            if not name.startswith("="):
                shortened.setdefault(shorter_forms(name)[-1], set()).add(key)
    certain = {name: next(iter(keys)) for name, keys in shortened.items() if len(keys) == 1}
    names: dict[str, list[str]] = {}
    for name, key in (certain | in_full).items():
        if len(name) > 1:
            names.setdefault(key, []).append(name)
    return _HEAD + "".join(
        "|".join(
            (
                key,
                row["industry"],
                named.get(row["group"]) or shorter_forms(row["group"])[-1],
                " ".join(names.get(key, ())),
                " ".join(alone.get(key, ())),
            )
        )
        + "\n"
        for key, row in keyed
    )


def _key_of(row: Mapping[str, str]) -> str:
    name = row["name"]
    return joined(name) if _counts_in_full(row) else shorter_forms(name)[-1]


def _counts_in_full(row: Mapping[str, str]) -> bool:
    """Whether the name is a company's only as a whole: "Coop Norge" is not Coop, nor "Groupe SEB" SEB."""
    return "=" + row["name"] in row["also"].split(";")


if __name__ == "__main__":
    FOLDED.write_text(folded(), encoding="utf-8")
