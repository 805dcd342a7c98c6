"""Import a network: upload, read, review, add, and undo for seven days."""

from datetime import timedelta

from brokerage.cases.sweeping import each
from brokerage.kit import clock
from connectors.actions.importing.adding import BATCH, HELD_BACK, add_rows
from connectors.actions.importing.forgetting import (
    erase_aside,
    erase_waiting,
    erase_what_came_through,
    forget_erased_addresses,
    forget_who_asked,
    know_who_asks,
)
from connectors.actions.importing.reading import read_import
from connectors.actions.importing.reviewing import (
    add_chosen,
    answer_all,
    answer_row,
    choose_columns,
    choose_rows,
    discard_forgotten,
    discard_import,
    options,
    read_as,
)
from connectors.actions.importing.undoing import forget_undoable, undo_import, undo_rows
from connectors.actions.importing.uploading import import_network
from connectors.actions.merging import forget_merges
from connectors.models import ImportRun
from connectors.models.imports import LAWFUL_BASIS
from connectors.queries import unfinished_imports

__all__ = [
    "HELD_BACK",
    "LAWFUL_BASIS",
    "add_chosen",
    "answer_all",
    "answer_row",
    "carry_out_import",
    "choose_columns",
    "choose_rows",
    "discard_import",
    "erase_aside",
    "erase_waiting",
    "import_network",
    "know_who_asks",
    "options",
    "read_as",
    "resume_imports",
    "tidy_imports",
    "undo_import",
]


def carry_out_import(run_id: int, *, batch: int = BATCH) -> None:
    """Do what is next with a run: read it, add what was ticked, or undo it. Harmless when repeated."""
    # Only reading asks for the file: it is large, and would stay in memory while rows are added.
    runs = ImportRun.objects.defer("file", "index", "previews", "columns")
    run = runs.filter(pk=run_id).first()
    if run is None:
        return
    match run.status:
        case ImportRun.Status.WAITING:
            read_import(run)
        case ImportRun.Status.RUNNING:
            add_rows(run_id, batch=batch)
        case ImportRun.Status.UNDOING:
            undo_rows(run_id, batch=batch)


def resume_imports() -> int:
    """Go on with runs that a lost queue or worker left lying; returns how many.

    One that fails rests longer and longer, and from the third time on it is a case.
    """
    erase_what_came_through()
    lying = unfinished_imports(before=clock.now() - timedelta(minutes=1))
    return len(each("import", lying, carry_out_import))


def tidy_imports() -> None:
    """Discard reviews nobody came back to, and forget what only an undo needed."""
    discard_forgotten()
    forget_erased_addresses()
    forget_who_asked()
    forget_undoable()
    forget_merges()
