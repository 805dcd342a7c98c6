"""Guards about where the money is."""

from introductions.guards.registry import guard
from introductions.lifecycle import HOLDING, Actor
from introductions.models import Introduction
from payments import queries as payments


@guard
def authorised(introduction: Introduction, actor: Actor) -> str | None:
    """The price is reserved on the card."""
    payment = introduction.payment
    if payment and payments.is_authorised(payment):
        return None
    return "The payment is not authorised."


@guard
def authorisation_lost(introduction: Introduction, actor: Actor) -> str | None:
    """A reservation stood once and none does now."""
    payment = introduction.payment
    return None if payment and payments.is_lost(payment) else "The payment still stands."


@guard
def loss_not_told(introduction: Introduction, actor: Actor) -> str | None:
    """The rep has not been told of this loss yet."""
    last = (
        introduction.events.filter(move__in=["agree", "authorise_again", "fail_capture"])
        .order_by("-pk")
        .first()
    )
    return "Already told." if last and last.move == "fail_capture" else None


@guard
def held(introduction: Introduction, actor: Actor) -> str | None:
    """The price was taken and is held."""
    payment = introduction.payment
    return None if payment and payments.is_held(payment) else "The payment is not held yet."


@guard
def price_raised(introduction: Introduction, actor: Actor) -> str | None:
    """A second checkout at a higher price was authorised."""
    payment = introduction.payment
    if payment and payment.price > introduction.price and payments.is_authorised(payment):
        return None
    return "The price stands."


@guard
def keep_asking(introduction: Introduction, actor: Actor) -> str | None:
    """The rep chose to go on asking past the card's authorisation."""
    return None if introduction.keep_asking else "The rep did not choose to keep asking."


@guard(passing=True)
def payable(introduction: Introduction, actor: Actor) -> str | None:
    """The connector can be paid."""
    if payments.payout_ready(introduction.connector):
        return None
    return "Connect your payout account first, so that you can be paid."


@guard
def charged_back(introduction: Introduction, actor: Actor) -> str | None:
    """The card network has taken the charge."""
    payment = introduction.payment
    if payment and payments.is_charged_back(payment):
        return None
    return "There is no chargeback."


@guard(passing=True)
def not_charged_back(introduction: Introduction, actor: Actor) -> str | None:
    """A disputed charge is neither released nor refunded."""
    if charged_back(introduction, actor) is None:
        return "The rep's bank disputes this charge; the payment is frozen."
    return None


@guard
def nothing_released(introduction: Introduction, actor: Actor) -> str | None:
    """Nothing is with the connector: never released, or called off or taken back, and the money is gone."""
    payment = introduction.payment
    if introduction.state in HOLDING or (payment and payments.is_gone(payment)):
        return None
    return "The connector has been paid."


@guard
def refunded_elsewhere(introduction: Introduction, actor: Actor) -> str | None:
    """All of the payment went back to the rep, and nobody here ordered it."""
    payment = introduction.payment
    if payment and payments.is_refunded_elsewhere(payment):
        return None
    return "Some of the payment is still held."


@guard
def paid_out(introduction: Introduction, actor: Actor) -> str | None:
    """The connector was paid something that could be taken back."""
    payment = introduction.payment
    return None if payment and payments.is_paid_out(payment) else "Nobody was paid anything."


@guard
def paid(introduction: Introduction, actor: Actor) -> str | None:
    """What was released has reached the connector."""
    payment = introduction.payment
    return None if payment and payments.has_arrived(payment) else "It is still on its way."


@guard
def payment_not_told(introduction: Introduction, actor: Actor) -> str | None:
    """Both sides have not been told yet that it arrived."""
    told = introduction.events.filter(move__in=["pay", "await_payout"]).order_by("-pk").first()
    return "Already told." if told and told.move == "pay" else None


@guard
def unpaid(introduction: Introduction, actor: Actor) -> str | None:
    """The connector's part has not reached them."""
    payment = introduction.payment
    if payment and payment.decide_by:
        return "A moderator is still to decide who receives it."
    return None if payment and payments.is_unpaid(payment) else "The connector has been paid."


@guard
def to_be_paid(introduction: Introduction, actor: Actor) -> str | None:
    """It was decided that the connector gets it."""
    payment = introduction.payment
    return None if payment and payments.is_meant_for_payee(payment) else "Nothing is to be paid."


@guard
def no_end_set(introduction: Introduction, actor: Actor) -> str | None:
    """No clock runs after which it goes back to the rep."""
    runs = introduction.deadlines.filter(move="refund_unpaid").exists()
    return "It is being waited for." if runs else None
