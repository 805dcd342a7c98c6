"""The ticked rows of a file go into the network, in batches that each commit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.actions.import_rows import (
    add_companies,
    lock_owner,
    share_prospects,
    take_in,
)
from connectors.actions.import_rows.intake import DROP, NEW, USE, Wanted
from connectors.actions.importing.forgetting import drop_erased
from connectors.actions.importing.matching import NOT_SAVED, without_contact
from connectors.actions.importing.reading import MOST_PROBLEMS, close, contact_in, stop
from connectors.actions.importing.reviewing import candidate_of
from connectors.companies import company_name
from connectors.models import ImportRow, ImportRun
from connectors.queries import own_names
from connectors.readers import ContactRow
from connectors.readers.rows import OTHERS, full_names, holds_others

BATCH = 500
_NAMES = "names somebody in your network, so reps do not see it. Change it in your profile."
HELD_BACK = {
    "headline": f"Your headline {_NAMES}",
    "about": f"What you say about yourself {_NAMES}",
    "name": "Somebody in your network has your name, so reps do not see it before they meet you.",
}


def add_rows(run_id: int, *, batch: int = BATCH) -> None:
    """Add what is left of a run's ticked rows. Repeated, interrupted or doubled, it ends the same."""
    run = ImportRun.objects.select_related("connector").defer("file", "index").get(pk=run_id)
    everybody = full_names(own_names(run.connector))
    last = 0
    try:
        while True:
            contacts = _next_contacts(run_id, last, batch)
            mixed = {pk for pk, one in contacts.items() if holds_others(one, everybody)}
            if not run.is_for_emails:
                # Before the batch: else another network's batch with one of them would wait for it.
                named = (one.company for pk, one in contacts.items() if pk not in mixed)
                add_companies(filter(None, map(company_name, named)))
            if not _add_batch(run_id, contacts, mixed, is_last=len(contacts) < batch):
                return
            last = max(one.number for one in contacts.values())
    except Refusal as refusal:  # the account was closed, or cannot hold more
        stop(run_id, refusal.sentence)


def _next_contacts(run_id: int, last: int, size: int) -> dict[int, ContactRow]:
    """The contacts of the next ticked rows behind a number, by the primary keys of those, in order."""
    rows = ImportRow.objects.filter(run=run_id, number__gt=last, is_chosen=True, is_taken=False)
    said: Any = rows.order_by("number").values_list("pk", "number", "cells")[:size]
    return {pk: contact_in(number, cells) for pk, number, cells in said}


@dataclass(frozen=True, slots=True)
class _Ticked:
    """A row that is to be added, as it stands under the run's lock."""

    pk: int
    contact: ContactRow
    answer: str
    candidates: Sequence[str]
    reason: str

    @property
    def number(self) -> int:
        """The row as it is counted in the file."""
        return self.contact.number


@transaction.atomic
def _add_batch(
    run_id: int,
    contacts: Mapping[int, ContactRow],
    mixed_rows: Collection[int],
    *,
    is_last: bool,
) -> bool:
    """Add those of these rows that nobody added meanwhile, under the run's lock; True while more are left."""
    owner = lock_owner(ImportRun.objects.filter(pk=run_id))
    runs = ImportRun.objects.select_for_update().defer("file", "index", "previews", "columns")
    run = runs.filter(pk=run_id, status=ImportRun.Status.RUNNING).first()
    if run is None or owner is None:  # it goes with a closed account
        return False
    share_prospects()  # from here on nobody is erased until this batch is in
    drop_erased(run)
    rows = _still_to_add(run, contacts)
    wanted = _wanted(run, rows)
    mixed = {row.number for row in rows if row.pk in mixed_rows}
    lost = without_contact(run.connector, wanted) if run.is_for_emails else set()
    out = mixed | lost
    tally = take_in(run.connector, [one for one in wanted if one.row.number not in out], run)
    led_to = iter(tally.relationships)
    _note_taken([(row.pk, None if row.number in out else next(led_to).pk) for row in rows])
    run.started_at = run.started_at or clock.now()
    run.done_rows += len(rows)
    run.new += tally.new
    run.updated += tally.updated
    run.unchanged += tally.unchanged
    run.unlisted += tally.unlisted
    run.skipped += len(out)
    left_out = [[number, f"Left out: {OTHERS}"] for number in sorted(mixed)]
    left_out += [[number, NOT_SAVED] for number in sorted(lost)]
    run.problems = [*run.problems, *left_out]
    said = [one for _, one in run.problems]
    told = [HELD_BACK[one] for one in tally.held_back]
    run.problems = [*run.problems[:MOST_PROBLEMS], *([0, one] for one in told if one not in said)]
    if is_last:
        run.skipped += run.rows.filter(is_chosen=False).count()
        close(run, ImportRun.Status.DONE)
    else:
        run.save()
    return not run.is_over


def _still_to_add(run: ImportRun, contacts: Mapping[int, ContactRow]) -> list[_Ticked]:
    """Those of these rows that are there, ticked and not added, as they stand now under the run's lock."""
    left = run.rows.filter(pk__any_of=contacts, is_taken=False, is_chosen=True)
    now = {pk: said for pk, *said in left.values_list("pk", "answer", "candidates", "reason")}
    return [_Ticked(pk, one, *now[pk]) for pk, one in contacts.items() if pk in now]


def _note_taken(pairs: list[tuple[int, int | None]]) -> None:
    """These rows, by their keys, are in the network, as these contacts. One statement for all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE connectors_importrow AS row SET is_taken = true, relationship_id = led.contact"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS led (row, contact) WHERE row.id = led.row",
            [[row for row, _ in pairs], [contact for _, contact in pairs]],
        )


def _wanted(run: ImportRun, rows: Sequence[_Ticked]) -> list[Wanted]:
    """The rows as they are to be taken in, by what was answered."""
    meant = [
        candidate_of(row, row.answer) if row.answer else next(iter(row.candidates), "")
        for row in rows
    ]
    numbers = {int(one[1:]) for one in meant if one.startswith("r")}
    led_to = dict(
        run.rows.filter(number__in=numbers, is_taken=True).values_list("number", "relationship_id")
    )
    return [_one(row, candidate, led_to) for row, candidate in zip(rows, meant, strict=True)]


def _one(row: _Ticked, candidate: str, led_to: Mapping[int, int | None]) -> Wanted:
    contact = row.contact
    if row.answer == NEW:
        return Wanted(contact, NEW)
    if candidate.startswith("r"):
        number = int(candidate[1:])
        return Wanted(contact, led_to.get(number), same_as=number)
    if row.reason == ImportRow.Reason.EMAIL:
        alone = ContactRow(row.number, email=contact.email, addresses=(contact.email,))
        return Wanted(alone, int(candidate[1:]), only_address=True)
    address = row.answer[-1] if row.answer.endswith((USE, DROP)) else ""
    return Wanted(contact, int(candidate[1:]) if candidate else None, address)
