"""No cell of a CSV file that we write is taken for a formula, wherever a spreadsheet splits it."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brokerage.kit import spreadsheets

FORMULA = set("=+-@")
MARKS = "=+-@＝＋－＠﹦﹢﹣﹫−\t\r\n;|, \"'\u00a0\u200b\u202e\ufeff\x0b\x1fa1"
WILD = st.one_of(
    st.text(st.sampled_from(MARKS), max_size=12),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)


def begins(cell: str) -> str:
    """The first letter that a spreadsheet looks at, in its plain form."""
    for letter in cell:
        plain = unicodedata.normalize("NFKC", letter)
        if unicodedata.category(letter)[0] not in "CZ" and letter != '"' and not plain.isspace():
            return plain[0].replace("\u2212", "-")
    return ""


@settings(max_examples=1500, deadline=None)
@given(st.lists(WILD, min_size=1, max_size=4))
def test_no_cell_begins_a_formula_in_any_country(cells: list[str]) -> None:
    line = spreadsheets.row(cells)
    for separator in ",;\t|":
        for read in csv.reader(io.StringIO(line, newline=""), delimiter=separator):
            assert not any(begins(one) in FORMULA for one in read), (separator, read)
    for piece in line.replace(";", "\n").replace("|", "\n").replace("\t", "\n").splitlines():
        assert begins(piece) not in FORMULA, "whoever knows no quotes"


@settings(max_examples=500, deadline=None)
@given(st.lists(WILD, min_size=1, max_size=4))
def test_nothing_is_lost_and_only_apostrophes_are_added(cells: list[str]) -> None:
    (read,) = csv.reader(io.StringIO(spreadsheets.row(cells), newline=""))
    assert [one.replace("'", "") for one in read] == [one.replace("'", "") for one in cells]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("  @SUM(1)", "'  @SUM(1)"),
        ("\u00a0+1", "'\u00a0+1"),
        ("\u200b-1", "'\u200b-1"),
        ("Weber;=HYPERLINK(1)", "Weber;'=HYPERLINK(1)"),
        ('Weber;"=1"', 'Weber;\'"=1"'),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("one\n=two", "one\n'=two"),
        ("a-b; c+d = e", "a-b; c+d = e"),
        ("Łódź Śruby", "Łódź Śruby"),
        (-5, "-5"),
        (spreadsheets.Number("-500.00"), "-500.00"),
    ],
)
def test_it_is_written_so(text: object, written: str) -> None:
    assert spreadsheets.cell(text) == written
