"""The mails about a step of the ladder: what, why, for how long, and how to answer."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.formats import date_format

from brokerage.accounts.models import Sanction
from brokerage.accounts.outgoing import queue_email
from brokerage.kit.mail.letters import letter, one_line, quoted


def tell(row: Sanction) -> None:
    """Write to the person what was decided; in the transaction of the step."""
    queue_email(_letter(row, row.kind))


def tell_lifted(row: Sanction) -> None:
    """Write to the person that the step is over; in the transaction of its end."""
    if row.person.closed_at is None:
        queue_email(_letter(row, "lift"))


def _letter(row: Sanction, name: str) -> EmailMultiAlternatives:
    return letter(
        f"accounts/{name}",
        to=row.person.email,
        sanction=row,
        first_name=one_line(row.person.get_short_name()),
        what=row.get_kind_display().lower(),
        why=row.get_code_display(),
        reason=quoted(row.lifted_reason if name == "lift" else row.reason),
        lifted=row.lifted_by_id is not None,
        until=date_format(row.until, "j F Y, H:i") + " UTC" if row.until else "",
        page=settings.SITE_URL + reverse("account_overview"),
        running=f"{settings.SITE_URL}/introductions/",
        effects=row.effects,
    )
