"""What a suspension or ban ends. Money first, and nothing of others is lost.

A suspended connector's introductions that are not made yet are stopped: what is reserved is
cancelled, what is held refunded in full. A suspended rep's requests end as long as the prospect has not
agreed, as introductions do that can no longer be made: nobody reads that the rep took them back. After the
prospect's yes they go on. What is made keeps its course: held money follows the table.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions.actions.asking import fall_away
from introductions.actions.declaring import Hooks, move
from introductions.actions.desk_cases import open_review_case
from introductions.actions.meeting import made_by_mail
from introductions.actions.records import lock_records
from introductions.lifecycle import ENDS, Actor, State
from introductions.models import Introduction
from introductions.moves import Words
from introductions.queries import not_agreed, not_made
from payments import actions as payment_actions
from payments import queries as payments

BY_STAFF = "staff"
"""Kept as the refusal: nobody's own no, so it counts against nobody and lets nobody rest."""


@dataclass(frozen=True)
class Outlook:
    """What suspending somebody would do: counts, and what the reps would get back, by currency."""

    stopped: int
    withdrawn: int
    going_on: int
    refunded: list[Money]
    cancelled: list[Money]


def outlook(person: User) -> Outlook:
    """What `stop_for` would do now."""
    stopped, withdrawn = list(not_made(person)), list(not_agreed(person))
    refunded: Counter[str] = Counter()
    cancelled: Counter[str] = Counter()
    for row in [*stopped, *withdrawn]:
        payment = row.payment
        if payment and payments.is_charged_back(payment):
            continue
        if payment and payment.captured:
            refunded[row.currency] += payment.held_amount
        elif payment and payments.is_authorised(payment):
            cancelled[row.currency] += row.price
    return Outlook(
        stopped=len(stopped),
        withdrawn=len(withdrawn),
        going_on=_running(person) - len(stopped) - len(withdrawn),
        refunded=list(_sums(refunded)),
        cancelled=list(_sums(cancelled)),
    )


@move("stop", Words(past="Ended by our desk; everything goes back", bad=True))
def stop(row: Introduction, *, staff: User) -> None:
    """The desk ends an introduction: everything goes back to the rep."""


@move("let_through", Words(past="Read by our desk, and let through"))
def let_through(row: Introduction, *, staff: User) -> None:
    """The desk has read a request that was held back: the connector may accept it."""
    row.held_back = False


@move(
    "hold_up",
    Words(past="Under review: a moderator looks at it before it goes on"),
    hooks=Hooks(after=open_review_case),
)
def review(row: Introduction) -> None:
    """Two of the three seem to be one person: the payment is frozen, and the desk looks at it."""
    row.review = "open"


def _let_go_on(row: Introduction) -> None:
    if row.payment and row.state != State.DISPUTED:
        payment_actions.unfreeze(row.payment)


@move("clear_up", Words(past="Reviewed by a moderator; it goes on"), hooks=Hooks(after=_let_go_on))
def clear_review(row: Introduction, *, staff: User) -> None:
    """The desk finds that they are three different people: it is not asked again."""
    row.review = "cleared"


def clear_up(introduction: Introduction, *, staff: User) -> Introduction:
    """The desk finds that they are three different people after all: it goes on, and is not asked again.

    A mail of the connector that was kept meanwhile counts now.
    """
    return made_by_mail(clear_review(introduction, staff=staff))


def stop_for(person: User, staff: User) -> dict[str, int]:
    """End what a suspended or banned person may not go on with; how many ended, how many go on."""
    lock_records([not_made(person), not_agreed(person)])
    stopped = sum(_stop(row, staff) for row in not_made(person))
    withdrawn = sum(_end(row, staff) for row in not_agreed(person))
    return {"stopped": stopped, "withdrawn": withdrawn, "going_on": _running(person)}


def _stop(row: Introduction, staff: User) -> bool:
    try:
        stop(row, staff=staff)
    except Refusal:
        return False  # charged back: the bank has the money; or it has just ended by itself
    return True


def _end(row: Introduction, staff: User) -> bool:
    try:
        fall_away.by(Actor.CLOCK, row, user=staff, how=BY_STAFF)
    except Refusal:
        return False  # agreed or ended this very moment
    return True


def _running(person: User) -> int:
    mine = Introduction.objects.filter(Q(rep=person) | Q(connector=person))
    return mine.exclude(state__in=ENDS).count()


def _sums(amounts: Counter[str]) -> Iterator[Money]:
    return (Money(amounts[code], code) for code in sorted(amounts) if amounts[code])
