"""The page of search in SQL written by hand, planned anew each time: what the product is measured against.

It finds, counts every filter, puts together what reads alike, looks again at every listing that it shows, and says what
the rep asked for and has put aside: everything but reading what was typed and putting it into words.
"""

# ruff: noqa: S608, E501  (statements of SQL, of our own pieces)
from typing import Any

SETS = (
    "seniority", "department", "industry", "country", "size_band", "strength", "is_verified", "answers",
    "(company_id IS NULL)", "currency, least(price_minor / 10000, 10)",
)  # fmt: skip
_COUNTS = f"SELECT count(*), {', '.join(SETS)} FROM connectors_searchentry WHERE"
_GROUPED = f"GROUP BY GROUPING SETS ({', '.join(f'({one})' for one in SETS)})"
_FEW = """
WITH hit AS MATERIALIZED (SELECT relationship_id, facts, best_first, public_id FROM connectors_searchentry
                           WHERE words @@ %(query)s::tsquery AND connector_id <> %(rep)s),
     head AS (SELECT * FROM (SELECT DISTINCT ON (facts) * FROM hit ORDER BY facts, best_first, public_id) f
               ORDER BY best_first, public_id LIMIT 21)
SELECT head.best_first, head.public_id, way.relationship_id, way.number FROM head JOIN (
    SELECT *, row_number() OVER (PARTITION BY facts ORDER BY best_first, public_id) AS number FROM hit) way
    ON way.facts = head.facts AND way.number <= 3
"""
_MANY = """
WITH head AS (
    SELECT e.facts, e.best_first, e.public_id FROM connectors_searchentry e
     WHERE (e.best_first, e.public_id) > (%(first)s, %(after)s::uuid) AND {match} AND e.connector_id <> %(rep)s
       AND NOT EXISTS (SELECT 1 FROM connectors_searchentry o WHERE o.facts = e.facts AND o.connector_id <> %(rep)s
            AND (o.best_first, o.public_id) < (e.best_first, e.public_id) AND {other})
     ORDER BY e.best_first, e.public_id LIMIT 21)
SELECT head.best_first, head.public_id, way.relationship_id, 1 FROM head CROSS JOIN LATERAL (
    SELECT e.relationship_id FROM connectors_searchentry e WHERE e.facts = head.facts AND {match}
       AND e.connector_id <> %(rep)s ORDER BY e.facts, e.best_first, e.public_id LIMIT 3) way
"""
_AGAIN = """
SELECT v.*, c.name, a.speed_band, a.introduced_band, i.state, i.created_at, l.added_at
  FROM connectors_visible v LEFT JOIN connectors_company c ON c.id = v.company_id
  LEFT JOIN introductions_connectorrecord a ON a.connector_id = v.connector_id
  LEFT JOIN introductions_introduction i ON i.relationship_id = v.relationship_id AND i.rep_id = %(rep)s
  LEFT JOIN connectors_shortlistentry l ON l.listing = v.public_id AND l.owner_id = %(rep)s
 WHERE v.relationship_id = ANY(%(ids)s)
"""
_SELF = """
SELECT k.prospect_id FROM connectors_prospectkey k WHERE k.kind = 'email' AND k.digest = ANY(
    SELECT email FROM account_emailaddress WHERE user_id = %(rep)s AND verified)
"""
_LIKE = "SELECT word FROM connectors_searchword WHERE word %% %(word)s ORDER BY similarity(word, %(word)s) DESC LIMIT 1"
FIRST: tuple[int, str] = (-1000, "00000000-0000-0000-0000-000000000000")


def by_hand(
    rep: int, word: str = "", department: str = "", country: str = "", *, slip: bool = False,
    after: tuple[int, str] = FIRST,
) -> tuple[int, str]:  # fmt: skip
    """One page; the place of its last group, behind which the next one begins."""
    from django.db import connection

    with connection.cursor() as sql:
        sql.execute(_SELF, {"rep": rep})
        sql.fetchall()
        if slip:
            sql.execute(_LIKE, {"word": word})
            word = sql.fetchone()[0]
        said = {"": word, "#d": department, "#c": country}
        parts = {name: f"'{name}{value}'" for name, value in said.items() if value}
        known: dict[str, Any] = {"query": " & ".join(parts.values()), "rep": rep}
        many = not parts or _number(sql, known) > 1_000
        if many:
            match = "ts_match_vq({}.words, %(query)s::tsquery)" if parts else "true"
            page = _MANY.format(match=match.format("e"), other=match.format("o"))
            sql.execute(page, {**known, "first": after[0], "after": after[1]})
        else:
            sql.execute(_FEW, known)
        ways = sql.fetchall()
        sql.execute(f"{_COUNTS} words @@ %s::tsquery {_GROUPED}", [_lot(parts, many=many)])
        sql.fetchall()
        for name, column in (("#d", "department"), ("#c", "country")):
            if name in parts:
                rest = {one: part for one, part in parts.items() if one != name}
                wide = _number(sql, {"query": " & ".join(rest.values()), "rep": rep}) > 1_000
                sql.execute(
                    f"SELECT {column}, count(*) FROM connectors_searchentry WHERE words @@ %s::tsquery GROUP BY 1",
                    [_lot(rest, many=wide)],
                )
                sql.fetchall()
        sql.execute(_AGAIN, {"rep": rep, "ids": [way[2] for way in ways]})
        sql.fetchall()
        sql.execute("SELECT * FROM introductions_priceband WHERE currency = 'EUR'")
        sql.fetchall()
    first, last = max(((way[0], str(way[1])) for way in ways), default=FIRST)
    return first, last


def _number(sql: Any, known: dict[str, Any]) -> int:
    sql.execute(
        "SELECT count(*) FROM (SELECT 1 FROM connectors_searchentry WHERE words @@ %(query)s::tsquery"
        " AND connector_id <> %(rep)s LIMIT 1001) AS hits",
        known,
    )
    return int(sql.fetchone()[0])


def _lot(parts: dict[str, str], *, many: bool) -> str:
    """Of many a sixteenth or, where there is no word at all, one in 256."""
    lot = ["'#t0'" if parts else "'#u0'"] if many else []
    return " & ".join([*parts.values(), *lot])
