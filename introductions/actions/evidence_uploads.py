"""Evidence: files that a side gives in a dispute, kept as long as the dispute needs them.

A file is read and stored first, its row is written second, under the introduction's lock: so a row
never names a file that is not there. What a failure leaves behind is deleted at once, or, where even
that fails, by the nightly sweep.
"""

import hashlib
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.limits import over_limit, reached
from introductions.actions.declaring import Kept, move, side_of
from introductions.actions.moving import lock
from introductions.lifecycle import Actor
from introductions.models import Dispute, Evidence, Introduction
from introductions.moves import Files, Flags, Words
from introductions.queries import open_dispute
from introductions.readers import Kind, NotTaken, Paper, read_apart, shown_name
from introductions.readers.apart import SLOW

log = logging.getLogger(__name__)
T = TypeVar("T")
ORPHAN_AFTER = timedelta(days=1)
SLOW_FILES, SLOW_FILES_SECONDS = 3, 3600  # each costs a process for EVIDENCE_CHECK_SECONDS
NOTHING = Refusal("Choose at least one file.", code="no_file", status=400, field="files")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in the storage, and what its row will say."""

    stored: str
    kind: Kind
    size: int
    sha256: str
    given_sha256: str
    name: str


@contextmanager
def _storing(
    introduction: Introduction, *, user: User, files: Sequence["UploadedFile[bytes]"]
) -> Iterator[dict[str, Any]]:
    """The files are read and stored before the introduction is locked."""
    if not files:
        raise NOTHING
    _check_room(open_dispute(introduction), side_of(introduction, user), files)
    with _stored(files, user) as found:
        yield {"files": found}


@move(
    "evidence",
    Words(
        past="Evidence added",
        title="Add evidence",
        text="As long as the dispute is open. What has been added cannot be taken back.",
        button="Add the files",
        done="Added. The other side and our desk can read it.",
        tone="",
    ),
    flags=Flags(while_suspended=True),
    prepare=_storing,
    files=Files(label="Files"),
)
def bring_evidence(row: Introduction, *, user: User, files: Sequence[Any]) -> Kept:
    """A side gives files while a dispute or a late objection is open: all of them are taken, or none.

    Raises Refusal for what we do not take, for too much of it, and where no dispute is open.
    """
    _attach(row, side_of(row, user), user, files)
    return {"files": len(files)}


def bring_along(
    introduction: Introduction,
    *,
    user: User,
    files: Sequence["UploadedFile[bytes]"],
    deed: Callable[[], T],
) -> T:
    """Make another move (`deed`: a dispute, an answer) with evidence: both happen, or neither."""
    side = side_of(introduction, user)
    _check_room(open_dispute(introduction), side, files)
    with _stored(files, user) as found, transaction.atomic():
        answer = deed()
        _attach(lock(introduction), side, user, found)
        return answer


# --- Into the storage ------------------------------------------------------------------------------


@contextmanager
def _stored(files: Iterable["UploadedFile[bytes]"], user: User) -> Iterator[list[Stored]]:
    """Read and store the files one by one; if it comes to nothing, nothing of them stays."""
    found: list[Stored] = []
    try:
        for number, file in enumerate(files, start=1):
            found.append(_store(file, number, user))
        yield found
    except BaseException:
        _take_back(found)
        raise


def _store(file: "UploadedFile[bytes]", number: int, user: User) -> Stored:
    largest = settings.EVIDENCE_MAX_BYTES
    data = file.read(largest + 1)
    paper = _read(data, user)
    name = uuid.uuid4().hex
    try:
        stored = _storage().save(f"{name[:2]}/{name}", ContentFile(paper.content))
    except Exception as error:  # a full disk, a bucket out of reach: many kinds
        log.error("evidence not stored: %s", type(error).__name__)
        raise Refusal(
            "Files cannot be kept just now. Nothing is lost but the files: try again in a while.",
            code="no_storage",
            status=503,
            field="files",
        ) from error
    return Stored(
        stored=stored,
        kind=paper.kind,
        size=len(paper.content),
        sha256=hashlib.sha256(paper.content).hexdigest(),
        given_sha256=hashlib.sha256(data).hexdigest(),
        name=shown_name(file.name or "", paper.kind.value, number),
    )


def _read(data: bytes, user: User) -> Paper:
    """The file as we keep it; whoever gives one after another that cannot be read in time has to wait."""
    slow = f"slow-files:{user.pk}"
    if reached(slow, SLOW_FILES):
        raise Refusal(
            "We could not read several of your files in time. Try again in an hour.",
            code="too_many_slow_files",
            status=429,
            field="files",
        )
    try:
        return read_apart(
            data,
            largest=settings.EVIDENCE_MAX_BYTES,
            pixels=settings.EVIDENCE_MAX_PIXELS,
            seconds=settings.EVIDENCE_CHECK_SECONDS,
            megabytes=settings.EVIDENCE_CHECK_MEGABYTES,
        )
    except NotTaken as no:
        if no.code == SLOW:
            over_limit(slow, SLOW_FILES, SLOW_FILES_SECONDS)
        raise Refusal(no.sentence, code=no.code, status=no.status, field="files") from no


def _take_back(found: Sequence[Stored]) -> None:
    """Delete what no row names. A commit whose answer was lost may have named them after all."""
    names = {one.stored for one in found}
    try:
        names -= set(Evidence.objects.filter(stored__in=names).values_list("stored", flat=True))
    except DatabaseError:
        return  # the sweep will find them
    for name in names:
        _delete(name)


def _delete(stored: str) -> bool:
    try:
        _storage().delete(stored)
    except Exception as error:  # the sweep tries again
        log.error("evidence %s not deleted: %s", stored, type(error).__name__)
        return False
    return True


def _storage() -> Storage:
    return storages["evidence"]


# --- Into the dispute ------------------------------------------------------------------------------


def _attach(row: Introduction, side: Actor, user: User, found: Sequence[Stored]) -> None:
    """Write the rows, under the introduction's lock: only here the limits count for good."""
    dispute = open_dispute(row)
    if dispute is None:
        raise Refusal("There is no open dispute.", code="no_dispute")
    mine = list(dispute.evidence.filter(side=side))
    _check_limits(
        len(mine) + len(found), sum(one.size for one in mine) + sum(one.size for one in found)
    )
    given = {one.given_sha256 for one in mine}
    for one in found:
        if one.given_sha256 in given:
            raise Refusal(
                f"“{one.name}” is here already.", code="given_already", field="files", status=409
            )
        given.add(one.given_sha256)
        Evidence.objects.create(
            dispute=dispute,
            side=side,
            uploader=user,
            kind=one.kind,
            size=one.size,
            sha256=one.sha256,
            given_sha256=one.given_sha256,
            stored=one.stored,
            name=one.name,
            at=clock.now(),
        )


def _check_room(
    dispute: Dispute | None, side: Actor, files: Sequence["UploadedFile[bytes]"]
) -> None:
    """Refuse what is too much at first sight, before anything is read."""
    mine = list(dispute.evidence.filter(side=side)) if dispute else []
    _check_limits(len(mine) + len(files), sum(one.size for one in mine))


def _check_limits(count: int, size: int) -> None:
    if count > settings.EVIDENCE_FILES_A_SIDE:
        raise Refusal(
            f"Each side may give up to {settings.EVIDENCE_FILES_A_SIDE} files.",
            code="too_many_files",
            field="files",
        )
    if size > settings.EVIDENCE_BYTES_A_SIDE:
        raise Refusal(
            f"Each side may give up to {settings.EVIDENCE_BYTES_A_SIDE // 2**20} MB in all.",
            code="too_much",
            field="files",
        )


# --- Out of the storage ----------------------------------------------------------------------------


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
        transaction.on_commit(lambda stored=row.stored: _delete(stored))  # type: ignore[misc]
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
                done += _delete(name)
    return done


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return _storage().listdir(folder)
    except FileNotFoundError:  # nobody has given anything yet
        return [], []


def _written_before(name: str, before: datetime) -> bool:
    try:
        return _storage().get_modified_time(name) < before
    except FileNotFoundError:
        return False
