"""A month that is over is counted, and what it was counted from is thrown away."""

from datetime import date, timedelta
from random import SystemRandom

from django.db import transaction
from django.db.models import Count

from brokerage.kit import clock
from connectors.models import InterestCount, InterestMonth
from connectors.strength import month_of

LEAST = 10
"""No smaller count is kept, and counts are kept in steps of so many."""
KEPT = timedelta(days=400)
GRACE = timedelta(hours=1)
"""After the end of a month: whoever looked in its last moment has been noted by then."""
CHANCE = SystemRandom()


def close_interest() -> int:
    """Count every month that is over; how many there were. Old counts go."""
    today = (clock.now() - GRACE).date()
    over = list(
        InterestMonth.objects.filter(month__lt=month_of(today)).values_list("pk", flat=True)
    )
    InterestCount.objects.filter(month__lt=today - KEPT).delete()
    return sum(_close(pk) for pk in over)


@transaction.atomic
def _close(pk: int) -> bool:
    row = InterestMonth.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None:
        return False
    counted = row.marks.order_by().values_list("topic").annotate(count=Count("pk"))
    kept = [_kept(row.month, topic, count) for topic, count in counted.filter(count__gte=LEAST)]
    InterestCount.objects.bulk_create(filter(None, kept), ignore_conflicts=True)
    row.delete()
    return True


def _kept(month: date, topic: str, count: int) -> InterestCount | None:
    """Rounded down, after up to nine were taken away by lot: whoever brings nine organisations of their own
    learns nothing of a tenth but by chance."""
    at_least = (count - CHANCE.randrange(LEAST)) // LEAST * LEAST
    return InterestCount(month=month, topic=topic, at_least=at_least) if at_least else None
