"""Another price: named, kept, taken back, agreed to."""

from django.conf import settings

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions.actions.asking.paying import page_to_pay_on
from introductions.actions.declaring import Kept, move, move_to_pay
from introductions.guards import guard
from introductions.lifecycle import COUNTERS, Actor
from introductions.models import Introduction
from introductions.moves import Amount, Words
from introductions.queries import awaits_raised_price
from payments import actions as payments
from payments.models import ProviderCall


@guard
def counters_left(row: Introduction, actor: Actor) -> str | None:
    """At most three counter-offers."""
    if row.counter_price is not None:
        return "Your last offer is still open."
    if row.counters >= COUNTERS:
        return f"You have made {COUNTERS} offers; accept or decline now."
    return None


@guard
def counter_open(row: Introduction, actor: Actor) -> str | None:
    """The connector named another price and it stands."""
    return None if row.counter_price is not None else "There is no open offer."


@guard
def counter_not_agreed(row: Introduction, actor: Actor) -> str | None:
    """The rep has not agreed to the other price: no page to pay it on stands, is open or is paid."""
    if not awaits_raised_price(row):
        return None
    if actor == Actor.REP:
        return "You agreed to the other price. Pay it, or withdraw the request."
    return "The rep agreed to your price and is paying it."


@guard
def no_counter_open(row: Introduction, actor: Actor) -> str | None:
    """No counter-offer waits for the rep."""
    return None if row.counter_price is None else "Your other price waits for the rep's answer."


@move(
    "counter",
    Words(
        past="Another price named: {price}",
        title="Name another price",
        text="The rep may agree or withdraw. You can do this three times.",
        button="Name this price",
        done="Your price is named. The rep is told.",
        tone="",
    ),
    price=Amount(label="Your price, fee included", least=1),
)
def counter(row: Introduction, *, user: User, price: Money) -> Kept:
    """The connector names another price (minor units, same currency); at most three times."""
    if price.currency != row.currency or price.amount == row.price:
        raise Refusal("Name another price in the same currency.", status=400, field="price")
    if why := price.rules.why_not_a_price(price.amount, settings.PRICE_LIMITS):
        raise Refusal(why, status=400, field="price")
    row.counter_price = price.amount
    row.counters += 1
    return {"price": price.amount}


@move(
    "decline_counter",
    Words(
        past="The rep keeps the price",
        title="Keep your price",
        text="The other price is off the table. The connector can still accept yours, or decline.",
        button="Keep my price",
        done="Your price stands. The connector is told.",
        tone="",
        first=True,
    ),
)
def decline_counter(row: Introduction, *, user: User) -> None:
    """The rep keeps the price that stands; the connector may still accept it, or decline."""
    row.counter_price = None


@move(
    "take_back_counter",
    Words(
        past="The other price is taken back",
        title="Take your other price back",
        text="The price that the rep reserved counts again. What you named still counts as one of three.",
        button="Take it back",
        done="Taken back. The rep is told.",
        tone="",
    ),
)
def take_back_counter(row: Introduction, *, user: User) -> None:
    """The connector takes the other price back; it counts as one of their three."""
    row.counter_price = None


@move_to_pay(
    "agree_to_counter",
    Words(
        past="The other price is agreed",
        title="Agree to the other price",
        text="A lower price counts at once. A higher one is reserved anew on the payment page; the old "
        "reservation is then let go.",
        button="Agree to this price",
        done="Agreed.",
        first=True,
    ),
)
def agree_to_counter(row: Introduction, *, user: User) -> list[ProviderCall]:
    """The rep takes the connector's price: a lower one at once, a higher one by a second checkout."""
    assert row.payment is not None and row.counter_price is not None
    price = Money(row.counter_price, row.currency)
    fee, _ = price.share(settings.FEE_BASIS_POINTS)
    if price.amount > row.price:
        return page_to_pay_on(row, price.amount, fee.amount)
    payments.reprice(row.payment, price=price, fee=fee)
    row.price, row.fee, row.counter_price = price.amount, fee.amount, None
    return []
