"""The thread as one side reads it: its lines, what is new, and a version that changes when it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from brokerage.accounts.models import User
from introductions.actions.declaring import side_of
from introductions.actions.revealing import may_know
from introductions.actions.thread.masking import Masks
from introductions.lifecycle import Actor
from introductions.models import Attachment, Introduction, Message
from introductions.queries import Read, is_thread_open, read_by

SHOWN = 50
"""Messages of the thread that are read at once, the newest; earlier ones when they are asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message as this side reads it. `number` None: a question or an answer of before the acceptance."""

    number: int | None
    side: Actor
    is_mine: bool
    text: str
    at: datetime
    is_new: bool
    by_email: bool
    files: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class Thread:
    """What one side reads, oldest first. `earlier`: messages before the first line are left out."""

    lines: Sequence[Line]
    read: Read
    is_open: bool
    takes_files: bool
    version: str
    earlier: bool


def thread_of(
    row: Introduction, user: User, *, before: int | None = None, most: int = SHOWN
) -> Thread:
    """The newest messages (before the one numbered `before`) as `user`, a side, may read them."""
    side, read = side_of(row, user), read_by(row, user)
    masks = Masks(row, side)
    numbered = row.messages.filter(number__isnull=False).prefetch_related("attachments")
    if before is not None:
        numbered = numbered.filter(number__lt=before)
    newest = list(numbered.order_by("-number")[: most + 1])
    earlier, found = len(newest) > most, newest[:most][::-1]
    if not earlier:
        found = [*row.messages.filter(number__isnull=True), *found]
    return Thread(
        lines=[_line(row, one, user, masks, read) for one in found],
        read=read,
        is_open=is_thread_open(row),
        takes_files=row.revealed_at is not None,
        version=_version(row, side, read),
        earlier=earlier,
    )


def version_of(row: Introduction, user: User) -> tuple[str, Read]:
    """Changes whenever this side would read something else, and how far it has read.

    Made of this introduction's own numbers alone, and keyed: two versions tell nothing about other threads,
    nor how much is written in them.
    """
    read = read_by(row, user)
    return _version(row, side_of(row, user), read), read


def _version(row: Introduction, side: Actor, read: Read) -> str:
    facts = (
        row.public_id.hex,
        side,
        *read,
        is_thread_open(row),
        row.revealed_at is None,
        may_know(row, side),
    )
    return salted_hmac("introductions.thread.version", repr(facts), algorithm="sha256").hexdigest()[
        :32
    ]


def _line(row: Introduction, said: Message, user: User, masks: Masks, read: Read) -> Line:
    is_mine = said.author_id == user.pk
    hides = masks.hides and not is_mine
    # What was said before the acceptance was checked then, and read by both sides since.
    masked = not is_mine and said.number is not None
    return Line(
        number=said.number,
        side=Actor.REP if said.author_id == row.rep_id else Actor.CONNECTOR,
        is_mine=is_mine,
        text=masks(said.text) if masked else said.text,
        at=said.at,
        is_new=not is_mine and said.number is not None and said.number > read.upto,
        by_email=bool(said.mail_digest),
        files=() if hides or said.number is None else tuple(said.attachments.all()),
    )
