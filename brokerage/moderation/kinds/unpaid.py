"""Money that cannot be paid out: the connector has no payout account that the provider accepts."""

from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation.kinds import Deed, Kind, ReasonForm
from brokerage.moderation.money import PAGE, Facts, payment_of, shown, the_payment
from payments import actions as payments
from payments.queries import goes_back_at, missing_from, payout_account_of


def panel(case: Case, user: User) -> dict[str, Any]:
    """What the provider still asks of the connector."""
    payment = payment_of(case)
    account = payout_account_of(payment.payee) if payment else None
    missing = "; ".join(missing_from(account)) if account else "The payout account was never opened"
    back = goes_back_at(payment) if payment else None
    facts: Facts = [("Missing", missing or "Nothing: it can be paid now")]
    if back:
        facts.append(("Goes back to the rep", f"{back:%-d %B %Y}"))
    return shown(case, facts)


def retry(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Try the payout now."""
    payments.retry_payout(the_payment(case), staff=user)


def close(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Somebody has written to the connector."""
    close_case(case, staff=user, outcome="looked at", reason=facts["reason"])


KIND = Kind(
    name="unpaid",
    permission="cases.see_desk",
    headline=lambda case: "The connector cannot be paid",
    panel=panel,
    deeds=(
        Deed(
            "retry",
            "Try the payout now",
            ReasonForm,
            "cases.work_money",
            retry,
            tone="primary",
            text="Only works once nothing is missing any more. Both sides were written to.",
        ),
        Deed(
            "close",
            "Close the case",
            ReasonForm,
            "cases.work_money",
            close,
            text="Say what was agreed with the connector.",
        ),
    ),
    explain="Held for 60 days, or released and refused by the provider. What is not released 85 days after "
    "it was taken goes back to the rep.",
    template=PAGE,
)
