"""Which format a file is in, by its content (never by its name), and its text."""

import csv
from itertools import islice

from brokerage.kit.errors import Refusal
from connectors.readers.archive import is_workbook, unpack
from connectors.readers.encodings import named_readings
from connectors.readers.opened import OpenBook
from connectors.readers.rows import AddressBook, Choices, refuse
from connectors.readers.tables import open_table
from connectors.readers.vcard import read_vcard
from connectors.readers.workbook import read_workbook

DEFAULT_LIMIT = 20 * 1024 * 1024
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "This is an old Excel file; save it as .xlsx or CSV and upload that."),
    (b"%PDF", "This is a PDF; we need the CSV, Excel, vCard or ZIP file."),
    (b"\x89PNG", "This is an image; we need the CSV, Excel, vCard or ZIP file."),
    (b"\xff\xd8\xff", "This is an image; we need the CSV, Excel, vCard or ZIP file."),
    (b"GIF8", "This is an image; we need the CSV, Excel, vCard or ZIP file."),
    (b"7z\xbc\xaf", "This archive is not a ZIP; unpack it and upload Connections.csv."),
    (b"Rar!", "This archive is not a ZIP; unpack it and upload Connections.csv."),
    (b"\x1f\x8b", "This archive is not a ZIP; unpack it and upload Connections.csv."),
    (b"SQLite format", "This is a database; we need the CSV, Excel, vCard or ZIP file."),
)  # fmt: skip


MOST_ENCODINGS, SAMPLE_LINES = 3, 60


def read(
    file_name: str,
    data: bytes,
    limit: int = DEFAULT_LIMIT,
    *,
    encoding: str = "",
    choices: Choices | None = None,
) -> AddressBook:
    """The contacts in a file; raises a Refusal that says what is wrong with it.

    `limit` is the greatest size in bytes, packed or unpacked. `file_name` is not trusted. `encoding` is one
    of the book's `encodings`; `choices` gives what somebody said of the columns under a heading row.
    Raises UnknownColumns for a table whose columns nobody knows.
    """
    return open_book(file_name, data, limit, encoding=encoding, choices=choices).read()


def open_book(
    file_name: str,
    data: bytes,
    limit: int = DEFAULT_LIMIT,
    *,
    encoding: str = "",
    choices: Choices | None = None,
) -> OpenBook:
    """The same, with the contacts still to be read one by one: a table is looked through once and then read,
    in memory that does not grow with what it says. Reading on may raise a Refusal, too."""
    refuse_at_once(data, limit)
    text = _text_of(data, limit)
    if text is None:
        return OpenBook.of(read_workbook(data, limit, choices))
    likely = dict(islice(named_readings(text), MOST_ENCODINGS))
    chosen = encoding if encoding in likely else next(iter(likely))
    opened = _open_text(likely[chosen], choices)
    if len(likely) > 1:
        opened.book.encodings = (chosen, *(one for one in likely if one != chosen))
    return opened


def refuse_at_once(data: bytes, limit: int = DEFAULT_LIMIT) -> None:
    """Refuse what its first bytes show to be no address book, without reading it."""
    if len(data) > limit:
        refuse(
            f"This file is too large; up to {limit // 1024 // 1024} MB can be read.", "too_large"
        )
    if not data.strip():
        refuse("This file is empty.", "empty")
    _refuse_foreign(data)


def previews(
    data: bytes, limit: int = DEFAULT_LIMIT, choices: Choices | None = None
) -> dict[str, list[str]]:
    """Names beyond ASCII as each likely encoding reads them; {} where the file says which it is."""
    text = _text_of(data, limit)
    if text is None:
        return {}
    likely = list(islice(named_readings(text), MOST_ENCODINGS))
    if len(likely) < 2:
        return {}
    lines = text.splitlines()
    told = [line for line in lines[SAMPLE_LINES:] if not line.isascii()]
    sample = b"\n".join([*lines[:SAMPLE_LINES], *told[:SAMPLE_LINES]])
    found = {}
    for name, _ in likely:
        try:
            rows = list(_open_text(sample.decode(name, "replace"), choices).rows)
        except Refusal:
            continue
        found[name] = [row.name for row in rows if not row.name.isascii()][:5]
    return found


def _text_of(data: bytes, limit: int) -> bytes | None:
    """The bytes of the table or cards in a file, out of its archive; None for an Excel table."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if is_workbook(data):
            return None
        _, data = unpack(data, limit)
        if not data.strip():
            refuse("The file in this archive is empty.", "empty")
    _refuse_foreign(data)
    return data


def _open_text(text: str, choices: Choices | None) -> OpenBook:
    head = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if not head:
        refuse("This file is empty.", "empty")
    if head.startswith(("<!doctype", "<html", "<?xml", "<svg")):
        refuse("This is a web page, not the file behind it; download the CSV and upload that.")
    if head.startswith(("{", "[{")):
        refuse("This is a JSON file; we need the CSV, Excel, vCard or ZIP file.")
    try:
        if "begin:vcard" in text[:4000].lower():
            return OpenBook.of(read_vcard(text))
        return open_table(text, choices)
    except csv.Error as error:
        raise Refusal(
            "This file cannot be read as CSV.", code="wrong_file", status=400, field="file"
        ) from error


def _refuse_foreign(data: bytes) -> None:
    for mark, sentence in _FOREIGN:
        if data.startswith(mark):
            refuse(sentence)
