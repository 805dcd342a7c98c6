"""Bands of usual prices, worked out once a night.

A band changes only when at least five of its cases do, so that no two looks at it differ by one deal; it goes
when it is not of enough payers any more.
"""

from collections import defaultdict
from datetime import time

from django.db import transaction

from brokerage.kit import clock
from introductions.models import PriceBand, PriceBandRun
from introductions.queries.prices import (
    LEAST,
    Deal,
    Kind,
    band_of,
    counted_in,
    deals,
    is_enough,
    kept_bands,
)

NIGHT = time(2, 40)
"""The hour (UTC) from which on the bands of a day are worked out."""


def price_bands_are_due() -> bool:
    """Whether they were not worked out since the last night began."""
    last = PriceBandRun.objects.order_by("-pk").first()
    return last is None or last.at < clock.last_time_at(NIGHT)


@transaction.atomic
def work_out_price_bands() -> PriceBandRun:
    """Work out every band, keep those that too little has changed in, and note how it went."""
    grouped: dict[Kind, list[Deal]] = defaultdict(list)
    for deal in deals():
        for kind in counted_in(deal.key):
            grouped[kind].append(deal)
    enough = {kind: some for kind, some in grouped.items() if is_enough(some)}
    kept = kept_bands()
    gone = [row.pk for kind, row in kept.items() if kind not in enough]
    PriceBand.objects.filter(pk__in=gone).delete()
    changed = {
        kind: some
        for kind, some in enough.items()
        if kind not in kept or _differ(kept[kind].cases, [one.pk for one in some]) >= LEAST
    }
    for kind, some in changed.items():
        low, high = band_of(some)
        facts = {"low": low, "high": high, "cases": [one.pk for one in some], "at": clock.now()}
        PriceBand.objects.update_or_create(**kind._asdict(), defaults=facts)
    return PriceBandRun.objects.create(bands=len(enough), changed=len(changed) + len(gone))


def _differ(before: list[int], now: list[int]) -> int:
    """How many cases came, or how many went, whichever is more."""
    old, new = set(before), set(now)
    return max(len(old - new), len(new - old))
