"""Calls to the provider that are stuck: no machine may decide what becomes of them."""

from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation.kinds import Action, Kind, ReasonForm
from brokerage.moderation.money import PAGE, call_of, own_money, party, shown
from payments import actions as payments

NAMES = {
    "capture": "Taking the payment",
    "cancel": "Letting the reservation go",
    "expire": "Closing the payment page",
    "transfer": "Payout",
    "refund": "Refund",
    "account": "New payout account",
    "reverse": "Reversal of a payout",
    "evidence": "Answer to a chargeback",
}


def headline(case: Case) -> str:
    """What hangs."""
    operation = str(case.facts.get("operation", ""))
    return f"{NAMES.get(operation, operation.capitalize() or 'Call')} is stuck"


def panel(case: Case, user: User) -> dict[str, Any]:
    """Operation, amount, tries, the last error, and what the provider says right now."""
    row = call_of(case)
    if row is None:
        return shown(case, [])
    return shown(
        case,
        [
            ("Call", NAMES.get(row.operation, row.operation)),
            ("Key", row.key),
            ("Tried", "once" if row.attempts == 1 else f"{row.attempts} times"),
            ("Last answer", f"{row.error or 'Nothing said'} ({row.error_code or 'no code'})"),
            ("The provider now", payments.provider_says(row) if case.is_open else "-"),
        ],
    )


def decide(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Look at the provider, and decide by what is."""
    row = call_of(case)
    if row is None:
        raise Refusal("This call is not known any more.", code="no_call")
    payments.look_and_decide(row, staff=user)


def own_call(case: Case, user: User) -> str | None:
    """About one's own payment or payout account."""
    row = call_of(case)
    if row and row.payout_account:
        return party(user, row.payout_account.user)
    return own_money(case, user)


DECIDE = Action(
    "decide",
    "Look at the provider and decide",
    ReasonForm,
    "cases.work_money",
    decide,
    tone="primary",
    text="If it happened there, it counts; if not, it is asked again under a new key. Safe at any time.",
    done="Decided by what is at the provider.",
)
KIND = Kind(
    name="call",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    actions=(DECIDE,),
    explain="The provider refused a call for good, or took two calls for one. A person decides.",
    template=PAGE,
    why_not=own_call,
)
