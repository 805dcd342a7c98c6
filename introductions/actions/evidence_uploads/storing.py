"""Files into the storage and out of it again: before the introduction is locked, or after commit."""

import hashlib
import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.web.limits import over_limit, reached
from introductions.models import Attachment, Evidence
from introductions.readers import Kind, NotTaken, Paper, read_apart, shown_name
from introductions.readers.apart import SLOW

log = logging.getLogger(__name__)
SLOW_FILES, SLOW_FILES_SECONDS = 3, 3600  # each costs a process for EVIDENCE_CHECK_SECONDS


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
def stored(files: Iterable["UploadedFile[bytes]"], user: User) -> Iterator[list[Stored]]:
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
        stored = storage().save(f"{name[:2]}/{name}", ContentFile(paper.content))
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
        names -= named_by_rows(names)
    except DatabaseError:
        return  # the sweep will find them
    for name in names:
        delete(name)


def named_by_rows(names: Iterable[str]) -> set[str]:
    """Those of these files of the storage that a row names and has not removed."""
    rows = {"stored__in": set(names), "removed_at": None}
    found: set[str] = set()
    for model in (Evidence, Attachment):
        found |= set(model._default_manager.filter(**rows).values_list("stored", flat=True))
    return found


def delete(stored: str) -> bool:
    """Delete a file of the storage; False where that failed, and the log says so."""
    try:
        storage().delete(stored)
    except Exception as error:  # the sweep tries again
        log.error("evidence %s not deleted: %s", stored, type(error).__name__)
        return False
    return True


def storage() -> Storage:
    """Where evidence is kept."""
    return storages["evidence"]
