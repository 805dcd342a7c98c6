"""Coverage of 10,000 target accounts among 200,000 listings: the figures, and the whole picture."""

import statistics
import time
from collections.abc import Callable
from typing import Any

LISTINGS, COMPANIES, ACCOUNTS, SAMPLE, ROUNDS = 200_000, 20_000, 10_000, 500, 7
Row = tuple[str, str, float, str]

_COMPANIES = """
INSERT INTO connectors_company
    (public_id, name, key, domain, industry, sub_industry, size_band, country, created_at)
SELECT gen_random_uuid(), 'Bench Works ' || n, 'bench works ' || n, 'works' || n || '.example', 'Industrials',
       '', 'large', 'DE', now() FROM generate_series(1, %s) AS n
"""
_LISTINGS = """
INSERT INTO connectors_searchentry (relationship_id, public_id, connector_id, prospect_id, company_id,
    seniority, department, industry, size_band, country, strength, currency, price_minor,
    is_verified, answers, facts,
    best_first, strong_first, new_first, words)
SELECT -n, gen_random_uuid(), n %% 900 + 1, -n,
    CASE WHEN n %% 10 < 7 THEN c.first + n * 7919::bigint %% %s END,
    (ARRAY['vp','head','director','manager','senior'])[n %% 5 + 1],
    (ARRAY['sales','it','finance','operations','people','marketing','legal'])[n %% 7 + 1],
    'Industrials', 'large', 'DE', n %% 5 + 1, 'EUR', 10000 + n %% 400 * 100, false, 'new', n,
    0, 0, 0, ''::tsvector
FROM generate_series(1, %s) AS n, (
    SELECT min(id) AS first FROM connectors_company WHERE key LIKE 'bench works %%') c
"""
_FLOOR = """
SELECT company_id, seniority, department, currency, count(*), max(strength), min(price_minor)
FROM connectors_searchentry WHERE company_id = ANY(%s) GROUP BY 1, 2, 3, 4
"""


def coverage() -> list[Row]:
    """The lines of the table; fills companies and search entries first, and takes them away again."""
    from django.db import connection

    from brokerage.accounts.models import User
    from connectors.models import Company

    with connection.cursor() as cursor:
        cursor.execute(_COMPANIES, [COMPANIES])
        cursor.execute(_LISTINGS, [COMPANIES, LISTINGS])
        cursor.execute("ANALYZE")
    rep = User.objects.create_user("covers@bench.example", name="covers", is_rep=True)
    try:
        return [*figures(rep), *whole_way(rep)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM connectors_searchentry WHERE relationship_id < 0")
        rep.delete()
        Company.objects.filter(key__startswith="bench works ").delete()


def _keys() -> list[str]:
    return [f"bench works {number}" for number in range(1, ACCOUNTS + 1)]


def _seconds(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def figures(rep: Any) -> list[Row]:
    """What is listed at 10,000 accounts: ours, with groups and merged companies; one SQL; an ORM loop."""
    from django.db import connection
    from django.db.models import Count, Max, Min

    from connectors.models import Company, SearchEntry
    from connectors.queries.coverage import count_listings

    keys = _keys()
    ids = dict(Company.objects.filter(key__in=keys).values_list("key", "pk"))

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_FLOOR, [list(ids.values())])
            cursor.fetchall()

    def peer() -> None:
        for key in keys[:SAMPLE]:
            rows = SearchEntry.objects.filter(company_id=ids[key])
            groups = rows.values("seniority", "department", "currency").order_by()
            list(groups.annotate(Count("pk"), Max("strength"), Min("price_minor")))

    took: dict[str, list[float]] = {"ours": [], "floor": [], "peer": []}
    for turn in range(ROUNDS + 1):
        for name, deed in (
            ("ours", lambda: count_listings(rep, keys)), ("floor", floor), ("peer", peer),
        ):  # fmt: skip
            spent = _seconds(deed)
            if turn:  # the first warms up
                took[name].append(spent * ACCOUNTS / SAMPLE if name == "peer" else spent)
    median = {name: statistics.median(all) * 1e6 for name, all in took.items()}
    ratio = median["ours"] / median["floor"]
    return [
        (
            "figures of 10,000 accounts",
            "ours, with groups",
            median["ours"],
            f"{ratio:.2f}x of one SQL (aim: at most 1.5x)",
        ),
        ("", "one SQL", median["floor"], ""),
        (
            "",
            f"an ORM loop (scaled from {SAMPLE})",
            median["peer"],
            f"{median['peer'] / median['ours']:.1f}x slower",
        ),
    ]


def whole_way(rep: Any) -> list[Row]:
    """A file of 10,000 accounts read, matched and counted by the worker; and its picture on a page."""
    from connectors import actions
    from connectors.models import CoverageDay
    from connectors.queries import coverage as queries

    lines = (f"{n},Bench Works {n},works{n}.example,{n % 3 + 1}" for n in range(1, ACCOUNTS + 1))
    data = "\n".join(["Account ID,Account name,Website,Tier", *lines]).encode()
    found = actions.upload_accounts(rep, "bench.csv", data)
    read = _seconds(lambda: actions.read_list(found.pk)) * 1e6
    found.refresh_from_db()
    assert found.account_count == ACCOUNTS and CoverageDay.objects.get(rep=rep).asked == ACCOUNTS
    taken = [_seconds(lambda: queries.picture(rep, found)) for _ in range(ROUNDS)]
    picture = statistics.median(taken) * 1e6
    return [
        ("a list of 10,000 accounts", "read, matched, counted", read, "in a worker, once"),
        ("", "its picture", picture, f"{picture / 1000:.0f} ms (aim: under 300 ms)"),
    ]
