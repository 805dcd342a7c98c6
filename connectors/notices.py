"""Mails to connectors about their network."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from brokerage.accounts.models import User
from brokerage.accounts.outgoing import queue_email
from brokerage.kit.mail.letters import letter, one_line
from connectors.models import Relationship
from connectors.queries import attest_link


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


def ask_to_attest(user: User, *, count: int, by: datetime, before: datetime) -> None:
    """Ask a connector to say again how well they know the people of `count` listings: one email for all,
    which names nobody. `before`: its link is about what was said before that."""
    mail = letter(
        "connectors/confirm_listings",
        to=user.email,
        first_name=one_line(user.get_short_name()),
        count=count,
        listings="listing" if count == 1 else "listings",
        by=by,
        link=attest_link(user, before),
        page=settings.SITE_URL + reverse("attest"),
    )
    queue_email(mail)
