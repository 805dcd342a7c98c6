"""What happens by itself when a time has run out. When each clock runs out is in `lifecycle.PATIENCE`."""

from brokerage.accounts.models import User
from brokerage.kit import clock
from introductions.actions import desk_cases
from introductions.actions.declaring import Hooks, Kept, by_itself, move
from introductions.actions.disputing import close_dispute
from introductions.actions.moving import notice
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.moves import Words
from payments import actions as payments

lapse = by_itself("lapse", Words(past="The time ran out", bad=True))
capture_early = by_itself(
    "capture_early",
    Words(past="Payment taken before the reservation ended, as the rep had chosen"),
)
miss = by_itself(
    "miss", Words(past="No introduction in time: the rep has everything back", bad=True)
)
release = by_itself("release", Words(past="Payment to the connector ordered"))
call_desk = by_itself(
    "call_desk", Words(past="Our desk looks at it"), hooks=Hooks(after=desk_cases.call_desk)
)
refund_overdue = by_itself(
    "refund_overdue",
    Words(past="Held too long: the rep has everything back", bad=True),
    hooks=Hooks(after=close_dispute),
)


@move(
    "silence",
    Words(
        past="No objection in time: counted as confirmed",
        to_bank="The cardholder was reminded, did not object in time, and that counts as agreed",
    ),
)
def count_silence(row: Introduction) -> None:
    """The rep did not object in time."""
    row.confirmed_at = clock.now()


def _remind(row: Introduction, *, whom: str = "") -> None:
    event = row.events.last()
    if event and whom:
        notice(event, Actor(whom), kind=f"remind_{row.state}")


@move("remind", Words(past="Reminder sent to the {whom}"), hooks=Hooks(after=_remind))
def remind(row: Introduction, *, whom: str = "") -> Kept:
    """The time of `whom` (an `Actor`) is about to run out."""
    return {"whom": whom} if whom else None


def _take_back_unpaid(row: Introduction) -> None:
    """The money of a payout that never arrived goes back; an objection to it has nothing left to ask."""
    assert row.payment is not None
    payments.give_back_unpaid(row.payment)
    close_dispute(row)


@move(
    "refund_unpaid",
    Words(past="The connector could not be paid: the rep has everything back", bad=True),
    hooks=Hooks(after=_take_back_unpaid),
)
def refund_unpaid(row: Introduction, *, staff: User | None = None) -> None:
    """Nobody goes on trying to pay a connector who cannot be paid: the rep has everything back now."""
