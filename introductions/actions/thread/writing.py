"""Into the thread: a side writes, perhaps with files; a side has read."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.text.hidden_letters import HIDDEN, turns_around
from brokerage.kit.web.limits import over_limit, reached
from introductions.actions.asking.words import LONGEST
from introductions.actions.declaring import side_of
from introductions.actions.evidence_uploads.storing import Stored, stored
from introductions.actions.moving import lock
from introductions.actions.removing import refuse_naming
from introductions.actions.thread.mails import tell_other
from introductions.lifecycle import Actor
from introductions.models import Attachment, Introduction, Message, ReadMark
from introductions.queries import is_thread_open

MOST = 1_000
"""Messages in one thread: a page and an export stay small."""
A_QUARTER, QUARTER = 20, 15 * 60
A_DAY, DAY = 100, 24 * 3600
"""Messages of one side in one thread, in a quarter of an hour and in a day."""
FILES = 5
FILES_A_SIDE = 20
BYTES_A_SIDE = 40 * 2**20
TWICE = timedelta(seconds=30)
"""The same words again within this time are a second click, not a second message."""
CLOSED = (
    "This introduction is over. You can still read the messages, but nobody can write any more."
)
NOT_YET = "You can write to each other once the connector has accepted."
TOO_MANY = "That is a lot of messages in a short time. Wait a little and send it again."
NO_FILES_YET = (
    "Files can be added once the introduction is on: nobody can check what they give away."
)


def write(
    introduction: Introduction,
    *,
    user: User,
    text: str,
    files: Sequence["UploadedFile[bytes]"] = (),
    mail_digest: str = "",
) -> Message:
    """A side writes to the other; the other is told by email.

    `mail_digest`: of the email that it came by. Raises Refusal where the thread is closed, for words that do
    not fit or may not be said yet, for too much of it, and for files that we do not take; nothing has changed
    then. The same words again at once, or the same email, are the message that is there already.
    """
    text = text.replace("\r\n", "\n").strip()
    _check(introduction, user, text, files)
    with stored(files, user) as found, transaction.atomic():
        row = lock(introduction)
        side = side_of(row, user)
        _check_open(row)
        if side == Actor.CONNECTOR:
            refuse_naming(row, text, "text")
        if same := _said_already(row, user, text, found, mail_digest):
            return same
        _check_limits(row, user)
        message = Message.objects.create(
            introduction=row,
            author=user,
            text=text,
            at=clock.now(),
            number=_last(row) + 1,
            mail_digest=mail_digest,
        )
        _attach(row, user, message, found)
        tell_other(row, side, message)
        return message


def mark_read(introduction: Introduction, *, user: User, upto: int) -> None:
    """This side has read up to the message of this number; a mark never goes back."""
    side_of(introduction, user)
    with transaction.atomic():
        upto = min(upto, _last(introduction))
        mark, _ = ReadMark.objects.get_or_create(introduction=introduction, reader=user)
        ReadMark.objects.filter(pk=mark.pk, number__lt=upto).update(number=upto, at=clock.now())


def _check(
    row: Introduction, user: User, text: str, files: Sequence["UploadedFile[bytes]"]
) -> None:
    """What can be said before anything is stored or locked."""
    side_of(row, user)
    _check_open(row)
    if not 1 <= len(text) <= LONGEST:
        raise Refusal(
            f"Write something, up to {LONGEST:,} characters.",
            code="message_length",
            status=400,
            field="text",
        )
    if turns_around(text):
        raise Refusal(HIDDEN, code="hidden_letters", status=400, field="text")
    if files and row.revealed_at is None:
        raise Refusal(NO_FILES_YET, code="no_files_yet", field="files")
    if len(files) > FILES:
        raise Refusal(
            f"Add up to {FILES} files to a message.",
            code="too_many_files",
            status=400,
            field="files",
        )


def _check_open(row: Introduction) -> None:
    if not is_thread_open(row):
        early = not row.is_over
        raise Refusal(NOT_YET if early else CLOSED, code="not_yet" if early else "closed")


def _check_limits(row: Introduction, user: User) -> None:
    if row.messages.filter(number__isnull=False).count() >= MOST:
        raise Refusal(
            f"A thread holds {MOST:,} messages, and this one is full.", code="thread_full"
        )
    name = f"thread:{row.pk}:{user.pk}"
    if reached(f"{name}:day", A_DAY) or reached(f"{name}:quarter", A_QUARTER):
        raise Refusal(TOO_MANY, code="too_many_messages", status=429)
    over_limit(f"{name}:day", A_DAY, DAY)
    over_limit(f"{name}:quarter", A_QUARTER, QUARTER)


def _said_already(
    row: Introduction, user: User, text: str, found: Sequence[Stored], digest: str
) -> Message | None:
    """The message that this one only repeats."""
    mine = row.messages.filter(number__isnull=False, author=user)
    if digest and (same := mine.filter(mail_digest=digest).first()):
        return same
    last = mine.order_by("-number").first()
    again = last is not None and last.text == text and clock.now() - last.at < TWICE
    return last if again and not found and not digest else None


def _last(row: Introduction) -> int:
    newest = row.messages.filter(number__isnull=False).order_by("-number")
    return newest.values_list("number", flat=True).first() or 0


def _attach(row: Introduction, user: User, message: Message, found: Sequence[Stored]) -> None:
    """Write the rows of files, under the introduction's lock: only here the limits count for good."""
    mine = Attachment.objects.filter(message__introduction=row, message__author=user)
    sizes = list(mine.filter(removed_at=None).values_list("size", flat=True))
    fits = sum(sizes) + sum(one.size for one in found) <= BYTES_A_SIDE
    if found and not (fits and mine.count() + len(found) <= FILES_A_SIDE):
        raise Refusal(
            f"Each side may send up to {FILES_A_SIDE} files, {BYTES_A_SIDE // 2**20} MB in all.",
            code="too_much",
            field="files",
        )
    for one in found:
        Attachment.objects.create(message=message, at=clock.now(), **_facts(one))


def _facts(one: Stored) -> dict[str, Any]:
    names = ("kind", "size", "sha256", "given_sha256", "stored", "name")
    return {name: getattr(one, name) for name in names}
