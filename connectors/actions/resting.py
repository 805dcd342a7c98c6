"""After a no a listing rests, whichever no it was."""

from datetime import timedelta
from random import SystemRandom

from django.conf import settings

from brokerage.kit import clock
from connectors.models import Relationship
from connectors.queries import resting_among

CHANCE = SystemRandom()


def rest(relationship_id: int) -> None:
    """Somebody was asked by this listing and it came to a no: of which kind, nobody is told.

    It leaves the market at once and cannot be listed for a random time (`settings.LISTING_REST_DAYS`),
    the same whatever they answered, and whatever they chose for themselves. So does whoever in the same
    network looks like them.
    """
    least, most = (timedelta(days=days) for days in settings.LISTING_REST_DAYS)
    until = clock.now() + least + (most - least) * CHANCE.random()
    Relationship.objects.filter(pk=relationship_id).update(listed_at=None, rests_until=until)
    connector = Relationship.objects.select_related("connector").get(pk=relationship_id).connector
    listed = Relationship.objects.filter(connector=connector, listed_at__isnull=False)
    alike = resting_among(connector, listed)
    Relationship.objects.filter(pk__in=alike).update(listed_at=None)
