"""The demo's mail server: keeps every mail for the inbox page and sends none."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from brokerage.demo.models import Mail, bare


class InboxBackend(BaseEmailBackend):
    """Django's e-mail backend of demo mode. (Under test Django's own `mail.outbox` fills.)"""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages; return how many."""
        for message in email_messages:
            message.message()  # refuses headers with line breaks, as a real backend would
            Mail.objects.create(
                sender=message.from_email,
                to=[bare(address) for address in message.recipients()],
                subject=str(message.subject),
                text=str(message.body),
                html=html_part(message),
                headers={str(k): str(v) for k, v in message.extra_headers.items()},
            )
        return len(email_messages)


def html_part(message: EmailMessage) -> str:
    """Return the message's HTML alternative, or an empty text."""
    if isinstance(message, EmailMultiAlternatives):
        for content, kind in message.alternatives:
            if kind == "text/html":
                return str(content)
    return ""
