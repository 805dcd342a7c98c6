"""What a company is called: a clean name, and a key under which its spellings are equal.

Pure: no Django.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from brokerage.kit.cells import out_of_place
from brokerage.kit.mail.domains import registrable_domain
from brokerage.kit.text.name_match import Text, is_clear_of, names, needles_of
from connectors.companies.known import (
    head_of_group,
    keys_of_names,
    known_alone,
    known_key,
    rows_of_companies,
    rows_of_names,
)
from connectors.companies.nobody import names_no_company
from connectors.companies.spelling import (
    LONGEST_KEYED,
    joined,
    plain,
    shorter_forms,
    site_in,
    spelling_key,
    without_brackets,
)
from connectors.companies.trades import known_at_length

__all__ = [
    "LONGEST_KEYED",
    "LONGEST_NAME",
    "SIZE_LABELS",
    "SIZE_WORDS",
    "CompanyName",
    "SizeBand",
    "bears_name",
    "company_in_words",
    "company_key",
    "company_name",
    "group_key",
    "known_companies",
    "plain",
    "public_headcount",
    "spelling_key",
]


class SizeBand(StrEnum):
    """How big a company is, as coarsely as a rep may see it."""

    UNKNOWN = ""
    SMALL = "small"  # fewer than 50 people
    MEDIUM = "medium"  # 50 to 999 people
    LARGE = "large"  # 1,000 people or more, or listed among the largest


SIZE_LABELS: dict[str, str] = {
    SizeBand.UNKNOWN: "Size not known",
    SizeBand.SMALL: "Small (under 50 people)",
    SizeBand.MEDIUM: "Medium (50 to 999 people)",
    SizeBand.LARGE: "Large (1,000 people or more, or listed)",
}

SIZE_WORDS: dict[str, str] = {
    SizeBand.SMALL: "small company",
    SizeBand.MEDIUM: "medium-sized company",
    SizeBand.LARGE: "large company",
}


def company_in_words(name: str, industry: str, size: str, *, stated: bool) -> str:
    """A company as a rep reads it: its `name` where that is shown, else what is of industry and size."""
    if name or not stated:
        return name or "Company not stated"
    return ", ".join(filter(None, [industry, SIZE_WORDS.get(size, "")])) or "Company not named"


LONGEST_NAME = 160
_FACTS = ("industry", "sub_industry", "country")
#: A word for a part of a company, behind its name.
_PART = re.compile(
    r"(?:\s+(?:consulting|research|cloud|digital|services?|solutions?|technolog(?:y|ies)|technik|"
    r"international|labs?|ventures|financial services|leasing|mobility|"
    r"software|systems?|studios?|security|europe|emea|apac|dach|advisory|it|informatik|logistics|"
    r"immobilien|real estate|academy|"
    r"berlin|munchen|munich|hamburg|london|paris|zurich|wien|vienna|madrid|milano|amsterdam|warsaw|of \w+))+$"
)

#: A legal form whose points look like an address.
_POINTED = re.compile(r"\bS\.? ?A\.? ?(?:B\.?|P\.? ?I\.?)? ?de ?C\.? ?V\.?", re.IGNORECASE)


@dataclass(frozen=True)
class CompanyName:
    """A company's clean name, and the key that all its spellings share."""

    name: str
    key: str


@lru_cache(maxsize=8192)
def company_name(raw: str) -> CompanyName | None:
    """The company behind what a contact's file says; None when it names none, or says something else, too.

    "Nike, Inc. Ltd (NYSE)" and "NIKE" share the key "nike"; "Self-employed" is no company.
    """
    raw = raw[: 4 * LONGEST_KEYED]  # nothing behind is kept, nor looked at
    if site := site_in(raw):
        raw = registrable_domain(site).partition(".")[0].capitalize()
    if out_of_place(_POINTED.sub("", raw)):
        return None
    name = " ".join(raw.replace("\x00", "").split())
    name = name[:LONGEST_NAME].strip(" ,;-")
    key = company_key(name)  # what stands in brackets may be the name that we know
    name = without_brackets(name)
    if not key or names_no_company(name):
        return None
    return CompanyName(name=name, key=key)


def company_key(name: str) -> str:
    """The canonical key of a company: the same for all its spellings and names that we know of."""
    return _key_of(name[:LONGEST_KEYED])


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str:
    forms = shorter_forms(name)
    known = known_alone(forms[0]) or next(filter(None, map(known_key, forms)), "")
    known = known or known_at_length(name)
    return (known or forms[-1])[:LONGEST_NAME]


def group_key(name: str) -> str:
    """The key of the company at the head of the group: of "IBM Research" and "Red Hat" it is that of IBM.

    A known company's name with a word for a part of a company behind it counts as that company's.
    """
    return _group_of(name[:LONGEST_KEYED])


@lru_cache(maxsize=4096)
def _group_of(name: str) -> str:
    key = company_key(name)
    whole = known_key(joined(_PART.sub("", spelling_key(name))))
    return head_of_group(key if known_key(key) or not whole else whole)


#: Parts of names that say nothing about whose they are.
_PARTICLES = frozenset(
    "aan bin dal das dei del den der des dos ibn las los ten ter van vom von zum zur".split()
)
SHORTEST_NAME, SHORTEST_INSIDE = 3, 5


def bears_name(company: str, person: str) -> bool:
    """Whether the name of a company tells the person's: "Vandenbroucke & Partner", or an email address.

    In doubt it does: who works alone often calls the firm by their own name. A part of the name counts as
    a word of three letters or more, and from five on inside other words, too.
    """
    said = plain(company)
    together = said.replace(" ", "")
    parts = {part for part in plain(person).split() if len(part) >= SHORTEST_NAME} - _PARTICLES
    plainly = any(
        part in said.split() or (len(part) >= SHORTEST_INSIDE and part in together)
        for part in parts
    )
    if "@" in company or plainly:
        return True
    if is_clear_of(company, person):
        return False
    return names(Text(company), needles_of(person)) is not None


def known_companies() -> list[dict[str, str]]:
    """The companies we know from the start: name, key, domain, industry, sub_industry, country, size.

    The size is not known where neither list says that a company is large.
    """
    found: dict[str, dict[str, str]] = {}
    large = SizeBand.LARGE.value
    listed = [(company_key(row["name"]), row | {"size": large}) for row in rows_of_companies()]
    for key, row in (*listed, *zip(keys_of_names(), rows_of_names(), strict=True)):
        facts = {name: row.get(name, "") for name in ("name", "domain", *_FACTS)}
        facts["size_band"] = row["size"]
        one = found.setdefault(key, facts)
        one.update({name: said for name, said in facts.items() if said and not one[name]})
    return [{**facts, "key": key} for key, facts in found.items()]


#: Kinds of business (as the list of known companies calls them) in which few people carry a large firm.
_LEAN = ("REIT", "Exploration & Production")
PEOPLE_IN_LEAN_FIRM = 300


def public_headcount(sub_industry: str) -> int | None:
    """How many people work at a large firm of this kind, where its size says too much; None elsewhere.

    A trust that owns houses for billions may have three hundred people. In doubt too few are named.
    """
    lean = any(one.casefold() in sub_industry.casefold() for one in _LEAN)
    return PEOPLE_IN_LEAN_FIRM if lean else None
