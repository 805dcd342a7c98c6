"""Search in a market of 10,000, 100,000 and (SIZES) 1,000,000 listings.

A search is words with two filters, a page of twenty, and counts for every filter. The floor is the same page in
SQL written by hand for these rows (`by_hand.py`); the peers are `icontains` over the listings with a count for each filter, as
django-filter leads one to write, and Django's documented full text search over the same index of words.
Times are CPU of this process and of its database backend; contestants take turns.
"""

# ruff: noqa: E501  (statements of SQL)
import os
import random
import statistics
from collections.abc import Callable
from pathlib import Path

from by_hand import FIRST, by_hand
from growth import plot

Row = tuple[str, str, float, str]
SIZES = tuple(int(one) for one in os.environ.get("SEARCH_SIZES", "10000,100000").split(","))
QUERIES = int(os.environ.get("SEARCH_QUERIES", "60"))
PEER_LIMIT = 100_000
BATCH = 20_000
FLOOR = "floor: SQL by hand"
PLOT = Path(__file__).with_name("search_growth.svg")
GROWTH: dict[str, dict[int, float]] = {}
"""Milliseconds by contestant and size of the market, for the plot."""
COMPANIES, NAMES = (
    5_000,
    "alpha boreal cedar delta ember frost garnet harbor iris juniper kestrel lumen".split(),
)


def search() -> list[Row]:
    """The lines of the table, size by size."""
    rows: list[Row] = []
    for size in SIZES:
        rep = market(size)
        rows += searched(rep, size)
    if len(SIZES) > 1:
        PLOT.write_text(plot("One page of search: a word, two filters, facets (CPU)", GROWTH))
    return rows


def market(size: int) -> object:
    """A market of so many listings and a rep; listings of an earlier one are replaced."""
    from cryptography.fernet import Fernet
    from django.conf import settings
    from django.db import connection

    from brokerage.accounts.models import User
    from brokerage.kit.text.search_words import folded
    from connectors.countries import country_name
    from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS, canonical_role

    draw = random.Random(1)  # noqa: S311
    roles = [
        (
            level,
            part,
            folded(
                f"{canonical_role(level, part)} {SENIORITY_LABELS[level]} {DEPARTMENT_LABELS[part]}"
            ),
        )
        for level in SENIORITY_LABELS
        for part in DEPARTMENT_LABELS
    ]
    places = [
        (code, folded(country_name(code)))
        for code in ("DE", "US", "GB", "FR", "NL", "PL", "JP", "IN")
    ]
    kinds = [
        "Industrials",
        "Financials",
        "Energy",
        "Health Care",
        "Materials",
        "Information Technology",
    ]
    with connection.cursor() as sql:
        sql.execute(
            "ALTER TABLE connectors_relationship DISABLE TRIGGER USER"
        )  # written in one go below
        sql.execute("DELETE FROM connectors_relationship")
        sql.execute("DELETE FROM connectors_searchentry")
        sql.execute("DELETE FROM connectors_searchword")
        sql.execute("DELETE FROM connectors_company WHERE key LIKE 'bench%'")
        sql.executemany(
            "INSERT INTO connectors_company (public_id, name, key, domain, industry, sub_industry, size_band,"
            " country, created_at) VALUES (gen_random_uuid(), %s, %s, '', %s, '', 'large', %s, now())",
            [
                (f"{draw.choice(NAMES)} {draw.choice(NAMES)} {n}", f"bench{n}", draw.choice(kinds),
                 draw.choice(places)[0]) for n in range(COMPANIES)
            ],
        )  # fmt: skip
        sql.execute(
            "CREATE TEMP TABLE IF NOT EXISTS role (n int, level text, part text, said text)"
        )
        sql.execute("CREATE TEMP TABLE IF NOT EXISTS place (n int, code text, said text)")
        sql.execute("TRUNCATE role, place")
        sql.executemany(
            "INSERT INTO role VALUES (%s, %s, %s, %s)", [(n, *one) for n, one in enumerate(roles)]
        )
        sql.executemany(
            "INSERT INTO place VALUES (%s, %s, %s)", [(n, *one) for n, one in enumerate(places)]
        )
    sellers = [
        User.objects.create_user(f"s{size}-{n}@bench.example", name="S", is_connector=True)
        for n in range(max(20, size // 5_000))
    ]
    # One token for six columns: today's open in one column each.
    anywhere = Fernet(settings.FIELD_KEYS[0]).encrypt(b"")
    known = {"roles": len(roles), "places": len(places), "none": anywhere,
             "sellers": [one.pk for one in sellers]}  # fmt: skip
    with connection.cursor() as sql:
        sql.execute("DROP INDEX IF EXISTS search_words")  # built once, below, not row by row
        for first in range(1, size + 1, BATCH):
            last = min(first + BATCH - 1, size)
            sql.execute(_FILL, {"first": first, "last": last, **known})
        sql.execute("ALTER TABLE connectors_relationship ENABLE TRIGGER USER")
        sql.execute("ANALYZE connectors_relationship, connectors_prospect, connectors_company")
        sql.execute("SELECT min(id), max(id) FROM connectors_relationship")
        least, most = sql.fetchone()
        for first in range(least, most + 1, BATCH):
            sql.execute(
                "SELECT connectors_refresh_search(array_agg(id)) FROM connectors_relationship"
                " WHERE id BETWEEN %s AND %s",
                [first, first + BATCH - 1],
            )
        sql.execute(
            "CREATE INDEX search_words ON connectors_searchentry USING gin (words) WITH (fastupdate = off)"
        )
        sql.execute(
            "VACUUM ANALYZE connectors_searchentry, connectors_relationship, connectors_searchword"
        )
    return User.objects.create_user(f"rep{size}@bench.example", name="R", is_rep=True)


_FILL = """
INSERT INTO connectors_prospect (id, public_id, created_at, refused_topics, welcome_topics, unwelcome_topics)
SELECT n, gen_random_uuid(), now(), '', '', '' FROM generate_series(%(first)s, %(last)s) n ON CONFLICT DO NOTHING;
INSERT INTO connectors_relationship (public_id, connector_id, prospect_id, company_id, name, email, profile_url,
    title, company_name, notes, domain_key_id, domain_digest, profile_key_id, profile_digest, name_key_id,
    name_digest, role, seniority, department, category, country, strength, how_known, price_minor, currency,
    show_company, listed_at, taken_down_reason, company_shown, shown_seniority, shown_department, shown_industry,
    shown_size, shown_country, search_text, created_at, updated_at)
SELECT gen_random_uuid(), (%(sellers)s)[1 + drawn.n %% cardinality(%(sellers)s)], drawn.n, c.id, %(none)s, %(none)s, %(none)s, %(none)s, %(none)s, %(none)s, '', '',
    '', '', '', '', '', r.level, r.part, '', p.code, 1 + (random() * 4)::int, '', 5000 + (random() * 900)::int * 100,
    'EUR', true, now() - random() * interval '200 days', '', shown, r.level, r.part, c.industry, 'large', p.code,
    concat_ws(' ', r.said, p.said, CASE WHEN shown THEN c.name ELSE 'large company' END, lower(c.industry)),
    now(), now()
FROM (SELECT n, (random() * (%(roles)s - 1))::int AS role, floor(pow(random(), 3) * %(places)s)::int AS place,
             floor(pow(random(), 2) * 5000)::int AS company, random() < 0.6 AS shown
        FROM generate_series(%(first)s, %(last)s) n) drawn
JOIN role r ON r.n = drawn.role JOIN place p ON p.n = drawn.place
JOIN connectors_company c ON c.key = 'bench' || drawn.company
"""


class Meter:
    """CPU of this process and of its database backend, in seconds."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self.backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def now(self) -> float:
        """Both together, since they began."""
        import time

        return time.process_time() + int(self.backend.read_text().split()[0]) / 1e9


def searched(rep: object, size: int) -> list[Row]:
    """Words with two filters; then a browse, one common word, a slip, and a deep page."""
    draw = random.Random(2)  # noqa: S311
    departments, countries = (
        ["sales", "finance", "it", "operations", "people"],
        ["DE", "US", "GB", "FR"],
    )
    some = [
        (draw.choice(NAMES), draw.choice(departments), draw.choice(countries))
        for _ in range(QUERIES)
    ]
    meter, pk, deep = Meter(), rep.pk, _deep(rep)  # type: ignore[attr-defined]
    contests: list[tuple[str, list[tuple[str, Callable[[int], object]]], str]] = [
        (
            f"search {size:,}: a word, two filters, facets",
            [
                ("ours", lambda n: _ours(rep, *some[n])),
                (FLOOR, lambda n: by_hand(pk, *some[n])),
                *(
                    [
                        ("peer: icontains", lambda n: _icontains(rep, *some[n])),
                        ("peer: documented full text", lambda n: _full_text(rep, *some[n])),
                    ]
                    if size <= PEER_LIMIT
                    else []
                ),
            ],
            "aim: at most 1.5x",
        ),
        (
            "browse, no filter",
            [("ours", lambda n: _page(rep)), (FLOOR, lambda n: by_hand(pk))],
            "aim: at most 2x",
        ),
        (
            "one common word",
            [
                ("ours", lambda n: _page(rep, q=NAMES[n % len(NAMES)])),
                (FLOOR, lambda n: by_hand(pk, NAMES[n % len(NAMES)])),
            ],
            "aim: at most 2x",
        ),
        (
            "a slip in one word",
            [
                ("ours", lambda n: _page(rep, q=_slipped(n))),
                (FLOOR, lambda n: by_hand(pk, _slipped(n), slip=True)),
            ],
            "aim: at most 2x",
        ),
        (
            "page 40",
            [
                ("ours", lambda n: _page(rep, cursor=deep[0])),
                (FLOOR, lambda n: by_hand(pk, after=deep[1])),
            ],
            "aim: at most 2x",
        ),
    ]
    rows: list[Row] = []
    for what, contestants, aim in contests:
        spent: dict[str, list[float]] = {name: [] for name, _ in contestants}
        for n in range(-2, QUERIES):
            for name, deed in contestants:
                if name.startswith("peer") and n >= QUERIES // 4:
                    continue
                before = meter.now()
                deed(max(n, 0))
                if n >= 0:
                    spent[name].append(meter.now() - before)
        floor = statistics.median(spent[FLOOR]) * 1e6
        floor_worst = statistics.quantiles(spent[FLOOR], n=20)[-1] * 1e3
        ours = statistics.median(spent["ours"]) * 1e6
        for name, all_ in spent.items():
            median, worst = (
                statistics.median(all_) * 1e6,
                statistics.quantiles(all_, n=20)[-1] * 1e3,
            )
            ratio = (
                f"{ours / floor:.2f}x of the floor, p95 {worst / floor_worst:.2f}x ({aim})" if name == "ours"
                else f"ours is {median / ours:.1f}x faster" if name.startswith("peer") else ""
            )  # fmt: skip
            if what.startswith("search"):
                GROWTH.setdefault(name, {})[size] = median / 1e3
            rows.append(
                (what if name == "ours" else "", f"{name} (p95 {worst:.1f} ms)", median, ratio)
            )
    return rows


def _slipped(n: int) -> str:
    word = NAMES[n % len(NAMES)]
    return word[:3] + word[2] + word[3:]


def _deep(rep: object) -> tuple[str, tuple[int, str]]:
    """Where the fortieth page begins, for us and by hand."""
    cursor, place = "", FIRST
    for _ in range(39):
        cursor = _page(rep, cursor=cursor).next  # type: ignore[attr-defined]
        place = by_hand(rep.pk, after=place)  # type: ignore[attr-defined]
    return cursor, place


def _page(rep: object, **filters: object) -> object:
    from connectors import queries

    return queries.search(queries.SearchFilters(**filters), rep)  # type: ignore[arg-type]


def _ours(rep: object, word: str, department: str, country: str) -> object:
    return _page(rep, q=word, department=(department,), country=(country,))


def _counts(rows: object) -> list[object]:
    from django.db.models import Count

    names = ("shown_seniority", "shown_department", "shown_industry", "shown_country", "shown_size", "strength",
             "company_shown")  # fmt: skip
    return [list(rows.order_by().values(name).annotate(n=Count("pk"))) for name in names]  # type: ignore[attr-defined]


def _icontains(rep: object, word: str, department: str, country: str) -> object:
    from django.core.paginator import Paginator

    from connectors.queries import listings

    rows = listings(rep).filter(
        search_text__icontains=word, shown_department=department, shown_country=country
    )  # type: ignore[arg-type]
    return list(Paginator(rows.order_by("-strength", "public_id"), 20).page(1)), _counts(rows)


def _full_text(rep: object, word: str, department: str, country: str) -> object:
    from django.contrib.postgres.search import SearchQuery, SearchRank
    from django.core.paginator import Paginator
    from django.db.models import F

    from connectors.queries import listings

    query = SearchQuery(word, config="simple")
    rows = listings(rep).filter(
        search_entry__words=query, shown_department=department, shown_country=country
    )  # type: ignore[arg-type]
    ranked = rows.annotate(rank=SearchRank(F("search_entry__words"), query)).order_by(
        "-rank", "public_id"
    )
    return list(Paginator(ranked, 20).page(1)), _counts(rows)
