"""Telling people: which mail, in whose words, to whom. Each notice is sent once.

One file per mail in `templates/emails/`: `{kind}_{audience}.txt`. Its first line is the subject; a
blank line; then paragraphs. A line `[Words](address)` alone in its paragraph is a button. The HTML
part is made from the same paragraphs by `layouts/email.html`.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors.queries import contact_of, is_suppressed
from introductions.lifecycle import MOVES, PATIENCE, Actor
from introductions.models import Introduction, Notice
from introductions.queries import (
    ANSWER,
    WITNESS,
    next_deadline,
    page_of,
    prospect_link,
)

CLAIM = timedelta(minutes=10)
BUTTON = re.compile(r"^\[(?P<words>[^\]]+)\]\((?P<url>[^)\s]+)\)$")


def kinds() -> set[tuple[str, str]]:
    """Every mail there is, as `(kind, audience)`: derived from the process."""
    told = {(move.name, audience.value) for move in MOVES for audience in move.tells}
    reminders = {
        (f"remind_{state}", entry.whom.value)
        for state, entries in PATIENCE.items()
        for entry in entries
        if entry.remind and entry.whom
    }
    return told | reminders


def tell(notice_id: int) -> None:
    """Send one notice, unless somebody else does; a failed sending is tried again by the sweep."""
    now = clock.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM)
    if not Notice.objects.filter(free, pk=notice_id, told_at__isnull=True).update(claimed_at=now):
        return
    notice = Notice.objects.select_related(
        "event__introduction__relationship",
        "event__introduction__rep",
        "event__introduction__connector",
        "event__introduction__payment",
    ).get(pk=notice_id)
    why = why_silent(notice)
    if not why:
        mail = compose(notice)
        try:
            mail.send()
        except OSError:
            Notice.objects.filter(pk=notice_id).update(claimed_at=None)
            return
    Notice.objects.filter(pk=notice_id).update(told_at=clock.now(), dropped=why)


def why_silent(notice: Notice) -> str:
    """Why this person is not written to after all; empty if they are."""
    introduction = notice.event.introduction
    if notice.audience == Actor.CONNECTOR and introduction.requested_at is None:
        return "never heard of it"
    if notice.audience != Actor.PROSPECT:
        return ""
    relationship = introduction.relationship
    if relationship is None or is_suppressed(relationship):
        return "asked not to be written to"
    if notice.kind in {"accept", "remind_consent"}:
        return "" if introduction.state == "consent" else "no longer asked"
    return "" if introduction.agreed_at else "never agreed"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a mail; with `url` it is a button."""

    text: str
    url: str = ""


def compose(notice: Notice) -> EmailMultiAlternatives:
    """The mail of one notice, as plain text and HTML."""
    introduction = notice.event.introduction
    context = _context(notice, introduction)
    raw = render_to_string(f"emails/{notice.kind}_{notice.audience}.txt", context)
    subject, _, body = raw.strip().partition("\n")
    paragraphs = [_paragraph(part) for part in re.split(r"\n\s*\n", body.strip())]
    context |= {"subject": subject.strip(), "paragraphs": paragraphs}
    mail = EmailMultiAlternatives(
        subject=subject.strip(),
        body=render_to_string("layouts/email.txt", context),
        to=[context["address"]],
        headers=_headers(context),
    )
    mail.attach_alternative(render_to_string("layouts/email.html", context), "text/html")
    return mail


def _paragraph(part: str) -> Paragraph:
    text = " ".join(line.strip() for line in part.strip().splitlines())
    button = BUTTON.match(text)
    return Paragraph(button["words"], button["url"]) if button else Paragraph(text)


def _context(notice: Notice, introduction: Introduction) -> dict[str, Any]:
    context: dict[str, Any] = {
        "introduction": introduction,
        "event": notice.event,
        "listing": introduction.listing,
        "page": page_of(introduction),
        "deadline": next_deadline(introduction),
        "rep": introduction.rep,
        "connector": introduction.connector,
        "audience": notice.audience,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "postal_address": settings.POSTAL_ADDRESS,
        "support_email": settings.SUPPORT_EMAIL,
    }
    if notice.audience == Actor.PROSPECT:
        assert introduction.relationship is not None
        contact = contact_of(introduction.relationship)
        purpose = WITNESS if introduction.introduced_at else ANSWER
        context |= {
            "address": contact.email,
            "contact": contact,
            "link": prospect_link(introduction, purpose),
            "answer_link": prospect_link(introduction, ANSWER),
        }
    else:
        person: User = introduction.rep if notice.audience == Actor.REP else introduction.connector
        context |= {"address": person.email, "person": person}
    return context


def _headers(context: dict[str, Any]) -> dict[str, str]:
    """RFC 8058: one click in the mail program says "nobody, ever"."""
    if "answer_link" not in context:
        return {}
    return {
        "List-Unsubscribe": f"<{context['answer_link']}never/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
