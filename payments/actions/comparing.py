"""Reconciliation: our books against the provider's objects. It lists what differs and repairs nothing:
repairs go through the same looks and wishes as everything else.
"""

from django.db import IntegrityError
from django.db.models import Sum

from brokerage.kit import clock
from payments.actions.observing import Seen, fetch, record
from payments.gateway import looking
from payments.models import Difference, LedgerAccount, Payment

LIABILITIES = ["held", "owed", "refunds"]


def compare_payment(payment: Payment) -> list[str]:
    """Look, record, and compare one payment; the kinds of what still differs.

    Differences are rows; one that is gone is marked as resolved.
    """
    seen = fetch(payment)
    wrong: dict[str, tuple[int, int]] = {}
    try:
        payment = record(payment.pk, seen)
    except IntegrityError:
        # Something happened at the provider that our rules forbid: kept out of the books, shown here.
        wrong["not recordable"] = (0, 0)
    theirs = _theirs(seen)
    for kind, amount in theirs.items():
        if getattr(payment, kind) != amount:
            wrong[kind] = (getattr(payment, kind), amount)
    _note(payment, wrong)
    return sorted(wrong)


def _theirs(seen: Seen) -> dict[str, int]:
    return {
        "captured": sum(one.captured for one in seen.checkouts.values()),
        "refunded": sum(
            refund.amount
            for one in seen.checkouts.values()
            for refund in one.refunds
            if refund.status == "succeeded"
        ),
        "transferred": sum(one.amount for one in seen.transfers),
        "reversed": sum(back.amount for one in seen.transfers for back in one.reversals),
    }


def compare_balances() -> list[str]:
    """Per currency: what is at the provider covers what we owe; the currencies where it does not."""
    there = looking.platform_balance()
    rows = LedgerAccount.objects.filter(kind__in=LIABILITIES)
    owed = {
        row["currency"]: -row["sum"] for row in rows.values("currency").annotate(sum=Sum("balance"))
    }
    short = {
        f"balance {code}": (amount, there.get(code, 0))
        for code, amount in owed.items()
        if there.get(code, 0) < amount
    }
    _note(None, short)
    return sorted(short)


def _note(payment: Payment | None, wrong: dict[str, tuple[int, int]]) -> None:
    known = Difference.objects.filter(payment=payment, resolved_at__isnull=True)
    known.exclude(kind__in=wrong).update(resolved_at=clock.now())
    for kind, (ours, theirs) in wrong.items():
        Difference.objects.update_or_create(
            payment=payment,
            kind=kind,
            resolved_at=None,
            defaults={"ours": ours, "theirs": theirs},
        )
