"""What a move is beside its row in `lifecycle.MOVES`: its words, what it asks for, what else is true of it.

Declared once, beside its effect, with `actions.declaring.move`. Pages, API, history and mails read
`DECLARED`. Standard library only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from introductions.lifecycle import BY_NAME, MOVES, Actor, Move

SIDES = frozenset({Actor.REP, Actor.CONNECTOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a move asks for. `page_only`: the page asks for it, and the effect never hears of it."""

    label: str = ""
    help: str = ""
    required: bool = True
    refusal: str = ""
    """What the page says where it is missing."""
    page_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """Typed words in several lines, at most `longest` characters."""

    longest: int
    rows: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Text):
    """A few words that may be left out."""

    rows: int = 3
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Field):
    """Money in the introduction's currency: typed as 450.00 on a page, minor units (from `least`) by API."""

    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountRead(Field):
    """An amount that was read and is agreed to; in minor units, hidden on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead(Field):
    """The name of what was read and is agreed to; hidden on a page."""

    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Field):
    """A statement to be confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of several: what is kept, and how it reads."""

    options: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files(Field):
    """Evidence. With a `page_only` one the files are kept with the move; the API has an address for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A move in people's words. `past` stands in the history; a `button` makes it a move by hand.

    `first`: it is what the page is about now, so it stands open. `bad`: nobody wished for it. `ask`: what
    happens, for a move that the page asks about once more. `to_bank`: in the answer to a chargeback.
    """

    past: str
    title: str = ""
    text: str = ""
    button: str = ""
    done: str = "Done."
    tone: str = "primary"
    first: bool = False
    bad: bool = False
    ask: str = ""
    to_bank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """Yes and no about a move."""

    asks_prospect: bool = False
    """It counts toward how often a person is asked."""
    is_no: bool = False
    """Somebody did not want it, or could not be asked: the listing rests."""
    while_suspended: bool = False
    """Somebody suspended may still make it: what runs comes to its end."""
    shown_closed: bool = False
    """Worth showing while a guard forbids it: the page then says why."""
    receipt: bool = False
    """Its maker is told too."""
    traced: bool = False
    """From where a rep made it is kept: evidence for a bank."""


class Makes(Protocol):
    """What makes a move: takes the introduction and, by keyword, who acts and the fields."""

    def __call__(self, introduction: Any, /, **facts: Any) -> Any:
        """Make it as whoever is named."""

    def by(self, actor: Actor, introduction: Any, /, **facts: Any) -> Any:
        """Make it as `actor`."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything about a move that is not in its row."""

    row: Move
    words: Words
    fields: Mapping[str, Field]
    flags: Flags
    action: Makes

    @property
    def name(self) -> str:
        """As in the table."""
        return self.row.name

    @property
    def is_by_hand(self) -> bool:
        """Whether a side makes it with a button. The desk has pages and words of its own."""
        return bool(self.words.button)

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Where it stands on the page: what is to be done now first, what cannot be undone last."""
        is_late = self.words.tone == "danger" and not self.words.first
        return not self.words.first, is_late, MOVES.index(self.row)


DECLARED: dict[str, Declaration] = {}
NO_FLAGS = Flags()


def declare(declared: Declaration) -> None:
    """Register one declaration; a second for the same row is a mistake of ours."""
    if declared.name in DECLARED:
        raise TypeError(f"{declared.name} is declared twice")
    DECLARED[declared.name] = declared


def flags_of(name: str) -> Flags:
    """What is true of the move `name`."""
    return DECLARED[name].flags if name in DECLARED else NO_FLAGS


def is_bad(name: str) -> bool:
    """Whether the move `name` is an ending, or a turn, that nobody wished for."""
    return name in DECLARED and DECLARED[name].words.bad


def faults() -> list[str]:
    """What is missing, in sentences: nothing, or the app does not start."""
    found = [f"{name}: no declaration" for name in sorted(set(BY_NAME) - set(DECLARED))]
    for name, declared in sorted(DECLARED.items()):
        if not declared.words.past:
            found.append(f"{name}: no words for the history")
        if declared.is_by_hand and not SIDES & set(declared.row.who):
            found.append(f"{name}: a button, and nobody to press it")
        if declared.fields and not declared.is_by_hand:
            found.append(f"{name}: asks for something, and has no button")
    return found
