"""What connectors said fades: worked out once a month for the whole market, and when they say it anew.

Reps must not read from the time at which listings change that they are one connector's.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q

from brokerage.kit import clock
from connectors import hooks
from connectors.models import Relationship
from connectors.strength import Evidence, month_of, steps_lost

BATCH = 500
FADED = ("faded_by", "faded_on")
"""What `fade` writes."""
SAID = ("attested_at", "attest_by", "rests_unattested")
"""What `say_again` writes."""


def say_again(rows: list[Relationship]) -> None:
    """Their connector has just said how well they know these people, or offers them. The caller saves
    `SAID` and `FADED`."""
    for row in rows:
        row.attested_at, row.attest_by, row.rests_unattested = clock.now(), None, False
    fade(rows)


def fade(rows: list[Relationship]) -> None:
    """Work out how far each has faded by now (as of the first of this month); the caller saves `FADED`."""
    on = month_of(clock.now().date())
    proved = hooks.introduced_on.one([row.pk for row in rows]) if rows else {}
    for row in rows:
        row.faded_by = steps_lost(row.strength, _evidence(row, proved.get(row.pk)), on)
        row.faded_on = on


def _evidence(row: Relationship, proved: date | None) -> Evidence:
    return Evidence(
        attested=row.attested_at.date(),
        how_known=row.how_known,
        known_since=row.connected_on,
        last_contact=row.last_contact_on,
        proved=proved,
    )


def renew_strengths() -> int:
    """Work out anew what has not been worked out this month; how many listings were looked at.

    Harmless when repeated. A batch commits by itself, so that nobody waits long for a row.
    """
    looked_at = 0
    while seen := _renew_batch():
        looked_at += seen
    return looked_at


@transaction.atomic
def _renew_batch() -> int:
    on = month_of(clock.now().date())
    old = Q(faded_on__isnull=True) | Q(faded_on__lt=on)
    rows = list(
        Relationship.objects.filter(old, listed_at__isnull=False)
        .select_for_update(skip_locked=True)
        .order_by("pk")[:BATCH]
    )
    fade(rows)
    Relationship.objects.bulk_update(rows, FADED)
    return len(rows)
