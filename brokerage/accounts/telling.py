"""The mails about a step of the ladder: what, why, for how long, and how to answer."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from brokerage.accounts.models import Sanction
from brokerage.kit import clock
from brokerage.kit.letters import letter, one_line, quoted
from brokerage.kit.outbox import Undelivered, deliver

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=10)


def to_tell() -> QuerySet[Sanction]:
    """Steps of which somebody is still to be told, and nobody is telling right now."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=clock.now() - CLAIM)
    untold = Q(told_at__isnull=True) | (Q(lifted_at__isnull=False) & Q(lift_told_at__isnull=True))
    return Sanction.objects.filter(free & untold).order_by("pk")


def tell(sanction_id: int) -> bool:
    """Send what is still to be said about one step; False if nothing is, or it could not be sent."""
    now = clock.now()
    if not to_tell().filter(pk=sanction_id).update(claimed_at=now):
        return False
    row = Sanction.objects.select_related("person").get(pk=sanction_id)
    said = "told_at" if row.told_at is None else "lift_told_at"
    if row.person.closed_at is None:
        try:
            deliver(_letter(row, row.kind if said == "told_at" else "lift"))
        except Undelivered as error:
            log.warning("sanction %s not told: %s", sanction_id, error)
            return False
    Sanction.objects.filter(pk=sanction_id).update(**{said: clock.now(), "claimed_at": None})
    return True


def attempt(sanction_id: int) -> bool:
    """The same for a sweep that counts failures itself: what cannot be written is free again at once."""
    try:
        return tell(sanction_id)
    except Exception:
        Sanction.objects.filter(pk=sanction_id).update(claimed_at=None)
        raise


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
