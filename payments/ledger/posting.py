"""The accounts, and the one way to post an entry to them."""

from django.db import connection

from brokerage.accounts.models import User
from brokerage.kit import clock
from payments.models import LedgerAccount, Payment

Kind = LedgerAccount.Kind
CREDIT_SIDE = frozenset({Kind.HELD, Kind.OWED, Kind.FEES, Kind.REFUNDS, Kind.OUTSIDE})


def account(
    kind: LedgerAccount.Kind,
    currency: str,
    payment: Payment | None = None,
    user: User | None = None,
) -> LedgerAccount:
    """The account of that kind, made when first needed."""
    found, _ = LedgerAccount.objects.get_or_create(
        kind=kind, currency=currency, payment=payment, user=user
    )
    return found


def post(reason: str, payment: Payment | None, *legs: tuple[LedgerAccount, int]) -> bool:
    """Record one movement. `legs`: accounts with minor units, debit positive; they sum to zero.

    False if this `reason` was posted before: it then changes nothing, so that a fact may be reported
    any number of times. Accounts are touched in the order of their ids (no two entries can deadlock).
    The caller holds the payment's row lock.
    """
    moved = sorted((where.pk, amount) for where, amount in legs if amount)
    if sum(amount for _, amount in moved) != 0:
        raise ValueError(f"{reason} does not balance")
    if not moved:
        return False
    with connection.cursor() as cursor:
        accounts, amounts = zip(*moved, strict=True)
        about = payment.pk if payment else None
        # One round trip and plans made once, for this is done more often than anything
        # (payments/migrations/0002_rules.py, benchmarks/README.md).
        facts = [reason, about, clock.now(), list(accounts), list(amounts)]
        cursor.execute("SELECT ledger_post(%s, %s, %s, %s, %s)", facts)
        return bool(cursor.fetchone()[0])


def held(payment: Payment) -> LedgerAccount:
    """The money of this payment that we keep."""
    return account(Kind.HELD, payment.currency, payment=payment)


def balance(
    kind: LedgerAccount.Kind,
    currency: str,
    payment: Payment | None = None,
    user: User | None = None,
) -> int:
    """The balance in minor units on the account's usual side, so that money there is positive."""
    row = LedgerAccount.objects.filter(
        kind=kind, currency=currency, payment=payment, user=user
    ).first()
    if row is None:
        return 0
    return -row.balance if kind in CREDIT_SIDE else row.balance


def debt_under_lock(payment: Payment) -> int:
    """What the payee of `payment` owes us, in minor units, locked until the transaction ends.

    Taken before the accounts of an entry that depends on it, all in the order of their ids: two payments
    of one payee can neither pay the same debt twice nor wait for each other.
    """
    code = payment.currency
    wanted = [
        held(payment),
        account(Kind.OWED, code, user=payment.payee),
        account(Kind.FEES, code),
        account(Kind.RECEIVABLE, code, user=payment.payee),
    ]
    rows = LedgerAccount.objects.filter(pk__in=[one.pk for one in wanted]).order_by("pk")
    found = {one.pk: one for one in rows.select_for_update()}
    return found[wanted[-1].pk].balance
