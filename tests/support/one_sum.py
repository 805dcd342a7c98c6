"""The truth about one payment, from the ledger's postings alone, and every door that speaks of it."""

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import Q, Sum
from django.utils.formats import date_format

from brokerage.accounts.models import User
from introductions.models import Introduction
from payments.actions import issue_due
from payments.models import LedgerAccount, Paper, Payment, Posting
from tests.support.signing_in import signed_in_now

Kind = LedgerAccount.Kind
LINE = re.compile(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>\s*(.*?)\s*</dd>", re.S)
DAY = re.compile(r"\b[A-Z][a-z]{2} \d{1,2}, \d{4}\b")


@dataclass(frozen=True)
class Truth:
    """Minor units, as posted."""

    taken: int
    held: int
    returned: int
    ordered_back: int
    bank_kept: int
    coming: int
    paid: int
    netted: int
    owed: int
    fee: int


def truth_of(payment: Payment) -> Truth:
    """What the postings of this payment say; no column of the payment is read."""

    def legs(kind: str, *words: str) -> int:
        rows = Posting.objects.filter(entry__payment=payment, account__kind=kind)
        chosen = Q()
        for word in words:
            chosen |= Q(entry__reason__startswith=f"{word}:")
        return int(rows.filter(chosen).aggregate(sum=Sum("amount"))["sum"] or 0)

    cash = ("refund", "refund-failed", "refund-handled")
    sent_back = legs(Kind.CASH, *cash) + legs(Kind.OUTSIDE, *cash)
    return Truth(
        taken=legs(Kind.CASH, "capture"),
        held=-legs(Kind.HELD),
        returned=-sent_back,
        ordered_back=-legs(Kind.REFUNDS),
        bank_kept=-legs(Kind.DISPUTED, "dispute-lost"),
        coming=-legs(Kind.OWED),
        paid=-legs(Kind.CASH, "transfer", "reversal"),
        netted=-legs(Kind.RECEIVABLE, "debt-netted"),
        owed=legs(Kind.RECEIVABLE) - legs(Kind.RECEIVABLE, "debt-netted"),
        fee=-legs(Kind.FEES),
    )


def _read(user: User, path: str) -> str:
    answer = signed_in_now(user).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text


def card_of(row: Introduction, user: User) -> tuple[str, dict[str, int]]:
    """The money card on the page: its words, and its lines in minor units."""
    text = _read(user, f"/introductions/{row.public_id}/")
    return _box(re.search(r'<section[^>]*aria-labelledby="money">.*?</section>', text, re.S))


def receipt_of(row: Introduction, user: User) -> tuple[str, dict[str, int]]:
    """The printed page about the payment."""
    text = _read(user, f"/introductions/{row.public_id}/receipt/")
    return _box(re.search(r"<article.*?</article>", text, re.S))


def _box(found: re.Match[str] | None) -> tuple[str, dict[str, int]]:
    assert found
    lines = {
        re.sub(r"\s+", " ", label).strip(): amount
        for label, value in LINE.findall(html.unescape(found[0]))
        if (amount := _minor(value)) is not None
    }
    words = re.sub(
        r"<[^>]+>|\s+", " ", html.unescape(re.sub(r"<dl.*?</dl>", "", found[0], flags=re.S))
    )
    return re.sub(r"\s+", " ", words), lines


def _minor(value: str) -> int | None:
    plain = re.sub(r"<[^>]+>|\s", "", value)
    if not re.fullmatch(r"−?€[\d,]+\.\d\d", plain):
        return None
    return int(re.sub(r"[€,.]", "", plain).replace("−", "-"))


def check_everywhere(row: Introduction) -> None:
    """Page, receipt, list, API, payouts page, export and papers say what the ledger says, to the cent."""
    payment = row.payment
    assert payment is not None
    truth = truth_of(payment)
    if not truth.taken:
        return
    _check_api(row, truth)
    _check_cards(row, truth)
    _check_payouts(row, truth)
    _check_export(row, truth)
    _check_papers(payment, truth)


def _check_api(row: Introduction, truth: Truth) -> None:
    for user in (row.rep, row.connector):
        said = json.loads(_read(user, f"/api/v1/introductions/{row.public_id}/"))
        money = said["payment"]
        assert money["captured"] == truth.taken
        assert money["held"] == truth.held
        assert money["refunded"] == truth.returned
        assert money["refunding"] == truth.ordered_back
        assert money["charged_back"] == truth.bank_kept
        assert money["transferred"] - money["reversed"] == truth.paid
        assert money["netted"] == truth.netted
        assert money["debt"] == truth.owed
        assert money["fee"] == truth.fee
        if not truth.held:
            sure = truth.coming + truth.paid + truth.netted - truth.owed
            assert said["earnings"] == sure


def _check_cards(row: Introduction, truth: Truth) -> None:
    assert row.payment is not None
    stands = {date_format(one.due_at.astimezone(UTC), "M j, Y") for one in row.deadlines.all()}
    if row.payment.decide_by:
        stands.add(date_format(row.payment.decide_by.astimezone(UTC), "M j, Y"))
    for user, read in (
        (one, way) for one in (row.rep, row.connector) for way in (card_of, receipt_of)
    ):
        words, lines = read(row, user)
        rep = user == row.rep
        if read is card_of:
            assert set(DAY.findall(words)) <= stands, words
        _check_words(words, truth)
        total = lines.pop("Taken from your card" if rep else "Your earnings")
        if rep:
            assert total == truth.taken
            assert lines.get("Refunded to you", 0) == truth.returned
            assert lines.get("Taken back by your bank", 0) == truth.bank_kept
            parts = ("To the connector", "Our fee", "Back to you", "Held, not decided")
            assert (
                sum(lines.get(one, 0) for one in parts) + lines.get("Paid twice, our loss", 0)
                == total
            )
        else:
            assert lines.get("Paid to you", 0) == truth.paid
            assert lines.get("On its way to you", 0) == truth.coming
            assert lines.get("Kept for what you owed", 0) == truth.netted
            sure = truth.coming + truth.paid + truth.netted - truth.owed
            assert total - lines.get("Held for you", 0) == sure
            if not truth.held:
                assert "Held for you" not in lines


def _check_words(words: str, truth: Truth) -> None:
    """No sentence speaks of money that is not there (any more)."""
    if not truth.held:
        assert "held" not in words.lower() or ("is held" in words and truth.coming), words
    if not (truth.held or truth.ordered_back):
        assert "Refund on its way" not in words and "way back" not in words, words
    if not truth.coming:
        assert "way to your payout" not in words and "way to the connector" not in words, words
    if truth.paid <= 0:
        assert "sent to your payout account" not in words and "is paid." not in words, words


def _check_payouts(row: Introduction, truth: Truth) -> None:
    said = json.loads(_read(row.connector, "/api/v1/payouts/"))
    name = row.payment.reference if row.payment else ""
    mine = [one for one in said["earnings"] if one["introduction"].replace("-", "") == name]
    found = mine[0] if mine else {"coming": 0, "paid": 0, "netted": 0}
    assert (found["coming"], found["paid"], found["netted"]) == (
        truth.coming,
        truth.paid,
        truth.netted,
    )
    page = html.unescape(_read(row.connector, "/payouts/"))
    for amount in (truth.coming, truth.paid):
        assert not amount or f"€{amount / 100:,.2f}" in page


def _check_export(row: Introduction, truth: Truth) -> None:
    mine = _exported(row, row.rep)
    assert (mine["paid"], mine["refunded"]) == (truth.taken, truth.returned)
    assert mine["taken_back_by_the_bank"] == truth.bank_kept
    theirs = _exported(row, row.connector)
    assert (theirs["received"], theirs["coming"]) == (truth.paid, truth.coming)
    assert (theirs["kept_for_a_debt"], theirs["owed"]) == (truth.netted, truth.owed)


def _exported(row: Introduction, user: User) -> dict[str, Any]:
    rows = json.loads(_read(user, "/account/data/export/"))["introductions"]
    return next(one for one in rows if one["id"] == str(row.public_id))


def _check_papers(payment: Payment, truth: Truth) -> None:
    issue_due()
    sign = {Paper.Kind.RECEIPT: 1, Paper.Kind.CREDIT: -1}
    total = sum(sign[Paper.Kind(one.kind)] * one.total for one in payment.papers.all())
    assert total == truth.taken - truth.returned - truth.ordered_back - truth.bank_kept
