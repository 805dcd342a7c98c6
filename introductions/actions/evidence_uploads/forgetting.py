"""Files that are kept no longer: of old disputes, about who was erased, and those that no row names."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from brokerage.kit import clock
from introductions.actions.evidence_uploads.storing import delete, storage
from introductions.models import Evidence, Introduction

ORPHAN_AFTER = timedelta(days=1)


def forget_old_evidence() -> int:
    """Delete the files of disputes that ended long ago (EVIDENCE_KEPT); the rows stay."""
    before = clock.now() - settings.EVIDENCE_KEPT
    return _forget(Evidence.objects.filter(dispute__closed_at__lt=before, removed_at=None))


def forget_evidence_about(introductions: Iterable[Introduction]) -> int:
    """The prospect was erased: delete the files of disputes about them that are over."""
    rows = Evidence.objects.filter(dispute__introduction__in=list(introductions), removed_at=None)
    return _forget(rows.filter(dispute__closed_at__isnull=False))


def _forget(rows: Iterable[Evidence]) -> int:
    """The row first, the file after commit: a file that stays behind is an orphan, and swept."""
    done = 0
    for row in list(rows):
        done += Evidence.objects.filter(pk=row.pk, removed_at=None).update(
            removed_at=clock.now(), name=row.plain_name
        )
        transaction.on_commit(lambda stored=row.stored: delete(stored))  # type: ignore[misc]
    return done


def forget_orphans(older_than: timedelta = ORPHAN_AFTER) -> int:
    """Delete files that no row names (any more): left by a process that died in between."""
    # By the storage's own clock, which no test clock moves.
    before = timezone.now() - older_than
    done = 0
    for folder in _listed("")[0]:
        names = {f"{folder}/{name}" for name in _listed(folder)[1]}
        kept = Evidence.objects.filter(stored__in=names, removed_at=None)
        for name in names - set(kept.values_list("stored", flat=True)):
            if _written_before(name, before):
                done += delete(name)
    return done


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage().listdir(folder)
    except FileNotFoundError:  # nobody has given anything yet
        return [], []


def _written_before(name: str, before: datetime) -> bool:
    try:
        return storage().get_modified_time(name) < before
    except FileNotFoundError:
        return False
