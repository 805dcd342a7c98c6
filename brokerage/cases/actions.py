"""Opening, claiming and closing cases. Every action of staff leaves a row in the audit log."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money


def open_case(
    kind: str,
    subject: str,
    *,
    due_at: datetime | None = None,
    amount: Money | None = None,
    opened_by: User | None = None,
    **facts: Any,
) -> Case:
    """The open case of this kind about `subject`; made now if there is none.

    `due_at` (UTC) is when somebody must have looked; `facts` are ids, codes and amounts, nobody's name.
    Inside the transaction of what was found.
    """
    row, _ = Case.objects.get_or_create(
        kind=kind,
        subject=subject,
        closed_at=None,
        defaults={
            "due_at": due_at,
            "amount": amount.amount if amount else None,
            "currency": amount.currency if amount else "",
            "opened_by": opened_by,
            "facts": facts,
            "opened_at": clock.now(),
        },
    )
    return row


def put_off(kind: str, subject: str, *, due_at: datetime | None) -> None:
    """The open case about `subject` is now due at `due_at` (UTC); nothing where there is none."""
    Case.objects.filter(kind=kind, subject=subject, closed_at=None).update(due_at=due_at)


def note_facts(kind: str, subject: str, **facts: Any) -> None:
    """These facts (ids, codes, amounts; nobody's name) hold of the open case now; nothing without one."""
    for row in Case.objects.select_for_update().filter(kind=kind, subject=subject, closed_at=None):
        row.facts = row.facts | facts
        row.save(update_fields=["facts"])


def restate(kind: str, subject: str, *, amount: Money) -> None:
    """`amount` is at stake now in the open case about `subject`; nothing where there is none."""
    rows = Case.objects.filter(kind=kind, subject=subject, closed_at=None)
    rows.update(amount=amount.amount, currency=amount.currency)


def free_claim(kind: str, subject: str) -> None:
    """Whoever had claimed the open case about `subject` took too long: others can take it."""
    Case.objects.filter(kind=kind, subject=subject, closed_at=None).update(
        claimed_by=None, claimed_at=None
    )


def settle_case(kind: str, subject: str, *, outcome: str) -> None:
    """What the case was about is over by itself: nobody needs to look any more."""
    settle_cases(kind, [subject], outcome=outcome)


def settle_cases(kind: str, subjects: list[str], *, outcome: str) -> None:
    """The same of many subjects at once."""
    Case.objects.filter(kind=kind, subject__in=subjects, closed_at=None).update(
        closed_at=clock.now(), outcome=outcome
    )


@transaction.atomic
def close_case(case: Case, *, staff: User, outcome: str, reason: str = "") -> Case:
    """`staff` ends a case. Refuses one that is over or that somebody else has claimed."""
    row = _open(case)
    if row.claimed_by_id not in {None, staff.pk}:
        raise Refusal("Somebody else has claimed this case.", code="claimed")
    row.closed_at, row.closed_by = clock.now(), staff
    row.outcome, row.reason = outcome, reason
    row.save()
    record_staff_action(staff, f"close {row.kind} case", str(row.public_id), reason or outcome)
    return row


def claim(case: Case, *, staff: User) -> Case:
    """`staff` takes the case; refused while another has it. Of two at once, one gets it."""
    free = Q(claimed_by=None) | Q(claimed_by=staff)
    with transaction.atomic():
        won = Case.objects.filter(free, pk=case.pk, closed_at=None).update(
            claimed_by=staff, claimed_at=clock.now()
        )
        if not won:
            raise Refusal("Somebody else has claimed this case, or it is over.", code="claimed")
        record_staff_action(staff, f"claim {case.kind} case", str(case.public_id))
    case.refresh_from_db()
    return case


@transaction.atomic
def give_up_claim(case: Case, *, staff: User, force: bool = False) -> Case:
    """Let others have the case. `force`: take it from whoever has it (a senior's right)."""
    row = _open(case)
    if row.claimed_by_id is None:
        raise Refusal("Nobody has claimed this case.", code="not_claimed")
    if row.claimed_by_id != staff.pk and not force:
        raise Refusal("This case is claimed by somebody else.", code="claimed", status=403)
    row.claimed_by = row.claimed_at = None
    row.save()
    record_staff_action(staff, f"release {row.kind} case", str(row.public_id))
    return row


def _open(case: Case) -> Case:
    row = Case.objects.select_for_update().get(pk=case.pk)
    if not row.is_open:
        raise Refusal("This case is over.", code="case_over")
    return row
