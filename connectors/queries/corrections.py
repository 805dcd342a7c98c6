"""How a job title is understood: by staff's correction where there is one, else by the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from connectors.models import TitleCorrection
from connectors.titles import (
    MOST_REMEMBERED,
    Department,
    Position,
    Seniority,
    canonical_role,
    classify,
    forbidden_category,
    spelled,
)


@dataclass(frozen=True)
class Understood:
    """What follows from a title: the position, and the protected category ("" for none)."""

    position: Position
    category: str


Corrections = Mapping[str, Understood]


def understood(title: str, corrections: Corrections | None = None) -> Understood:
    """The one door to what a title means.

    Whoever reads many hands in `corrections_now()`; without it the one correction is looked up.
    """
    words = spelled(title)
    if corrections is None:
        corrections = _read(words)
    return corrections.get(words) or _by_rules(title)


@lru_cache(maxsize=MOST_REMEMBERED)
def _by_rules(title: str) -> Understood:
    return Understood(classify(title), forbidden_category(title))


def corrections_now() -> Corrections:
    """All of staff's corrections by the words of the title."""
    return {row.words: _meant(row) for row in TitleCorrection.objects.all()}


def _read(words: str) -> Corrections:
    return {row.words: _meant(row) for row in TitleCorrection.objects.filter(words=words)}


def _meant(row: TitleCorrection) -> Understood:
    seniority, department = Seniority(row.seniority), Department(row.department)
    role = canonical_role(seniority, department)
    return Understood(Position(seniority, department, role), row.category)
