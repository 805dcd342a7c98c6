"""A worker reads a file and judges each row; nothing goes into the network before its connector says so."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.claiming import only_one
from brokerage.kit.copying import copy_rows
from brokerage.kit.encryption import all_hashes
from brokerage.kit.errors import Refusal
from connectors.actions.import_rows.arrivals import Arrival, arrival_of, words_of
from connectors.actions.importing.forgetting import drop_erased
from connectors.actions.importing.judging import Judge, Verdict
from connectors.actions.importing.matching import EmailMatcher
from connectors.actions.importing.namesakes import Namesakes
from connectors.models import ColumnChoice, ImportRow, ImportRun, Relationship
from connectors.queries.own_contacts.reviewing import IndexPacker, index_line
from connectors.queries.own_contacts.waiting import digests_of
from connectors.readers import (
    AddressBook,
    ContactRow,
    OpenBook,
    UnknownColumns,
    open_book,
    previews,
)
from connectors.readers.rows import OTHERS, full_names, holds_others

BATCH = 500
MOST_PROBLEMS = 200
NO_ROW = "No row of this file can be added."
NO_MATCH = "No email in this file fits anybody in your network who has none."
_CHOSEN = (ImportRow.Kind.NEW, ImportRow.Kind.KNOWN)


def read_import(run: ImportRun) -> None:
    """Read a run's file into rows to be looked at, from the beginning, a block at a time.

    Only one worker reads a run. A reading that was cut off leaves rows that nobody sees, and the next one
    begins anew.
    """
    with only_one("reading an import", run.pk) as is_mine:
        if is_mine:
            _read(run)


def _read(run: ImportRun) -> None:
    if run.file is None:
        return
    data, run.file = run.file, None
    choices, limit = _choices_of(run.connector), settings.IMPORT_MAX_BYTES
    try:
        opened = open_book(run.file_name, data, limit, encoding=run.encoding, choices=choices)
        shown = previews(data, limit, choices) if opened.book.encodings else {}
        del data
        _stage_all(run, opened, shown)
    except UnknownColumns as unknown:
        _ask_for_columns(run.pk, unknown)
    except Refusal as refusal:
        stop(run.pk, refusal.sentence)


def _stage_all(run: ImportRun, opened: OpenBook, shown: dict[str, list[str]]) -> None:
    """Read and judge block by block, each in a transaction; ends early where the run is not to be read any
    more."""
    if not _begin(run.pk, opened.count):
        return
    names, everybody = _names_of(run.connector)
    judge = (
        EmailMatcher(run.connector)
        if run.is_for_emails
        else Judge(run.connector, names, partial(_staged_before, run.pk))
    )
    book, index, rows = opened.book, IndexPacker(), opened.contacts()
    while block := list(islice(rows, BATCH)):
        out = {row.number for row in block if holds_others(row, everybody)}
        for number in sorted(out):
            book.leave_out(number, OTHERS)
        kept = [arrival_of(row) for row in block if row.number not in out]
        staged = [
            _staged(run, row, verdict)
            for row, verdict in zip(kept, judge.judge(kept), strict=True)
            if verdict is not None  # about nobody: not kept
        ]
        book.skipped += len(kept) - len(staged)
        if not _stage(run.pk, staged, index, len(block)):
            return
    _finish(run.pk, book, index, shown)


@transaction.atomic
def _begin(run_id: int, count: int) -> bool:
    """What an earlier reading left goes; whether the run is still to be read."""
    run = _waiting(run_id)
    if run is not None:
        run.rows.all().delete()
        run.row_count, run.done_rows, run.index = count, 0, None
        run.save(update_fields=["row_count", "done_rows", "index"])
    return run is not None


@transaction.atomic
def _stage(run_id: int, staged: list[dict[str, Any]], index: IndexPacker, read: int) -> bool:
    """Keep the rows of a block; whether the run is still to be read."""
    run = _waiting(run_id)
    if run is not None:
        keys = copy_rows(ImportRow, staged)
        index.add(index_line(key, row["cells"]) for key, row in zip(keys, staged, strict=True))
        run.done_rows += read
        run.save(update_fields=["done_rows"])
    return run is not None


@transaction.atomic
def _finish(
    run_id: int, book: AddressBook, index: IndexPacker, shown: dict[str, list[str]]
) -> None:
    """All was read: the connector may look."""
    run = _waiting(run_id)
    if run is None:
        return
    run.index = index.packed()
    run.kind, run.row_count, run.skipped, run.done_rows = book.kind, book.taken, book.skipped, 0
    problems = sorted((one.number, one.sentence) for one in book.problems)
    run.problems = [list(one) for one in problems[:MOST_PROBLEMS]]
    run.columns = [asdict(one) for one in book.columns]
    run.header_row = book.header_row
    run.encoding = next(iter(book.encodings), "")
    run.previews = shown or None
    run.status = ImportRun.Status.REVIEW
    if len(drop_erased(run)) < index.count:
        run.save()
    else:
        run.problems = run.problems or [[0, NO_MATCH if run.is_for_emails else NO_ROW]]
        close(run, ImportRun.Status.FAILED)


def _staged_before(run_id: int, numbers: Collection[int]) -> dict[int, ContactRow]:
    """Rows of the run that were staged already, by number."""
    rows = ImportRow.objects.filter(run=run_id, number__in=numbers)
    return {row.number: contact_of(row) for row in rows}


def _staged(run: ImportRun, arrival: Arrival, verdict: Verdict) -> dict[str, Any]:
    """A row to be looked at, by the fields of ImportRow."""
    row = arrival.row
    return {
        "run_id": run.pk,
        "number": row.number,
        "kind": verdict.kind.value,
        "reason": verdict.reason.value,
        "cells": cells_of(row),
        "digests": _digests_of(arrival),
        "has_email": bool(row.email),
        "changes": verdict.changes,
        "candidates": verdict.candidates,
        "is_chosen": verdict.kind in _CHOSEN,
    }


def _digests_of(arrival: Arrival) -> list[str]:
    """What is kept of a row's addresses, to find it by."""
    row, known = arrival.row, {digest for _, _, digest in (*arrival.emails, *arrival.profiles)}
    others = [one for one in row.addresses if one not in {row.email, row.profile_url}]
    return sorted(known.union(digests_of(*others)) if others else known)


_CELLS = tuple(one.name for one in fields(ContactRow) if one.name not in {"number", "connected_on"})


def cells_of(row: ContactRow) -> dict[str, Any]:
    """A contact as it is kept with its row."""
    said = {name: value for name in _CELLS if (value := getattr(row, name))}
    if row.connected_on:
        said["connected_on"] = row.connected_on.isoformat()
    return said


def contact_of(row: ImportRow) -> ContactRow:
    """The contact as it was read."""
    return contact_in(row.number, row.contact)


def contact_in(number: int, said: Mapping[str, Any]) -> ContactRow:
    """The contact of a row out of its cells."""
    cells = dict(said)
    if day := cells.get("connected_on"):
        cells["connected_on"] = dt.date.fromisoformat(day)
    cells["addresses"] = tuple(cells.get("addresses", ()))
    return ContactRow(number=number, **cells)


def _names_of(user: User) -> tuple[Namesakes, frozenset[str]]:
    """Everybody in the network by the words of their names, and as `holds_others` looks for them."""
    rows = Relationship.objects.filter(connector=user).order_by("pk").values_list("pk", "name")
    found, everybody = Namesakes(), set[str]()
    for pk, said in rows.iterator(chunk_size=2000):
        name = str(said)
        found.add(words_of(name), pk)
        everybody |= full_names([name])
    return found, frozenset(everybody)


def _choices_of(user: User) -> Any:
    """What the connector chose for heading rows so far, to be asked by a reader."""
    chosen = {
        (one.key_id, one.digest): one.fields for one in ColumnChoice.objects.filter(connector=user)
    }
    if not chosen:
        return None
    return lambda names: next(
        (chosen[mark] for mark in all_hashes(heading_key(names)) if mark in chosen), {}
    )


def heading_key(names: Sequence[str]) -> str:
    """By what a heading row is known again."""
    return "columns|" + "|".join(names)


def _waiting(run_id: int) -> ImportRun | None:
    """The run under its lock, if it is still to be read."""
    runs = ImportRun.objects.select_for_update().filter(status=ImportRun.Status.WAITING)
    return runs.filter(pk=run_id).defer("file", "index", "previews", "columns").first()


@transaction.atomic
def _ask_for_columns(run_id: int, unknown: UnknownColumns) -> None:
    run = _waiting(run_id)
    if run is not None:
        run.rows.all().delete()
        run.columns = [asdict(one) for one in unknown.columns]
        run.status = ImportRun.Status.COLUMNS
        run.problems = [[0, unknown.sentence]]
        run.save()


@transaction.atomic
def stop(run_id: int, sentence: str) -> None:
    """End a run that cannot be read or added, and say why."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if not run.is_over:
        run.problems = [*run.problems, [0, sentence]]
        close(run, ImportRun.Status.FAILED)


def close(run: ImportRun, status: ImportRun.Status) -> None:
    """End a run under its lock: the file, and all that was read of it, have done their service and go."""
    run.status = status
    run.file = run.index = run.previews = run.columns = None
    run.finished_at = clock.now()
    run.save()
    run.rows.all().delete()
