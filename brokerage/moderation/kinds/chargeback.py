"""Chargebacks: the evidence is put together from the introduction's own record, and sent in time.

It names nobody but the two sides; of the prospect only what they do and where is said.
"""

import re
from datetime import datetime
from typing import Any

from django import forms

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation.kinds import Action, Kind, ReasonForm
from brokerage.moderation.money import Facts, own_money, payment_of, shown, the_payment
from introductions.models import Introduction
from introductions.moves import DECLARED
from introductions.queries import INTRODUCES, contact_of
from payments import actions as payments
from payments.models import Payment, ProviderCall

LONGEST = 20_000  # characters that the provider takes for one text
ASKED = "The cardholder asked for the introduction and reserved the price"
WHERE = {"request": "Asked and went on to pay", "confirm": "Confirmed that it took place"}
REFUND_RULE = (
    "Nothing is taken before the person to be introduced agrees. If they refuse or do not answer, if the "
    "introduction is not made within five days, or if a moderator rules so in a dispute that either side "
    "may open before the payout, the price is refunded in full, fee included."
)
FIELDS = {
    "product_description": "What was bought",
    "service_date": "Provided on",
    "customer_email_address": "The cardholder's address",
    "customer_name": "The cardholder",
    "customer_purchase_ip": "Asked from",
    "refund_policy_disclosure": "Refund rule",
    "access_activity_log": "From where",
    "uncategorized_text": "The record",
}


def is_won(case: Case) -> bool:
    """Whether the dispute is over and the money waits for a decision."""
    return case.subject.startswith("won:")


def is_loss(case: Case) -> bool:
    """Whether the rep had money back twice, and it is our own loss."""
    return case.subject.startswith("loss:")


def is_asked(case: Case) -> bool:
    """Whether the card network waits for our answer."""
    return not (is_won(case) or is_loss(case))


def headline(case: Case) -> str:
    """What is to be decided."""
    if is_loss(case):
        return "Lost, and borne by us"
    return "Won, and held" if is_won(case) else "Chargeback to answer"


def note(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Somebody knows why it went out twice."""
    close_case(case, staff=user, outcome="looked at", reason=facts["reason"])


def evidence(case: Case) -> dict[str, str]:
    """The pack by the provider's field names, from the introduction's record."""
    payment = the_payment(case)
    row = Introduction.objects.filter(payment=payment).select_related("rep", "relationship").first()
    if row is None:
        raise Refusal("This payment has no introduction.", code="no_introduction")
    terms = row.rep.terms.order_by("-pk").first()
    accepted = (
        f"version {terms.version}, accepted {moment(terms.accepted_at)}" if terms else "at sign-up"
    )
    asked = row.traces.filter(move="request").first()
    return {
        "product_description": "A personal introduction by e-mail to a business contact, made by "
        "somebody who knows them. The price is held until it took place.",
        "service_date": f"{row.introduced_at:%Y-%m-%d}" if row.introduced_at else "",
        "customer_email_address": row.rep.email,
        "customer_name": row.rep.name,
        "customer_purchase_ip": asked.address if asked else "",
        "refund_policy_disclosure": f"{REFUND_RULE} Shown with the price before the payment page, and "
        f"part of the terms ({accepted}).",
        "access_activity_log": "\n".join(_from_where(row))[:LONGEST],
        "uncategorized_text": "\n".join(_story(row))[:LONGEST],
    }


def moment(at: datetime) -> str:
    """A moment as the bank reads it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _story(row: Introduction) -> list[str]:
    """What happened, in order: the moves, and the mails that arrived in the thread, by their hashes."""
    words = {"request": ASKED} | {
        name: one.words.to_bank for name, one in DECLARED.items() if one.words.to_bank
    }
    told = [
        (one.at, f"{words[one.move]} ({one.actor}).") for one in row.events.filter(move__in=words)
    ]
    told += [
        (one.at, f"A mail of the {one.sender} arrived, sender verified, SHA-256 {one.digest}.")
        for one in row.thread_mails.filter(said__in=["", INTRODUCES])
    ]
    said = f"Cardholder and connector exchanged {row.messages.count()} messages about it."
    return [*(f"{moment(at)}: {line}" for at, line in sorted(told)), said]


def _from_where(row: Introduction) -> list[str]:
    """When, from which address and with which browser the cardholder asked and confirmed."""
    return [
        f"{moment(one.at)}: {WHERE[one.move]} from {one.address or 'an unknown address'}"
        f" with {one.device or 'an unknown browser'}."
        for one in row.traces.all()
    ]


def as_sent(case: Case) -> dict[str, str] | None:
    """The pack that went to the card network, once it did: nothing can be changed any more."""
    sent = ProviderCall.objects.filter(operation="evidence", target=case.subject)
    row = sent.exclude(status__in=[ProviderCall.Status.REFUSED, ProviderCall.Status.DROPPED]).last()
    return row.parameters["evidence"] if row else None


def is_answerable(case: Case) -> bool:
    """Whether the card network waits, and nothing was sent yet."""
    return is_asked(case) and as_sent(case) is None


def panel(case: Case, user: User) -> dict[str, Any]:
    """The dispute's reason and date, and the pack as it would be sent, or as it was."""
    facts: Facts = [("Reason given", str(case.facts.get("reason", "")) or headline(case))]
    row = payment_of(case)
    if is_won(case) and row and row.decide_by:
        facts.append(("Without a decision", f"back to the rep on {row.decide_by:%-d %B %Y}"))
    pack, sent = {}, None
    if is_asked(case) and row and user.has_perm("cases.answer_chargebacks"):
        sent = as_sent(case)
        pack = sent or evidence(case)
    named = [(FIELDS.get(key, key), text) for key, text in pack.items() if text]
    return shown(case, facts) | {"pack": named, "sent": sent is not None}


class AnswerForm(ReasonForm):
    """What is said to the bank beside the record, and the reason that stays with us."""

    words = forms.CharField(
        label="In your own words, for the bank",
        required=False,
        max_length=LONGEST // 4,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Goes to the card network at the end of the record. Name no prospect.",
    )
    field_order = ("words", "reason")


def answer(case: Case, user: User, facts: dict[str, Any]) -> None:
    """Send the pack, with the moderator's own words at its end. Refused where they name the prospect."""
    words = facts.get("words") or ""
    _names_nobody(the_payment(case), words)
    pack = {key: text for key, text in evidence(case).items() if text}
    record = pack["uncategorized_text"][: LONGEST - len(words) - 1]
    pack["uncategorized_text"] = f"{record}\n{words}".strip()
    close_case(case, staff=user, outcome="answered", reason=facts["reason"])
    payments.submit_evidence(the_payment(case), case.subject, pack, staff=user)


def _names_nobody(payment: Payment, words: str) -> None:
    """A prospect's data is not sent to the payment provider (docs/people.md): not by hand either."""
    row = Introduction.objects.filter(payment=payment).select_related("relationship").first()
    if row is None:
        return
    known = contact_of(row)
    parts = [part for part in known.name.split() if len(part) > 2]
    said = words.casefold()
    spoken = set(re.findall(r"\w+", said))
    if any(part.casefold() in spoken for part in parts) or any(
        one and one.casefold() in said for one in (known.email, known.profile_url)
    ):
        raise Refusal(
            "This names the person who was introduced. Say “the prospect” instead.",
            code="names_prospect",
            field="words",
            status=400,
        )


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
    actions=(
        Action(
            "answer",
            "Send the evidence",
            AnswerForm,
            "cases.answer_chargebacks",
            answer,
            tone="primary",
            open=is_answerable,
            text="The pack above and your words go to the card network, once and for good. It must be there "
            "by the network's own date, a day after the case is due.",
            done="On its way to the card network.",
        ),
        Action(
            "release",
            "Pay the connector",
            ReasonForm,
            "cases.work_money",
            release,
            open=is_won,
            text="The price less our fee goes to the connector. Both sides are told.",
            done="On its way to the connector.",
        ),
        Action(
            "refund",
            "Refund the rep",
            ReasonForm,
            "cases.work_money",
            refund,
            open=is_won,
            text="Everything held goes back to the card, our fee included. Both sides are told.",
            done="On its way back to the rep.",
        ),
        Action(
            "note",
            "Close the case",
            ReasonForm,
            "cases.work_money",
            note,
            tone="primary",
            open=is_loss,
            text="The rep was refunded, and had it back from their bank too; the connector never had it, so "
            "it is in our books as our loss. Say what became of it.",
        ),
    ),
    explain="The rep's bank took the payment back.",
    why_not=own_money,
)
