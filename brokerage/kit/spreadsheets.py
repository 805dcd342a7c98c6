"""CSV files that people open in a spreadsheet: no cell of them is taken for a formula.

A spreadsheet splits at the separator of its own country, not at ours, and in East Asia it takes the
full-width forms for the plain ones. So a formula is looked for at the start of the cell and behind
whatever may separate cells, blanks and invisible marks left out (OWASP, CSV injection).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse

STARTS = frozenset("=+-@\u2212")
_PLACES = re.compile(r"[;|\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
GUARD = "'"


class Number(str):
    """A number of ours: a minus in front is no formula."""


def cell(value: object) -> str:
    """`value` as it may stand in a CSV file: an apostrophe before each place where a formula could begin."""
    text = str(value)
    if isinstance(value, (int, Number)):
        return text
    pieces = _PLACES.split(text)
    if not any(map(_begins_a_formula, pieces)) and not text.startswith(("\t", "\r", "\n")):
        return text
    separators = _PLACES.findall(text)
    guarded = [GUARD + one if _begins_a_formula(one) else one for one in pieces]
    joined = guarded[0] + "".join(a + b for a, b in zip(separators, guarded[1:], strict=True))
    return GUARD + joined if joined.startswith(("\t", "\r", "\n")) else joined


def row(cells: Iterable[object]) -> str:
    """One line of a CSV file."""
    line = io.StringIO()
    csv.writer(line).writerow([cell(one) for one in cells])
    return line.getvalue()


def rows(columns: Iterable[str], found: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The lines of a CSV file, its head first."""
    names = list(columns)
    yield row(names)
    for one in found:
        yield row([one[name] for name in names])


def download(lines: Iterable[str], name: str) -> HttpResponse:
    """A CSV file to keep, under this name."""
    # The mark tells spreadsheets that it is UTF-8.
    answer = HttpResponse("\ufeff" + "".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _begins_a_formula(text: str) -> bool:
    for letter in text:
        plain = unicodedata.normalize("NFKC", letter)
        if plain[0] in STARTS:
            return True
        # Blanks, quotes and what nobody sees may stand before it.
        if letter != '"' and unicodedata.category(letter)[0] not in "CZ" and not plain.isspace():
            return False
    return False
