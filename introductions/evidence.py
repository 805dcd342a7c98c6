"""Evidence on its way to who may read it: shown (pictures drawn anew), or as a download.

Whatever it is, a browser must not take it for a page of ours: no sniffing, no scripts, no storing.
Who may read it is for the door to say: a side (`views`, `api`), or the desk, where it is logged.
"""

import uuid
from email import message_from_bytes, policy
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files import File
from django.core.files.storage import storages
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from introductions.actions.revealing import may_know
from introductions.lifecycle import Actor
from introductions.models import Attachment, Evidence
from introductions.readers import Kind
from introductions.readers.mails import decoded, header, readable

SALT = "introductions.evidence"
TICKET_SECONDS = 60
PICTURES = {"png": "image/png", "jpg": "image/jpeg"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def hand_out(found: Evidence | Attachment, how: str, name: str) -> HttpResponseBase:
    """The file for somebody who may read it, `how`: "show" (pictures only) or "take".

    From here, or through a ticket of a minute from the host that is only for files.
    """
    if how == "show" and not found.is_picture:
        raise Http404
    if not settings.EVIDENCE_URL:
        return _bytes(found, how, name)
    asked = {"file": found.public_id.hex, "how": how, "name": name}
    ticket = signing.dumps(asked, salt=SALT, compress=True)
    answer = redirect(settings.EVIDENCE_URL + reverse("evidence_ticket", args=[ticket]))
    return _unread(answer)


def attachment_for(user: User, public_id: uuid.UUID) -> Attachment | None:
    """A file of a thread, for a side that may read it: its own, or once it may know who the prospect is.

    A file cannot be masked; so whoever may not know (any more) reads none of the other side's.
    """
    rows = Attachment.objects.select_related("message__introduction")
    found = rows.filter(public_id=public_id, removed_at=None).first()
    if found is None:
        return None
    row = found.message.introduction
    side = {row.rep_id: Actor.REP, row.connector_id: Actor.CONNECTOR}.get(user.pk)
    if side is None or not (found.message.author_id == user.pk or may_know(row, side)):
        return None
    return found


LOOKED_AT = 200_000
"""Bytes of a text or an email that are looked at; what is read on a page is shorter still."""
LEFT_OUT = "[The rest is left out.]"
_HEADERS = ("From", "To", "Cc", "Date")


def words_of(found: Evidence) -> str | None:
    """What a text or an email says, for a page: its beginning, never whole files. None for other kinds.

    An email with its sender, recipients and date, as far as they can be read. Raises Refusal while the
    storage is out of reach.
    """
    if found.kind not in {Kind.TEXT, Kind.MAIL}:
        return None
    with _opened(found) as file:
        data: bytes = file.read(LOOKED_AT)
    if found.kind == Kind.TEXT:
        return readable(data.removeprefix(b"\xef\xbb\xbf"), None)
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        told = [f"{name}: {decoded(header(message, name))}" for name in _HEADERS if message[name]]
    except Exception:  # strangers' bytes: then as they came
        return readable(data, None)
    return "\n".join([*told, readable(data, message)])


def by_ticket(ticket: str) -> HttpResponseBase:
    """The file of a ticket that is not older than a minute; 404 for anything else."""
    try:
        asked: dict[str, Any] = signing.loads(ticket, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    named = {"public_id": asked["file"], "removed_at": None}
    found = Evidence.objects.filter(**named).first() or Attachment.objects.filter(**named).first()
    if found is None:
        raise Http404
    return _bytes(found, asked["how"], asked["name"])


def _opened(found: Evidence | Attachment) -> "File[bytes]":
    try:
        return storages["evidence"].open(found.stored)
    except Exception as error:  # a bucket out of reach: many kinds
        raise Refusal(
            "This file cannot be read right now. Try again later.", "no_storage", 503
        ) from error


def _bytes(found: Evidence | Attachment, how: str, name: str) -> HttpResponseBase:
    opened = _opened(found)
    shown = how == "show"
    answer = FileResponse(
        opened,
        as_attachment=not shown,
        filename=name,
        content_type=PICTURES[found.kind] if shown else "application/octet-stream",
    )
    answer.headers["Cross-Origin-Resource-Policy"] = (
        "cross-origin" if settings.EVIDENCE_URL else "same-origin"
    )
    return _unread(answer)


def _unread(answer: HttpResponseBase) -> HttpResponseBase:
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer
