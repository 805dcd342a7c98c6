"""Where the money of an introduction is, in words and amounts, for each side."""

from dataclasses import dataclass

from brokerage.kit.money import Money
from introductions.lifecycle import Actor
from introductions.models import Introduction
from payments.actions.pursuing import shares
from payments.models import Checkout, Intent, Payment


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sum."""

    label: str
    amount: Money
    total: bool = False


@dataclass(frozen=True, slots=True)
class MoneyBox:
    """A badge, a sentence, and the lines under it."""

    badge: str
    tone: str
    sentence: str
    lines: list[Line]


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
        Line("Price in all", price, total=True),
    ]


def money_box(introduction: Introduction, side: Actor) -> MoneyBox:
    """The box on the introduction's page."""
    payment = introduction.payment
    lines = price_lines(introduction.price_money, introduction.fee_money, side)
    if payment is None:
        return MoneyBox("Nothing reserved", "quiet", "No payment.", lines)
    badge, tone, sentence = _place(payment, side)
    return MoneyBox(badge, tone, sentence, lines + moved_lines(payment, side))


def _place(payment: Payment, side: Actor) -> tuple[str, str, str]:
    """Badge, tone and sentence by the payment's own facts; the first that fits."""
    rep = side == Actor.REP
    if payment.disputed_at:
        return "Frozen", "stop", "The rep's bank disputes this charge."
    if payment.is_frozen:
        return "Payment held, frozen", "stop", "Nothing leaves until it is settled."
    if payment.captured:
        return _after_capture(payment, rep)
    reserved = payment.checkouts.filter(status=Checkout.Status.AUTHORISED).exists()
    if payment.intent == Intent.BACK:
        if reserved:
            return "Being let go", "wait", "The reservation on the card is being let go."
        return "Nothing taken", "quiet", "Nothing was taken from the card."
    if reserved:
        return "Reserved", "note", "The price is reserved on the card. Nothing is taken yet."
    if payment.funds == "lost":
        return "Reservation ended", "wait", "The reservation on the card ended."
    return "Nothing reserved", "quiet", "Nothing is reserved yet."


def _after_capture(payment: Payment, rep: bool) -> tuple[str, str, str]:
    if payment.intent == Intent.BACK:
        if payment.refunded >= payment.captured:
            return "Refunded", "quiet", "Everything went back to the card, our fee included."
        return "Refund on its way", "wait", "Everything goes back to the card, our fee included."
    if payment.intent == Intent.SHARE:
        words = "The rep's part went back; the connector's is held for a few days of safety."
        return "Divided, partly held", "note", words
    if not payment.release_ordered and not payment.refunds_ordered:
        return "Payment held", "note", "The payment is held until both sides confirm."
    if payment.funds == "settled":
        words = "The connector is paid." if rep else "It was sent to your payout account."
        return ("Divided" if payment.refunded else "Paid", "go", words)
    return "On its way", "wait", "The money is on its way."


def moved_lines(payment: Payment, side: Actor) -> list[Line]:
    """What has moved so far, as far as it is this side's business."""
    lines = []
    if side == Actor.REP and payment.captured:
        lines.append(Line("Taken from your card", Money(payment.captured, payment.currency)))
    if payment.refunded and side == Actor.REP:
        lines.append(Line("Refunded to your card", Money(payment.refunded, payment.currency)))
    if side == Actor.CONNECTOR and payment.transferred:
        sent = payment.transferred - payment.reversed
        lines.append(Line("Paid to you", Money(sent, payment.currency)))
    return lines


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
