"""What comes in: a payment is taken, the provider takes its fees, our own money moves."""

from brokerage.kit.money import Money
from payments.ledger.posting import Kind, account, held, post
from payments.models import Payment


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
