"""What facts about the money do by themselves: reported by `payments`, found by the guards of the rows."""

from datetime import timedelta

from django.conf import settings

from brokerage.accounts.models import User
from brokerage.kit import clock
from introductions.actions import clocks
from introductions.actions.declaring import Hooks, by_itself, move
from introductions.actions.disputing import close_dispute
from introductions.lifecycle import REAUTHORISE_WAIT, Actor
from introductions.models import Introduction
from introductions.moves import Words
from introductions.queries import look_alikes
from payments import actions as payments

lose_authorisation = by_itself(
    "lose_authorisation",
    Words(past="The reservation on the card ended; nothing was paid", bad=True),
)
charge_back = by_itself(
    "charge_back",
    Words(past="The rep's bank took the payment back", bad=True),
    hooks=Hooks(after=close_dispute),
)
refund_elsewhere = by_itself(
    "refund_elsewhere",
    Words(past="Refunded by the payment provider: the rep has everything back", bad=True),
    hooks=Hooks(after=close_dispute),
)


@move("authorise", Words(past="Price reserved; the request went to the connector"))
def authorise(row: Introduction) -> None:
    """The price is reserved: the connector is shown the request, with the day's batch perhaps."""
    row.requested_at = clock.now()
    row.shown_at = clocks.showing(row)
    row.waits_for_batch = row.shown_at > row.requested_at
    row.held_back = 0 < settings.LOOK_ALIKE_ASKS <= look_alikes(row)


@move(
    "raise_price",
    Words(past="The higher price is reserved"),
    hooks=Hooks(after=clocks.answer_sooner),
)
def raise_price(row: Introduction) -> None:
    """The rep reserved the connector's higher price."""
    assert row.payment is not None
    row.price, row.fee, row.counter_price = row.payment.price, row.payment.fee, None


@move(
    "hold",
    Words(
        past="Payment held; the rep sees who it is",
        to_bank="The payment was taken and held",
    ),
)
def hold(row: Introduction) -> None:
    """The price is held: the rep may see who the prospect is."""
    row.revealed_at = clock.now()


@move(
    "fail_capture",
    Words(past="The payment could not be taken; the rep may pay anew", bad=True),
)
def fail_capture(row: Introduction) -> None:
    """The reservation was gone when it was to be taken: the rep has time to pay on another card."""
    clocks.set_clock(row, "lapse", clock.now() + REAUTHORISE_WAIT, (timedelta(days=1),), Actor.REP)


@move("pay", Words(past="The payout has arrived"))
def pay(row: Introduction) -> None:
    """What was released has reached the connector: nothing waits for it any more."""
    row.deadlines.filter(move="refund_unpaid").delete()


@move("await_payout", Words(past="A payout is to be made"))
def await_payout(row: Introduction) -> None:
    """The others ended and the connector is to be paid (again): from now on it is waited for."""
    clocks.set_clock(row, "refund_unpaid", clocks.refund_anew(row))


def _take_back(row: Introduction, *, staff: User, reason: str) -> None:
    assert row.payment is not None
    payments.refund_released(row.payment, staff=staff, reason=reason)
    close_dispute(row)


@move(
    "reclaim",
    Words(past="Our desk gave the payment back to the rep", bad=True),
    hooks=Hooks(after=_take_back),
)
def reclaim(row: Introduction, *, staff: User, reason: str) -> None:
    """The desk gives back what was released already; both sides are told how much (`payments`).

    An objection to it has nothing left to ask.
    """
