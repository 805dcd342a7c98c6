"""Mails to connectors about their network."""

from django.conf import settings
from django.urls import reverse

from brokerage.kit.letters import letter, one_line
from connectors.models import Relationship


def tell_taken_down(relationship_id: int) -> None:
    """Tell a connector which listing the desk took down, and why; nothing if it is back already."""
    row = Relationship.objects.select_related("connector").filter(pk=relationship_id).first()
    if row is None or not row.taken_down_at:
        return
    letter(
        "connectors/listing_taken_down",
        to=row.connector.email,
        first_name=one_line(row.connector.get_short_name()),
        listing=one_line(f"{row.role}, {row.shown_company}"),
        reason=one_line(row.taken_down_reason),
        page=settings.SITE_URL + reverse("network_edit", args=[row.public_id]),
    ).send()
