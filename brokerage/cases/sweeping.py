"""How every sweep works off its rows: one that fails stops no other, comes back, and calls the desk.

After `CALL_AFTER` tries it is a case with the error's kind; the job is tried on, later and later, and the
case ends by itself once it worked or is no longer due.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from brokerage.cases.actions import open_case, settle_case
from brokerage.cases.models import Case, Failure
from brokerage.kit import clock

log = logging.getLogger(__name__)
CALL_AFTER = 3
WHOLE = 0
"""The row's number of a job that is not about rows."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)


def each(
    job: str,
    rows: QuerySet[Any, Any],
    action: Callable[[int], object],
    *,
    key: str = "pk",
    most: int = 100,
) -> list[int]:
    """Do `action` for the first `most` of `rows`, in their order, by their `key`; the keys tried.

    `job` names the work, as in "deadline"; rows that failed lately are left for later.
    """
    known = set(Failure.objects.filter(job=job).values_list("row", flat=True))
    left = rows.exclude(**{f"{key}__in": resting(job)}) if known else rows
    tried = list(left.values_list(key, flat=True)[:most])
    for pk in tried:
        try:
            action(pk)
        except Exception as error:
            note_failure(job, pk, error)
        else:
            if pk in known:
                note_success(job, pk)
    if known:
        due = set(rows.filter(**{f"{key}__in": list(known)}).values_list(key, flat=True))
        for pk in known - due:
            note_success(job, pk)
    return tried


def resting(job: str) -> list[int]:
    """The rows that failed lately, which this job leaves for later."""
    failed = Failure.objects.filter(job=job, try_again_at__gt=clock.now())
    return list(failed.values_list("row", flat=True))


@contextmanager
def going_on(job: str) -> Iterator[None]:
    """What fails in here is logged by its kind, and left to whoever finds it again."""
    try:
        yield
    except Exception as error:
        log.error("%s failed: %s", job, type(error).__name__)


def once(job: str, action: Callable[[], object]) -> bool:
    """Do `action`, a job that is not about rows; whether it worked. It fails, rests and calls like a row."""
    known = Failure.objects.filter(job=job, row=WHOLE).first()
    if known and known.try_again_at > clock.now():
        return False
    try:
        action()
    except Exception as error:
        note_failure(job, WHOLE, error)
        return False
    if known:
        note_success(job, WHOLE)
    return True


def note_failure(job: str, pk: int, error: Exception) -> None:
    """It failed once more; a case from the third time on. Only the error's kind is kept."""
    kind = type(error).__name__
    log.error("%s %s failed: %s", job, pk, kind)
    with transaction.atomic():
        row, _ = Failure.objects.select_for_update().get_or_create(
            job=job, row=pk, defaults={"try_again_at": clock.now()}
        )
        row.times, row.error = row.times + 1, kind[:100]
        pause = min(FIRST_PAUSE * 4 ** min(row.times - 1, 8), LONGEST_PAUSE)
        row.try_again_at = clock.now() + pause
        row.save()
        if row.times >= CALL_AFTER:
            case = open_case(Case.Kind.JOB, f"{job}:{pk}", due_at=clock.now(), job=job, row=pk)
            case.facts |= {"error": row.error, "times": row.times}
            case.save(update_fields=["facts"])


def note_success(job: str, pk: int) -> None:
    """It worked, or nobody needs it any more."""
    Failure.objects.filter(job=job, row=pk).delete()
    settle_case(Case.Kind.JOB, f"{job}:{pk}", outcome="done")
