"""Files that are kept no longer: of old disputes, about who was erased, and those that no row names."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from brokerage.accounts.models import User
from brokerage.kit import clock
from introductions.actions.evidence_uploads.storing import delete, named_by_rows, storage
from introductions.lifecycle import ENDS
from introductions.models import Attachment, Dispute, Evidence, Introduction

ORPHAN_AFTER = timedelta(days=1)


def forget_old_evidence() -> int:
    """Delete the files of disputes and threads that ended long ago (EVIDENCE_KEPT); the rows stay."""
    before = clock.now() - settings.EVIDENCE_KEPT
    sent = Attachment.objects.filter(
        message__introduction__state__in=ENDS,
        message__introduction__state_since__lt=before,
        removed_at=None,
    )
    return _forget(
        Evidence.objects.filter(dispute__closed_at__lt=before, removed_at=None)
    ) + _forget(sent)


def forget_evidence_about(introductions: Iterable[Introduction]) -> int:
    """The prospect was erased: delete the files about them, but those of a dispute that is still open and of
    its thread: they stay as they are until it is decided."""
    found = list(introductions)
    given = Evidence.objects.filter(dispute__introduction__in=found, removed_at=None)
    sent = Attachment.objects.filter(message__introduction__in=found, removed_at=None)
    disputed = Dispute.objects.filter(introduction__in=found, closed_at__isnull=True)
    return _forget(given.filter(dispute__closed_at__isnull=False)) + _forget(
        sent.exclude(message__introduction__in=disputed.values("introduction"))
    )


def forget_sent_by(user: User) -> int:
    """An account is closed: delete the files that its owner sent; no word can be taken out of them."""
    return _forget(Attachment.objects.filter(message__author=user, removed_at=None))


def _forget(rows: "Iterable[Evidence] | Iterable[Attachment]") -> int:
    """The row first, the file after commit: a file that stays behind is an orphan, and swept."""
    done = 0
    kept: list[Evidence | Attachment] = list(rows)
    for row in kept:
        done += (
            type(row)
            ._default_manager.filter(pk=row.pk, removed_at=None)
            .update(removed_at=clock.now(), name=row.plain_name)
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
        for name in names - named_by_rows(names):
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
