"""Somebody has their data erased: it goes from files that wait for their connector's review, too.

The review reads as if the file had never held them. The file itself goes with it, so it cannot be read in
another way any more. What is being read at that moment is looked through when it was read, and again by the
sweep: `ErasedAddress` remembers, as hashes, whom no file that came before may hold.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors.actions.import_rows import (
    forget_unknown,
    give_keys,
    hashes_of,
    lock_prospects,
    share_prospects,
)
from connectors.actions.import_rows.people import known_people
from connectors.identity import normalise_email
from connectors.models import (
    WAITS_FOR,
    ErasedAddress,
    ImportRow,
    ImportRun,
    KeyKind,
    Prospect,
    RemovedContact,
)
from connectors.models.imports import OPEN
from connectors.queries.own_contacts.reviewing import without_lines
from connectors.queries.own_contacts.waiting import (
    Aside,
    aside_with,
    digests_of,
    removed_with,
    rows_with,
)


@transaction.atomic
def erase_waiting(
    *addresses: str, digests: Iterable[str] = (), connector: User | None = None
) -> int:
    """Erase whoever has one of these emails or profiles (or keyed hashes of them) from the files that
    wait, and from what was removed and could be brought back: everybody's, or only those of `connector`.
    Returns how many rows went at once."""
    lock_prospects()  # whom a batch is adding at this moment is in a network, or still waits, after it
    found = digests_of(*addresses) | set(digests)
    ErasedAddress.objects.bulk_create(
        ErasedAddress(digest=one, connector=connector) for one in sorted(found)
    )
    rows, removed = rows_with(found), removed_with(found)
    if connector is not None:
        rows = rows.filter(run__connector=connector)
        removed = removed.filter(bulk__connector=connector)
    gone = RemovedContact.objects.filter(pk__in=removed.values("pk")).delete()[0]
    return gone + erase_rows(rows.values_list("pk", "run_id"))


@transaction.atomic
def erase_aside(one: Aside) -> None:
    """Erase this very row or removed contact."""
    if isinstance(one, RemovedContact):
        RemovedContact.objects.filter(pk=one.pk).delete()
    else:
        erase_rows([(one.pk, one.run_id)])


def erase_rows(found: Iterable[tuple[int, int]]) -> int:
    """Delete these rows, `(row, run)` by primary key, with the files they stood in; how many.

    A run that somebody works on is left to whoever does: they look themselves.
    """
    by_run: dict[int, set[int]] = {}
    for row, run in found:
        by_run.setdefault(run, set()).add(row)
    runs = ImportRun.objects.select_for_update(skip_locked=True).filter(pk__in=by_run)
    is_being_read = Q(status=ImportRun.Status.WAITING, index__isnull=True)
    runs = runs.exclude(is_being_read)
    return sum(_take_out(run, by_run[run.pk]) for run in runs.order_by("pk"))


def drop_erased(run: ImportRun) -> set[int]:
    """Under the run's lock: delete the rows of whoever was erased since the file came; their keys."""
    marks = ErasedAddress.objects.filter(at__gte=run.created_at)
    here = marks.filter(Q(connector=None) | Q(connector=run.connector_id))
    digests = set(here.values_list("digest", flat=True))
    if not digests:
        return set()
    gone = set(rows_with(digests).filter(run=run).values_list("pk", flat=True))
    if gone:
        _take_out(run, gone)
    return gone


def erase_what_came_through() -> int:
    """For the sweep: look again through files that were being read while somebody was erased."""
    first = ErasedAddress.objects.aggregate(first=Min("at"))["first"]
    if first is None:
        return 0
    newest = ErasedAddress.objects.order_by("-pk").values_list("at", flat=True)[0]
    statuses = [ImportRun.Status.REVIEW, ImportRun.Status.RUNNING]
    runs = ImportRun.objects.filter(status__in=statuses, created_at__lte=newest)
    return sum(_look_again(pk) for pk in runs.values_list("pk", flat=True))


def forget_erased_addresses() -> int:
    """Forget whom no file can hold any more; how many."""
    old: datetime = clock.now() - 2 * WAITS_FOR
    return ErasedAddress.objects.filter(at__lt=old).delete()[0]


@transaction.atomic
def know_who_asks(email: str) -> None:
    """Somebody asks what is held under this address: whoever stands only in files that wait, or was
    removed, becomes a person with a key, so that they can read and erase it. Once that is gone they are
    forgotten."""
    marks = hashes_of(KeyKind.EMAIL, normalise_email(email))
    if marks and not known_people(marks, keep=False) and aside_with(digests_of(email)):
        share_prospects()
        give_keys({marks[0]: Prospect.objects.create().pk})


def forget_who_asked() -> None:
    """Of whoever only asked what files held of them no hash stays when no such file can wait any more."""
    now = clock.now()
    people = Prospect.objects.filter(
        relationships__isnull=True, created_at__range=(now - 3 * WAITS_FOR, now - 2 * WAITS_FOR)
    )
    if ids := list(people.values_list("pk", flat=True)):
        forget_unknown(ids)


@transaction.atomic
def _look_again(run_id: int) -> int:
    runs = ImportRun.objects.select_for_update(skip_locked=True).defer("file")
    run = runs.filter(pk=run_id, status__in=OPEN).first()
    return len(drop_erased(run)) if run else 0


def _take_out(run: ImportRun, rows: Collection[int]) -> int:
    """Delete rows of a run as if its file had never held them."""
    going = ImportRow.objects.filter(run=run, pk__in=rows)
    chosen = going.filter(is_chosen=True).count()
    numbers = list(going.values_list("number", flat=True))
    count = going.delete()[1].get("connectors.ImportRow", 0)
    for number in numbers:
        _name_no_more(run, f"r{number}")
    run.row_count = max(run.row_count - count, 0)
    run.chosen_count = max(run.chosen_count - chosen, 0)
    run.index = without_lines(run.index, rows)
    run.file = run.previews = None
    run.columns = []
    if run.status == ImportRun.Status.WAITING:  # to be read another way: what was read stands
        run.status = ImportRun.Status.REVIEW
    run.save(
        update_fields=[
            "row_count",
            "chosen_count",
            "index",
            "file",
            "previews",
            "columns",
            "status",
        ]
    )
    return count


def _name_no_more(run: ImportRun, gone: str) -> None:
    """No other row of the file leads to this one any more."""
    for row in run.rows.filter(candidates__contains=[gone]):
        place, meant = row.answer.rstrip("+-"), ""
        if place.isdecimal():
            meant = row.candidates[int(place) - 1]
        row.candidates = [one for one in row.candidates if one != gone]
        if not row.candidates:
            row.kind, row.reason, row.answer = ImportRow.Kind.NEW, "", ""
            row.is_chosen = True
        elif meant == gone:
            row.answer, row.is_chosen = "", False
        elif meant:
            row.answer = f"{row.candidates.index(meant) + 1}{row.answer[len(place) :]}"
        row.save()
