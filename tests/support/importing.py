"""An address book goes all the way in, as upload, worker, review and worker do it."""

from brokerage.accounts.models import User
from connectors import actions
from connectors.models import ImportRow, ImportRun


def carry_through(run_id: int, *, same: bool = False) -> ImportRun:
    """Read an uploaded file, tick everybody who needs no answer, and add them.

    With `same` whoever is in doubt is said to be the contact, or the row, that it may be.
    """
    actions.carry_out_import(run_id)
    run = ImportRun.objects.get(pk=run_id)
    if run.status != ImportRun.Status.REVIEW or not run.rows.exists():
        return run
    if same:
        for one in run.rows.filter(kind=ImportRow.Kind.QUESTION):
            actions.answer_row(run.connector, run.public_id, one.number, "1")
    actions.choose_rows(run.connector, run.public_id, numbers=None, chosen=True)
    if run.rows.filter(is_chosen=True).exists():
        actions.add_chosen(run.connector, run.public_id)
        actions.carry_out_import(run_id)
    run.refresh_from_db()
    return run


def imported(user: User, name: str, data: bytes) -> ImportRun:
    """Upload a file and carry it through."""
    return carry_through(actions.import_network(user, name, data).pk)


def reviewed(user: User, name: str, data: bytes) -> ImportRun:
    """Upload a file and have it read: it waits for its review."""
    run = actions.import_network(user, name, data)
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    return run


def row(run: ImportRun, number: int) -> ImportRow:
    """One row of a review."""
    return run.rows.get(number=number)
