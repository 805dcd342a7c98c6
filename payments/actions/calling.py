"""Calling a person: a case for whatever no machine may decide, in the transaction of what was found."""

from datetime import datetime, timedelta
from typing import Any

from brokerage.cases.actions import open_case, put_off, settle_case
from brokerage.kit.money import Money
from payments.models import Difference, Payment, Wish

ANSWER_BEFORE = timedelta(days=1)


def call_for_wish(row: Wish) -> None:
    """A wish that nobody but a person may decide: stuck, or a refund that the card's bank sent back."""
    payment = row.payment
    minor = row.parameters.get("amount")
    money = Money(int(minor), payment.currency) if payment and minor else None
    kind = "refund" if row.error_code == "refund_failed" else "wish"
    reference = payment.reference if payment else ""
    open_case(kind, row.key[:120], amount=money, operation=row.operation, introduction=reference)


def wish_is_settled(row: Wish, outcome: str) -> None:
    """Nobody needs to look at this wish any more."""
    for kind in ("wish", "refund"):
        settle_case(kind, row.key[:120], outcome=outcome)


def call_for_difference(row: Difference) -> None:
    """Our books and the provider's differ."""
    reference = row.payment.reference if row.payment else ""
    open_case("difference", f"difference:{row.pk}", introduction=reference, what=row.kind)


def difference_is_gone(row: Difference) -> None:
    """They agree again."""
    settle_case("difference", f"difference:{row.pk}", outcome="agrees again")


def call_for_dispute(
    payment: Payment, dispute_id: str, amount: int, due_by: datetime | None, reason: str
) -> None:
    """The card network waits for an answer; ours is due a day before theirs."""
    due = due_by - ANSWER_BEFORE if due_by else None
    facts: dict[str, Any] = {"introduction": payment.reference, "reason": reason}
    money = Money(amount, payment.currency)
    open_case("chargeback", dispute_id, amount=money, due_at=due, **facts)
    put_off("chargeback", dispute_id, due_at=due)


def dispute_is_over(dispute_id: str, status: str) -> None:
    """There is nothing to answer any more."""
    settle_case("chargeback", dispute_id, outcome=status)


def call_for_won(payment: Payment) -> None:
    """A dispute was won and its money is held: nobody else decides whose it is."""
    money = Money(payment.held_amount, payment.currency)
    open_case(
        "chargeback", f"won:{payment.reference}", amount=money, introduction=payment.reference
    )


def call_for_debt(payment: Payment, debt: int) -> None:
    """A lost dispute left a debt of the payee's: kept from what they earn, unless finance gives it up."""
    money = Money(debt, payment.currency)
    open_case(
        "chargeback", f"debt:{payment.reference}", amount=money, introduction=payment.reference
    )


def call_for_unpaid(payment: Payment) -> None:
    """What is released cannot be paid out: the payee's account does not take it."""
    money = Money(payment.owed_amount, payment.currency)
    open_case("unpaid", payment.reference, amount=money, introduction=payment.reference)


def unpaid_is_over(payment: Payment) -> None:
    """It was paid out after all, or will never be."""
    settle_case("unpaid", payment.reference, outcome="paid out")


def call_for_warning(payment: Payment) -> None:
    """The card network fears fraud: nothing is paid out until a person has looked."""
    money = Money(payment.captured, payment.currency)
    open_case("warning", payment.reference, amount=money, introduction=payment.reference)


def warning_is_over(payment: Payment) -> None:
    """The money may leave again, or is gone."""
    settle_case("warning", payment.reference, outcome="cleared")
