"""What goes back to the payer without us: the card network's disputes, and refunds that others made."""

from typing import NamedTuple

from payments.ledger.posting import Kind, account, held, post
from payments.models import LedgerAccount, Payment

Legs = list[tuple[LedgerAccount, int]]


class Origins(NamedTuple):
    """Out of what an amount came that went back to the payer by itself. Minor units."""

    held: int
    fee: int
    debt: int
    borne: int


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


def _out_of(payment: Payment, origins: Origins) -> Legs:
    """Of what is held, of our fee, as a debt of the payee's, and what remains as our loss."""
    return [
        (held(payment), origins.held),
        (account(Kind.FEES, payment.currency), origins.fee),
        (account(Kind.RECEIVABLE, payment.currency, user=payment.payee), origins.debt),
        (account(Kind.LOSSES, payment.currency, payment=payment), origins.borne),
    ]
