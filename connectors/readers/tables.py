"""CSV files: LinkedIn, Google Contacts, Outlook, or any table with names and addresses.

The header is found by scanning for a row that names its columns (`headings`); never by its position.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import NamedTuple, NoReturn, Self

from connectors.readers.dates import day_comes_first, parse_date
from connectors.readers.headings import (
    FIELDS,
    LOOKED_AT,
    Columns,
    Header,
    describe,
    find_header,
    is_value,
    plain_names,
)
from connectors.readers.names import both_names, checkable, two_names
from connectors.readers.opened import OpenBook
from connectors.readers.rows import (
    AddressBook,
    Choices,
    ContactRow,
    UnknownColumns,
    addresses_in,
    cell,
    first_profile,
    full_names,
    refuse,
)

#: Notes and photos can be long; they are read past. The size of the file is bounded already.
LONGEST_FIELD = 20_000_000
#: Excel says by which sign it separates, in a line before everything else.
_SEPARATOR = re.compile(r"\ufeff?\s*sep=([,;\t|])\r?\n", re.IGNORECASE)
#: Some programs put a company's site behind its name: "Acme (acme.com)".
_SITE_BEHIND = re.compile(r"\s?\([\w.-]{1,80}\.[a-z]{2,24}\)\s?$", re.IGNORECASE)
_SEVERAL = " ::: "  # between values in one cell
ENOUGH_FIELDS = 4  # no other sign between cells would find more
_HEADER_WITHIN = 60
#: No export has nearly as many; what stands further right is not looked at.
MOST_COLUMNS = 500
_NOT_CONNECTIONS = (
    ({"from", "to", "sent at", "direction"}, "LinkedIn's Invitations.csv"),
    ({"conversation id", "folder"}, "LinkedIn's messages.csv"),
    ({"conversation id", "content"}, "LinkedIn's messages.csv"),
    ({"first name", "last name", "headline", "summary"}, "LinkedIn's Profile.csv"),
    ({"company name", "title", "started on"}, "LinkedIn's Positions.csv"),
    ({"endorsement date"}, "LinkedIn's endorsements"),
    ({"school name", "degree name"}, "LinkedIn's Education.csv"),
    ({"organization", "followed on"}, "LinkedIn's list of companies you follow"),
)


def open_table(text: str, choices: Choices | None = None) -> OpenBook:
    """The contacts of a CSV file, given as text; refuses a table that holds none."""
    found = _SEPARATOR.match(text)
    text = text[found.end() :] if found else text
    tables = []
    for delimiter in found[1] if found else ",;\t|":
        tables.append(Table.of(partial(records_of, text, delimiter), choices))
        if tables[-1].fields >= ENOUGH_FIELDS:
            break
    return max(tables, key=lambda one: one.fields).open()


def is_connections(head: str) -> bool:
    """Whether a table that begins so is LinkedIn's list of connections, in any language."""
    header = Table.of(partial(records_of, head.rpartition("\n")[0], ",")).header
    return header is not None and header.kind == "linkedin"


def read_sheet(rows: Iterable[list[str]], choices: Choices | None = None) -> "Table":
    """One sheet, row by row."""
    return Table.of(partial(_numbered, list(rows)), choices)


def _numbered(rows: Iterable[list[str]]) -> Iterator["Record"]:
    """Records of a sheet, where empty cells at the end may be missing."""
    width = 0
    for number, cells in enumerate(rows, start=1):
        width = max(width, len(cells))
        yield Record(number, cells + [""] * (width - len(cells)))


@dataclass(frozen=True)
class Table:
    """The records of a table: as far as the one that names its columns, that header, and how all are read."""

    before: list["Record"]
    header: Header | None
    records: Callable[[], Iterator["Record"]]
    looked_at: list[list[str]] = field(default_factory=list)

    @property
    def fields(self) -> int:
        """How many fields have a column."""
        return len(self.header.found) if self.header else 0

    @classmethod
    def of(cls, records: Callable[[], Iterator["Record"]], choices: Choices | None = None) -> Self:
        """Look for the row that names the columns, among the first."""
        first = list(islice(records(), _HEADER_WITHIN + LOOKED_AT))
        for place, record in enumerate(first[:_HEADER_WITHIN]):
            if _other_file(record.cells):
                break
            rows = [one.cells for one in first[place + 1 : place + 1 + LOOKED_AT]]
            if (header := find_header(record.cells, rows, choices)) is not None:
                return cls(first[: place + 1], header, records, rows)
        return cls(first, None, records)

    def below(self) -> Iterator["Record"]:
        """What comes below the header and holds something."""
        records = islice(self.records(), len(self.before), None)
        return (one for one in records if any(one.cells))

    def open(self) -> OpenBook:
        """Who stands in it; refuses a table that holds no contacts, some only while it is read."""
        if self.header is None:
            _refuse_unknown(self.before)
        book = AddressBook(self.header.kind)
        book.columns = describe(self.header, self.looked_at)
        book.header_row = self.before[-1].number
        seen = _look_through(self.header, self.below())
        rows = _contacts(book, self.header, self.below(), seen)
        return OpenBook(book, seen.count, seen.names, rows)

    def contacts(self) -> AddressBook:
        """The same, read at once; a row that holds somebody else's name is still among them."""
        opened = self.open()
        opened.book.rows = list(opened.rows)
        return opened.book


class Record(NamedTuple):
    """One record: the line on which it begins, its cells, and whether a quotation mark in it never closes."""

    number: int
    cells: list[str]
    is_open: bool = False
    inside: tuple[tuple[int, int], ...] = ()
    """For each cell of several lines: how many line breaks stand in it, and how many separators."""


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
csv.field_size_limit(LONGEST_FIELD)


def records_of(text: str, delimiter: str) -> Iterator[Record]:
    """The records of a CSV file, as far as MOST_COLUMNS."""
    read: list[str] = []

    def lines() -> Iterator[str]:
        for found in _LINE.finditer(text):
            read.append(found[0])
            yield found[0]

    reader = csv.reader(lines(), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            is_open = _never_closes(read[0] if len(read) == 1 else "".join(read), delimiter)
            inside = _inside(cells, delimiter) if len(read) > 1 else ()
            yield Record(begins, cells[:MOST_COLUMNS], is_open, inside)
            begins = reader.line_num + 1
            read.clear()
    except csv.Error:
        refuse(f"Line {reader.line_num} cannot be read as CSV: is a quotation mark never closed?")


def _inside(cells: list[str], delimiter: str) -> tuple[tuple[int, int], ...]:
    lines = (cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells)
    return tuple((one.count("\n"), one.count(delimiter)) for one in lines if "\n" in one)


def _never_closes(raw: str, delimiter: str) -> bool:
    """Whether a record would go on if the file did: Python's reader says nothing about it."""
    if '"' not in raw or raw.count('"') % 2 == 0:
        return False
    return len(list(csv.reader(io.StringIO(f"{raw}\n-", newline=""), delimiter=delimiter))) == 1


@dataclass(frozen=True)
class _Seen:
    """What has to be known of a whole table before its first row is read."""

    count: int
    usual: int
    """Cells that most records have."""
    day_first: bool
    names: frozenset[str]


def _look_through(header: Header, records: Iterator[Record]) -> _Seen:
    widths: Counter[int] = Counter()
    names: dict[int, set[str]] = {}
    day_first = False
    place = next(iter(header.columns["connected_on"]), MOST_COLUMNS)
    for record in records:
        cells = record.cells
        widths[len(cells)] += 1
        day_first = day_first or day_comes_first(cells[place : place + 1])
        names.setdefault(len(cells), set()).update(full_names([" ".join(_names_in(header, cells))]))
    usual = widths.most_common(1)[0][0] if widths else 0
    known = (some for width, some in names.items() if width == usual or width >= header.width)
    return _Seen(sum(widths.values()), usual, day_first, frozenset().union(*known))


def _names_in(header: Header, cells: list[str]) -> tuple[str, str]:
    """First and last name of a record."""
    first, last = two_names(_first(header, cells, "first_name"), _first(header, cells, "last_name"))
    return (first, last) if first or last else both_names(_first(header, cells, "full_name"))


def _contacts(
    book: AddressBook, header: Header, records: Iterator[Record], seen: _Seen
) -> Iterator[ContactRow]:
    for record in records:
        if not any(map(str.strip, record.cells)):
            book.skipped += 1
        elif record.is_open:
            book.leave_out(
                record.number,
                "a quotation mark in this row never closes, so it and all that follows cannot be read.",
            )
        elif any(signs == breaks * (header.width - 1) for breaks, signs in record.inside):
            book.leave_out(
                record.number,
                "a cell of this row holds whole rows. Is a quotation mark too many or missing?",
            )
        elif not _fits(header, record.cells, seen.usual):
            book.leave_out(
                record.number,
                f"{len(record.cells)} cells under {header.width} headings. Is a comma or a quotation "
                "mark too many or missing?",
            )
        elif row := _contact(book, header, record.number, record.cells, seen.day_first):
            yield row
    if not book.taken and not book.problems:
        refuse("This file has the right columns, but no contacts in it.", "empty")


def _fits(header: Header, cells: list[str], usual: int) -> bool:
    """Whether a record has a cell under each heading, and nothing beyond them.

    Some programs leave empty cells at the end out: in such a file records are as long as most are, and
    reach all that we read.
    """
    if len(cells) >= header.width:
        return not any(cells[header.width :])
    read = (place for places in header.columns.values() for place in places)
    return len(cells) == usual and len(cells) > max(read)


def _values(header: Header, cells: list[str], field: str) -> list[str]:
    """What stands in the columns of a field."""
    found: list[str] = []
    for place in header.columns[field]:
        if place < len(cells):
            value = cells[place]
            if _SEVERAL in value:
                found += value.split(_SEVERAL)
            else:
                found.append(value)
    return found


def _first(header: Header, cells: list[str], field: str) -> str:
    for value in _values(header, cells, field):
        if value and (said := cell(value)):
            return said
    return ""


def _contact(
    book: AddressBook, header: Header, number: int, cells: list[str], day_first: bool
) -> ContactRow | None:
    """A record as a contact; None for one that the book does not take."""
    values, first = partial(_values, header, cells), partial(_first, header, cells)
    first_name, last_name = _names_in(header, cells)
    mails, sites, firms = values("email"), values("url"), values("company")
    emails = addresses_in(mails)
    row = ContactRow(
        number=number,
        first_name=first_name,
        last_name=last_name,
        profile_url=first_profile(sites),
        email=next(iter(emails), ""),
        company=_SITE_BEHIND.sub("", first("company")),
        position=first("position"),
        connected_on=parse_date(first("connected_on"), day_first=day_first),
        addresses=(*emails, *sites),
    )
    names = [*values("first_name"), *values("last_name"), *values("full_name")]
    raw = {
        "name": [checkable(one) for one in names],
        "title": values("position"),
        "company": [_SITE_BEHIND.sub("", one) for one in firms],
    }
    return row if book.takes(row, raw_email="".join(mails), raw=raw) else None


def _other_file(cells: list[str]) -> str:
    """What another known file of the LinkedIn archive with these headings is called; "" when it is none."""
    names = set(plain_names(cells))
    return next((file for marks, file in _NOT_CONNECTIONS if marks <= names), "")


def _refuse_unknown(records: list[Record]) -> NoReturn:
    """Say which file this is, if we know, and what we need instead."""
    for record in records[:_HEADER_WITHIN]:
        if file := _other_file(record.cells):
            refuse(f"This is {file}; we need Connections.csv from the same archive.")
    raise_unknown(records)


def raise_unknown(records: list[Record]) -> NoReturn:
    """Refuse a table without known columns; the refusal holds them where they have names all the same."""
    sentence = (
        "No header row with names and addresses was found. We read LinkedIn's Connections.csv, "
        "contacts exported from Google or Outlook as CSV, Excel tables (.xlsx), and vCard files."
    )
    for place, record in enumerate(records[:_HEADER_WITHIN]):
        rows = [one.cells for one in records[place + 1 : place + 1 + LOOKED_AT]]
        filled = [name for name in plain_names(record.cells) if name]
        alike = sum(len(row) == len(record.cells) for row in rows)
        if len(filled) > 1 and not any(map(is_value, record.cells)) and alike * 2 > len(rows) > 0:
            nothing: Columns = dict.fromkeys(FIELDS, ())
            header = Header("table", len(record.cells), nothing, tuple(record.cells))
            raise UnknownColumns(sentence, describe(header, rows))
    refuse(sentence)
