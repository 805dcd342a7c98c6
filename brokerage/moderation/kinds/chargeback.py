"""Chargebacks: the evidence is put together from the introduction's own record, and sent in time.

It names nobody but the two sides; of the prospect only what they do and where is said.
"""

from typing import Any

from django.db.models import Q

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from brokerage.moderation.kinds import Deed, Kind, ReasonForm
from brokerage.moderation.money import PAGE, Facts, payment_of, shown, the_payment
from introductions.models import Introduction
from payments import actions as payments

LONGEST = 20_000  # characters that the provider takes for one text
TOLD = {
    "request": "The cardholder asked for the introduction and reserved the price",
    "accept": "The connector accepted the request",
    "agree": "The person to be introduced agreed",
    "hold": "The payment was taken and held",
    "introduce": "The introduction was made by e-mail",
    "confirm": "A side confirmed that it took place",
    "vouch": "The person introduced confirmed that it took place",
    "silence": "The cardholder did not object in time",
}


def is_won(case: Case) -> bool:
    """Whether the dispute is over and the money waits for a decision."""
    return case.subject.startswith("won:")


def is_debt(case: Case) -> bool:
    """Whether it was lost, and the connector owes us what had been paid out."""
    return case.subject.startswith("debt:")


def is_asked(case: Case) -> bool:
    """Whether the card network waits for our answer."""
    return not is_won(case) and not is_debt(case)


def headline(case: Case) -> str:
    """What is to be decided."""
    if is_debt(case):
        return "Lost, and the connector owes it"
    return "Won, and held" if is_won(case) else "Chargeback to answer"


def write_off(case: Case, user: User, facts: dict[str, Any]) -> None:
    """The debt is given up: our loss."""
    payment = the_payment(case)
    amount = Money(case.amount or 0, payment.currency)
    close_case(case, staff=user, outcome="written off", reason=facts["reason"])
    payments.write_off(payment.payee, amount, staff=user, reason=facts["reason"])


def leave(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Later earnings pay it."""
    close_case(case, staff=user, outcome="left to be netted", reason=facts["reason"])


def evidence(case: Case) -> dict[str, str]:
    """The pack by the provider's field names, from the introduction's record."""
    payment = the_payment(case)
    row = Introduction.objects.filter(payment=payment).select_related("rep", "relationship").first()
    if row is None:
        raise Refusal("This payment has no introduction.", code="no_introduction")
    events = row.events.filter(Q(move__in=TOLD)).order_by("pk")
    story = [f"{one.at:%Y-%m-%d %H:%M} UTC: {TOLD[one.move]} ({one.actor})." for one in events]
    terms = row.rep.terms.order_by("-accepted_at").first()
    accepted = f"{terms.accepted_at:%Y-%m-%d} (version {terms.version})" if terms else "at sign-up"
    story.append(f"{row.messages.count()} messages were exchanged about it before.")
    return {
        "product_description": "A personal introduction by e-mail to a business contact, made by "
        "somebody who knows them. The price is held until it took place.",
        "service_date": f"{row.introduced_at:%Y-%m-%d}" if row.introduced_at else "",
        "customer_email_address": row.rep.email,
        "customer_name": row.rep.name,
        "refund_policy_disclosure": f"Terms accepted by the cardholder on {accepted}.",
        "uncategorized_text": "\n".join(story)[:LONGEST],
    }


def panel(case: Case, user: User) -> dict[str, Any]:
    """The dispute's reason and date, and the pack as it would be sent."""
    facts: Facts = [("Reason given", str(case.facts.get("reason", "")) or headline(case))]
    if is_asked(case) and payment_of(case) and user.has_perm("cases.answer_chargebacks"):
        names = {key.replace("_", " ").capitalize(): text for key, text in evidence(case).items()}
        facts += [(key, text) for key, text in names.items() if text]
    return shown(case, facts)


def answer(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Send the pack, with the moderator's own words at its end."""
    pack = {key: text for key, text in evidence(case).items() if text}
    pack["uncategorized_text"] = f"{pack['uncategorized_text']}\n{facts['reason']}"[:LONGEST]
    close_case(case, staff=user, outcome="answered", reason=facts["reason"])
    payments.submit_evidence(the_payment(case), case.subject, pack, staff=user)


def release(case: Case, user: User, facts: dict[str, Any]) -> None:
    """The connector is paid after all."""
    close_case(case, staff=user, outcome="released", reason=facts["reason"])
    payments.decide_won(the_payment(case), to_payee=True, staff=user)


def refund(case: Case, user: User, facts: dict[str, Any]) -> None:
    """The rep has it back after all."""
    close_case(case, staff=user, outcome="refunded", reason=facts["reason"])
    payments.decide_won(the_payment(case), to_payee=False, staff=user)


KIND = Kind(
    name="chargeback",
    permission="cases.see_desk",
    headline=headline,
    panel=panel,
    deeds=(
        Deed(
            "answer",
            "Send the evidence",
            ReasonForm,
            "cases.answer_chargebacks",
            answer,
            tone="primary",
            open=is_asked,
            text="The pack above and your words go to the card network, once and for good.",
            done="On its way to the card network.",
        ),
        Deed("release", "Pay the connector", ReasonForm, "cases.work_money", release, open=is_won),
        Deed("refund", "Refund the rep", ReasonForm, "cases.work_money", refund, open=is_won),
        Deed(
            "leave",
            "Leave it to later earnings",
            ReasonForm,
            "cases.work_money",
            leave,
            open=is_debt,
        ),
        Deed(
            "write_off",
            "Write it off",
            ReasonForm,
            "cases.work_money",
            write_off,
            tone="danger",
            open=is_debt,
            text="We give the debt up. This cannot be undone.",
        ),
    ),
    explain="The rep's bank took the payment back. We answer a day before the network's own date.",
    template=PAGE,
)
