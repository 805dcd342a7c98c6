"""Readers of address books: bytes and a file name in, rows out. Pure: no Django, no database.

Whatever the bytes, `read` gives an `AddressBook` or raises a `Refusal` that says what is wrong
with the file. What we have no use for (phones, birthdays, notes, photos) is dropped on sight.
"""

from connectors.readers.formats import open_book, previews, read, refuse_at_once
from connectors.readers.headings import FIELDS
from connectors.readers.opened import OpenBook
from connectors.readers.rows import (
    AddressBook,
    Choices,
    Column,
    ContactRow,
    Problem,
    UnknownColumns,
)

__all__ = [
    "FIELDS",
    "AddressBook",
    "Choices",
    "Column",
    "ContactRow",
    "OpenBook",
    "Problem",
    "UnknownColumns",
    "open_book",
    "previews",
    "read",
    "refuse_at_once",
]
