"""What every reader yields, and the small things they share: names, dates, refusals."""

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn

from brokerage.kit.cells import out_of_place
from brokerage.kit.errors import Refusal
from brokerage.kit.text.folding import is_unspaced
from brokerage.kit.text.hidden_letters import without_hidden
from connectors.companies import plain
from connectors.identity import clean_email, normalise_profile_url, plain_profile_url
from connectors.readers.dates import parse_date as parse_date

MAX_ROWS = 100_000
LONGEST_CELL = 300
EMPTY: Mapping[str, Iterable[str]] = {}
LONGEST_READ = 10 * LONGEST_CELL  # letters of a cell that are looked at


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact of an address book. `number` is the row (or card) as the person can count it."""

    number: int
    first_name: str = ""
    last_name: str = ""
    profile_url: str = ""
    email: str = ""
    company: str = ""
    position: str = ""
    connected_on: dt.date | None = None
    addresses: tuple[str, ...] = ()
    """All e-mail and profile addresses that stand there: whoever one of them belongs to is meant."""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a row that the person should know. Never holds what the row says."""

    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that holds something, and what it was read as: a field, or "" for not at all.

    `name` is the heading as `plain` words, by which a choice is remembered; `sample` the first value in it.
    """

    name: str
    heading: str
    field: str
    sample: str
    suggested: str = ""


#: What somebody chose for the columns under a heading row (its `plain` names): fields by name.
Choices = Callable[[Sequence[str]], Mapping[str, str]]


@dataclass
class AddressBook:
    """A file, read: its format, the contacts, and how many rows had none.

    `columns` and `header_row` are those of a table; `encodings` the ways in which the text could be read,
    the likeliest first, where the file does not say it.
    """

    kind: str
    rows: list[ContactRow] = field(default_factory=list)
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    columns: tuple[Column, ...] = ()
    header_row: int = 0
    encodings: tuple[str, ...] = ()
    taken: int = 0

    def leave_out(self, number: int, why: str) -> None:
        """Do not take this row in, and say why, without what it says."""
        self.skipped += 1
        self.problems.append(Problem(number, f"Left out: {why}"))

    def add(
        self, row: ContactRow, raw_email: str = "", raw: Mapping[str, Iterable[str]] = EMPTY
    ) -> None:
        """Keep a row that `takes` takes."""
        if self.takes(row, raw_email, raw):
            self.rows.append(row)

    def takes(
        self, row: ContactRow, raw_email: str = "", raw: Mapping[str, Iterable[str]] = EMPTY
    ) -> bool:
        """Whether a row says who it is, and holds nothing out of place in its `raw` cells ("name", "title",
        "company"); counts those that do not. Refuses endless files."""
        if self.taken >= MAX_ROWS:
            refuse(f"This file holds more than {MAX_ROWS:,} contacts. Please split it.", "too_many")
        if not (row.name or row.email or row.profile_url):
            self.skipped += 1
            if row.company or row.position:
                self.problems.append(Problem(row.number, "No name and no address: left out."))
            return False
        for what, cells in raw.items():
            if found := next(filter(None, map(out_of_place, cells)), ""):
                self.leave_out(row.number, f"the {what} holds {found}.")
                return False
        if raw_email.strip() and not row.email:
            self.problems.append(
                Problem(row.number, "The e-mail address cannot be one: imported without it.")
            )
        self.taken += 1
        return True


class UnknownColumns(Refusal):
    """A table whose columns nobody knows: the person can say what they are."""

    def __init__(self, sentence: str, columns: tuple[Column, ...]) -> None:
        super().__init__(sentence, code="unknown_columns", status=400, field="file")
        self.columns = columns


OTHERS = "the title or company holds the name of another contact."


def full_names(names: Iterable[str]) -> frozenset[str]:
    """Whole names as `holds_others` finds them again; single words are none."""
    found = set()
    for name in names:
        words = plain(name).split()
        if len(words) > 1:
            found.add(" ".join(words))
        elif is_unspaced(name) and len(words[:1] and words[0]) > 2:
            found.add(words[0])
    return frozenset(found)


def holds_others(row: ContactRow, everybody: frozenset[str]) -> bool:
    """Whether title or company holds a whole name out of `full_names`, either way round, that is not the
    row's own."""
    found = [
        run
        for text in (row.position, row.company)
        for run in _runs_of(text)
        if run in everybody or _turned(run) in everybody
    ]
    if not found:
        return False
    own = full_names([row.name])
    return any(run not in own and _turned(run) not in own for run in found)


def _turned(name: str) -> str:
    """The whole name of which this is the other way round: "lee ann" of "ann lee"."""
    first, _, rest = name.partition(" ")
    return f"{rest} {first}" if rest else name


@lru_cache(maxsize=8192)
def _runs_of(text: str) -> tuple[str, ...]:
    return tuple(_runs(text))


def _runs(text: str) -> Iterator[str]:
    """Words of a text that follow each other, two to five; letters, in scripts without blanks."""
    words = plain(text).split()
    for start in range(len(words)):
        for length in range(2, min(5, len(words) - start) + 1):
            yield " ".join(words[start : start + length])
    for word in words:
        if is_unspaced(word):
            yield from (word[i : i + n] for i in range(len(word)) for n in range(3, 7))


def refuse(sentence: str, code: str = "wrong_file") -> NoReturn:
    """Refuse the file with a sentence that says what is wrong with it."""
    raise Refusal(sentence, code=code, status=400, field="file")


def cell(text: str) -> str:
    """One line of clean text, not endless: no control characters, no doubled blanks."""
    if text.isascii() and text.isprintable():
        return " ".join(text[:LONGEST_READ].split())[:LONGEST_CELL].strip()
    letters = (
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in without_hidden(text.lstrip()[:LONGEST_READ])
    )
    return " ".join("".join(letters).split())[:LONGEST_CELL].strip()


_BETWEEN_ADDRESSES = re.compile(r"[\s;,|<>\"']+|mailto:|:::", re.IGNORECASE)


def addresses_in(values: Iterable[str]) -> list[str]:
    """The email addresses in cells like "Ann Lee <ann@acme.example>; mailto:ann@home.example", in order.

    A piece that is no address gives none: what is left of a broken one may be somebody else's.
    """
    pieces = (
        piece
        for value in values
        if "@" in value
        for piece in _BETWEEN_ADDRESSES.split(html.unescape(value[:LONGEST_READ]))
        if "@" in piece
    )
    return list(dict.fromkeys(good for piece in pieces for good in _addresses(piece)))


def _addresses(piece: str) -> list[str]:
    """One address, or several with slashes between them."""
    parts = [part.strip(".()[]") for part in piece.split("/")]
    if len(parts) > 1 and all("@" in part for part in parts):
        return [good for part in parts if (good := clean_email(part))]
    good = clean_email(piece.strip(".()[]"))
    return [good] if good else []


def first_profile(values: Iterable[str]) -> str:
    """The first of several addresses that is somebody's personal profile; "" if none is."""
    return next(
        (plain_profile_url(value) for value in values if normalise_profile_url(value)),
        "",
    )
