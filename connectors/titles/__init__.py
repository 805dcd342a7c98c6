"""What a job title means: seniority, department, and a role in words that identify nobody.

Pure: no Django. Rules for languages in Latin letters (`ranks`, read from top to bottom, and `fields`), words
for other scripts (`scripts`). `tests/connectors/test_understand_titles.py` holds them against labelled ones.
A rep sees only `role`, which follows from seniority and department alone: the title itself
("Global Head of Seaweed Procurement") would point at one person.
"""

import re
from dataclasses import dataclass

from connectors.companies import plain
from connectors.titles import scripts
from connectors.titles.fields import FIELDS
from connectors.titles.labels import (
    DEPARTMENT_LABELS,
    SENIORITY_LABELS,
    Department,
    Seniority,
)
from connectors.titles.protected import CATEGORIES
from connectors.titles.ranks import RANKS

__all__ = [
    "DEPARTMENT_LABELS",
    "SENIORITY_LABELS",
    "Department",
    "Position",
    "Seniority",
    "canonical_role",
    "classify",
    "forbidden_category",
]


@dataclass(frozen=True)
class Position:
    """A title, understood."""

    seniority: Seniority
    department: Department
    role: str


_SENIORITY = tuple((re.compile(pattern), rank) for pattern, rank in RANKS)
_DEPARTMENT = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), department) for pattern, department in FIELDS
)

_SPEAKS_FOR_ALL = {Seniority.C_LEVEL, Seniority.FOUNDER, Seniority.BOARD}
_EXECUTIVE_WORDS = re.compile(
    r"\b(chief of staff|(executive|management|personal) assistant|"
    r"assistant to the \w+|in residence|"
    r"general manager|executive director|generaldirektor\w*|prokurist\w*|direction|country manager|"
    r"referent\w* (der|des) (geschaftsfuhrung|vorstands)|assisten\w* der geschafts\w+)\b"
)
_WORKER = re.compile(
    r"\b(specialist\w*|spezialist\w*|associate|analyst\w*|officer|executive|representative|clerk|worker|assistan\w*|"
    r"technician|operator|electrician|plumber|carpenter|mechanic|engineer|coach|trainer|speaker|"
    r"administrator|coordinator|employee|mitarbeiter\w*|sachbearbeiter\w*|referent\w*|"
    r"angestellt\w*|kaufmann|kauffrau|fachkraft|employee?|charge[e]?|agent[e]?|especialista|analista|tecnico|"
    r"auxiliar|administrativ[oa]|impiegat[oa]|addett[oa]|medewerker|specjalist\w*|pracownik|translator|writer|"
    r"author|pilot|driver|chef|artist|photographer|freelancer?|self employed|contractor)\b"
)
#: "Technical Buyer", "Product Designer": what is said first only says more of what follows.
_LEADS_OVER = re.compile(
    r"technical|technisch\w*|tecnic[oa]|technique|commercial|commerciale?|digital\w*|products?|produkt|operational|"
    r"operativ\w*|strategi\w+|it|software|kaufmann\w*|industrial|medical|clinical|legal|financial"
)
_COMPOUND = re.compile(
    r"\b(\w{2,}?)s?(leit(?:er|erin|ung)|leider|referent(?:in)?|mitarbeiter(?:in)?|berater(?:in)?|direktor(?:in)?|"
    r"chef(?:in|en)?|manager(?:in)?|ingenieur(?:in)?|assistent(?:in)?|sachbearbeiter(?:in)?|spezialist(?:in)?|"
    r"controller(?:in)?|techniker(?:in)?|fachkraft|kauffrau|kaufmann|direkteur|directeur|medewerker)\b"
)
_LONGEST_TITLE = 300
_ABBREVIATED = re.compile(r"\b(?:[^\W\d_]\.){2,5}(?:[^\W\d_]\b)?")


def classify(title: str) -> Position:
    """A job title as written -> seniority, department, and the canonical role."""
    words = plain(_ABBREVIATED.sub(_together, title[:_LONGEST_TITLE]))
    field = _field_of(words)
    seniority = _seniority_of(words, field)
    department = _department_of(words, seniority, field)
    return Position(seniority, department, canonical_role(seniority, department))


def _together(abbreviation: re.Match[str]) -> str:
    """ "C.E.O." as "CEO"."""
    return abbreviation[0].replace(".", "")


def canonical_role(seniority: str, department: str) -> str:
    """The role as a rep reads it, such as "VP, Engineering"; follows from the two alone."""
    rank, field = SENIORITY_LABELS[seniority], DEPARTMENT_LABELS[department]
    if seniority == Seniority.OTHER:
        return "Role not stated" if department == Department.OTHER else field
    if department in {Department.EXECUTIVE, Department.OTHER} and (
        seniority in _SPEAKS_FOR_ALL or seniority == Seniority.ADVISOR
    ):
        return rank
    return rank if department == Department.OTHER else f"{rank}, {field}"


def forbidden_category(title: str) -> str:
    """The protected category a title falls in: "public_official", "prescriber", or "".

    Paying for access to these people may be bribery; settings.FORBIDDEN_ROLES says which count.
    """
    words = plain(title[:_LONGEST_TITLE])
    found = (name for name, pattern in CATEGORIES if pattern.search(words))
    return next(found, "")


def _seniority_of(words: str, field: Department | None) -> Seniority:
    if not words:
        return Seniority.OTHER
    if scripts.is_foreign(words) and (rank := scripts.rank_in(words)):
        return rank
    for pattern, rank in _SENIORITY:
        if pattern.search(words):
            return rank
    # Whoever works on something works; what says neither says nothing.
    return Seniority.INDIVIDUAL if field or _WORKER.search(words) else Seniority.OTHER


def _department_of(words: str, seniority: Seniority, field: Department | None) -> Department:
    if seniority == Seniority.OTHER:
        return Department.OTHER
    if _EXECUTIVE_WORDS.search(words):
        return Department.EXECUTIVE
    if field:
        return field
    if seniority in _SPEAKS_FOR_ALL:
        return Department.EXECUTIVE
    return Department.CONSULTING if seniority == Seniority.PARTNER else Department.OTHER


def _field_of(words: str) -> Department | None:
    """What is said first; of two at the same place, the longer. A compound is looked at in its parts, too."""
    if scripts.is_foreign(words) and (field := scripts.field_in(words)):
        return field
    return _first_field(words) or _first_field(_COMPOUND.sub(r"\1 \2", words))


def _first_field(words: str) -> Department | None:
    found = sorted(
        (match.start(), -match.end(), department)
        for pattern, department in _DEPARTMENT
        for match in pattern.finditer(words)
    )
    if not found:
        return None
    start, end, field = found[0]
    if _LEADS_OVER.fullmatch(words[start:-end]):
        beside = next((one for one in found if one[0] == 1 - end), None)
        return beside[2] if beside else field
    return field
