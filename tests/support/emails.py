"""What the worker for mail has sent."""

from typing import Any

from django.core import mail

from brokerage.accounts.tasks import sweep_emails


def sent() -> list[Any]:
    """All emails sent so far, those about accounts that were still waiting included."""
    sweep_emails()
    return mail.outbox
