"""The sides divide the payment."""

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions.actions import clocks
from introductions.actions.declaring import Hooks, Kept, by_itself, move, side_of
from introductions.actions.disputing.shared import _dispute, close, share_out
from introductions.lifecycle import OFFER_WAIT
from introductions.models import Introduction
from introductions.moves import Amount, AmountRead, Flags, Words
from payments import actions as payments


@move(
    "offer_split",
    Words(
        past="A division is proposed",
        title="Propose to divide it",
        text="If the other side agrees within a week, it is settled without us.",
        button="Propose",
        done="Proposed.",
        tone="",
    ),
    flags=Flags(while_suspended=True),
    part=Amount(
        label="Of the price, the connector's side keeps",
        help="Our fee is shared in proportion; the rest goes back to the rep at once.",
    ),
)
def offer_split(row: Introduction, *, user: User, part: Money) -> Kept:
    """Propose how much of the price (minor units, fee inside) the connector's side keeps."""
    if part.currency != row.currency or not 0 <= part.amount <= row.price:
        raise Refusal(f"An amount between nothing and {row.price_money}.", status=400, field="part")
    if why := part.rules.why_not_an_amount(part.amount):
        raise Refusal(why, status=400, field="part")
    found = _dispute(row)
    found.split_offer, found.split_offered_by = part.amount, side_of(row, user)
    found.save()
    clocks.set_clock(row, "forget_split", clock.now() + OFFER_WAIT)
    return {"part": part.amount}


@move("forget_split", Words(past="The proposed division was not accepted in time"))
def forget_split(row: Introduction) -> None:
    """Nobody accepted the proposed division in time."""
    found = _dispute(row)
    found.split_offer, found.split_offered_by = None, ""
    found.save()


def _settle(row: Introduction) -> None:
    found = _dispute(row)
    assert row.payment is not None and found.split_offer is not None
    share_out(row, found.split_offer)
    if not found.split_offer:
        clocks.set_clock(row, "pay_split", clock.now())  # nothing is left to hold
    close(row)


@move(
    "accept_split",
    Words(
        past="The division is agreed; the rep's part goes back",
        title="The other side proposes to divide it",
        text="If you agree, it is over: the rep's part goes back at once, the connector's is paid after a "
        "few days of safety.",
        button="Agree to the division",
        done="Agreed. The rep's part is on its way back.",
        first=True,
    ),
    flags=Flags(while_suspended=True),
    hooks=Hooks(after=_settle),
    part=AmountRead(),
)
def accept_split(row: Introduction, *, user: User, part: Money) -> Kept:
    """Both agree on one division: the rep's part goes back at once, the rest is paid after a safety hold.

    `part` is the amount that was read: refused ("offer_changed") where another is proposed by now.
    """
    if Money(_dispute(row).split_offer or 0, row.currency) != part:
        raise Refusal(
            "The other side has changed the proposal; look at the amounts again.",
            code="offer_changed",
        )
    return {"part": part.amount}


def _pay_part(row: Introduction) -> None:
    payment = row.payment
    assert payment is not None and payment.payee_part is not None
    if payment.held_amount:
        payments.split(payment, payee_part=Money(payment.payee_part, row.currency))


pay_split = by_itself(
    "pay_split", Words(past="The connector's part is released"), hooks=Hooks(after=_pay_part)
)
"""The hold of a division is over: the connector's part is paid, or what is left of it."""
