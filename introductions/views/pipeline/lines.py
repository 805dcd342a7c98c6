"""What one row of the pipeline shows: who, where it stands, what is next, by when, and the money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors.queries import Contact
from introductions.actions.revealing import reveal_all
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.queries import actor_of
from introductions.views.money import Line, board_amount
from introductions.views.status import Status, other_name, status_of
from payments.models import Intent, Payment
from payments.sums import sums_of


@dataclass(frozen=True, slots=True)
class Row:
    """One introduction for one side. `contact`: who it is about, where this side may know."""

    it: Introduction
    side: Actor
    contact: Contact | None
    status: Status
    other: str
    amount: Line
    money: tuple[str, str]
    left: str
    is_short: bool

    @property
    def title(self) -> str:
        """The person's name, where it is known; else the listing's headline."""
        return (self.contact.name if self.contact else "") or str(self.it.listing["headline"])

    @property
    def under(self) -> str:
        """What stands smaller beside it."""
        if self.contact and self.contact.name:
            return ", ".join(one for one in (self.contact.title, self.contact.company) if one)
        return self.it.purpose

    @property
    def next(self) -> str:
        """What is next, and by whom."""
        return self.status.turn.replace("Your turn: ", "You: ", 1)


def rows_of(found: Iterable[Introduction], user: User, ground: str) -> list[Row]:
    """The rows as `user` may read them; a look at a name is recorded, on this ground."""
    found = list(found)
    contacts = reveal_all(found, viewer=user, ground=ground)
    return [_row(one, user, contacts.get(one.pk)) for one in found]


def _row(row: Introduction, user: User, contact: Contact | None) -> Row:
    side = Actor.REP if actor_of(row, user) == Actor.REP else Actor.CONNECTOR
    status = status_of(row, side)
    left = (status.by - clock.now()) if status.by else None
    other = other_name(row, side)
    return Row(
        it=row,
        side=side,
        contact=contact,
        status=status,
        other="" if other == "the connector" else other,
        amount=board_amount(row, side),
        money=short_badge(row, side),
        left=in_short(status.by),
        is_short=left is not None and left < timedelta(hours=12),
    )


def in_short(moment: datetime | None) -> str:
    """How much time is left, in one unit: "3 days", "6 h", "40 min"; "" without a clock."""
    if moment is None:
        return ""
    minutes = int((moment - clock.now()).total_seconds() // 60)
    if minutes < 0:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def short_badge(row: Introduction, side: Actor) -> tuple[str, str]:
    """Where the money is, in two words and a tone. Read from the payment's row alone.

    Before it is taken the connector is told one thing, whatever became of the rep's card.
    """
    payment = row.payment
    if payment is None:
        return "Not reserved", "quiet"
    if payment.captured:
        return _taken(payment)
    if payment.intent == Intent.BACK:
        return "Released", "quiet"
    if side != Actor.REP:
        return "Not charged", "note"
    found = {"authorised": ("On hold", "note"), "lost": ("Hold ended", "wait")}
    return found.get(payment.funds, ("Not reserved", "quiet"))


def _taken(payment: Payment) -> tuple[str, str]:
    sums = sums_of(payment)
    if payment.disputed_at:
        return "Bank dispute", "stop"
    if sums.held and (payment.decide_by or payment.frozen_at):
        return "Frozen", "stop"
    if sums.returning:
        return "Refund coming", "note"
    if sums.coming:
        return "Paying out", "go"
    if sums.held:
        return "Charged, held", "note"
    if not sums.back:
        return "Paid", "go"
    return ("Split", "go") if sums.earned.amount > 0 else ("Refunded", "quiet")
