"""Import a network: the file is checked at once, taken in later, in batches that each commit."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from connectors.actions.import_rows import take_in
from connectors.models import ImportRun, Relationship
from connectors.queries import NETWORK_LIMIT, own_names, unfinished_imports
from connectors.readers import AddressBook, Problem, read
from connectors.readers.rows import OTHERS, full_names, holds_others

LAWFUL_BASIS = (
    "I know these people myself, and may name them as people I could introduce "
    "(legitimate interest). Nobody sees who they are before they agree."
)
_NAMES = "names somebody in your network, so reps do not see it. Change it in your profile."
HELD_BACK = {
    "headline": f"Your headline {_NAMES}",
    "about": f"What you say about yourself {_NAMES}",
    "name": "Somebody in your network has your name, so reps do not see it before they meet you.",
}
BATCH = 100
_MOST_PROBLEMS = 200
_OPEN = (ImportRun.Status.WAITING, ImportRun.Status.RUNNING)


@transaction.atomic
def import_network(
    user: User, file_name: str, data: bytes, *, lawful_basis: str = LAWFUL_BASIS
) -> ImportRun:
    """Start importing an address book; refuses a file that is none, saying why."""
    book = read(file_name, data, settings.IMPORT_MAX_BYTES)
    _refuse_second_or_too_many(user, len(book.rows))
    run = ImportRun.objects.create(
        connector=user,
        kind=book.kind,
        file_name=file_name[-200:],
        file=data,
        lawful_basis=lawful_basis,
        row_count=len(book.rows),
        skipped=book.skipped,
        problems=_as_lines(book.problems),
    )
    run_later("connectors.tasks.carry_out_import", run.pk)
    return run


def carry_out_import(run_id: int, *, batch: int = BATCH) -> None:
    """Take in what is left of a run. Repeated, interrupted or doubled, it ends the same."""
    run = ImportRun.objects.filter(pk=run_id, status__in=_OPEN).first()
    if run is None or run.file is None:
        return
    try:
        book = read(run.file_name, bytes(run.file), settings.IMPORT_MAX_BYTES)
    except Refusal as refusal:
        _stop(run_id, refusal.sentence)
        return
    everybody = full_names(own_names(run.connector))
    while _take_batch(run_id, book, everybody, batch):
        pass


def resume_imports() -> int:
    """Send runs again that a lost queue or worker left lying; returns how many."""
    lying = unfinished_imports(before=clock.now() - timedelta(minutes=1))
    for run in lying:
        run_later("connectors.tasks.carry_out_import", run.pk)
    return len(lying)


@transaction.atomic
def _take_batch(run_id: int, book: AddressBook, everybody: frozenset[str], size: int) -> bool:
    """Take in the next rows under the run's lock; True while there are more."""
    runs = ImportRun.objects.select_for_update().defer("file", "file_name")
    run = runs.filter(pk=run_id).first()
    if run is None or run.is_over:  # it goes with a closed account
        return False
    rows = book.rows[run.done_rows : run.done_rows + size]
    mixed = [row for row in rows if holds_others(row, everybody)]
    tally = take_in(run.connector, [row for row in rows if row not in mixed])
    run.started_at = run.started_at or clock.now()
    run.status = ImportRun.Status.RUNNING
    run.done_rows += len(rows)
    run.new += tally.new
    run.updated += tally.updated
    run.unchanged += tally.unchanged
    run.skipped += len(mixed)
    left_out = [[row.number, f"Left out: {OTHERS}"] for row in mixed]
    run.problems = [*run.problems, *left_out][:_MOST_PROBLEMS]
    run.problems = [*run.problems, *([0, HELD_BACK[one]] for one in tally.held_back)]
    if run.done_rows >= len(book.rows):
        _finish(run, ImportRun.Status.DONE)
    run.save()
    return not run.is_over


@transaction.atomic
def _stop(run_id: int, sentence: str) -> None:
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if not run.is_over:
        run.problems = [*run.problems, [0, sentence]]
        _finish(run, ImportRun.Status.FAILED)
        run.save()


def _finish(run: ImportRun, status: ImportRun.Status) -> None:
    """The run is over; the file has done its service and goes."""
    run.status = status
    run.file = None
    run.finished_at = clock.now()


def _refuse_second_or_too_many(user: User, arriving: int) -> None:
    User.objects.select_for_update().get(pk=user.pk)
    if ImportRun.objects.filter(connector=user, status__in=_OPEN).exists():
        raise Refusal(
            "Another import is still running. Wait until it is done.", code="import_running"
        )
    if Relationship.objects.filter(connector=user).count() + arriving > NETWORK_LIMIT:
        raise Refusal(
            f"A network can hold {NETWORK_LIMIT:,} people; this file would go beyond that.",
            code="too_many",
            field="file",
        )


def _as_lines(problems: list[Problem]) -> list[list[object]]:
    """Row numbers and sentences, as kept with the run; never what a row says."""
    return [[one.number, one.sentence] for one in problems[:_MOST_PROBLEMS]]
