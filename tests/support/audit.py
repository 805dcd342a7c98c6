"""What must hold of all money at every moment, and our books against the sandbox's own."""

from typing import Any

from django.db import connection
from django.db.models import F, Sum

from payments.actions import check_ledger, ledger_differences
from payments.models import LedgerAccount, Payment, PayoutAccount
from payments.sums import sums_of
from tests.support.sandbox_process import Sandbox

Kind = LedgerAccount.Kind
FLOAT = 1_000_000
"""What the stage gives the platform of its own (`Sandbox.top_up`), in cents."""


def balance(kind: LedgerAccount.Kind, payment: Payment | None = None) -> int:
    """The sum of all accounts of a kind (of one payment, if given); signed as booked."""
    rows = LedgerAccount.objects.filter(kind=kind)
    if payment:
        rows = rows.filter(payment=payment)
    return int(rows.aggregate(sum=Sum("balance"))["sum"] or 0)


def check_sums() -> None:
    """Per payment and over all: what came in is somewhere, once; the ledger says the same."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for payment in Payment.objects.all():
        assert payment.captured + payment.advanced == (
            payment.held_amount
            + payment.owed_amount
            + payment.paid_out
            + payment.netted
            + payment.refunds_ordered
            + payment.charged_back
            + payment.fee_kept
        )
        assert payment.owed_amount >= 0, payment
        sums = sums_of(payment)
        assert sums.taken + sums.borne == sums.earned + sums.fee + sums.back + sums.open, payment
        assert balance(Kind.HELD, payment) == -payment.held_amount, payment
        on_way = payment.refunds_ordered - payment.refunded
        assert balance(Kind.REFUNDS, payment) == -on_way, payment
        assert balance(Kind.LOSSES, payment) == payment.borne, payment
        # Nobody owes more than they received. (What came back after the debt was paid otherwise is held.)
        assert payment.debt <= payment.received + payment.held_amount, payment
    check = check_ledger()  # the product's own nightly rule, another statement of the same
    assert check.differences == 0, list(ledger_differences())
    totals = Payment.objects.aggregate(
        fee=Sum("fee_kept"), debt=Sum(F("advanced") - F("borne")), netted=Sum("netted")
    )
    assert balance(Kind.FEES) == -(totals["fee"] or 0)
    debts = balance(Kind.RECEIVABLE) + balance(Kind.WRITTEN_OFF)
    assert debts == (totals["debt"] or 0) - (totals["netted"] or 0)
    owed = sum(payment.owed_amount for payment in Payment.objects.all())
    assert balance(Kind.OWED) == -owed
    rows = LedgerAccount.objects.annotate(sum=Sum("postings__amount"))
    wrong = rows.exclude(balance=F("sum")).exclude(balance=0, sum=None)
    assert not wrong, list(wrong)


def check_against(sandbox: Sandbox) -> None:
    """Each payment, our balance, what the provider took, and each connector's: equal to the cent."""
    books = sandbox.get("books")
    for payment in Payment.objects.all():
        _check_payment(payment, books)
    own = books["platform"]["eur"]
    booked = LedgerAccount.objects.filter(kind=Kind.OUTSIDE, payment=None)
    cash = balance(Kind.CASH) + sum(one.balance for one in booked)  # without what came of our own
    assert own["available"] + own["pending"] == FLOAT + cash, (own, cash)
    fees = sum(one["fees"] + one["dispute_fees"] for one in books["payments"].values())
    assert balance(Kind.PROVIDER_FEES) == fees
    for account in PayoutAccount.objects.all():
        _check_account(account, books)


def _check_payment(payment: Payment, books: Any) -> None:
    intents = payment.checkouts.exclude(intent_id="").values_list("intent_id", flat=True)
    theirs = [books["payments"][intent] for intent in intents]
    group = books["transfer_groups"].get(payment.reference, {})
    outside = balance(Kind.OUTSIDE, payment)
    said = {
        "captured": sum(one["captured"] for one in theirs),
        "refunded": sum(one["refunded"] for one in theirs) + abs(outside),
        "transferred": group.get("transferred", 0),
        "reversed": group.get("reversed", 0),
    }
    assert {name: getattr(payment, name) for name in said} == said, payment
    assert sum(one["captured"] > 0 for one in theirs) <= 1


def _check_account(account: PayoutAccount, books: Any) -> None:
    there = books["accounts"].get(account.account_id, {}).get("eur", {"available": 0, "pending": 0})
    gone = [one for one in books["payouts"] if one["account"] == account.account_id]
    paid = Payment.objects.filter(payee=account.user).aggregate(
        out=Sum("transferred"), back=Sum("reversed")
    )
    expected = (paid["out"] or 0) - (paid["back"] or 0)
    assert there["available"] + there["pending"] + sum(one["amount"] for one in gone) == expected
