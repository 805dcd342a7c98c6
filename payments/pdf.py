"""A paper drawn as a PDF on A4.

Its libraries take 47 MB: a process that draws no paper does not import this.
"""

from collections.abc import Iterator

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from brokerage.kit.money import Money
from payments import typefaces
from payments.models import Paper
from payments.papers import address_of, facts_of, lines_of, sums_of, title_of

WIDTH = 210 - 2 * 20  # millimetres between the margins


def pdf_of(paper: Paper) -> bytes:
    """The paper as a PDF of A4, with letters of its own for names in any script."""
    page = typefaces.Page(format="A4")
    page.set_margin(20)
    typefaces.load(page, typefaces.drawable("".join(_words_of(paper))))
    page.set_title(title_of(paper))
    page.set_creation_date(paper.issued_at)
    page.add_page()
    _write(page, title_of(paper), size=18, bold=True)
    page.ln(2)
    for line in address_of(paper.body["seller"]):
        _write(page, line, size=9)
    page.ln(4)
    for name, value in facts_of(paper):
        _pair(page, name, value)
    page.ln(4)
    for text, what, amount in lines_of(paper):
        _line(page, text, amount)
        if what:
            _write(page, what, size=8)
    page.ln(2)
    page.line(20, page.get_y(), 190, page.get_y())
    page.ln(2)
    for name, amount, total in sums_of(paper):
        _line(page, name, amount, bold=total)
    if note := paper.body.get("vat_note"):
        page.ln(4)
        _write(page, note, size=9)
    return bytes(page.output())


def _words_of(paper: Paper) -> Iterator[str]:
    """Everything that is written on it, to know which letters it takes."""
    yield title_of(paper)
    yield from address_of(paper.body["seller"])
    for name, value in facts_of(paper):
        yield name + value
    for text, what, amount in lines_of(paper):
        yield f"{text}{what}{amount}"
    for name, amount, _ in sums_of(paper):
        yield f"{name}{amount}"
    yield paper.body.get("vat_note") or ""


def _write(page: FPDF, text: str, *, size: int = 10, bold: bool = False) -> None:
    page.set_font(typefaces.BASE, "B" if bold else "", size)
    page.multi_cell(
        WIDTH, size * 0.55, typefaces.drawable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT
    )


def _pair(page: FPDF, name: str, value: str) -> None:
    page.set_font(typefaces.BASE, "", 10)
    page.cell(55, 5.5, name)
    for line in value.split("\n"):  # each runs in its own direction
        page.set_x(20 + 55)
        page.multi_cell(
            WIDTH - 55, 5.5, typefaces.drawable(line), new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )


def _line(page: FPDF, text: str, amount: Money, *, bold: bool = False) -> None:
    page.set_font(typefaces.BASE, "B" if bold else "", 10)
    if page.will_page_break(12):
        page.add_page()
    top = page.get_y()
    page.multi_cell(WIDTH - 40, 5.5, typefaces.drawable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    bottom = page.get_y()
    page.set_xy(20 + WIDTH - 40, top)
    page.cell(40, 5.5, str(amount), align="R")
    page.set_xy(20, bottom)
