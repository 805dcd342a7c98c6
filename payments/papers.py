"""Papers on their way out: as PDF, and as CSV by month or year."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from brokerage.kit import spreadsheets
from brokerage.kit.money import Money
from brokerage.kit.spreadsheets import Number
from payments import typefaces
from payments.models import Paper

COLUMNS = (
    "date",
    "kind",
    "number",
    "text",
    "what",
    "reference",
    "currency",
    "amount",
    "vat",
    "fee",
)
WIDTH = 210 - 2 * 20  # millimetres on A4 between the margins


def title_of(paper: Paper) -> str:
    """`Receipt R-2026-000001`."""
    return f"{Paper.Kind(paper.kind).label} {paper.number}"


def facts_of(paper: Paper) -> list[tuple[str, str]]:
    """What stands above the lines."""
    body = paper.body
    found = [
        ("Number", paper.number),
        ("Date", f"{paper.issued_at:%-d %B %Y}"),
        ("For", "\n".join(_address(body["for"]))),
    ]
    if paper.kind == Paper.Kind.STATEMENT:
        return [*found, ("Month", body["period"])]
    found += [("Booked on", f"{paper.at:%-d %B %Y}"), ("Reference", body["reference"])]
    if body["about"]:
        found.append(("Receipt that it is about", body["about"]))
    return found


def lines_of(paper: Paper) -> list[tuple[str, str, Money]]:
    """The lines: what, about what, and the amount."""
    code, body = paper.currency, paper.body
    if paper.kind == Paper.Kind.STATEMENT:
        return [
            (
                f"{datetime.fromisoformat(line['at']):%-d %b}: {line['text']}{_fee(line, code)}",
                line["what"],
                Money(line["owed"] - line["debt"], code),
            )
            for line in body["lines"]
        ]
    return [(line["text"], line["what"], Money(line["amount"], code)) for line in body["lines"]]


def sums_of(paper: Paper) -> list[tuple[str, Money, bool]]:
    """The sums below the lines, the total marked."""
    code, body = paper.currency, paper.body
    if paper.kind == Paper.Kind.STATEMENT:
        opening, closing = body["opening"], body["closing"]
        return [
            ("Owed to you at the start", Money(opening["owed"] - opening["debt"], code), False),
            ("Paid to you in the month", Money(body["paid"], code), False),
            ("Our fees in the month", Money(body["fees"], code), False),
            ("Owed to you at the end", Money(closing["owed"] - closing["debt"], code), True),
        ]
    total = ("Total", Money(body["total"], code), True)
    if not body["vat_basis_points"]:
        return [total]
    rate = f"{body['vat_basis_points'] / 100:g}\u00a0%"
    return [
        ("Net", Money(body["net"], code), False),
        (f"VAT {rate}", Money(body["vat"], code), False),
        total,
    ]


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
    for line in _address(paper.body["seller"]):
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
    yield from _address(paper.body["seller"])
    for name, value in facts_of(paper):
        yield name + value
    for text, what, amount in lines_of(paper):
        yield f"{text}{what}{amount}"
    for name, amount, _ in sums_of(paper):
        yield f"{name}{amount}"
    yield paper.body.get("vat_note") or ""


def csv_of(papers: list[Paper]) -> Iterator[str]:
    """Lines of a CSV file: each receipt and credit note, each movement of each statement.

    Amounts are plain numbers ("1250.00"); what is given back or paid out is negative.
    """
    yield from spreadsheets.rows(COLUMNS, (one for paper in papers for one in _cells(paper)))


def _cells(paper: Paper) -> Iterator[dict[str, object]]:
    code, body = paper.currency, paper.body
    same = {"kind": paper.kind, "number": paper.number, "currency": code}
    if paper.kind != Paper.Kind.STATEMENT:
        sign = -1 if paper.kind == Paper.Kind.CREDIT else 1
        for line in body["lines"]:
            yield same | {
                "date": paper.at.date(),
                "text": line["text"],
                "what": line["what"],
                "reference": body["reference"],
                "amount": Number(Money(sign * line["amount"], code).plain),
                "vat": Number(Money(sign * body["vat"], code).plain),
                "fee": "",
            }
        return
    for line in body["lines"]:
        yield same | {
            "date": line["at"][:10],
            "text": line["text"],
            "what": line["what"],
            "reference": line["reference"],
            "amount": Number(Money(line["owed"] - line["debt"], code).plain),
            "vat": "",
            "fee": Number(Money(line["fee"], code).plain),
        }


def _address(of: dict[str, str]) -> list[str]:
    vat = f"VAT {of['vat_id']}" if of["vat_id"] else ""
    return [line for line in (of["name"], *of["address"].splitlines(), vat) if line.strip()]


def _fee(line: dict[str, Any], code: str) -> str:
    return f" (our fee: {Money(line['fee'], code)})" if line["fee"] else ""


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
