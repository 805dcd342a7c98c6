"""Money that cannot be paid out: the connector has no payout account that the provider accepts."""

from typing import Any

from django.http import Http404

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.moderation.kinds import Action, Kind, ReasonForm
from brokerage.moderation.money import PAGE, Facts, own_money, payment_of, shown, the_payment
from introductions import actions as introductions
from introductions.models import Introduction
from payments import actions as payments
from payments.models import Intent, Payment
from payments.queries import goes_back_at, is_unpaid, missing_from, payout_account_of


def is_returned(case: Case) -> bool:
    """Whether it was paid out, and the connector's bank sent it back to their account."""
    return case.subject.startswith("payout:")


def is_held(case: Case) -> bool:
    """Whether it is about a payment that waits with us."""
    return not is_returned(case)


def headline(case: Case) -> str:
    """What does not arrive."""
    if is_returned(case):
        return "The connector's bank sent a payout back"
    return "The connector cannot be paid"


def panel(case: Case, user: User) -> dict[str, Any]:
    """What the provider still asks of the connector."""
    if is_returned(case):
        said: Facts = [("Their account", case.facts["account"]), ("Reason", case.facts["why"])]
        return shown(case, said)
    payment = payment_of(case)
    account = payout_account_of(payment.payee) if payment else None
    missing = "; ".join(missing_from(account)) if account else "The payout account was never opened"
    back = goes_back_at(payment) if payment else None
    facts: Facts = [("Missing", missing or "Nothing: it can be paid now")]
    if why := case.facts.get("mail"):
        facts.append(("Our email to them", f"Not delivered: {why}"))
    if payment:
        facts.append(("Payout", _payout(payment)))
    if back and payment and is_unpaid(payment):
        facts.append(("Goes back to the rep", f"{back:%-d %B %Y}"))
    return shown(case, facts)


def _payout(payment: Payment) -> str:
    """How far the payout came, in a sentence."""
    if payment.intent == Intent.BACK:
        return "None: it goes back to the rep"
    if not payment.release_ordered:
        return "Not ordered yet: it waits for the payout account"
    if not is_unpaid(payment):
        return "Paid out"
    refused = payment.calls.filter(operation="transfer").exclude(error_code="").last()
    said = f"; the provider refused it last with {refused.error_code}" if refused else ""
    return f"Ordered, and still on its way{said}"


def give_back(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Give up paying the connector: the rep has everything back."""
    introduction = Introduction.objects.filter(payment=the_payment(case)).first()
    if introduction is None:
        raise Http404
    introductions.refund_unpaid(introduction, staff=user)
    record_staff_action(user, "refund unpaid", introduction.reference, facts["reason"])


def retry(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Try the payout now."""
    payments.retry_payout(the_payment(case), staff=user)


def close(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Somebody has written to the connector."""
    close_case(case, staff=user, outcome="looked at", reason=facts["reason"])


KIND = Kind(
    name="unpaid",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    actions=(
        Action(
            "retry",
            "Try the payout now",
            ReasonForm,
            "cases.work_money",
            retry,
            tone="primary",
            open=is_held,
            text="Only works once nothing is missing any more. Both sides were written to.",
        ),
        Action(
            "give_back",
            "Give it back to the rep now",
            ReasonForm,
            "cases.work_money",
            give_back,
            tone="danger",
            open=is_held,
            text="The introduction ends, the payout is called off, and the rep has everything back. "
            "Both sides are written to.",
        ),
        Action(
            "close",
            "Close the case",
            ReasonForm,
            "cases.work_money",
            close,
            text="Say what was agreed with the connector.",
        ),
    ),
    explain="Held for 60 days, or released and refused by the provider. What has not reached the connector "
    "85 days after it was taken goes back to the rep. What their bank sent back waits on their own account "
    "there.",
    template=PAGE,
    why_not=own_money,
)
