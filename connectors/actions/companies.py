"""Companies that turn out to be one: what hangs on one of them goes to the other."""

from django.db import transaction

from connectors.actions.import_rows.recognising import set_hashes
from connectors.census import DatabaseCensus
from connectors.companies import company_key
from connectors.models import DERIVED, Company, ConnectorProfile, Relationship

BATCH = 500
NAMED_BY = (
    "name_key_id", "name_digest", "domain_key_id", "domain_digest", "profile_key_id", "profile_digest",
)  # fmt: skip


def renew_keys() -> int:
    """Give every company the key that its name has today; two that come to one key become one.

    To be run after the rules for names changed. Returns how many companies changed or went.
    """
    stale = [
        (pk, key)
        for pk, name, old in Company.objects.values_list("pk", "name", "key").iterator()
        if (key := company_key(name)) and key != old
    ]
    for pk, key in stale:
        _renew_key(pk, key)
    return len(stale)


@transaction.atomic
def _renew_key(pk: int, key: str) -> None:
    company = Company.objects.select_for_update().filter(pk=pk).first()
    if company is None:
        return
    same = Company.objects.select_for_update().filter(key=key).exclude(pk=pk).first()
    if same is None:
        company.key = key
        company.save(update_fields=["key"])
        move_rows(company, company)
        return
    for fact in ("domain", "industry", "sub_industry", "size_band", "headcount", "country"):
        if not getattr(same, fact):
            setattr(same, fact, getattr(company, fact))
    same.save()
    move_rows(company, same)
    ConnectorProfile.objects.filter(employer=company).update(employer=same)
    company.delete()


def move_rows(source: Company, target: Company) -> int:
    """Let every contact at `source` be one at `target`, with all that follows from it; how many there were.

    A batch at a time, each in its own transaction unless the caller holds one; safe to repeat.
    """
    census = DatabaseCensus()
    moved, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                Relationship.objects.select_for_update(of=("self",))
                .filter(company=source, pk__gt=last)
                .order_by("pk")[:BATCH]
            )
            for row in rows:
                row.company = target
                set_hashes(row)
                row.derive(census)
            Relationship.objects.bulk_update(rows, ["company", *NAMED_BY, *DERIVED])
        if not rows:
            return moved
        moved, last = moved + len(rows), rows[-1].pk
