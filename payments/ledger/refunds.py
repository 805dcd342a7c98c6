"""What goes back to the payer by our order."""

from payments.ledger.posting import Kind, account, held, post
from payments.models import Payment


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


def refund_handled(payment: Payment, call_key: str, amount: int) -> bool:
    """A refund that could not go back to the card was paid from our own bank account."""
    return post(
        f"refund-handled:{call_key}",
        payment,
        (account(Kind.REFUNDS, payment.currency, payment=payment), amount),
        (account(Kind.OUTSIDE, payment.currency, payment=payment), -amount),
    )


def loss_made_good(payment: Payment, refund_id: str, amount: int) -> bool:
    """A refund came back that the payer has from their bank already: it covers what we bore."""
    return post(
        f"loss-made-good:{refund_id}",
        payment,
        (held(payment), amount),
        (account(Kind.LOSSES, payment.currency, payment=payment), -amount),
    )
