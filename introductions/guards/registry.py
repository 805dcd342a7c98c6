"""How a guard is registered and asked."""

from collections.abc import Callable
from typing import overload

from introductions.lifecycle import Actor, Move
from introductions.models import Introduction

Guard = Callable[[Introduction, Actor], str | None]
UNDER_REVIEW = "This introduction is under review. It goes on once a moderator has looked at it."
NOT_OPEN = "This person is not open to requests now."
"""The one sentence for all that must not be told: about a prospect, and about a connector's own rules."""
ASKED_BEFORE = "You asked for this introduction before. You cannot ask again so soon."
GUARDS: dict[str, Guard] = {}
"""By the name that the rows use. A guard of one journey stands there, beside its moves."""
QUIET: set[str] = set()
"""Guards that speak of who the prospect is: they are asked when the move is made, and no page or list of
open moves shows beforehand what they would say."""
PASSING: set[str] = set()
"""Guards that time may satisfy: a clock that meets them comes back instead of giving up."""
CODES: dict[str, str] = {}
"""Guards that programs and clocks know by another name."""


@overload
def guard(says: Guard, /) -> Guard: ...
@overload
def guard(
    *, quiet: bool = False, passing: bool = False, code: str = ""
) -> Callable[[Guard], Guard]: ...
def guard(
    says: Guard | None = None, /, *, quiet: bool = False, passing: bool = False, code: str = ""
) -> Guard | Callable[[Guard], Guard]:
    """Register a guard under its function's name: QUIET, PASSING, or refusing with `code`."""

    def register(one: Guard) -> Guard:
        name = one.__name__
        if name in GUARDS:
            raise TypeError(f"two guards are called {name}")
        GUARDS[name] = one
        if quiet:
            QUIET.add(name)
        if passing:
            PASSING.add(name)
            CODES[name] = "not_yet"
        if code:
            CODES[name] = code
        return one

    return register(says) if says else register


def why_not(
    introduction: Introduction, move: Move, actor: Actor, *, ahead: bool = False
) -> tuple[str, str] | None:
    """The first guard of `move` that does not hold, as `(its name, its sentence)`.

    `ahead`: asked for a page, before anybody makes the move. What is QUIET is not asked then.
    """
    for name in move.needs:
        if ahead and name in QUIET:
            continue
        sentence = GUARDS[name](introduction, actor)
        if sentence:
            return name, sentence
    return None
