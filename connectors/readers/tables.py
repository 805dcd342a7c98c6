"""CSV files: LinkedIn, Google Contacts, Outlook, or any table with names and addresses.

The header is found by scanning for known column names, in any order; never by its position.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from connectors.companies import plain
from connectors.readers.rows import (
    AddressBook,
    ContactRow,
    cell,
    day_comes_first,
    first_email,
    first_profile,
    parse_date,
    person_name,
    refuse,
)

#: Column names by field, as `plain` words, the surest first.
ALIASES: dict[str, tuple[str, ...]] = {
    "first_name": (
        "first name", "firstname", "given name", "vorname", "prenom", "nombre", "voornaam", "nome",
    ),
    "last_name": (
        "last name", "lastname", "surname", "family name", "nachname", "nom", "nom de famille",
        "apellidos", "apellido", "cognome", "sobrenome", "achternaam",
    ),
    "full_name": ("full name", "name", "display name", "file as", "nombre completo"),
    "url": (
        "url", "profile url", "linkedin", "linkedin url", "linkedin profile", "profil url",
        "public profile url", "url del perfil", "website 1 value", "web page", "website",
    ),
    "email": (
        "email address", "e mail address", "email", "e mail", "e mail adresse", "emails",
        "adresse e mail",
        "direccion de correo electronico", "correo electronico", "indirizzo email",
        "indirizzo e mail", "endereco de e mail", "e mailadres", "courriel",
        "e mail 2 address", "e mail 3 address", "e mail 2 adresse", "e mail 3 adresse",
    ),
    "company": (
        "company", "organization name", "organization 1 name", "organisation", "organization",
        "unternehmen", "firma", "entreprise", "societe", "empresa", "azienda", "bedrijf",
    ),
    "position": (
        "job title", "position", "organization title", "organization 1 title", "poste", "fonction",
        "cargo", "puesto", "posizione", "functie", "stellenbezeichnung", "title", "role",
    ),
    "connected_on": (
        "connected on", "verbunden am", "connecte le", "fecha de conexion", "conectado el",
        "collegato il", "conectado em", "verbonden op", "date de connexion",
    ),
}  # fmt: skip
_GOOGLE_EMAIL = re.compile(r"e mail \d+ value")
_GOOGLE_WEBSITE = re.compile(r"website \d+ value")
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


@dataclass(frozen=True)
class Header:
    """Where the columns are. `columns` holds the places of each field, the surest first."""

    kind: str
    width: int
    columns: dict[str, tuple[int, ...]]


def read_table(text: str) -> AddressBook:
    """The contacts of a CSV file, given as text; refuses a table that holds none."""
    for delimiter in (",", ";", "\t"):
        records = _records(text, delimiter)
        for place, record in enumerate(records):
            if (header := find_columns(record.cells)) is not None:
                return _contacts(header, records)
            if place >= _HEADER_WITHIN:
                break
    _refuse_unknown(text)


def find_columns(cells: list[str]) -> Header | None:
    """The columns of a header row; None when the row is no header of contacts."""
    names = [plain(name.lstrip("\ufeff")) for name in cells]
    columns = {
        field: tuple(names.index(alias) for alias in aliases if alias in names)
        for field, aliases in ALIASES.items()
    }
    columns["email"] += tuple(i for i, name in enumerate(names) if _GOOGLE_EMAIL.fullmatch(name))
    columns["url"] += tuple(i for i, name in enumerate(names) if _GOOGLE_WEBSITE.fullmatch(name))
    named = any(columns[field] for field in ("first_name", "last_name", "full_name"))
    reachable = columns["email"] or columns["url"]
    placed = columns["company"] and columns["position"] and columns["connected_on"]
    if not named or not (reachable or placed) or _other_file(set(names)):
        return None
    return Header(_kind(set(names), columns), len(names), columns)


def _kind(names: set[str], columns: dict[str, tuple[int, ...]]) -> str:
    if columns["connected_on"]:
        return "linkedin"
    if any(_GOOGLE_EMAIL.fullmatch(name) for name in names) or "phonetic first name" in names:
        return "google"
    outlook = {"e mail address", "e mail adresse"} & names and {"job title", "position"} & names
    if outlook and len(names) > 20:
        return "outlook"
    return "table"


@dataclass(frozen=True)
class Record:
    """One record: the line on which it begins, its cells, and whether a quotation mark in it never closes."""

    number: int
    cells: list[str]
    is_open: bool = False


def _records(text: str, delimiter: str) -> Iterator[Record]:
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
            yield Record(begins, cells[:MOST_COLUMNS], is_open)
            begins = reader.line_num + 1
            read.clear()
    except csv.Error:
        refuse(f"Line {reader.line_num} cannot be read as CSV: is a quotation mark never closed?")


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

    first_name, last_name = person_name(first("first_name")), person_name(first("last_name"))
    if not (first_name or last_name):
        first_name, _, last_name = person_name(first("full_name")).partition(" ")
    emails = values("email")
    row = ContactRow(
        number=number,
        first_name=first_name,
        last_name=last_name,
        profile_url=first_profile(values("url")),
        email=first_email(emails),
        company=first("company"),
        position=first("position"),
        connected_on=parse_date(first("connected_on"), day_first=day_first),
        addresses=(*emails, *values("url")),
    )
    raw = {
        "name": [*values("first_name"), *values("last_name"), *values("full_name")],
        "title": values("position"),
        "company": values("company"),
    }
    book.add(row, raw_email="".join(emails), raw=raw)


def _other_file(names: set[str]) -> str:
    """What another known file of the LinkedIn archive is called; "" when it is none."""
    return next((file for marks, file in _NOT_CONNECTIONS if marks <= names), "")


def _refuse_unknown(text: str) -> NoReturn:
    """Say which file this is, if we know, and what we need instead."""
    for place, record in enumerate(_records(text, ",")):
        if file := _other_file({plain(name.lstrip("\ufeff")) for name in record.cells}):
            refuse(f"This is {file}; we need Connections.csv from the same archive.")
        if place >= _HEADER_WITHIN:
            break
    refuse(
        "No header row with names and addresses was found. We read LinkedIn's Connections.csv, "
        "contacts exported from Google or Outlook as CSV, and vCard files."
    )
