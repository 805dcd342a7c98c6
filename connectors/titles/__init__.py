"""What a job title means: seniority, department, and a role in words that identify nobody.

Pure: no Django. Rules for languages in Latin letters (`ranks`, read from top to bottom, and `fields`), words
for other scripts (`scripts`); `phrases` first cuts a line into the things that it says.
`tests/connectors/test_understand_titles.py` holds them against labelled ones.
A rep sees only `role`, which follows from seniority and department alone: the title itself
("Global Head of Seaweed Procurement") would point at one person.
"""

from dataclasses import dataclass
from functools import lru_cache

from connectors.titles import scripts
from connectors.titles.fields import FIELDS, longest_first
from connectors.titles.hints import Hinted, possible_in
from connectors.titles.labels import (
    DEPARTMENT_LABELS,
    SENIORITY_LABELS,
    Department,
    Seniority,
)
from connectors.titles.phrases import Part, parts_of, spelled
from connectors.titles.protected import CATEGORIES
from connectors.titles.ranks import RANKS
from connectors.titles.workers import (
    BESIDE_FOUNDER,
    CHIEF_EXECUTIVE,
    CHIEF_OF_A_THING,
    COMPOUND,
    EXECUTIVE_WORDS,
    LEADS_OVER,
    LINK,
    NO_FIELD,
    SENIOR_AS_WELL,
    TOO_WIDE,
    WORKER,
)

__all__ = [
    "DEPARTMENT_LABELS",
    "MOST_REMEMBERED",
    "SENIORITY_LABELS",
    "Department",
    "Position",
    "Seniority",
    "canonical_role",
    "classify",
    "forbidden_category",
    "meaning_of",
    "spelled",
]


@dataclass(frozen=True)
class Position:
    """A title, understood."""

    seniority: Seniority
    department: Department
    role: str


_NOTHING = Position(Seniority.OTHER, Department.OTHER, "Role not stated")
_SENIORITY = tuple((Hinted(pattern), rank) for pattern, rank in RANKS)
_DEPARTMENT = tuple(
    (Hinted(rf"\b(?:{longest_first(pattern)})\b"), department) for pattern, department in FIELDS
)

_SPEAKS_FOR_ALL = {Seniority.C_LEVEL, Seniority.FOUNDER, Seniority.BOARD}
_LONGEST_TITLE = 300
MOST_REMEMBERED = 8192
"""Titles whose meaning a process remembers: in a network most are borne by several people."""
LONGEST_FIELD_ALONE = 5
"""Words of a line that holds no rank and no kind of worker, up to which it still says what somebody does."""


def classify(title: str) -> Position:
    """A job title as written -> seniority, department, and the canonical role.

    Of several things that somebody says of themself the first that tells a rank counts; then the first that
    tells what they work on; where none does, nothing is stated.
    """
    position = _NOTHING
    for part in parts_of(title[:_LONGEST_TITLE]):
        found, says_how_high = _understood(part)
        if says_how_high:
            return found
        if position is _NOTHING and found.seniority != Seniority.OTHER:
            position = found
    return position


@lru_cache(maxsize=MOST_REMEMBERED)
def _understood(part: Part) -> tuple[Position, bool]:
    """What one part says, and whether it says so by a word for a rank or for a kind of worker."""
    words = part.words
    field = _field_of(NO_FIELD.sub(" ", words))
    seniority, said = _seniority_of(words, field)
    if seniority == Seniority.FOUNDER:
        field = _field_of(BESIDE_FOUNDER.sub(" ", NO_FIELD.sub(" ", words)))
    if seniority in _SPEAKS_FOR_ALL and (chief := CHIEF_EXECUTIVE.search(words)):
        field = _field_of(words[: chief.start()])  # behind it stands the company
    if not field and part.place and seniority in {Seniority.PARTNER, Seniority.SENIOR}:
        field = _field_of(part.place)
    department = _department_of(words, seniority, field)
    return Position(seniority, department, canonical_role(seniority, department)), said


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


@lru_cache(maxsize=MOST_REMEMBERED)
def meaning_of(words: str) -> tuple[Seniority | None, Department | None]:
    """What `spelled` words say of a rank and of a kind of work; None for what they do not say."""
    field = _field_of(words)
    seniority, said = _seniority_of(words, field)
    return (seniority if said and seniority != Seniority.OTHER else None), field


def forbidden_category(title: str) -> str:
    """The protected category a title falls in: "public_official", "prescriber", or "".

    Paying for access to these people may be bribery; settings.FORBIDDEN_ROLES says which count.
    """
    return _category_of(spelled(title[:_LONGEST_TITLE]))


@lru_cache(maxsize=MOST_REMEMBERED)
def _category_of(words: str) -> str:
    found = (name for name, pattern in CATEGORIES if pattern.search(words))
    return next(found, "")


def _seniority_of(words: str, field: Department | None) -> tuple[Seniority, bool]:
    """How high, and whether a word says so."""
    if scripts.is_foreign(words) and (rank := scripts.rank_in(words)):
        return rank, True
    possible = possible_in(words)
    for pattern, rank in _SENIORITY:
        if pattern.id in possible and pattern.search(words):
            as_well = rank == Seniority.INDIVIDUAL and SENIOR_AS_WELL.search(words)
            return (Seniority.SENIOR if as_well else rank), True
    # Whoever works on something works; what says neither says nothing.
    if WORKER.search(words):
        return Seniority.INDIVIDUAL, True
    works = field is not None and words.count(" ") < LONGEST_FIELD_ALONE
    return (Seniority.INDIVIDUAL if works else Seniority.OTHER), False


def _department_of(words: str, seniority: Seniority, field: Department | None) -> Department:
    if seniority == Seniority.OTHER:
        return Department.OTHER
    if seniority == Seniority.ADVISOR and "in residence" not in words:
        return Department.OTHER
    if not (field and seniority == Seniority.C_LEVEL) and EXECUTIVE_WORDS.search(words):
        return Department.EXECUTIVE
    if field:
        return field
    if seniority in _SPEAKS_FOR_ALL:
        return Department.OTHER if CHIEF_OF_A_THING.search(words) else Department.EXECUTIVE
    return Department.CONSULTING if seniority == Seniority.PARTNER else Department.OTHER


def _field_of(words: str) -> Department | None:
    """What is said first; of two at the same place, the longer. A compound is looked at in its parts, too."""
    if scripts.is_foreign(words) and (field := scripts.field_in(words)):
        return field
    return _first_field(words) or _first_field(COMPOUND.sub(r"\1 \2", words))


def _first_field(words: str) -> Department | None:
    possible = possible_in(words)
    found = sorted(
        (match.start(), -match.end(), order)
        for order, (pattern, _) in enumerate(_DEPARTMENT)
        if pattern.id in possible
        for match in pattern.finditer(words)
    )
    if not found:
        return None
    start, end, order = found[0]
    if LEADS_OVER.fullmatch(words[start:-end]):
        behind = LINK.match(words, -end)
        after = behind.end() if behind else len(words)
        order = next(
            (
                one
                for begin, end, one in found
                if begin == after and not TOO_WIDE.fullmatch(words[begin:-end])
            ),
            order,
        )
    return _DEPARTMENT[order][1]
