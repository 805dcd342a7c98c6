"""Evidence on its way to who may read it: shown (pictures drawn anew), or as a download.

Whatever it is, a browser must not take it for a page of ours: no sniffing, no scripts, no storing.
Who may read it is for the door to say: a side (`views`, `api`), or the desk, where it is logged.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.storage import storages
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from brokerage.kit.errors import Refusal
from introductions.models import Evidence

SALT = "introductions.evidence"
TICKET_SECONDS = 60
PICTURES = {"png": "image/png", "jpg": "image/jpeg"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def hand_out(found: Evidence, how: str, name: str) -> HttpResponseBase:
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


def by_ticket(ticket: str) -> HttpResponseBase:
    """The file of a ticket that is not older than a minute; 404 for anything else."""
    try:
        asked: dict[str, Any] = signing.loads(ticket, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    found = Evidence.objects.filter(public_id=asked["file"], removed_at=None).first()
    if found is None:
        raise Http404
    return _bytes(found, asked["how"], asked["name"])


def _bytes(found: Evidence, how: str, name: str) -> HttpResponseBase:
    try:
        opened = storages["evidence"].open(found.stored)
    except Exception as error:  # a bucket out of reach: many kinds
        raise Refusal(
            "This file cannot be read just now. Try again in a while.", "no_storage", 503
        ) from error
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
    for header, value in HEADERS.items():
        answer.headers[header] = value
    return answer
