"""Differences between our books and the provider's."""

from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation.kinds import Deed, Kind, ReasonForm
from brokerage.moderation.money import PAGE, payment_of, shown
from payments import actions as payments
from payments.models import Difference


def row_of(case: Case) -> Difference | None:
    """The difference that the case is about."""
    return Difference.objects.filter(pk=int(case.subject.rpartition(":")[2] or 0)).first()


def panel(case: Case, user: User) -> dict[str, Any]:
    """What differs, in minor units on both sides."""
    row = row_of(case)
    if row is None:
        return shown(case, [])
    said = f"{row.ours} in our books, {row.theirs} at the provider (minor units)"
    return shown(case, [("What", row.kind), ("How much", said), ("Since", row.seen_at)])


def compare(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Look and compare again: the one way to repair is that facts are recorded as always."""
    payment = payment_of(case)
    try:
        if payment:
            payments.compare_payment(payment)
        else:
            payments.compare_balances()
        payments.compare_movements()
    except Exception as error:
        if payments.problem(error) is None:
            raise
        raise Refusal(
            "The provider does not answer right now.", code="provider_unreachable"
        ) from error


KIND = Kind(
    name="difference",
    permission="cases.see_desk",
    headline=lambda case: f"Books differ: {case.facts.get('what', '')}",
    panel=panel,
    deeds=(
        Deed(
            "compare",
            "Compare again",
            ReasonForm,
            "cases.work_money",
            compare,
            tone="primary",
            text="Looks at the provider and records what is. The case ends by itself once both agree.",
            done="Compared.",
        ),
    ),
    explain="Something happened at the provider that our books do not hold, or the other way round.",
    template=PAGE,
)
