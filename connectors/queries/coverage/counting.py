"""What is listed at many companies at once: only listings whose company is shown, as search shows them."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection
from django.db.models import Q

from brokerage.accounts.models import User
from connectors.models import Company, Figures
from connectors.models.companies import LONGEST_CHAIN
from connectors.queries.searching.companies import keys_of_group
from connectors.queries.searching.market import prospects_of

_COUNTED = """
SELECT company_id, seniority, department, currency, count(*), max(strength), min(price_minor)
FROM connectors_searchentry
WHERE company_id = ANY(%s) AND connector_id <> %s AND NOT (prospect_id = ANY(%s))
GROUP BY 1, 2, 3, 4
"""


def count_listings(rep: User, keys: Collection[str]) -> Figures:
    """What this rep finds listed at each of these companies, their groups included; [] where nothing is.

    Not their own listings, nor those of themself: as in search. People and connectors are never counted.
    """
    of_key = companies_of(keys)
    ids = sorted({one for some in of_key.values() for one in some})
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [ids, rep.pk, prospects_of(rep)])
        rows = cursor.fetchall()
    by_company: dict[int, list[Any]] = {}
    for row in rows:
        by_company.setdefault(row[0], []).append(row[1:])
    found: Figures = {}
    for key in keys:
        there = [by_company[one] for one in of_key.get(key, ()) if one in by_company]
        found[key] = sorted(there[0] if len(there) == 1 else _added(there)) if there else []
    return found


def _added(several: Collection[list[Any]]) -> list[Any]:
    """The figures of several companies as those of one."""
    sums: dict[tuple[str, ...], list[int]] = {}
    for some in several:
        for seniority, department, currency, listings, strength, price in some:
            cell = (seniority, department, currency)
            before = sums.get(cell)
            now = [listings, strength, price]
            sums[cell] = now if before is None else [
                before[0] + now[0], max(before[1], now[1]), min(before[2], now[2]),
            ]  # fmt: skip
    return [(*cell, *figure) for cell, figure in sums.items()]


def companies_of(keys: Collection[str]) -> Mapping[str, list[int]]:
    """The primary keys of the companies with these keys and of all that belong to their groups, as
    `ids_of_company` finds them for one."""
    wanted = {key: (key, *keys_of_group(key)) for key in keys if key}
    every = {one for some in wanted.values() for one in some}
    rows = Company.objects.filter(key__any_of=every).values_list("key", "pk", "merged_into_id")
    by_key = {key: [one for one in (pk, merged) if one] for key, pk, merged in rows}
    below: dict[int, list[int]] = {}
    staff = Company.objects.filter(Q(parent__isnull=False) | Q(merged_into__isnull=False))
    for pk, parent, merged in staff.values_list("pk", "parent_id", "merged_into_id"):
        for above in {parent, merged} - {None}:
            below.setdefault(above, []).append(pk)
    found: dict[str, list[int]] = {}
    for key, some in wanted.items():
        ids = dict.fromkeys(pk for one in some for pk in by_key.get(one, ()))
        for _ in range(LONGEST_CHAIN):
            new = [pk for one in ids for pk in below.get(one, ()) if pk not in ids] if below else []
            if not new:
                break
            ids.update(dict.fromkeys(new))
        found[key] = list(ids)
    return found
