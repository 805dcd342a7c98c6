"""Which format a file is in, by its content (never by its name), and its text."""

import csv

from brokerage.kit.errors import Refusal
from connectors.readers.archive import is_workbook, unpack
from connectors.readers.encodings import decoded
from connectors.readers.rows import AddressBook, leave_out_mixed, refuse
from connectors.readers.tables import read_table
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


def read(file_name: str, data: bytes, limit: int = DEFAULT_LIMIT) -> AddressBook:
    """The contacts in a file; raises a Refusal that says what is wrong with it.

    `limit` is the greatest size in bytes, packed or unpacked. `file_name` is not trusted.
    """
    book = _read(data, limit)
    leave_out_mixed(book)
    return book


def _read(data: bytes, limit: int) -> AddressBook:
    if len(data) > limit:
        refuse(
            f"This file is too large; up to {limit // 1024 // 1024} MB can be read.", "too_large"
        )
    if not data.strip():
        refuse("This file is empty.", "empty")
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        if is_workbook(data):
            return read_workbook(data, limit)
        _, data = unpack(data, limit)
        if not data.strip():
            refuse("The file in this archive is empty.", "empty")
    _refuse_foreign(data)
    return _read_text(decoded(data))


def _read_text(text: str) -> AddressBook:
    head = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if not head:
        refuse("This file is empty.", "empty")
    if head.startswith(("<!doctype", "<html", "<?xml", "<svg")):
        refuse("This is a web page, not the file behind it; download the CSV and upload that.")
    if head.startswith(("{", "[{")):
        refuse("This is a JSON file; we need the CSV, Excel, vCard or ZIP file.")
    try:
        return read_vcard(text) if "begin:vcard" in text[:4000].lower() else read_table(text)
    except csv.Error as error:
        raise Refusal(
            "This file cannot be read as CSV.", code="wrong_file", status=400, field="file"
        ) from error


def _refuse_foreign(data: bytes) -> None:
    for mark, sentence in _FOREIGN:
        if data.startswith(mark):
            refuse(sentence)
