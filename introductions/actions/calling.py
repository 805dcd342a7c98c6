"""Calling the desk: a disputed introduction is a case there, in step with the introduction's clocks."""

from brokerage.cases import actions as cases
from brokerage.cases.models import Case
from introductions.lifecycle import Actor, State
from introductions.models import Introduction
from introductions.queries import next_deadline, open_dispute
from payments import actions as payments

KINDS = (Case.Kind.DISPUTE, Case.Kind.OBJECTION)


def call_desk(row: Introduction) -> None:
    """Held for long: where it is confirmed, the connector cannot be paid, and the desk should ask why."""
    if row.state == State.CONFIRMED and row.payment:
        payments.tell_unpaid(row.payment)
        cases.open_case(
            Case.Kind.UNPAID, row.reference, amount=row.price_money, introduction=row.reference
        )


def keep_case(row: Introduction, source: State) -> None:
    """After a move: a dispute has an open case, due when its next clock runs out; without one it ends.

    Under the introduction's lock. `source` is the state before the move.
    """
    if source == State.CONFIRMED != row.state:
        cases.settle_case(Case.Kind.UNPAID, row.reference, outcome=row.state)
    if State.DISPUTED not in {source, State(row.state)}:
        return
    dispute = open_dispute(row)
    if dispute is None or row.state != State.DISPUTED:
        for kind in KINDS:
            cases.settle_case(kind, row.reference, outcome=row.state)
        return
    objected = dispute.opened_by == Actor.PROSPECT
    kind = Case.Kind.OBJECTION if objected else Case.Kind.DISPUTE
    due = next_deadline(row)
    found = cases.open_case(kind, row.reference, amount=row.price_money, reason=dispute.reason)
    if due and found.due_at != due.due_at:
        cases.put_off(kind, row.reference, due_at=due.due_at)
