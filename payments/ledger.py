"""The ledger: double entry, append-only, guarded by the database.

One verb, `post`. The database refuses an entry that does not balance in each currency, any change or
removal of what is posted, and a held, owed or refund account below zero (payments/migrations/
0002_rules.py). Debits are positive, credits negative; assets (cash, receivable, disputed) and
expenses (provider fees, written off) stand on the debit side, what we owe (held, owed, refunds on the
way) and what we earned (fees) on the credit side.

The sum that always holds, per payment and in all, to the cent:
captured + advanced = held + released (net of reversals) + refunded + charged back + our fee,
where released counts what is owed, transferred, or kept for a debt (`netted`), and refunded what is
still on its way. What was advanced is a debt of the payee's, never more than they received, or borne by
us; what others sent to the payee is transferred and advanced at once.
"""

from typing import NamedTuple

from django.db import connection

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.money import Money
from payments.models import LedgerAccount, Payment

Kind = LedgerAccount.Kind
Legs = list[tuple[LedgerAccount, int]]


class Origins(NamedTuple):
    """Out of what an amount came that went back to the payer by itself. Minor units."""

    held: int
    fee: int
    debt: int
    borne: int


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


def captured(payment: Payment, checkout: int, amount: int) -> bool:
    """`amount` was taken from the card and is held from now on."""
    return post(
        f"capture:{payment.reference}:{checkout}",
        payment,
        (account(Kind.CASH, payment.currency), amount),
        (held(payment), -amount),
    )


def provider_fee(payment: Payment, what: str, amount: int, settled_in: str = "") -> bool:
    """The provider took `amount` for `what` (a balance transaction's id): our expense.

    In the currency that the payment settled in, where that is not its own.
    """
    code = settled_in or payment.currency
    return post(
        f"provider-fee:{what}",
        payment,
        (account(Kind.PROVIDER_FEES, code), amount),
        (account(Kind.CASH, code), -amount),
    )


def exchanged(movement: str, payment: Payment, booked: Money, really: Money) -> bool:
    """Booked as `booked` on our cash, yet it moved our balance by `really`, in another currency.

    Both signed. What the rates leave on the exchange accounts is our gain or loss.
    """
    return post(
        f"exchange:{movement}",
        payment,
        (account(Kind.EXCHANGE, booked.currency), booked.amount),
        (account(Kind.CASH, booked.currency), -booked.amount),
        (account(Kind.EXCHANGE, really.currency), -really.amount),
        (account(Kind.CASH, really.currency), really.amount),
    )


def provider_bill(movement: str, currency: str, amount: int) -> bool:
    """The provider took `amount` for itself, for no one payment (a balance transaction's id): our expense."""
    return post(
        f"provider-bill:{movement}",
        None,
        (account(Kind.PROVIDER_FEES, currency), amount),
        (account(Kind.CASH, currency), -amount),
    )


def own_money_moved(movement: str, currency: str, amount: int) -> bool:
    """`amount` of our own money came to the provider from our bank account (less than zero: went there)."""
    return post(
        f"own-money:{movement}",
        None,
        (account(Kind.CASH, currency), amount),
        (account(Kind.OUTSIDE, currency), -amount),
    )


def refund_ordered(payment: Payment, n: int, amount: int) -> bool:
    """`amount` of the held money is on its way back to the payer."""
    return post(
        f"refund-ordered:{payment.reference}:{n}",
        payment,
        (held(payment), amount),
        (account(Kind.REFUNDS, payment.currency, payment=payment), -amount),
    )


def refund_withdrawn(payment: Payment, n: int, amount: int) -> bool:
    """Order `n` will not be carried out, or came back: it is undone, `amount` is held again."""
    return post(
        f"refund-withdrawn:{payment.reference}:{n}",
        payment,
        (account(Kind.REFUNDS, payment.currency, payment=payment), amount),
        (held(payment), -amount),
    )


def refunded(payment: Payment, refund_id: str, amount: int) -> bool:
    """The provider gave `amount` back."""
    return post(
        f"refund:{refund_id}",
        payment,
        (account(Kind.REFUNDS, payment.currency, payment=payment), amount),
        (account(Kind.CASH, payment.currency), -amount),
    )


def refund_returned(payment: Payment, refund_id: str, amount: int) -> bool:
    """A refund failed later: its money is back with us, and still owed to the payer."""
    return post(
        f"refund-failed:{refund_id}",
        payment,
        (account(Kind.CASH, payment.currency), amount),
        (account(Kind.REFUNDS, payment.currency, payment=payment), -amount),
    )


def release_ordered(payment: Payment, to_payee: int, fee: int, n: int = 1) -> bool:
    """The held money belongs to the payee and to us. Once; again (`n`) only for what came back."""
    return post(
        f"release-ordered:{payment.reference}{_again(n)}",
        payment,
        (held(payment), to_payee + fee),
        (account(Kind.OWED, payment.currency, user=payment.payee), -to_payee),
        (account(Kind.FEES, payment.currency), -fee),
    )


def _again(n: int) -> str:
    return f":{n}" if n > 1 else ""


def debt_netted(payment: Payment, amount: int, n: int = 1) -> bool:
    """`amount` of what the payee earned pays a debt of theirs to us."""
    return post(
        f"debt-netted:{payment.reference}{_again(n)}",
        payment,
        (account(Kind.OWED, payment.currency, user=payment.payee), amount),
        (account(Kind.RECEIVABLE, payment.currency, user=payment.payee), -amount),
    )


def transferred(payment: Payment, transfer_id: str, amount: int) -> bool:
    """The provider moved `amount` to the payee's account."""
    return post(
        f"transfer:{transfer_id}",
        payment,
        (account(Kind.OWED, payment.currency, user=payment.payee), amount),
        (account(Kind.CASH, payment.currency), -amount),
    )


def transferred_elsewhere(payment: Payment, transfer_id: str, amount: int) -> bool:
    """Somebody else moved `amount` to the payee's account: they owe it to us."""
    return post(
        f"transfer:{transfer_id}",
        payment,
        (account(Kind.RECEIVABLE, payment.currency, user=payment.payee), amount),
        (account(Kind.CASH, payment.currency), -amount),
    )


def was_sent_elsewhere(payment: Payment, transfer_id: str) -> bool:
    """Whether this transfer is in the books as one that nobody here ordered."""
    rows = payment.entries.filter(reason=f"transfer:{transfer_id}")
    return rows.filter(postings__account__kind=Kind.RECEIVABLE).exists()


def release_withdrawn(payment: Payment, call_key: str, to_held: int, to_debt: int) -> bool:
    """A transfer that never left is called off: held again, or it pays the payee's debt to us."""
    return post(
        f"release-withdrawn:{call_key}",
        payment,
        (account(Kind.OWED, payment.currency, user=payment.payee), to_held + to_debt),
        (held(payment), -to_held),
        (account(Kind.RECEIVABLE, payment.currency, user=payment.payee), -to_debt),
    )


def reversed_back(payment: Payment, reversal_id: str, to_held: int, to_debt: int) -> bool:
    """A transfer came back from the payee's account: held again, or it pays their debt to us."""
    return post(
        f"reversal:{reversal_id}",
        payment,
        (account(Kind.CASH, payment.currency), to_held + to_debt),
        (held(payment), -to_held),
        (account(Kind.RECEIVABLE, payment.currency, user=payment.payee), -to_debt),
    )


def dispute_opened(payment: Payment, dispute_id: str, amount: int) -> bool:
    """The card network took `amount` away for the time of its own dispute."""
    return post(
        f"dispute:{dispute_id}",
        payment,
        (account(Kind.DISPUTED, payment.currency, payment=payment), amount),
        (account(Kind.CASH, payment.currency), -amount),
    )


def dispute_won(payment: Payment, dispute_id: str, amount: int) -> bool:
    """The card network gave `amount` back to us."""
    return post(
        f"dispute-won:{dispute_id}",
        payment,
        (account(Kind.CASH, payment.currency), amount),
        (account(Kind.DISPUTED, payment.currency, payment=payment), -amount),
    )


def dispute_lost(payment: Payment, dispute_id: str, origins: Origins) -> bool:
    """The card network kept the money."""
    return post(
        f"dispute-lost:{dispute_id}",
        payment,
        *_out_of(payment, origins),
        (account(Kind.DISPUTED, payment.currency, payment=payment), -sum(origins)),
    )


def _out_of(payment: Payment, origins: Origins) -> Legs:
    """Of what is held, of our fee, as a debt of the payee's, and what remains as our loss."""
    return [
        (held(payment), origins.held),
        (account(Kind.FEES, payment.currency), origins.fee),
        (account(Kind.RECEIVABLE, payment.currency, user=payment.payee), origins.debt),
        (account(Kind.LOSSES, payment.currency, payment=payment), origins.borne),
    ]


def loss_made_good(payment: Payment, refund_id: str, amount: int) -> bool:
    """A refund came back that the payer has from their bank already: it covers what we bore."""
    return post(
        f"loss-made-good:{refund_id}",
        payment,
        (held(payment), amount),
        (account(Kind.LOSSES, payment.currency, payment=payment), -amount),
    )


def release_undone(payment: Payment, fee: int, debt: int) -> bool:
    """A release is undone for good: our fee is held again, and what the payee cannot give back is a debt."""
    return post(
        f"release-undone:{payment.reference}",
        payment,
        (account(Kind.FEES, payment.currency), fee),
        (account(Kind.RECEIVABLE, payment.currency, user=payment.payee), debt),
        (held(payment), -(fee + debt)),
    )


def debt_written_off(debtor: User, amount: Money, n: int) -> bool:
    """What `debtor` owes us is given up, `n`-th time: our loss."""
    return post(
        f"debt-written-off:{debtor.pk}:{amount.currency}:{n}",
        None,
        (account(Kind.WRITTEN_OFF, amount.currency, user=debtor), amount.amount),
        (account(Kind.RECEIVABLE, amount.currency, user=debtor), -amount.amount),
    )


def refund_handled(payment: Payment, call_key: str, amount: int) -> bool:
    """A refund that could not go back to the card was paid from our own bank account."""
    return post(
        f"refund-handled:{call_key}",
        payment,
        (account(Kind.REFUNDS, payment.currency, payment=payment), amount),
        (account(Kind.OUTSIDE, payment.currency, payment=payment), -amount),
    )


def refund_elsewhere(payment: Payment, refund_id: str, origins: Origins) -> bool:
    """A refund that nobody here ordered."""
    return post(
        f"refund-elsewhere:{refund_id}",
        payment,
        *_out_of(payment, origins),
        (account(Kind.REFUNDS, payment.currency, payment=payment), -sum(origins)),
    )


def refund_elsewhere_undone(payment: Payment, refund_id: str, amount: int) -> bool:
    """Such a refund failed: `amount` is held again."""
    return post(
        f"refund-elsewhere-undone:{refund_id}",
        payment,
        (account(Kind.REFUNDS, payment.currency, payment=payment), amount),
        (held(payment), -amount),
    )


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


CREDIT_SIDE = frozenset({Kind.HELD, Kind.OWED, Kind.FEES, Kind.REFUNDS, Kind.OUTSIDE})
