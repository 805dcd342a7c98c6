"""Each payment's own sums against its ledger entries, and each account's balance against its postings.

The sums of a payment stand in its row, so that nothing has to be added up to decide; they are written with
the entry they belong to. Whether they still say the same is asked of all payments at once, in one statement.
What differs is a difference with its case. Nothing is frozen for it: the database guards each account.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import time
from typing import Any

from django.db import connection

from brokerage.kit import clock
from payments.actions.differing import LEDGER, Wrong, note_differences, with_open_ones
from payments.models import LedgerCheck, Payment

# What a payment's row says, as an expression over it, and what its postings say: how they sum up by the
# word that their entry's reason begins with, and by the kind of their account.
PAYMENTS = """
WITH legs AS (
    SELECT coalesce(a.payment_id, e.payment_id) AS payment_id, a.kind AS kind, sum(l.amount) AS amount,
           split_part(e.reason, ':', 1) AS word
      FROM payments_posting l
      JOIN payments_entry e ON e.id = l.entry_id
      JOIN payments_ledgeraccount a ON a.id = l.account_id
     WHERE coalesce(a.payment_id, e.payment_id) IS NOT NULL
     GROUP BY 1, 2, 4
), booked AS (
    SELECT payment_id,
           sum(amount) FILTER (WHERE word = 'capture' AND kind = 'cash') AS captured,
           -sum(amount) FILTER (WHERE kind = 'held') AS held,
           -sum(amount) FILTER (WHERE kind = 'owed') AS owed,
           -sum(amount) FILTER (WHERE kind = 'fees') AS fee_kept,
           -sum(amount) FILTER (WHERE kind = 'refunds' AND word IN
               ('refund-ordered', 'refund-withdrawn', 'refund-elsewhere', 'refund-elsewhere-undone')
           ) AS refunds_ordered,
           -sum(amount) FILTER (WHERE kind = 'cash' AND word IN ('refund', 'refund-failed')
               OR kind = 'outside' AND word = 'refund-handled') AS refunded,
           -sum(amount) FILTER (WHERE kind = 'cash' AND word = 'transfer') AS transferred,
           sum(amount) FILTER (WHERE kind = 'cash' AND word = 'reversal') AS reversed,
           -sum(amount) FILTER (WHERE kind = 'disputed' AND word = 'dispute-lost') AS charged_back,
           -sum(amount) FILTER (WHERE kind = 'receivable' AND word = 'debt-netted') AS netted,
           sum(amount) FILTER (WHERE kind = 'receivable' AND word <> 'debt-netted') AS debt,
           sum(amount) FILTER (WHERE kind = 'losses') AS borne,
           sum(amount) FILTER (WHERE kind = 'receivable' AND word = 'transfer') AS sent_elsewhere
      FROM legs GROUP BY payment_id
), both_sides AS (
    SELECT p.id, said.what, said.ours, coalesce(said.theirs, 0) AS theirs
      FROM payments_payment p LEFT JOIN booked b ON b.payment_id = p.id
     CROSS JOIN LATERAL (VALUES
        ('captured', p.captured, b.captured),
        ('refunds_ordered', p.refunds_ordered, b.refunds_ordered),
        ('refunded', p.refunded, b.refunded),
        ('transferred', p.transferred, b.transferred),
        ('reversed', p.reversed, b.reversed),
        ('charged_back', p.charged_back, b.charged_back),
        ('fee_kept', p.fee_kept, b.fee_kept),
        ('netted', p.netted, b.netted),
        ('debt', p.advanced - p.borne, b.debt),
        ('borne', p.borne, b.borne),
        ('held', p.captured + p.advanced - p.sent_elsewhere - p.refunds_ordered - p.release_ordered
            - p.charged_back, b.held),
        ('owed', p.release_ordered + p.sent_elsewhere - p.fee_kept - p.netted - p.transferred
            + p.reversed, b.owed),
        -- At most: what came back of it is not told apart from what came back of ours.
        ('sent_elsewhere', p.sent_elsewhere, least(p.sent_elsewhere, coalesce(b.sent_elsewhere, 0)))
     ) AS said (what, ours, theirs)
)
SELECT id, what, ours, theirs FROM both_sides WHERE ours <> theirs
UNION ALL SELECT NULL, 'payments', count(*), 0 FROM payments_payment
"""
ACCOUNTS = """
WITH summed AS (SELECT account_id, sum(amount) AS amount FROM payments_posting GROUP BY account_id)
SELECT a.id, a.payment_id, a.balance, coalesce(s.amount, 0)
  FROM payments_ledgeraccount a LEFT JOIN summed s ON s.account_id = a.id
 WHERE a.balance <> coalesce(s.amount, 0)
UNION ALL SELECT NULL, NULL, count(*), 0 FROM payments_ledgeraccount
"""
# Of no payment are our own money, the provider's bills and debts that are given up: nothing of a payment's.
NOBODYS = """
SELECT a.kind || ' ' || a.currency, sum(l.amount)
  FROM payments_posting l
  JOIN payments_entry e ON e.id = l.entry_id
  JOIN payments_ledgeraccount a ON a.id = l.account_id
 WHERE e.payment_id IS NULL AND split_part(e.reason, ':', 1) <> 'debt-written-off'
   AND a.kind IN ('held', 'owed', 'fees', 'refunds', 'disputed', 'receivable', 'written_off', 'losses')
 GROUP BY 1 HAVING sum(l.amount) <> 0
"""


NIGHT = time(3, 30)
"""The hour (UTC) from which on the ledger is checked again, each day."""


def last_ledger_check() -> LedgerCheck | None:
    """The last run, whatever it found."""
    return LedgerCheck.objects.order_by("-pk").first()


def ledger_check_is_due() -> bool:
    """Whether it was not run since the last night began."""
    last = last_ledger_check()
    return last is None or last.at < clock.last_time_at(NIGHT)


def check_ledger() -> LedgerCheck:
    """Compare everything, keep what differs as differences with their cases, and say how it went.

    `ours` of a difference is what the payment's row (or the account's balance) says, `theirs` what the
    postings add up to, in minor units.
    """
    found, payments, accounts = _compare()
    rows = Payment.objects.in_bulk([one for one in found if one is not None])
    wrong: Wrong = {rows[one] if one is not None else None: kinds for one, kinds in found.items()}
    for payment in with_open_ones(LEDGER) | set(wrong):
        note_differences(payment, wrong.get(payment, {}), family=LEDGER)
    return LedgerCheck.objects.create(
        at=clock.now(),
        payments=payments,
        accounts=accounts,
        differences=sum(len(kinds) for kinds in found.values()),
    )


def _compare() -> tuple[dict[int | None, dict[str, tuple[int, int]]], int, int]:
    """`({payment's id: {kind: (ours, theirs)}}, payments compared, accounts compared)`."""
    found: dict[int | None, dict[str, tuple[int, int]]] = defaultdict(dict)
    counts = []
    for payment, what, ours, theirs in _rows(PAYMENTS):
        if payment is None:
            counts.append(ours)
        else:
            found[payment][f"{LEDGER}{what}"] = (ours, int(theirs))
    for account, payment, ours, theirs in _rows(ACCOUNTS):
        if account is None:
            counts.append(ours)
        else:
            found[payment][f"{LEDGER}account {account}"] = (ours, int(theirs))
    for what, amount in _rows(NOBODYS):
        found[None][f"{LEDGER}{what} of no payment"] = (0, int(amount))
    payments, accounts = counts
    return dict(found), payments, accounts


def _rows(statement: str) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
