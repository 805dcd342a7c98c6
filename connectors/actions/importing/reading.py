"""A worker reads a file and judges each row; nothing goes into the network before its connector says so."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.copying import copy_rows
from brokerage.kit.encryption import all_hashes
from brokerage.kit.errors import Refusal
from connectors.actions.importing.forgetting import drop_erased
from connectors.actions.importing.judging import Judge, Verdict, words_of
from connectors.actions.importing.matching import EmailMatcher
from connectors.models import ColumnChoice, ImportRow, ImportRun, Relationship
from connectors.queries.own_contacts.reviewing import IndexLine, index_line, pack_index
from connectors.queries.own_contacts.waiting import digests_of_row
from connectors.readers import AddressBook, ContactRow, UnknownColumns, previews, read
from connectors.readers.rows import OTHERS, full_names, holds_others

BATCH = 500
MOST_PROBLEMS = 200
NO_ROW = "No row of this file can be added."
NO_MATCH = "No email in this file fits anybody in your network who has none."
_CHOSEN = (ImportRow.Kind.NEW, ImportRow.Kind.KNOWN)


def read_import(run: ImportRun) -> None:
    """Read a run's file into rows to be looked at, from the beginning: all of them in one transaction."""
    if run.file is None:
        return
    data = bytes(run.file)
    choices = _choices_of(run.connector)
    try:
        book = read(
            run.file_name, data, settings.IMPORT_MAX_BYTES, encoding=run.encoding, choices=choices
        )
        shown = previews(data, settings.IMPORT_MAX_BYTES, choices) if book.encodings else {}
    except UnknownColumns as unknown:
        _ask_for_columns(run.pk, unknown)
        return
    except Refusal as refusal:
        stop(run.pk, refusal.sentence)
        return
    _stage(run.pk, book, shown)


@transaction.atomic
def _stage(run_id: int, book: AddressBook, shown: dict[str, list[str]]) -> None:
    run = _waiting(run_id)
    if run is None:
        return
    run.rows.all().delete()
    names, everybody = _names_of(run.connector)
    judge = EmailMatcher(run.connector) if run.is_for_emails else Judge(run.connector, names)
    problems = [[one.number, one.sentence] for one in book.problems]
    skipped, rows = book.skipped, iter(book.rows)
    index: list[IndexLine] = []
    while batch := list(islice(rows, BATCH)):
        mixed = [row for row in batch if holds_others(row, everybody)]
        skipped += len(mixed)
        problems += [[row.number, f"Left out: {OTHERS}"] for row in mixed]
        out = {row.number for row in mixed}
        kept = [row for row in batch if row.number not in out]
        staged = [
            _staged(run, row, verdict)
            for row, verdict in zip(kept, judge.judge(kept), strict=True)
            if verdict is not None  # about nobody: not kept
        ]
        skipped += len(kept) - len(staged)
        keys = copy_rows(ImportRow, staged)
        index += (index_line(key, row["cells"]) for key, row in zip(keys, staged, strict=True))
    run.index = pack_index(index)
    run.kind, run.row_count, run.skipped = book.kind, len(book.rows), skipped
    run.problems = problems[:MOST_PROBLEMS]
    run.columns = [asdict(one) for one in book.columns]
    run.header_row = book.header_row
    run.encoding = next(iter(book.encodings), "")
    run.previews = shown or None
    run.status = ImportRun.Status.REVIEW
    if len(drop_erased(run)) < len(index):
        run.save()
    else:
        run.problems = run.problems or [[0, NO_MATCH if run.is_for_emails else NO_ROW]]
        close(run, ImportRun.Status.FAILED)


def _staged(run: ImportRun, row: ContactRow, verdict: Verdict) -> dict[str, Any]:
    """A row to be looked at, by the fields of ImportRow."""
    return {
        "run_id": run.pk,
        "number": row.number,
        "kind": verdict.kind.value,
        "reason": verdict.reason.value,
        "cells": cells_of(row),
        "digests": digests_of_row(row),
        "has_email": bool(row.email),
        "changes": verdict.changes,
        "candidates": verdict.candidates,
        "is_chosen": verdict.kind in _CHOSEN,
    }


_CELLS = tuple(one.name for one in fields(ContactRow) if one.name not in {"number", "connected_on"})


def cells_of(row: ContactRow) -> dict[str, Any]:
    """A contact as it is kept with its row."""
    said = {name: value for name in _CELLS if (value := getattr(row, name))}
    if row.connected_on:
        said["connected_on"] = row.connected_on.isoformat()
    return said


def _names_of(user: User) -> tuple[dict[tuple[str, ...], list[int]], frozenset[str]]:
    """Everybody in the network by the words of their names, and as `holds_others` looks for them."""
    found: dict[tuple[str, ...], list[int]] = {}
    rows = Relationship.objects.filter(connector=user).order_by("pk").only("pk", "name")
    names = []
    for row in rows.iterator(chunk_size=2000):
        names.append(row.name)
        if words := words_of(row.name):
            found.setdefault(words, []).append(row.pk)
    return found, full_names(names)


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
    return runs.filter(pk=run_id).first()


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
