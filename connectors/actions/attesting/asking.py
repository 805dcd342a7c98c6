"""Connectors are asked to say again what they said long ago; what nobody says again rests.

Each listing rests on a day of its own, drawn by lot, so that those of one connector do not leave together.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, QuerySet, Value
from django.db.models.functions import Random

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors.models import Relationship
from connectors.notices import ask_to_attest


def ask_connectors() -> int:
    """Write to each connector of whose listings the word is about to be too old, once; how many mails.

    One email for all of them, with the day from which they rest. Nobody is named in it.
    """
    now = clock.now()
    old = _asked_for_nothing().filter(attested_at__lt=now - settings.ATTEST_ASKED_AFTER)
    owners = list(old.order_by("connector").values_list("connector", flat=True).distinct())
    return sum(_ask(owner, now) for owner in owners)


@transaction.atomic
def _ask(owner: int, now: datetime) -> bool:
    user = User.objects.select_for_update(no_key=True).get(pk=owner)
    due = _asked_for_nothing().filter(
        connector=user, attested_at__lt=now - settings.ATTEST_ASKED_AFTER
    )
    rests_from = max(
        now + settings.ATTEST_WAIT, now + settings.ATTEST_LIFE - settings.ATTEST_ASKED_AFTER
    )
    drawn = ExpressionWrapper(
        Value(rests_from) + Random() * Value(settings.ATTEST_SPREAD), output_field=DateTimeField()
    )
    count = due.update(attest_by=drawn)
    if count:
        ask_to_attest(user, count=count, by=rests_from, before=now)
    return bool(count)


def _asked_for_nothing() -> QuerySet[Relationship]:
    return Relationship.objects.filter(
        listed_at__isnull=False,
        attest_by__isnull=True,
        connector__is_active=True,
        connector__is_connector=True,
        connector__suspended_at__isnull=True,
        connector__closed_at__isnull=True,
    )


def rest_unattested() -> int:
    """Take off the market what nobody said again by the day that was drawn; how many.

    To reps it is gone, as after a no or by its connector's hand. Introductions under way go on.
    """
    now = clock.now()
    rows = Relationship.objects.filter(
        listed_at__isnull=False, attest_by__lte=now, attested_at__lt=now - settings.ATTEST_LIFE
    )
    return rows.update(
        listed_at=None, attest_by=None, rests_unattested=True, last_listed_at=now, updated_at=now
    )
