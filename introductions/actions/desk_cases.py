"""Calling the desk: a disputed introduction is a case there, in step with the introduction's clocks."""

from datetime import datetime

from brokerage.cases import actions as cases
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions import clocks
from introductions.lifecycle import (
    DECISION_WAIT,
    HOLDING,
    LATE,
    REFUND_AFTER,
    Actor,
    State,
    days,
)
from introductions.models import Dispute, Introduction
from introductions.queries import decide_by, next_deadline, open_dispute
from introductions.queries.deciders import nobody_is_left
from payments import actions as payments

KINDS = (Case.Kind.DISPUTE, Case.Kind.OBJECTION)
PAID_NEXT = frozenset({State.CONFIRMED, State.SETTLING})
"""States that a payout ends."""
READ_WITHIN = days(1)


def call_desk(row: Introduction) -> None:
    """Held for long. Where the connector is to be paid and cannot, the desk should ask why; a dispute
    whose decision is overdue is free for whoever has time, and says so in the queue."""
    if row.state == State.DISPUTED:
        cases.free_claim(_kind(open_dispute(row)), row.reference)
    else:
        if row.payment:
            payments.tell_unpaid(row.payment)
        cases.open_case(
            Case.Kind.UNPAID, row.reference, amount=row.price_money, introduction=row.reference
        )


def open_review_case(row: Introduction) -> None:
    """Two of the three seem to be one person: a moderator looks, and until then nothing goes on. Where
    nobody does, what is held goes back in the end as it does after a dispute."""
    cases.open_case(
        Case.Kind.REVIEW, row.reference, amount=row.price_money, due_at=clock.now() + READ_WITHIN
    )
    captured_at = row.payment.captured_at if row.payment else None
    if row.state == State.CONFIRMING and captured_at:
        clocks.set_clock(row, "refund_overdue", captured_at + REFUND_AFTER)


def open_refusal_case(row: Introduction, move: str, refusal: Refusal) -> None:
    """A clock ran out, the table allows its move, and the money refuses it: a person has to see why."""
    said = f"“{move}” is due and was refused: {refusal.sentence}"
    cases.open_case(
        Case.Kind.DIFFERENCE,
        f"clock:{row.reference}",
        amount=row.price_money,
        introduction=row.reference,
        what=said,
    )


def keep_case(row: Introduction, source: State) -> None:
    """After a move: a dispute has an open case, due when its next clock runs out; without one it ends.

    Under the introduction's lock. `source` is the state before the move.
    """
    if source != row.state:
        cases.settle_case(Case.Kind.DIFFERENCE, f"clock:{row.reference}", outcome=row.state)
    if source in PAID_NEXT | LATE and row.state != source and row.state not in PAID_NEXT:
        cases.settle_case(Case.Kind.UNPAID, row.reference, outcome=row.state)
    _keep_pitch_case(row, source)
    if source in HOLDING and row.state not in HOLDING:
        cases.settle_case(Case.Kind.REVIEW, row.reference, outcome=row.state)
    if source in LATE:
        _keep_late(row)
        return
    if State.DISPUTED not in {source, State(row.state)}:
        return
    dispute = open_dispute(row)
    if dispute is None or row.state != State.DISPUTED:
        for ended in KINDS:
            cases.settle_case(ended, row.reference, outcome=row.state)
        return
    kind = _kind(dispute)
    due = _due(row, dispute)
    found = cases.open_case(kind, row.reference, amount=row.price_money, reason=dispute.reason)
    left_alone = nobody_is_left(row)
    if left_alone != found.facts.get("nobody_left", False):
        cases.note_facts(kind, row.reference, nobody_left=left_alone)
    if left_alone:
        due = clock.now()  # somebody with the right to staff the desk has to know now
    if due and found.due_at != due:
        cases.put_off(kind, row.reference, due_at=due)


def _keep_pitch_case(row: Introduction, source: State) -> None:
    """A request that is held back has a case as long as it waits."""
    waits = row.state == State.REQUESTED and row.held_back
    if waits and source != State.REQUESTED:
        due = clock.now() + READ_WITHIN
        cases.open_case(Case.Kind.PITCH, row.reference, amount=row.price_money, due_at=due)
    elif source == State.REQUESTED and not waits:
        cases.settle_case(Case.Kind.PITCH, row.reference, outcome=row.state)


def _keep_late(row: Introduction) -> None:
    """An objection after the payout: a case while it is open, its outcome what the desk found."""
    kind, found = Case.Kind.OBJECTION.value, open_dispute(row)
    if found is None:
        last = row.disputes.order_by("-pk").first()
        cases.settle_case(kind, row.reference, outcome=(last and last.finding) or row.state)
        return
    due = found.opened_at + DECISION_WAIT
    cases.open_case(
        kind, row.reference, amount=row.price_money, due_at=due, reason=found.reason, late=True
    )


def _kind(dispute: Dispute | None) -> str:
    objected = dispute is not None and dispute.opened_by == Actor.PROSPECT
    return (Case.Kind.OBJECTION if objected else Case.Kind.DISPUTE).value


def _due(row: Introduction, dispute: Dispute) -> datetime | None:
    """When somebody must have looked: at the next clock, or earlier, when the decision is due."""
    next_one = next_deadline(row)
    undecided = not dispute.ruling and not dispute.appealed_by
    moments = [next_one.due_at] if next_one else []
    return min([*moments, decide_by(dispute)] if undecided else moments, default=None)
