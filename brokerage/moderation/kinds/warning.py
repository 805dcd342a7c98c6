"""Early fraud warnings: nothing is paid out until a person has looked."""

from typing import Any

from brokerage.accounts.models import User
from brokerage.accounts.staff import record_staff_action
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation.kinds import Deed, Kind, ReasonForm
from brokerage.moderation.money import PAGE, shown, the_payment
from introductions.actions.stopping import stop
from introductions.lifecycle import ENDS
from introductions.models import Introduction
from payments import actions as payments


def introduction_of(case: Case) -> Introduction | None:
    """The introduction behind the payment."""
    return Introduction.objects.filter(payment=the_payment(case)).first()


def runs(case: Case) -> bool:
    """Whether it can still be ended with everything given back."""
    row = introduction_of(case)
    return row is not None and row.state not in ENDS


def clear(case: Case, user: User, facts: dict[str, Any]) -> None:
    """The warning does not matter."""
    close_case(case, staff=user, outcome="cleared", reason=facts["reason"])
    payments.clear_warning(the_payment(case))
    record_staff_action(user, "clear a fraud warning", case.subject, facts["reason"])


def give_back(case: Case, user: User, facts: dict[str, Any]) -> None:
    """The introduction ends and the rep has everything back."""
    row = introduction_of(case)
    assert row is not None
    close_case(case, staff=user, outcome="given back", reason=facts["reason"])
    stop(row, staff=user)


KIND = Kind(
    name="warning",
    permission="cases.see_desk",
    headline=lambda case: "The card network fears fraud",
    panel=lambda case, user: shown(case, []),
    deeds=(
        Deed(
            "clear",
            "Clear the warning",
            ReasonForm,
            "cases.work_money",
            clear,
            text="The payment goes on as planned.",
            done="Cleared.",
        ),
        Deed(
            "give_back",
            "Give the money back",
            ReasonForm,
            "cases.work_money",
            give_back,
            tone="danger",
            open=runs,
            text="The introduction ends. A refund now costs less than a chargeback later.",
            done="Ended; everything goes back.",
        ),
    ),
    explain="The card's owner may not have paid this. Nothing is paid out meanwhile.",
    template=PAGE,
)
