"""Where the money of an introduction is, in words and amounts, for each side.

Sentences and lines come from `payments.sums` alone, so that they say what is, and stop saying it when it
is over; a date is shown only where a deadline stands behind it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.formats import date_format

from brokerage.kit.money import Money
from introductions.lifecycle import Actor
from introductions.models import Introduction
from payments.models import Checkout, Intent, Payment
from payments.queries import goes_back_at, open_debt, payout_ready, refund_came_back
from payments.sums import Sums, shares, sums_of

Words = tuple[str, str, str]
"""Badge, tone, sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sum."""

    label: str
    amount: Money
    total: bool = False


@dataclass(frozen=True, slots=True)
class MoneyBox:
    """A badge, a sentence, the sum under it, and what has moved so far."""

    badge: str
    tone: str
    sentence: str
    lines: list[Line]
    moved: list[Line] = field(default_factory=list)


def price_lines(price: Money, fee: Money, side: Actor) -> list[Line]:
    """The price taken apart: the rep pays it with our fee inside, the connector gets the rest."""
    if side == Actor.CONNECTOR:
        return [
            Line("Price", price),
            Line("Our fee", -fee),
            Line("Your earnings", price - fee, total=True),
        ]
    return [
        Line("To the connector", price - fee),
        Line("Our fee, inside the price", fee),
        Line("Total", price, total=True),
    ]


def money_box(introduction: Introduction, side: Actor) -> MoneyBox:
    """The box on the introduction's page."""
    payment, rep = introduction.payment, side == Actor.REP
    agreed = price_lines(introduction.price_money, introduction.fee_money, side)
    if payment is None:
        return MoneyBox("Nothing reserved", "quiet", "No payment.", agreed)
    if payment.captured:
        sums = sums_of(payment)
        words = _taken(introduction, payment, sums, rep)
        return MoneyBox(*words, _divided(sums, rep), _moved(payment, sums, rep))
    off = payment.intent == Intent.BACK
    return MoneyBox(*_before(payment, rep), [] if off else agreed)


def board_amount(introduction: Introduction, side: Actor | None) -> Line:
    """The one amount on the list of introductions: the price, or what became of it."""
    payment, rep = introduction.payment, side == Actor.REP
    off = payment is not None and payment.intent == Intent.BACK
    if payment is None or not (payment.captured or off):
        whole = introduction.price_money if rep else introduction.earnings
        return Line("Price" if rep else "Your earnings", whole)
    sums = sums_of(payment)
    if rep:
        return Line("You paid", _at_least_nothing(sums.cost))
    return Line("Your earnings", sums.earned)


# --- Before anything is taken ---------------------------------------------------------------------


def _before(payment: Payment, rep: bool) -> Words:
    reserved = payment.checkouts.filter(status=Checkout.Status.AUTHORISED).exists()
    if payment.intent == Intent.BACK:
        if reserved:
            return "Hold being released", "wait", "The hold on the card is being released."
        return "Nothing taken", "quiet", "Nothing was taken from the card."
    if reserved:
        return "On hold", "note", "The price is on hold on the card. Nothing is taken yet."
    if payment.funds == "lost" and not rep:  # a card that failed is no business of the connector's
        return "Not charged yet", "note", "The payment is being taken."
    if payment.funds == "lost":
        return "Hold ended", "wait", "The hold on the card ended. Nothing was taken."
    return "Nothing reserved", "quiet", "Nothing is reserved yet."


# --- Once it is taken -----------------------------------------------------------------------------


def _taken(row: Introduction, payment: Payment, sums: Sums, rep: bool) -> Words:
    """Badge, tone and sentence by what is; the first that fits."""
    if payment.disputed_at:
        whose = "Your" if rep else "The rep's"
        said = f"{whose} bank disputes this charge. Nothing is paid out until the bank decides."
        return "Disputed by the bank", "stop", said
    if sums.is_over and not _awaits_reversal(payment):
        return _over(sums, rep)
    if payment.decide_by:
        day = _day(payment.decide_by)
        said = f"{sums.held} is held. A moderator decides by {day} who receives it."
        return "Held for a decision", "stop", said
    if payment.frozen_at and sums.held:
        said = f"{sums.held} is held. Nothing is paid out until the dispute is settled."
        return "Payment held, frozen", "stop", said
    checked = payment.warned_at or payment.foreign_at
    if checked and (sums.held or sums.coming) and payment.intent != Intent.BACK:
        said = f"{sums.held + sums.coming} is held. Nothing is paid out until our check is over."
        return "On hold for a check", "stop", said
    return _under_way(row, payment, sums, rep)


def _awaits_reversal(payment: Payment) -> bool:
    """Whether it is to go back, and what was released has not come back yet."""
    return payment.intent == Intent.BACK and payment.received > payment.debt


def _under_way(row: Introduction, payment: Payment, sums: Sums, rep: bool) -> Words:
    if _awaits_reversal(payment):
        said = "The payout is being taken back. Then the rep is refunded."
        if rep:
            said = "The payout is being taken back from the connector. Then you are refunded."
        return "Refund ordered", "wait", said
    if sums.returning:
        badge, said = _refund_coming(payment, sums, rep)
        rest = _still_to_pay(row, payment, sums, rep) if sums.coming or sums.expected else ""
        return ("Divided" if rest else badge), "wait", f"{said} {rest}".strip()
    if payment.intent in {Intent.RELEASE, Intent.SPLIT} or sums.coming:
        return "On its way", "wait", _still_to_pay(row, payment, sums, rep)
    if row.confirmed_at or payment.intent == Intent.SHARE:
        badge = "Divided" if sums.back else "Payment held"
        return badge, "note", _still_to_pay(row, payment, sums, rep)
    return "Payment held", "note", f"{sums.held} is held until both of you confirm."


def _refund_coming(payment: Payment, sums: Sums, rep: bool) -> tuple[str, str]:
    card = "your card" if rep else "the rep's card"
    if refund_came_back(payment):
        said = f"The bank sent the refund of {sums.returning} back. We are arranging another way."
        return "Refund came back", said
    return "Refund on its way", f"{sums.returning} is on its way back to {card}."


def _still_to_pay(row: Introduction, payment: Payment, sums: Sums, rep: bool) -> str:
    """What the connector gets and has not got yet, and when, as far as a deadline says so."""
    if sums.coming:
        whom = "the connector" if rep else "your payout account"
        return f"{sums.coming} is on its way to {whom}.{_unless(payment, rep)}"
    release = row.deadlines.filter(move__in=["release", "pay_split"]).order_by("due_at").first()
    when = f" on {_day(release.due_at)}" if release else " after the safety period"
    if payment.intent in {Intent.RELEASE, Intent.SPLIT}:
        when = " soon"
    if rep:
        return f"{sums.expected} is held for the connector and paid out{when}."
    return f"{sums.expected} is held for you and paid out{when}.{_unless(payment, rep)}"


def _unless(payment: Payment, rep: bool) -> str:
    if payout_ready(payment.payee):
        return ""
    back = goes_back_at(payment)
    if rep:
        return f" If it cannot be paid out by {_day(back)}, you get it back." if back else ""
    end = f" If it cannot be paid out by {_day(back)}, it goes back to the rep." if back else ""
    return f" Complete your payout account first.{end}"


def _over(sums: Sums, rep: bool) -> Words:
    """Nothing is held or on its way any more: what each side has in the end."""
    facts = []
    if sums.returned:
        facts.append(f"{sums.returned} was refunded to {'you' if rep else 'the rep'}.")
    if sums.bank_kept:
        bank = "Your bank" if rep else "The rep's bank"
        facts.append(f"{bank} took {sums.bank_kept} back.")
    if sums.earned.amount > 0:
        facts.append(f"{'The connector has' if rep else 'You have'} {sums.earned}.")
    if not rep and sums.owed and sums.earned.amount <= 0:
        facts.append("You keep nothing of it.")
    said = " ".join(facts)
    if not sums.back:
        return "Paid", "go", said
    if sums.earned.amount > 0:
        return "Divided", "go", said
    if sums.returned.amount >= sums.taken.amount:
        return "Refunded", "quiet", said
    return ("Taken back by the bank" if sums.bank_kept else "Refunded"), "stop", said


def _divided(sums: Sums, rep: bool) -> list[Line]:
    """What was taken, whose it is: adds up to the cent in every state."""
    open_now = [Line("Held, not decided", sums.open)] if sums.open else []
    loss = [Line("Paid twice, our loss", -sums.borne)] if sums.borne else []
    if rep:
        back = [Line("Back to you", sums.back)] if sums.back else []
        return [
            Line("To the connector", sums.earned),
            Line("Our fee", sums.fee),
            *back,
            *open_now,
            *loss,
            Line("Taken from your card", sums.taken, total=True),
        ]
    back = [Line("Back to the rep", -sums.back)] if sums.back else []
    return [
        Line("Paid by the rep", sums.taken),
        Line("Our fee", -sums.fee),
        *back,
        *[Line(one.label, -one.amount) for one in open_now + loss],
        Line("Your earnings", sums.earned, total=True),
    ]


def _moved(payment: Payment, sums: Sums, rep: bool) -> list[Line]:
    """Where it is now, as far as it is this side's business; what is nothing is left out."""
    if rep:
        lines = [
            Line("Refunded to you", sums.returned),
            Line("On its way back to you", sums.returning),
            Line("Taken back by your bank", sums.bank_kept),
        ]
    else:
        owes = Money(open_debt(payment), payment.currency)
        lines = [
            Line("Held for you", sums.expected),
            Line("On its way to you", sums.coming),
            Line("Paid to you", sums.paid),
            Line("Kept for what you owed", sums.netted),
            Line("You owe us", owes),
        ]
    return [one for one in lines if one.amount]


def _day(moment: datetime) -> str:
    return date_format(moment, "M j, Y")


def _at_least_nothing(amount: Money) -> Money:
    return amount if amount.amount > 0 else Money(0, amount.currency)


def division(payment: Payment, part: int) -> list[Line]:
    """What a division does to the cent: `part` minor units of the price stay with the connector's side.

    After a settlement only the rest is divided; what went back to the rep is gone already.
    """
    net, fee = shares(payment, part) if part else (0, 0)
    currency = payment.currency
    whole = payment.price if payment.payee_part is None else payment.payee_part
    return [
        Line("Back to the rep", Money(whole - part, currency)),
        Line("To the connector", Money(net, currency)),
        Line("Our fee", Money(fee, currency)),
    ]
