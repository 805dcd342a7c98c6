"""What the clock and the payment's facts do by themselves."""

import logging
from datetime import timedelta

from django.db import transaction

from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions.desk_cases import open_refusal_case
from introductions.actions.moving import hold_up
from introductions.guards import GUARDS, why_not
from introductions.lifecycle import HOLDING, Actor, State, moves_from
from introductions.models import Deadline, Introduction
from introductions.moves import DECLARED
from payments.models import Payment

log = logging.getLogger(__name__)
COME_BACK = timedelta(hours=6)
# A guard that time may satisfy, or money that is held back (a warning of the card network) for now.
COMES_BACK = frozenset({"not_yet", "frozen", "under_review"})


def let_due(deadline_id: int) -> bool:
    """Make the move of one clock that has run out; False if it is gone or in other hands.

    The sweep only narrows down; here it is decided again, under the introduction's lock. A move that the
    table does not allow any more is forgotten, one that time may make possible comes back. So does one
    that the money refuses: no clock of a state that holds money ends in silence, the desk is called.
    """
    with transaction.atomic():
        due = (
            # Both or neither: who moves the introduction holds it, and then waits for its clocks.
            Deadline.objects.select_for_update(skip_locked=True, of=("self", "introduction"))
            .filter(pk=deadline_id, due_at__lte=clock.now(), left__isnull=True)
            .select_related("introduction")
            .first()
        )
        if due is None:
            return False
        try:
            with transaction.atomic():
                _by_clock(due)
        except Refusal as refusal:
            waits = refusal.code in COMES_BACK
            if refusal.code == "under_review":
                hold_up(due.introduction)  # once more: what the move wrote is undone
            refused = not waits and not _is_forbidden(refusal)
            if refused and due.introduction.state in HOLDING:
                open_refusal_case(due.introduction, due.move, refusal)
                waits = True
            if waits:
                due.due_at = clock.now() + COME_BACK
                due.retries += 1
                due.save()
                return True
        Deadline.objects.filter(pk=due.pk).delete()
    return True


def _is_forbidden(refusal: Refusal) -> bool:
    """Whether the table itself forbids the move by now."""
    return refusal.code == "moved_on" or refusal.code in GUARDS


def _by_clock(due: Deadline) -> None:
    facts = {"whom": due.whom} if due.whom else {}
    DECLARED[due.move].action.by(Actor.CLOCK, due.introduction, **facts)


def follow(payment_id: int) -> Introduction | None:
    """Make the moves that the payment's facts allow; None for a payment without an introduction.

    The table says which moves a fact may make from here; their guards look at the payment. So a lost
    or doubled wake-up is harmless.
    """
    row = Introduction.objects.filter(payment_id=payment_id).first()
    if row is None:
        return None
    seen = Payment.objects.values_list("changes", flat=True).get(pk=payment_id)
    for _ in range(len(State)):
        name = _next_by_fact(row)
        if name is None:
            break
        try:
            row = DECLARED[name].action.by(Actor.PAYMENT, row)
        except Refusal:
            row = Introduction.objects.get(pk=row.pk)  # somebody else was first
    Payment.objects.filter(pk=payment_id).update(followed_at=clock.now(), followed=seen)
    return row


def _next_by_fact(row: Introduction) -> str | None:
    fresh = Introduction.objects.select_related("payment", "relationship").get(pk=row.pk)
    for move in moves_from(State(fresh.state), Actor.PAYMENT):
        against = why_not(fresh, move, Actor.PAYMENT)
        if against is None:
            return move.name
        if against[0] == "different_people":
            hold_up(fresh)
    return None
