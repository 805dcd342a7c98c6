"""The guards that rows of the process name: each says why not, in a sentence, or None.

A guard only reads, under the introduction's lock. A sentence names nobody.
"""

from introductions.guards import agreed  # noqa: F401  (registers itself)
from introductions.guards.disputes import may_cosign, may_decide
from introductions.guards.people import are_one, prospect_open
from introductions.guards.registry import (
    ASKED_BEFORE,
    CODES,
    GUARDS,
    NOT_OPEN,
    UNDER_REVIEW,
    guard,
    why_not,
)

__all__ = [
    "ASKED_BEFORE",
    "CODES",
    "GUARDS",
    "NOT_OPEN",
    "UNDER_REVIEW",
    "are_one",
    "guard",
    "may_cosign",
    "may_decide",
    "prospect_open",
    "why_not",
]
