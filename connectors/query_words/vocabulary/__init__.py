"""What the words of a query can mean: one table, built once, from phrase to meaning."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from brokerage.kit.text.search_words import folded
from connectors.query_words.vocabulary import places, roles, sectors, work
from connectors.query_words.vocabulary.small_words import STOP

_BOTH = "industry or department"

__all__ = ["STOP", "Meaning", "longest", "meanings", "split"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means.

    `kind`: rank, role (rank and work), department, worker, modifier, industry, country, size, strength,
    verified. `values` are stored ones; of a role its ranks. An industry has its `sector` and `nearer` names
    for it; where it has `departments` as well, the words around it decide.
    """

    kind: str
    values: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    sector: str = ""
    nearer: tuple[str, ...] = ()


def split(table: str) -> list[str]:
    """The phrases of a line of a table."""
    return [one for one in table.replace("\n", "").split("|") if one.strip()]


@cache
def meanings() -> dict[str, Meaning]:
    """Every phrase that we know, folded, with its meaning. What is said first in the tables counts."""
    table: dict[str, Meaning] = {}
    for phrase, meaning in (*_of_roles(), *_of_sizes(), *_of_places()):
        table.setdefault(phrase, meaning)
    for phrase, meaning in _of_industries():
        known = table.get(phrase)
        if known is None:
            table[phrase] = meaning
        elif meaning.kind == _BOTH:
            table[phrase] = replace(meaning, kind="industry", departments=known.departments)
    return {phrase: one for phrase, one in table.items() if phrase}


@cache
def longest() -> dict[str, int]:
    """By its first word, the words of the longest phrase that we know."""
    found: dict[str, int] = {}
    for phrase in meanings():
        first, count = phrase.split(" ", 1)[0], phrase.count(" ") + 1
        found[first] = max(found.get(first, 0), count)
    return found


def _with_plural(phrase: str) -> list[str]:
    phrase = folded(phrase)
    several = phrase and phrase[-1].isalpha() and phrase[-1] != "s" and len(phrase) > 1
    return [phrase, f"{phrase}s"] if several else [phrase]


def _of_roles() -> list[tuple[str, Meaning]]:
    found: list[tuple[str, Meaning]] = []

    def add(line: str, meaning: Meaning) -> None:
        found.extend((form, meaning) for one in split(line) for form in _with_plural(one))

    def stored(values: tuple[StrEnum, ...]) -> tuple[str, ...]:
        return tuple(one.value for one in values)

    for ranks, departments, line in roles.ROLES:
        add(line, Meaning("role", stored(ranks), stored(departments)))
    for ranks, line in roles.RANKS:
        add(line, Meaning("rank", stored(ranks)))
    for field, line in work.DEPARTMENTS:
        meaning = Meaning("department", (), (field.value,))
        found.extend((folded(one), meaning) for one in split(line))
    for departments, line in work.WORKERS:
        add(line, Meaning("worker", ("individual", "senior"), stored(departments)))
    found.extend((folded(one), Meaning("modifier")) for one in split(roles.MODIFIERS))
    return found


def _of_sizes() -> list[tuple[str, Meaning]]:
    found: list[tuple[str, Meaning]] = []
    for table, kind in ((sectors.SIZES, "size"), (sectors.STRENGTHS, "strength")):
        for line in table.strip().splitlines():
            values, phrases = line.split(" | ", 1)
            meaning = Meaning(kind, tuple(values.split(";")))
            found.extend((folded(one), meaning) for one in split(phrases))
    verified = Meaning("verified", ("yes",))
    found.extend((folded(one), verified) for one in split(sectors.VERIFIED))
    return found


def _of_places() -> list[tuple[str, Meaning]]:
    found: list[tuple[str, Meaning]] = []
    for line in places.COUNTRIES.strip().splitlines():
        code, names, people, cities = (part.strip() for part in line.split("|"))
        meaning = Meaning("country", (code,))
        said = [*names.split(";"), *cities.split(";")]
        found.extend((folded(one), meaning) for one in said)
        found.extend((form, meaning) for one in people.split(";") for form in _people(folded(one)))
    for line in places.REGIONS.strip().splitlines():
        codes, phrases = line.split("|", 1)
        region = Meaning("country", tuple(dict.fromkeys(codes.split())))
        found.extend((folded(one), region) for one in split(phrases))
    found.extend((code, Meaning("country", ("GB",))) for code in ("uk",))
    found.extend((code, Meaning("country", (code.upper(),))) for code in places.SMALL_CODES)
    return found


def _people(word: str) -> list[str]:
    """The forms of a word for people: "deutschen", "françaises", "alemanas"."""
    if word.endswith("isch"):
        return [word + end for end in ("", "e", "er", "en", "es", "em")]
    if word.endswith(("ais", "ois")):
        return [word, f"{word}e", f"{word}es"]
    if word.endswith(("ien", "een")):
        return [word, f"{word}ne", f"{word}s", f"{word}nes"]
    if word.endswith(("ain", "and", "ol")):
        return [word, f"{word}e", f"{word}s", f"{word}es"]
    if word.endswith("o"):
        return [word, f"{word}s", f"{word[:-1]}a", f"{word[:-1]}as"]
    return [word, f"{word}s"] if word and word[-1] not in "sh" else [word]


def _of_industries() -> list[tuple[str, Meaning]]:
    found: list[tuple[str, Meaning]] = []
    for line in sectors.INDUSTRIES.strip().splitlines():
        sector, nearer, phrases = (part.strip() for part in line.split("|", 2))
        near = tuple(one for one in nearer.split(";") if one)
        for phrase in split(phrases):
            both = phrase.strip().startswith("~")
            found.append(
                (folded(phrase), Meaning(_BOTH if both else "industry", (), (), sector, near))
            )
    return found
