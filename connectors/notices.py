"""Mails to connectors about their network."""

from django.conf import settings
from django.urls import reverse

from brokerage.accounts.outgoing import queue_email
from brokerage.kit.mail.letters import letter, one_line
from connectors.models import Relationship


def tell_taken_down(row: Relationship) -> None:
    """Write to a connector which listing the desk took down, and why; in its transaction."""
    mail = letter(
        "connectors/listing_taken_down",
        to=row.connector.email,
        first_name=one_line(row.connector.get_short_name()),
        listing=one_line(f"{row.role}, {row.shown_company}"),
        reason=one_line(row.taken_down_reason),
        page=settings.SITE_URL + reverse("network_edit", args=[row.public_id]),
    )
    queue_email(mail)
