"""An address book arrives: it is kept, and a worker reads it. Nothing is stored in the network yet."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from connectors.models import ImportRun
from connectors.models.imports import AT_WORK, LAWFUL_BASIS
from connectors.readers import refuse_at_once

TASK = "connectors.tasks.carry_out_import"
MOST_OPEN = 5


@transaction.atomic
def import_network(
    user: User,
    file_name: str,
    data: bytes,
    *,
    lawful_basis: str = LAWFUL_BASIS,
    purpose: str = ImportRun.Purpose.NETWORK,
) -> ImportRun:
    """Keep an address book to be read; refuses at once what is too large, empty, or plainly another thing.

    With `purpose` EMAILS it adds nobody: it is looked through for emails of contacts who have none.
    """
    refuse_at_once(data, settings.IMPORT_MAX_BYTES)
    _refuse_second(user)
    run = ImportRun.objects.create(
        connector=user,
        file_name=file_name[-200:],
        file=data,
        lawful_basis=lawful_basis,
        purpose=purpose,
    )
    run_later(TASK, run.pk)
    return run


def refuse_beside_another(user: User, statuses: Collection[str]) -> None:
    """Refuse while another import of the user's stands at one of these; waits for the account."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if ImportRun.objects.filter(connector=user, status__in=statuses).exists():
        raise Refusal(
            "Another import is still running. Wait until it is done.", code="import_running"
        )


def _refuse_second(user: User) -> None:
    refuse_beside_another(user, AT_WORK)
    runs = ImportRun.objects.filter(connector=user)
    if (
        runs.filter(status__in=[ImportRun.Status.REVIEW, ImportRun.Status.COLUMNS]).count()
        >= MOST_OPEN
    ):
        raise Refusal(
            f"{MOST_OPEN} imports wait for your review. Add or discard one of them first.",
            code="import_waiting",
        )
