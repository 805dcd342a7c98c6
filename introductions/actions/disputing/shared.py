"""What all who dispute have in common."""

from datetime import datetime
from typing import Any

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import rubric
from introductions.actions import clocks
from introductions.actions.removing import unnamed
from introductions.lifecycle import (
    APPEAL_WAIT,
    DISPUTE_WAIT,
    LATE,
    LEAST_AFTER_DISPUTE,
    PATIENCE,
    SECOND_WORD_HOLD,
    SECOND_WORD_WAIT,
    Actor,
    State,
)
from introductions.models import Dispute, Introduction
from introductions.moves import Files
from introductions.queries import conflict_of_interest, decide_by, next_deadline, open_dispute
from payments import actions as payments

REASONS = rubric.REASONS
RULINGS = tuple(rubric.RULINGS)
TRIES = 3
STATEMENT_LENGTH = 4000
SHORTEST = 20
"""Characters of a statement, an answer, or a reason."""
EVIDENCE = Files(required=False, page_only=True)


def leave_to_moderators(row: Introduction, found: Dispute) -> None:
    """No agreement of the sides and no silence ends this dispute; the clock to its end runs (again)."""
    found.split_offer, found.split_offered_by = None, ""
    row.deadlines.filter(move__in=["rule_by_default", "forget_split"]).delete()
    if found.ruling and found.ruled_by_id is None:
        row.deadlines.filter(move=f"rule_{found.ruling}").delete()
        found.ruling, found.ruling_reason, found.ruled_at, found.accepted_by = "", "", None, []
    if not found.ruling:
        clocks.set_clock(row, "call_desk", decide_by(found))
        clocks.set_clock(row, "end", found.opened_at + DISPUTE_WAIT)


def reason_of(word: str) -> str:
    if word not in {"no", "never_asked"}:
        raise Refusal("Please choose one of the answers.", status=400)
    return "never_happened" if word == "no" else "no_consent"


def _open(row: Introduction, side: Actor, reason: str, statement: str) -> None:
    Dispute.objects.create(
        introduction=row,
        opened_by=side,
        reason=reason,
        statement=statement,
        late=State(row.state) in LATE,
        due_before=stopped.due_at if (stopped := next_deadline(row)) else None,
        opened_at=clock.now(),
    )


def go_on(row: Introduction) -> None:
    found = _dispute(row)
    if found.ruling:  # one that no second moderator has agreed with: it was never announced
        set_aside(found, by=None, why="The dispute was withdrawn before.")
    found.split_offer, found.split_offered_by = None, ""
    found.finding, found.closed_at = "withdrawn", clock.now()
    found.save()
    if row.payment and row.review != "open":
        payments.unfreeze(row.payment)
    _run_on(row, found)


def _run_on(row: Introduction, found: Dispute) -> None:
    """The clock that the dispute stopped goes on: it is never put off for whose time it is if they opened
    the dispute, nor for nobody's; else what was left of it is left again."""
    entry = PATIENCE[State(row.state)][0]
    if found.due_before is None:
        return
    now = clock.now()
    is_others = entry.whom is not None and entry.whom != found.opened_by
    due = now + (found.due_before - found.opened_at) if is_others else found.due_before
    due = max(due, now + LEAST_AFTER_DISPUTE)
    clocks.set_clock(row, entry.move, due, entry.remind, entry.whom)


def share_out(row: Introduction, part: int) -> None:
    assert row.payment is not None
    payments.share_out(row.payment, payee_part=Money(part, row.currency))


def check_moderator(introduction: Introduction, *, moderator: User) -> None:
    may_rule(introduction, moderator)


def set_aside(found: Dispute, *, by: User | None, why: str) -> None:
    """A ruling that nobody was told of is kept for the desk, and does not count."""
    kept = {
        "appeal": bool(found.appealed_by),
        **ruling_of(found),
        "disagreed_by": by.pk if by else None,
        "why": why,
    }
    found.set_aside = [*found.set_aside, kept]
    clear_ruling(found)


def ruling_of(found: Dispute) -> dict[str, Any]:
    return {
        "ruling": found.ruling,
        "part": found.ruling_part,
        "ruled_by": found.ruled_by_id,
        "reason": found.ruling_reason,
    }


def clear_ruling(found: Dispute) -> None:
    found.ruling, found.ruling_reason, found.ruling_part = "", "", None
    found.ruled_by, found.ruled_at, found.cosigned_by = None, None, None
    found.needs_cosign, found.accepted_by = False, []


def await_second_word(row: Introduction, found: Dispute, earliest: datetime) -> None:
    """Without a second word the first one stands, seven days after the appeal."""
    row.deadlines.filter(move__in=[f"rule_{one}" for one in RULINGS]).delete()
    first = (found.first_ruling or {})["ruling"]
    due = max((found.appealed_at or clock.now()) + SECOND_WORD_WAIT, earliest)
    clocks.set_clock(row, f"rule_{first}", due)


def log(moderator: User, action: str, row: Introduction, reason: str) -> None:
    record_staff_action(moderator, action, row.reference, unnamed(row, reason.strip()))


def may_rule(introduction: Introduction, moderator: User) -> None:
    """Asked before the move, for a plain sentence, and again under its lock, where it counts."""
    if not moderator.is_moderator:
        raise Refusal("Only moderators decide.", code="not_yours", status=403)
    if conflict := conflict_of_interest(introduction, moderator):
        raise Refusal(conflict, code="conflict", status=403)


def start_window(row: Introduction, found: Dispute) -> None:
    """The ruling takes effect when the appeal window ends; a second word, which is final, after a day in
    which its moderator can take it back."""
    over = ["end", "rule_by_default", "call_desk", "forget_split", "hear_appeal"]
    row.deadlines.filter(move__in=[*over, *(f"rule_{one}" for one in RULINGS)]).delete()
    wait = SECOND_WORD_HOLD if found.appealed_by else APPEAL_WAIT
    clocks.set_clock(row, f"rule_{found.ruling}", clock.now() + wait)


def close_dispute(row: Introduction) -> None:
    """The dispute is over; what was ruled happens to the money."""
    found = open_dispute(row)
    if found is None:
        return
    if found.second_word_is_late and found.first_ruling:
        found.ruling, found.ruling_part = found.first_ruling["ruling"], found.first_ruling["part"]
        found.ruling_reason, found.needs_cosign = found.first_ruling["reason"], False
        found.save()
    if row.payment and row.state == State.CONFIRMED:
        payments.unfreeze(row.payment)
        row.safety_hold_days = 0
        row.save()
        clocks.set_clock(row, "release", clock.now())
    if row.state == State.SETTLING and found.ruling_part is not None:
        share_out(row, found.ruling_part)
        # The time to appeal was the hold: the connector is paid as soon as they can be.
        clocks.set_clock(row, "pay_split", clock.now())
    close(row)


def close(row: Introduction) -> None:
    row.disputes.filter(closed_at__isnull=True).update(closed_at=clock.now())


def _dispute(row: Introduction) -> Dispute:
    found = open_dispute(row)
    if found is None:
        raise Refusal("There is no open dispute.", code="no_dispute")
    return found
