"""Papers on their way out: as PDF, and as CSV by month or year."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from brokerage.kit import spreadsheets
from brokerage.kit.money import Money
from brokerage.kit.spreadsheets import Number
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


def title_of(paper: Paper) -> str:
    """`Receipt R-2026-000001`."""
    return f"{Paper.Kind(paper.kind).label} {paper.number}"


def facts_of(paper: Paper) -> list[tuple[str, str]]:
    """What stands above the lines."""
    body = paper.body
    found = [
        ("Number", paper.number),
        ("Date", f"{paper.issued_at:%-d %B %Y}"),
        ("For", "\n".join(address_of(body["for"]))),
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


def address_of(of: dict[str, str]) -> list[str]:
    """Name, address and VAT number of a buyer or seller, line by line."""
    vat = f"VAT {of['vat_id']}" if of["vat_id"] else ""
    return [line for line in (of["name"], *of["address"].splitlines(), vat) if line.strip()]


def _fee(line: dict[str, Any], code: str) -> str:
    return f" (our fee: {Money(line['fee'], code)})" if line["fee"] else ""
