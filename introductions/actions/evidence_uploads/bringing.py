"""Into the dispute: a side gives files, alone or with another move; all of them are taken, or none."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions.declaring import Hooks, Kept, move, side_of
from introductions.actions.evidence_uploads.storing import Stored, stored
from introductions.actions.moving import lock
from introductions.lifecycle import Actor
from introductions.models import Dispute, Evidence, Introduction
from introductions.moves import Files, Flags, Words
from introductions.queries import open_dispute

T = TypeVar("T")
NOTHING = Refusal("Choose at least one file.", code="no_file", status=400, field="files")


@contextmanager
def _storing(
    introduction: Introduction, *, user: User, files: Sequence["UploadedFile[bytes]"]
) -> Iterator[dict[str, Any]]:
    """The files are read and stored before the introduction is locked."""
    if not files:
        raise NOTHING
    _check_room(open_dispute(introduction), side_of(introduction, user), files)
    with stored(files, user) as found:
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
    hooks=Hooks(prepare=_storing),
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
    action: Callable[[], T],
) -> T:
    """Make another move (`action`: a dispute, an answer) with evidence: both happen, or neither."""
    side = side_of(introduction, user)
    _check_room(open_dispute(introduction), side, files)
    with stored(files, user) as found, transaction.atomic():
        answer = action()
        _attach(lock(introduction), side, user, found)
        return answer


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
