"""Early fraud warnings: nothing is paid out until a person has looked."""

from typing import Any

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation.kinds import Action, Kind, ReasonForm
from brokerage.moderation.money import PAGE, own_money, shown, the_payment
from introductions.actions import reclaim
from introductions.actions.stopping import stop
from introductions.lifecycle import ENDS, LATE
from introductions.models import Introduction
from payments import actions as payments


def introduction_of(case: Case) -> Introduction | None:
    """The introduction behind the payment."""
    return Introduction.objects.filter(payment=the_payment(case)).first()


def can_go_back(case: Case) -> bool:
    """Whether everything can still be given back: it goes on, or the connector was just paid."""
    row = introduction_of(case)
    return row is not None and (row.state not in ENDS or row.state in LATE)


def clear(case: Case, user: User, facts: dict[str, Any]) -> None:
    """The warning does not matter."""
    close_case(case, staff=user, outcome="cleared", reason=facts["reason"])
    payments.clear_warning(the_payment(case))
    record_staff_action(user, "clear a fraud warning", case.subject, facts["reason"])


def give_back(case: Case, user: User, facts: dict[str, Any]) -> None:
    """The rep has everything back: the introduction ends, or what the connector was paid is reversed."""
    row = introduction_of(case)
    assert row is not None
    close_case(case, staff=user, outcome="given back", reason=facts["reason"])
    if row.state in LATE:
        reclaim(row, staff=user, reason=facts["reason"])
    else:
        stop(row, staff=user)


KIND = Kind(
    name="warning",
    permission="cases.see_desk",
    headline=lambda case: "The card network fears fraud",
    panel=lambda case, user: shown(case, []),
    actions=(
        Action(
            "clear",
            "Clear the warning",
            ReasonForm,
            "cases.work_money",
            clear,
            text="The payment goes on as planned.",
            done="Cleared.",
        ),
        Action(
            "give_back",
            "Give the money back",
            ReasonForm,
            "cases.work_money",
            give_back,
            tone="danger",
            open=can_go_back,
            text="The introduction ends; what was paid out already is taken back, or owed by the connector. "
            "A refund now costs less than a chargeback later.",
            done="Everything goes back.",
        ),
    ),
    explain="The card's owner may not have paid this. Nothing is paid out meanwhile.",
    template=PAGE,
    why_not=own_money,
)
