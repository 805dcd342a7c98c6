"""The demo's mail server: keeps every mail for the inbox page and sends none."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as OutboxBackend

from brokerage.demo.models import Mail, bare


class InboxBackend(BaseEmailBackend):
    """Django's e-mail backend of demo mode. Under test `mail.outbox` fills as well."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages; return how many."""
        for message in email_messages:
            message.message()  # refuses headers with line breaks, as a real backend would
            Mail.objects.create(
                sender=message.from_email,
                to=[bare(address) for address in message.recipients()],
                subject=message.subject,
                text=message.body,
                html=html_part(message),
                headers={str(k): str(v) for k, v in message.extra_headers.items()},
            )
        if settings.TESTING:
            OutboxBackend().send_messages(email_messages)
        return len(email_messages)


def html_part(message: EmailMessage) -> str:
    """Return the message's HTML alternative, or an empty text."""
    if isinstance(message, EmailMultiAlternatives):
        for content, kind in message.alternatives:
            if kind == "text/html":
                return str(content)
    return ""
