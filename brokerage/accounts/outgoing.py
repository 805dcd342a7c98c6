"""Emails that are written at once and sent by the worker for mail: sign-up, passwords, links, notices.

Written in the transaction of what they tell, encrypted, emptied once they are sent. A page never waits
for a mail server, and a mail server that is away loses nothing.
"""

from datetime import timedelta

from django.core.mail import EmailMessage, EmailMultiAlternatives

from brokerage.accounts.models import QueuedEmail
from brokerage.kit import clock
from brokerage.kit.later import run_later
from brokerage.kit.mail.outbox import Outbox

KEPT = timedelta(days=30)
LINKS_LAST = timedelta(days=3)


def queue_email(message: EmailMessage, *, useful_for: timedelta | None = None) -> QueuedEmail:
    """Write `message` (to one or more addresses, text and perhaps HTML); it is sent after commit.

    `useful_for`: what cannot be sent for so long is not sent any more; else it is tried as any other.
    """
    alternatives = getattr(message, "alternatives", [])
    row = QueuedEmail.objects.create(
        useful_until=clock.now() + useful_for if useful_for else None,
        content={
            "subject": str(message.subject),
            "body": str(message.body),
            "subtype": message.content_subtype,
            "sender": message.from_email,
            "to": list(message.to),
            "headers": {name: str(value) for name, value in message.extra_headers.items()},
            "html": [str(part) for part, kind in alternatives if kind == "text/html"],
        },
    )
    run_later("brokerage.accounts.tasks.send_email", row.pk)
    return row


def forget_old() -> int:
    """Delete rows of emails sent or given up some time ago; how many."""
    old = QueuedEmail.objects.filter(told_at__lt=clock.now() - KEPT)
    return old.delete()[0]


def _compose(row: QueuedEmail) -> EmailMessage:
    content = row.content
    message = EmailMultiAlternatives(
        content["subject"],
        content["body"],
        content["sender"],
        content["to"],
        headers=content["headers"],
    )
    message.content_subtype = content["subtype"]
    for html in content["html"]:
        message.attach_alternative(html, "text/html")
    return message


def _why_silent(row: QueuedEmail) -> str:
    is_over = row.useful_until is not None and clock.now() > row.useful_until
    return "too old to be of use" if is_over else ""


def _empty(row: QueuedEmail) -> None:
    row.content = {}
    row.save(update_fields=["content"])


OUTBOX = Outbox(
    rows=QueuedEmail.objects.all, compose=_compose, why_silent=_why_silent, on_end=_empty
)
