"""CSV files: LinkedIn, Google Contacts, Outlook, or any table with names and addresses.

The header is found by scanning for a row that names its columns (`headings`); never by its position.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NoReturn, Self

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
from connectors.readers.rows import (
    AddressBook,
    Choices,
    ContactRow,
    UnknownColumns,
    addresses_in,
    cell,
    day_comes_first,
    first_profile,
    parse_date,
    refuse,
)

#: Notes and photos can be long; they are read past. The size of the file is bounded already.
LONGEST_FIELD = 20_000_000
#: Excel says by which sign it separates, in a line before everything else.
_SEPARATOR = re.compile(r"\ufeff?\s*sep=([,;\t|])\r?\n", re.IGNORECASE)
#: Some programs put a company's site behind its name: "Acme (acme.com)".
_SITE_BEHIND = re.compile(r"\s?\([\w.-]{1,80}\.[a-z]{2,24}\)\s?$", re.IGNORECASE)
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


def read_table(text: str, choices: Choices | None = None) -> AddressBook:
    """The contacts of a CSV file, given as text; refuses a table that holds none."""
    found = _SEPARATOR.match(text)
    text = text[found.end() :] if found else text
    tables = []
    for delimiter in found[1] if found else ",;\t|":
        tables.append(Table.of(records_of(text, delimiter), choices))
        if tables[-1].fields >= ENOUGH_FIELDS:
            break
    return max(tables, key=lambda one: one.fields).contacts()


def is_connections(head: str) -> bool:
    """Whether a table that begins so is LinkedIn's list of connections, in any language."""
    header = Table.of(records_of(head.rpartition("\n")[0], ",")).header
    return header is not None and header.kind == "linkedin"


def read_sheet(rows: Iterable[list[str]], choices: Choices | None = None) -> "Table":
    """One sheet, row by row."""
    return Table.of(_numbered(rows), choices)


def _numbered(rows: Iterable[list[str]]) -> Iterator["Record"]:
    """Records of a sheet, where empty cells at the end may be missing."""
    width = 0
    for number, cells in enumerate(rows, start=1):
        width = max(width, len(cells))
        yield Record(number, cells + [""] * (width - len(cells)))


@dataclass(frozen=True)
class Table:
    """The records of a table: as far as the one that names its columns, that header, and what comes below."""

    before: list["Record"]
    header: Header | None
    below: Iterator["Record"]
    looked_at: list[list[str]] = field(default_factory=list)

    @property
    def fields(self) -> int:
        """How many fields have a column."""
        return len(self.header.found) if self.header else 0

    @classmethod
    def of(cls, records: Iterator["Record"], choices: Choices | None = None) -> Self:
        """Look for the row that names the columns, among the first."""
        first = list(islice(records, _HEADER_WITHIN + LOOKED_AT))
        for place, record in enumerate(first[:_HEADER_WITHIN]):
            if _other_file(record.cells):
                break
            rows = [one.cells for one in first[place + 1 : place + 1 + LOOKED_AT]]
            if (header := find_header(record.cells, rows, choices)) is not None:
                return cls(first[: place + 1], header, chain(first[place + 1 :], records), rows)
        return cls(first, None, records)

    def contacts(self) -> AddressBook:
        """Who stands in it; refuses a table that holds no contacts."""
        if self.header is None:
            _refuse_unknown(self.before)
        book = _contacts(self.header, self.below)
        book.columns = describe(self.header, self.looked_at)
        book.header_row = self.before[-1].number
        return book


@dataclass(frozen=True)
class Record:
    """One record: the line on which it begins, its cells, and whether a quotation mark in it never closes."""

    number: int
    cells: list[str]
    is_open: bool = False
    inside: tuple[tuple[int, int], ...] = ()
    """For each cell of several lines: how many line breaks stand in it, and how many separators."""


csv.field_size_limit(LONGEST_FIELD)


def records_of(text: str, delimiter: str) -> Iterator[Record]:
    """The records of a CSV file, as far as MOST_COLUMNS."""
    read: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            read.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            is_open = _never_closes("".join(read), delimiter)
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


def _contacts(header: Header, records: Iterator[Record]) -> AddressBook:
    book = AddressBook(header.kind)
    rows = [one for one in records if any(one.cells)]
    dates = header.columns["connected_on"][:1]
    day_first = day_comes_first(one.cells[i] for one in rows for i in dates if i < len(one.cells))
    usual = Counter(len(one.cells) for one in rows).most_common(1)
    for record in rows:
        if not any(value.strip() for value in record.cells):
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
        elif not _fits(header, record.cells, usual[0][0]):
            book.leave_out(
                record.number,
                f"{len(record.cells)} cells under {header.width} headings. Is a comma or a quotation "
                "mark too many or missing?",
            )
        else:
            _add(book, header, record.number, record.cells, day_first)
    if not book.rows and not book.problems:
        refuse("This file has the right columns, but no contacts in it.", "empty")
    return book


def _fits(header: Header, cells: list[str], usual: int) -> bool:
    """Whether a record has a cell under each heading, and nothing beyond them.

    Some programs leave empty cells at the end out: in such a file records are as long as most are, and
    reach all that we read.
    """
    if len(cells) >= header.width:
        return not any(cells[header.width :])
    read = (place for places in header.columns.values() for place in places)
    return len(cells) == usual and len(cells) > max(read)


def _add(book: AddressBook, header: Header, number: int, cells: list[str], day_first: bool) -> None:
    def values(field: str) -> list[str]:
        found = (cells[i] for i in header.columns[field] if i < len(cells))
        return [part for value in found for part in value.split(" ::: ")]

    def first(field: str) -> str:
        return next((value for value in map(cell, values(field)) if value), "")

    first_name, last_name = two_names(first("first_name"), first("last_name"))
    if not (first_name or last_name):
        first_name, last_name = both_names(first("full_name"))
    emails = addresses_in(values("email"))
    row = ContactRow(
        number=number,
        first_name=first_name,
        last_name=last_name,
        profile_url=first_profile(values("url")),
        email=next(iter(emails), ""),
        company=_SITE_BEHIND.sub("", first("company")),
        position=first("position"),
        connected_on=parse_date(first("connected_on"), day_first=day_first),
        addresses=(*emails, *values("url")),
    )
    names = [*values("first_name"), *values("last_name"), *values("full_name")]
    raw = {
        "name": [checkable(one) for one in names],
        "title": values("position"),
        "company": [_SITE_BEHIND.sub("", one) for one in values("company")],
    }
    book.add(row, raw_email="".join(values("email")), raw=raw)


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
