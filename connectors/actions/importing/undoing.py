"""An import is taken back for seven days: what it made goes, what it changed returns.

What is being introduced, or rests after a request, stays as it is and is named; what somebody changed since
by hand stays changed.
"""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from connectors.actions.editing import remove, write_facts
from connectors.actions.import_rows import forget_unknown, lock_owner, share_prospects
from connectors.actions.import_rows.changes import HISTORY, as_text
from connectors.actions.importing.uploading import TASK, refuse_beside_another
from connectors.models import UNDO_FOR, FactChange, ImportRun, Relationship
from connectors.models.imports import AT_WORK
from connectors.queries import is_under_way, resting_among, why_not_listable

BATCH = 100
_DATES = {"connected_on": dt.date.fromisoformat, "moved_at": dt.datetime.fromisoformat}


@transaction.atomic
def undo_import(user: User, public_id: uuid.UUID) -> ImportRun:
    """Take an import back, in the background; refused once it is too late or another runs."""
    runs = ImportRun.objects.select_for_update().filter(connector=user)
    run = runs.get(public_id=public_id)
    if run.undo_until is None:
        raise Refusal("This import can no longer be undone.", code="too_late", status=409)
    refuse_beside_another(user, AT_WORK)
    run.status, run.done_rows = ImportRun.Status.UNDOING, 0
    run.save(update_fields=["status", "done_rows"])
    run_later(TASK, run.pk)
    return run


def undo_rows(run_id: int, *, batch: int = BATCH) -> None:
    """Take back what is left of an import. Repeated, interrupted or doubled, it ends the same."""
    while _undo_batch(run_id, batch):
        pass


@transaction.atomic
def _undo_batch(run_id: int, size: int) -> bool:
    """Take the next contacts back under the run's lock; True while there are more."""
    user = lock_owner(ImportRun.objects.filter(pk=run_id))
    run = ImportRun.objects.select_for_update().filter(pk=run_id, status="undoing").first()
    if run is None or user is None:
        return False
    share_prospects()
    kept = set(run.kept)
    made = list(run.brought.exclude(pk__in=kept).order_by("-pk")[:size])
    changed = list(
        Relationship.objects.filter(fact_changes__run=run)
        .exclude(pk__in=[*kept, *(row.pk for row in made)])
        .distinct()
        .order_by("-pk")[: size - len(made)]
    )
    changed = _as_they_are(changed)
    stay = _staying(user, [*made, *changed])
    for row in made:
        if row.pk in stay or not _remove(user, row):
            kept.add(row.pk)
    for row in changed:
        if row.pk in stay or not _restore(run, row):
            kept.add(row.pk)
    run.done_rows += len(made) + len(changed)
    run.kept = sorted(kept)
    if len(made) + len(changed) < size:
        run.status, run.undone_at = ImportRun.Status.UNDONE, clock.now()
    run.save(update_fields=["done_rows", "kept", "status", "undone_at"])
    return run.status == ImportRun.Status.UNDOING


def _as_they_are(rows: list[Relationship]) -> list[Relationship]:
    """The same, locked and read again: who got a no or another price, or left the market, keeps that."""
    locked = Relationship.objects.select_for_update(of=("self",)).select_related("company")
    return list(locked.filter(pk__in=[row.pk for row in rows]).order_by("pk"))


def _staying(user: User, rows: list[Relationship]) -> set[int]:
    return resting_among(user, rows) | {row.pk for row in rows if is_under_way(row)}


def _remove(user: User, row: Relationship) -> bool:
    """Whether the contact could go: not where an introduction with it counts for its history."""
    try:
        with transaction.atomic():
            return bool(remove(user, [row.public_id]))
    except Refusal:
        return False


def _restore(run: ImportRun, row: Relationship) -> bool:
    """Bring back what the import changed, as far as it stands as the import left it; whether it could."""
    now, facts = as_text(row), dict[str, Any]()
    changes = list(FactChange.objects.filter(run=run, relationship=row).order_by("pk"))
    first = {one.fact: one.before for one in reversed(changes)}
    last = {one.fact: one.after for one in changes}
    for fact, before in first.items():
        if now[fact] == last[fact]:
            facts[fact] = _DATES[fact](before) if fact in _DATES and before else before
    listed = facts.pop("listed_at", None)
    for fact in _DATES:
        if fact in facts:
            setattr(row, fact, facts.pop(fact) or None)
    try:
        with transaction.atomic():
            person = row.prospect_id
            write_facts(row, facts)
            if row.prospect_id != person:
                forget_unknown([person])
    except Refusal:  # somebody else in the network has that address by now
        return False
    if listed and not row.listed_at and why_not_listable(row) is None:
        row.listed_at = dt.datetime.fromisoformat(listed)
        row.derive()
        row.save()
    FactChange.objects.filter(pk__in=[one.pk for one in changes]).delete()
    return True


def forget_undoable() -> int:
    """Forget what only an undo needs, once that is over; how many facts."""
    old = FactChange.objects.filter(at__lt=clock.now() - UNDO_FOR).exclude(fact__in=HISTORY)
    return old.delete()[0]
