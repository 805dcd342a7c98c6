"""What a rep may read follows the world: what is public of companies, and our limits."""

from django.db import transaction

from connectors.census import DatabaseCensus
from connectors.models import DERIVED, Relationship

BATCH = 500


def renew_shown_facts() -> int:
    """Decide anew what each listing shows; returns how many show something else now.

    Harmless when repeated. A batch commits by itself, so that nobody waits long for a row.
    """
    census, last, changed = DatabaseCensus(), 0, 0
    while True:
        seen, renewed = _renew_batch(last, census)
        if not seen:
            return changed
        last, changed = seen, changed + renewed


@transaction.atomic
def _renew_batch(after: int, census: DatabaseCensus) -> tuple[int, int]:
    """The last primary key looked at (0: there was none), and how many changed."""
    rows = list(
        Relationship.objects.filter(pk__gt=after, listed_at__isnull=False)
        .select_for_update(of=("self",))
        .select_related("company")
        .order_by("pk")[:BATCH]
    )
    changed = []
    for row in rows:
        before = [getattr(row, name) for name in DERIVED]
        row.derive(census)
        if before != [getattr(row, name) for name in DERIVED]:
            changed.append(row)
    Relationship.objects.bulk_update(changed, DERIVED)
    return (rows[-1].pk if rows else 0), len(changed)
