"""Differences as rows, each with its case: kept while they last, marked as resolved once they are gone.

Their kinds come in families, by how a kind begins, so that who compares one thing ends no difference of
another.
"""

from django.db import transaction
from django.db.models import Q, QuerySet

from brokerage.kit import clock
from payments.actions.desk_cases import close_difference_case, open_difference_case
from payments.models import Difference, Payment

DAY = "day "
"""From the provider's movements."""
LEDGER = "ledger "
"""From a payment's own sums, or an account's balance, against our own postings."""
FAMILIES = (DAY, LEDGER)
Wrong = dict[Payment | None, dict[str, tuple[int, int]]]
"""`{payment or None (the platform): {kind: (ours, theirs)}}`, in minor units."""


def note_differences(
    payment: Payment | None, wrong: dict[str, tuple[int, int]], *, family: str = ""
) -> None:
    """Keep `wrong` as the open differences of `payment` (None: of the platform), with their cases.

    Those of the same `family` (one of FAMILIES; "": of none) that are not among `wrong` are resolved.
    """
    known = Difference.objects.filter(_of(family), payment=payment, resolved_at__isnull=True)
    with transaction.atomic():
        for gone in known.exclude(kind__in=wrong):
            gone.resolved_at = clock.now()
            gone.save()
            close_difference_case(gone)
        for kind, (ours, theirs) in wrong.items():
            row, _ = Difference.objects.update_or_create(
                payment=payment,
                kind=kind,
                resolved_at=None,
                defaults={"ours": ours, "theirs": theirs},
            )
            open_difference_case(row)


def with_open_ones(family: str) -> set[Payment | None]:
    """The payments (None: the platform) that have an open difference of `family`."""
    rows = Difference.objects.filter(_of(family), resolved_at__isnull=True)
    return {row.payment for row in rows.select_related("payment")}


def ledger_differences() -> QuerySet[Difference]:
    """What is open between what we keep and the ledger, the oldest first."""
    rows = Difference.objects.filter(_of(LEDGER), resolved_at__isnull=True)
    return rows.select_related("payment").order_by("seen_at", "pk")


def is_of_ledger(row: Difference) -> bool:
    """Whether both sides are our own."""
    return row.kind.startswith(LEDGER)


def _of(family: str) -> Q:
    if family:
        return Q(kind__startswith=family)
    found = Q()
    for one in FAMILIES:
        found &= ~Q(kind__startswith=one)
    return found
