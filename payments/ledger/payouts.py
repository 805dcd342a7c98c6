"""What goes to the payee, comes back from them, and what they owe us."""

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from payments.ledger.posting import Kind, account, held, post
from payments.models import Payment


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
