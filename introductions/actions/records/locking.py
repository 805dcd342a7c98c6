"""Several moves in one transaction: their rows are locked in one order, so that no two wait in a ring."""

from collections.abc import Iterable

from django.db.models import QuerySet

from introductions.models import ConnectorRecord, Introduction


def lock_records(introductions: Iterable[QuerySet[Introduction]]) -> None:
    """Lock these introductions, then the records that their moves write. Inside a transaction.

    A move locks its introduction first and then the record: the order holds here too.
    """
    keys = {pk for rows in introductions for pk in rows.values_list("pk", flat=True)}
    locked = Introduction.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    lock_records_of({row.connector_id for row in locked.only("connector_id").order_by("pk")})


def lock_records_of(connectors: set[int]) -> None:
    """Lock the records of these connectors (primary keys), in their order; after their introductions."""
    ConnectorRecord.objects.bulk_create(
        [ConnectorRecord(connector_id=pk) for pk in sorted(connectors)], ignore_conflicts=True
    )
    rows = ConnectorRecord.objects.select_for_update().filter(pk__in=connectors)
    list(rows.order_by("pk").values_list("pk"))
