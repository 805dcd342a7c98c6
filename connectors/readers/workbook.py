"""Excel tables (.xlsx): the values of the first sheet that holds contacts; formulas are never computed."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from brokerage.kit.errors import Refusal
from connectors.readers.archive import BROKEN
from connectors.readers.rows import AddressBook, Choices, UnknownColumns, refuse
from connectors.readers.tables import MOST_COLUMNS, read_sheet

MOST_SHEETS = 20
MOST_ROWS = 110_000
_NAMELESS = (
    "No row in this Excel file names its columns. Put a heading above each column, such as "
    "First name, Last name, Email, Company and Job title."
)
UNPACKED = 8  # times the limit of a file: XML is wordy


def read_workbook(data: bytes, limit: int, choices: Choices | None = None) -> AddressBook:
    """The contacts of an Excel table; refuses one that is broken, too large, or holds none.

    `limit` is the greatest size of a file in bytes.
    """
    try:
        refuse_too_large(data, limit)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [one for one in workbook.worksheets if isinstance(one, ReadOnlyWorksheet)]
        tables = []
        for sheet in sheets[:MOST_SHEETS]:
            tables.append(read_sheet(rows_of(sheet), choices))
            if tables[-1].header is not None:
                return tables[-1].contacts()
    except (*BROKEN, TypeError, AttributeError, SyntaxError):
        refuse("This Excel file is damaged or protected, and cannot be opened.", "broken_archive")
    for table in tables:
        try:
            table.contacts()
        except UnknownColumns as unknown:
            raise UnknownColumns(_NAMELESS, unknown.columns) from None
        except Refusal:
            continue
    refuse(_NAMELESS)


def refuse_too_large(data: bytes, limit: int) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > UNPACKED * limit:
            refuse("The tables in this Excel file are too large.", "too_large")


def rows_of(sheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    rows = sheet.iter_rows(  # type: ignore[misc]  # typed for a sheet that is written
        max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True
    )
    for row in rows:
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _text(value: Any) -> str:
    """A cell as one reads it: dates as ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
