"""What the clock and the payment's facts do by themselves."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions import clocks
from introductions.actions.calling import call_desk, call_for_refusal
from introductions.actions.disputing import (
    close_dispute,
    drop_objection,
    forget_split,
    pay_split,
    rule_by_default,
)
from introductions.actions.meeting import forget_offer, made_by_mail
from introductions.actions.moving import hold_up, make_move, notice
from introductions.guards import GUARDS, why_not
from introductions.lifecycle import HOLDING, REAUTHORISE_WAIT, Actor, State, moves_from
from introductions.models import Deadline, Introduction
from introductions.queries import look_alikes
from payments import actions as payments
from payments.models import Payment

log = logging.getLogger(__name__)
COME_BACK = timedelta(hours=6)
# A guard that time may satisfy, or money that is held back (a warning of the card network) for now.
COMES_BACK = frozenset({"not_yet", "frozen", "under_review"})
# What the table itself forbids by now.
FORGOTTEN = frozenset(GUARDS) | {"moved_on"}


def let_due(deadline_id: int) -> bool:
    """Make the move of one clock that has run out; False if it is gone or in other hands.

    The sweep only narrows down; here it is decided again, under the introduction's lock. A move that the
    table does not allow any more is forgotten, one that time may make possible comes back. So does one
    that the money refuses: no clock of a state that holds money ends in silence, the desk is called.
    """
    with transaction.atomic():
        due = (
            Deadline.objects.select_for_update(skip_locked=True)
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
            refused = not waits and refusal.code not in FORGOTTEN
            if refused and due.introduction.state in HOLDING:
                call_for_refusal(due.introduction, due.move, refusal)
                waits = True
            if waits:
                due.due_at = clock.now() + COME_BACK
                due.retries += 1
                due.save()
                return True
        Deadline.objects.filter(pk=due.pk).delete()
    return True


def _by_clock(due: Deadline) -> None:
    changes: dict[str, Callable[[Introduction], None]] = {
        "forget_cancel": forget_offer,
        "silence": _count_silence,
    }
    thens: dict[str, Callable[[Introduction], None]] = {
        "rule_by_default": rule_by_default,
        "rule_release": close_dispute,
        "rule_refund": close_dispute,
        "rule_split": close_dispute,
        "end": close_dispute,
        "forget_split": forget_split,
        "pay_split": pay_split,
        "refund_overdue": close_dispute,
        "refund_unpaid": take_back_unpaid,
        "call_desk": call_desk,
        "drop_objection": drop_objection,
    }
    row = make_move(
        due.introduction,
        due.move,
        Actor.CLOCK,
        facts={"whom": due.whom} if due.whom else None,
        change=changes.get(due.move),
        then=thens.get(due.move),
    )
    if due.move == "forget_cancel":
        made_by_mail(row)
    if due.move == "remind" and due.whom:
        event = row.events.last()
        if event:
            notice(event, Actor(due.whom), kind=f"remind_{row.state}")


def refund_unpaid(introduction: Introduction, *, staff: User) -> Introduction:
    """The desk gives up paying a connector who cannot be paid: the rep has everything back now."""
    return make_move(
        introduction, "refund_unpaid", Actor.MODERATOR, user=staff, then=take_back_unpaid
    )


def reclaim(introduction: Introduction, *, staff: User, reason: str) -> Introduction:
    """The desk gives back what was released already; both sides are told how much (`payments`).

    An objection to it has nothing left to ask.
    """

    def then(row: Introduction) -> None:
        assert row.payment is not None
        payments.refund_released(row.payment, staff=staff, reason=reason)
        close_dispute(row)

    return make_move(introduction, "reclaim", Actor.MODERATOR, user=staff, then=then)


def take_back_unpaid(row: Introduction) -> None:
    """The money of a payout that never arrived goes back; an objection to it has nothing left to ask."""
    assert row.payment is not None
    payments.give_back_unpaid(row.payment)
    close_dispute(row)


def _count_silence(row: Introduction) -> None:
    row.confirmed_at = clock.now()


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
            row = make_move(
                row, name, Actor.PAYMENT, change=CHANGES.get(name), then=THENS.get(name)
            )
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


def _arrive(row: Introduction) -> None:
    row.requested_at = clock.now()
    row.shown_at = clocks.showing(row)
    row.waits_for_batch = row.shown_at > row.requested_at
    row.held_back = 0 < settings.LOOK_ALIKE_ASKS <= look_alikes(row)


def _show(row: Introduction) -> None:
    row.revealed_at = clock.now()


def _take_price(row: Introduction) -> None:
    assert row.payment is not None
    row.price, row.fee, row.counter_price = row.payment.price, row.payment.fee, None


def _wait_for_new_card(row: Introduction) -> None:
    clocks.set_clock(row, "lapse", clock.now() + REAUTHORISE_WAIT, (timedelta(days=1),), Actor.REP)


def _forget_refund(row: Introduction) -> None:
    row.deadlines.filter(move="refund_unpaid").delete()


def _wait_for_payout(row: Introduction) -> None:
    clocks.set_clock(row, "refund_unpaid", clocks.refund_anew(row))


CHANGES: dict[str, Callable[[Introduction], None]] = {
    "authorise": _arrive,
    "hold": _show,
    "raise_price": _take_price,
}
THENS: dict[str, Callable[[Introduction], None]] = {
    "fail_capture": _wait_for_new_card,
    "raise_price": clocks.answer_sooner,
    "charge_back": close_dispute,
    "pay": _forget_refund,
    "await_payout": _wait_for_payout,
    "refund_elsewhere": close_dispute,
}
