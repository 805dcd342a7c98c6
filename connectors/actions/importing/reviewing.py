"""A connector looks at what a file holds, and says what is to become of its rows."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.encryption import keyed_hash
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from connectors.actions.import_rows.intake import DROP, NEW, USE
from connectors.actions.importing.matching import answer_where_one_fits, answered_twice
from connectors.actions.importing.reading import close, heading_key
from connectors.actions.importing.uploading import TASK, refuse_beside_another
from connectors.models import WAITS_FOR, ColumnChoice, ImportRow, ImportRun
from connectors.queries.network import NETWORK_LIMIT
from connectors.readers import FIELDS
from connectors.readers.headings import IDENTIFYING

Status = ImportRun.Status
MOST_ROWS_AT_ONCE = 100_000


@transaction.atomic
def choose_rows(
    user: User, public_id: uuid.UUID, *, numbers: Iterable[int] | None, chosen: bool, kind: str = ""
) -> int:
    """Tick or untick rows: these, or all (of a kind) where `numbers` is None; how many.

    A row that needs an answer is ticked by answering it, not here.
    """
    run = _under_review(user, public_id)
    rows = run.rows.filter(kind=kind) if kind else run.rows.all()
    if numbers is not None:
        rows = rows.filter(number__in=list(numbers)[:MOST_ROWS_AT_ONCE])
    if chosen:
        rows = rows.exclude(kind=ImportRow.Kind.QUESTION, answer="")
    return rows.update(is_chosen=chosen)


@transaction.atomic
def answer_row(user: User, public_id: uuid.UUID, number: int, answer: str) -> ImportRow:
    """Say who a doubtful row is, one of its `options`; "" takes the answer back. It is ticked with it."""
    run = _under_review(user, public_id)
    row = run.rows.select_for_update().filter(number=number, kind=ImportRow.Kind.QUESTION).first()
    if row is None:
        raise Refusal("This row needs no answer.", code="no_question", status=404)
    if answer and answer not in options(row):
        raise Refusal("Choose one of the answers.", code="answer", status=400, field="answer")
    if answer and run.is_for_emails and answered_twice(run, row, candidate_of(row, answer)):
        raise Refusal(
            "You gave this person another email from this file. Take that one back first.",
            code="answered_twice",
            status=409,
        )
    row.answer, row.is_chosen = answer, bool(answer)
    row.save(update_fields=["answer", "is_chosen"])
    return row


@transaction.atomic
def answer_all(user: User, public_id: uuid.UUID, *, reason: str, answer: str) -> int:
    """Answer all open questions of one reason alike: NEW, or with an empty answer the first candidate.

    An email goes only where one contact fits.
    """
    run = _under_review(user, public_id)
    if reason == ImportRow.Reason.EMAIL:
        return answer_where_one_fits(run)
    rows = run.rows.select_for_update().filter(kind=ImportRow.Kind.QUESTION, answer="")
    found = list(rows.filter(reason=reason))
    for row in found:
        given = options(row)
        row.answer = answer if answer in given else given[0]
        row.is_chosen = True
    ImportRow.objects.bulk_update(found, ["answer", "is_chosen"], batch_size=1000)
    return len(found)


class HasCandidates(Protocol):
    """A row that may be about one of several."""

    @property
    def candidates(self) -> Sequence[str]: ...


def candidate_of(row: HasCandidates, answer: str) -> str:
    """The candidate an answer means, as "c12" or "r34"; "" for none."""
    place = answer.rstrip(USE + DROP)
    return str(row.candidates[int(place) - 1]) if place.isdecimal() else ""


def options(row: ImportRow) -> list[str]:
    """What a doubtful row may be answered with, the likeliest first: its candidates are counted from 1."""
    known = [str(place) for place in range(1, len(row.candidates) + 1)]
    if row.reason in {ImportRow.Reason.TWO_CONTACTS, ImportRow.Reason.EMAIL}:
        return known
    if row.reason == ImportRow.Reason.MOVED:
        other = USE if row.has_email and row.changes else DROP
        return [*(f"{one}{other}" for one in known), *known, NEW]
    if row.reason == ImportRow.Reason.OTHER_ADDRESS:
        return [*known, *(f"{one}{USE}" for one in known), NEW]
    return [*known, NEW]


@transaction.atomic
def read_as(user: User, public_id: uuid.UUID, encoding: str) -> ImportRun:
    """Read the file again in another of its likely encodings."""
    run = _under_review(user, public_id)
    if encoding not in (run.previews or {}):
        raise Refusal("Choose one of the readings.", code="encoding", status=400, field="encoding")
    run.encoding = encoding
    return _read_again(run)


@transaction.atomic
def choose_columns(user: User, public_id: uuid.UUID, fields: Mapping[str, str]) -> ImportRun:
    """Say what columns are, by their `plain` heading, and read the file again; kept for the next such file.

    Refuses a choice by which no row says who it is.
    """
    run = _open_run(user, public_id, Status.REVIEW, Status.COLUMNS)
    columns = run.columns or []
    known = {one["name"]: one["field"] for one in columns}
    unknown = [one for one in fields.values() if one and one not in FIELDS]
    if unknown or not set(fields) <= set(known):
        raise Refusal("Choose what each column is.", code="columns", status=400)
    read_as_now = known | dict(fields)
    if not set(read_as_now.values()) & set(IDENTIFYING):
        raise Refusal(
            "Say which column holds the name or the email address.", code="columns", status=400
        )
    changed = {name: field for name, field in fields.items() if field != known[name]}
    if not changed:
        raise Refusal("Choose what to change.", code="no_change", status=400)
    key_id, digest = keyed_hash(heading_key([one["name"] for one in columns]))
    before = ColumnChoice.objects.filter(connector=user, key_id=key_id, digest=digest).first()
    said = (before.fields if before else {}) | changed
    ColumnChoice.objects.update_or_create(
        connector=user, key_id=key_id, digest=digest,
        defaults={"fields": said, "chosen_at": clock.now()},
    )  # fmt: skip
    return _read_again(run)


@transaction.atomic
def discard_import(user: User, public_id: uuid.UUID) -> ImportRun:
    """Do not add anything: the file and what was read of it go."""
    run = _open_run(user, public_id, Status.REVIEW, Status.COLUMNS, Status.WAITING)
    close(run, Status.DISCARDED)
    return run


@transaction.atomic
def add_chosen(user: User, public_id: uuid.UUID) -> ImportRun:
    """Add the ticked rows to the network, in the background. Refuses where none is, or too many are new."""
    run = _under_review(user, public_id)
    chosen = run.rows.filter(is_chosen=True)
    count = chosen.count()
    if not count:
        raise Refusal("Tick at least one person first.", code="none_chosen", status=400)
    arriving = chosen.filter(kind__in=_ARRIVING).count()
    if user.relationships.count() + arriving > NETWORK_LIMIT:
        raise Refusal(
            f"A network can hold {NETWORK_LIMIT:,} people; with these it would hold more.",
            code="too_many",
        )
    refuse_beside_another(user, [Status.RUNNING])
    run.chosen_count, run.status = count, Status.RUNNING
    run.save(update_fields=["chosen_count", "status"])
    run_later(TASK, run.pk)
    return run


_ARRIVING = (ImportRow.Kind.NEW, ImportRow.Kind.LEFT_OUT, ImportRow.Kind.UNLISTABLE)


@transaction.atomic
def discard_forgotten() -> int:
    """Discard what was read and nobody looked at for so long; how many."""
    waiting = ImportRun.objects.select_for_update(skip_locked=True).filter(
        status__in=[Status.REVIEW, Status.COLUMNS], created_at__lt=clock.now() - WAITS_FOR
    )
    found = list(waiting.defer("file", "index", "previews"))
    for run in found:
        close(run, Status.DISCARDED)
    return len(found)


def _read_again(run: ImportRun) -> ImportRun:
    run.status = Status.WAITING
    run.save(update_fields=["status", "encoding"])
    run_later(TASK, run.pk)
    return run


def _under_review(user: User, public_id: uuid.UUID) -> ImportRun:
    return _open_run(user, public_id, Status.REVIEW)


def _open_run(user: User, public_id: uuid.UUID, *statuses: Status) -> ImportRun:
    """The user's run under its lock; refuses one that is at another point by now."""
    runs = ImportRun.objects.select_for_update().defer("file", "index")
    run = runs.get(connector=user, public_id=public_id)
    if run.status not in statuses:
        raise Refusal(
            "This import is not open for review. Reload the page to see where it is.",
            code="not_open",
            status=409,
        )
    return run
