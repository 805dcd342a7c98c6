"""A page of search in one statement, by functions of the database that keep their plans.

A statement that is planned anew for each search costs more in planning than in finding. These functions are planned
once for each connection, generically: whatever tempts the planner (a common word, few rows) is decided here.
"""

from django.db import migrations

_MATCHES = """
    (asked.low IS NULL OR e.price_minor >= asked.low) AND (asked.high IS NULL OR e.price_minor <= asked.high)
    AND (asked.alike IS NULL OR e.facts = asked.alike)
    AND e.connector_id IS DISTINCT FROM viewer AND NOT e.prospect_id = ANY(themself)"""
#: The operator would tempt the planner to collect all that match; the function behind it does not.
_WORDS = "(asked.query IS NULL OR ts_match_vq(e.words, asked.query))"
#: Who is looking stands in each function as `viewer` and `themself`.
_WHO = "viewer bigint, themself bigint[]"
_KEPT = "STABLE SET plan_cache_mode = force_generic_plan SET jit = off"


def _from_entries(statement: str) -> str:
    """The statement for each way to look, as the index of words helps only where a word must be there."""
    alike, indexed, other = (
        statement.replace("ENTRIES", f"connectors_searchentry e WHERE {where} AND {_MATCHES}")
        for where in (
            f"e.facts = asked.alike AND {_WORDS}",
            "e.words @@ asked.query",
            _WORDS,
        )
    )
    return f"""
    IF asked.alike IS NOT NULL THEN {alike};
    ELSIF asked.indexed THEN {indexed};
    ELSE {other};
    END IF;"""


TYPES = """
-- What is asked for; `indexed`: whether the query says something that there must be, so that the index helps.
CREATE TYPE connectors_asked AS (query tsquery, indexed boolean, low bigint, high bigint, alike bigint);
-- A place in an order: the same four columns whatever the order is.
CREATE TYPE connectors_place AS (first text, second bigint, third bigint, public_id uuid);
-- One in whose place a group stands.
CREATE TYPE connectors_head AS (relationship_id bigint, facts bigint, place connectors_place);
-- A way in a group: the group's number on the page, its own in the group, how many there are in the group, and the
-- place of the group.
CREATE TYPE connectors_way AS (
    at bigint, number bigint, relationship_id bigint, ways bigint, place connectors_place);
"""

MATCHING = f"""
CREATE FUNCTION connectors_search_number(asked connectors_asked, {_WHO}, most integer)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE found bigint;
BEGIN {_from_entries('SELECT count(*) INTO found FROM (SELECT 1 FROM ENTRIES LIMIT most) h')}
    RETURN found;
END $$;

-- What to count: all that match, or a part of them where there are more than `exact`, each of which stands for `each`.
-- Where very many match, one lot tells so at once.
CREATE FUNCTION connectors_search_counted(asked connectors_asked, {_WHO}, exact integer, enough integer,
    OUT part connectors_asked, OUT each integer, OUT about bigint) LANGUAGE plpgsql STABLE AS $$
DECLARE
    all_there bigint;
    in_lot bigint;
BEGIN
    part := asked;
    part.indexed := true;
    part.query := coalesce(asked.query && '''#u0'''::tsquery, '''#u0'''::tsquery);
    in_lot := connectors_search_number(part, viewer, themself, NULL);
    each := 256;
    about := in_lot * each;
    IF in_lot >= greatest(enough, exact / 4) THEN RETURN; END IF;
    all_there := connectors_search_number(asked, viewer, themself, exact + 1);
    IF all_there <= exact THEN
        part := asked;
        each := 1;
        about := all_there;
    ELSIF in_lot < enough THEN
        part.query := coalesce(asked.query && '''#t0'''::tsquery, '''#t0'''::tsquery);
        each := 16;
        about := connectors_search_number(part, viewer, themself, NULL) * each;
    END IF;
END $$;

-- How many match each of several searches, by the same rule.
CREATE FUNCTION connectors_search_counts(searches connectors_asked[], {_WHO}, exact integer, enough integer)
RETURNS TABLE (about bigint, each integer) LANGUAGE plpgsql {_KEPT} AS $$
DECLARE one connectors_asked;
BEGIN
    FOREACH one IN ARRAY searches LOOP
        SELECT c.about, c.each INTO about, each FROM connectors_search_counted(one, viewer, themself, exact, enough) c;
        RETURN NEXT;
    END LOOP;
END $$;

-- Primary keys of all that match; null where there are more than `exact`.
CREATE FUNCTION connectors_search_all(asked connectors_asked, {_WHO}, exact integer)
RETURNS bigint[] LANGUAGE plpgsql {_KEPT} AS $$
DECLARE found bigint[];
BEGIN {_from_entries('found := ARRAY(SELECT e.relationship_id FROM ENTRIES LIMIT exact + 1)')}
    RETURN CASE WHEN cardinality(found) <= exact THEN found END;
END $$;
"""

_PRICE = "least(e.price_minor / 10000, 100)"
_FACTS = f"""e.seniority, e.department, e.industry, e.country, e.size_band, e.strength, (e.company_id IS NOT NULL)::int,
        e.is_verified::int, e.answers"""
_SETS = ", ".join(f"({one})" for one in [
    "e.seniority", "e.department", "e.industry", "e.country", "e.size_band", "e.strength",
    "(e.company_id IS NOT NULL)::int", "e.is_verified::int", "e.answers", f"e.currency, {_PRICE}",
])  # fmt: skip

_ALL_FACETS = f"""
        SELECT json_agg(json_build_array(g.which, coalesce(g.a, g.b, g.c, g.d, g.e, g.f::text, g.g::text, g.h::text,
                                                           g.i, g.j || g.k), g.n)) INTO counts
        FROM (SELECT 1023 - grouping({_FACTS}, e.currency) AS which, {_FACTS}, e.currency, {_PRICE}, count(*)
                FROM ENTRIES GROUP BY GROUPING SETS ({_SETS})) g (which, a, b, c, d, e, f, g, h, i, j, k, n)"""
_ONE_FACET = f"""
        SELECT json_agg(json_build_array(g.value, g.n)) INTO counts FROM (
            SELECT CASE fact WHEN 'seniority' THEN e.seniority WHEN 'department' THEN e.department
                     WHEN 'industry' THEN e.industry WHEN 'country' THEN e.country WHEN 'size' THEN e.size_band
                     WHEN 'strength' THEN e.strength::text WHEN 'named' THEN (e.company_id IS NOT NULL)::int::text
                     WHEN 'verified' THEN e.is_verified::int::text WHEN 'record' THEN e.answers
                     ELSE e.currency || {_PRICE} END AS value, count(*) AS n
            FROM ENTRIES GROUP BY 1) g"""

FACETS = f"""
-- [which, value, how many]: `which` is 1 for the last of these facts, 2 for the one before it, then 4, 8 and so on.
CREATE FUNCTION connectors_search_facets(asked connectors_asked, {_WHO}) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE counts json;
BEGIN {_from_entries(_ALL_FACETS)}
    RETURN coalesce(counts, '[]');
END $$;

-- The same for one of them.
CREATE FUNCTION connectors_search_facet(asked connectors_asked, {_WHO}, fact text)
RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE counts json;
BEGIN {_from_entries(_ONE_FACET)}
    RETURN coalesce(counts, '[]');
END $$;
"""

_ORDERS = {
    "best": ("e.best_first", "e.public_id"),
    "strength": ("e.strong_first", "e.public_id"),
    "price": ("e.currency", "e.price_minor", "e.best_first", "e.public_id"),
    "newest": ("e.new_first", "e.best_first", "e.public_id"),
}
#: The same as a value of `connectors_place`, whose unused columns are all alike.
_PLACES = {
    "best": ("", "", "e.best_first", "e.public_id"),
    "strength": ("", "", "e.strong_first", "e.public_id"),
    "price": ("e.currency", "e.price_minor", "e.best_first", "e.public_id"),
    "newest": ("", "e.new_first", "e.best_first", "e.public_id"),
}


def _walk(order: str) -> str:
    """Along the index of this order, passing over whatever reads like one that came before."""
    ours = ", ".join(_ORDERS[order])
    theirs = ours.replace("e.", "o.")
    same = f"{_MATCHES} AND {_WORDS}".replace("e.", "o.")
    parts = zip(_PLACES[order], ("first", "second", "third", "public_id"), strict=True)
    behind = ", ".join(f"(after).{part}" for column, part in parts if column)
    place = ", ".join(
        column or empty for column, empty in zip(_PLACES[order], ("''", "0", "0", ""), strict=True)
    )
    return f"""
        RETURN QUERY SELECT e.relationship_id, e.facts, ROW({place})::connectors_place
            FROM connectors_searchentry e
            WHERE ({ours}) > ({behind}) AND {_WORDS} AND {_MATCHES}
              AND NOT (grouped AND EXISTS (SELECT 1 FROM connectors_searchentry o WHERE o.facts = e.facts
                       AND ({theirs}) < ({ours}) AND {same}))
            ORDER BY {ours} LIMIT size;"""  # noqa: S608


_SORTED = """
    RETURN ARRAY(
        WITH k AS MATERIALIZED (
            SELECT e.relationship_id, CASE WHEN grouped THEN e.facts ELSE e.relationship_id END AS kind,
                   CASE sort WHEN 'price' THEN e.currency ELSE '' END AS first,
                   CASE sort WHEN 'price' THEN e.price_minor WHEN 'newest' THEN e.new_first ELSE 0 END AS second,
                   CASE sort WHEN 'strength' THEN e.strong_first ELSE e.best_first END::bigint AS third,
                   e.best_first, e.public_id
            FROM ENTRIES),
        p AS (
            SELECT f.*, row_number() OVER (ORDER BY f.first, f.second, f.third, f.public_id) AS at FROM (
                SELECT DISTINCT ON (k.kind) k.* FROM k ORDER BY k.kind, k.first, k.second, k.third, k.public_id) f
            WHERE (f.first, f.second, f.third, f.public_id)
                  > ((after).first, (after).second, (after).third, (after).public_id)
            ORDER BY f.first, f.second, f.third, f.public_id LIMIT size)
        SELECT ROW(w.at, w.number, w.relationship_id, w.ways, w.place)::connectors_way FROM (
            SELECT p.at, k.relationship_id, ROW(p.first, p.second, p.third, p.public_id)::connectors_place AS place,
                   count(*) OVER (PARTITION BY p.at) AS ways, row_number() OVER (
                       PARTITION BY p.at ORDER BY k.public_id <> p.public_id, k.best_first, k.public_id) AS number
            FROM p JOIN k USING (kind)) w
        WHERE w.number <= shown ORDER BY w.at, w.number)"""

PAGES = f"""
-- A plan that knows no limit would sort all; this one follows the index.
CREATE FUNCTION connectors_search_walk(asked connectors_asked, {_WHO}, sort text, after connectors_place,
    grouped boolean, size integer) RETURNS SETOF connectors_head LANGUAGE plpgsql STABLE
SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off AS $$
BEGIN
    IF sort = 'best' THEN {_walk("best")}
    ELSIF sort = 'strength' THEN {_walk("strength")}
    ELSIF sort = 'price' THEN {_walk("price")}
    ELSE {_walk("newest")}
    END IF;
END $$;

-- Where many match: the groups along the index, each with the best others that read like it.
CREATE FUNCTION connectors_search_walked(asked connectors_asked, {_WHO}, sort text, after connectors_place,
    grouped boolean, size integer, shown integer, alike integer) RETURNS connectors_way[] LANGUAGE plpgsql STABLE AS $$
DECLARE heads connectors_head[] :=
    ARRAY(SELECT w FROM connectors_search_walk(asked, viewer, themself, sort, after, grouped, size) w);
BEGIN
    RETURN ARRAY(
        SELECT ROW(w.at, w.number, w.relationship_id, w.ways, w.place)::connectors_way FROM (
            SELECT h.at, o.relationship_id, h.place, count(*) OVER (PARTITION BY h.at) AS ways, row_number() OVER (
                       PARTITION BY h.at ORDER BY o.first DESC, o.best_first, o.public_id) AS number
            FROM unnest(heads) WITH ORDINALITY AS h (relationship_id, facts, place, at)
            CROSS JOIN LATERAL (
                SELECT true AS first, h.relationship_id, 0 AS best_first, (h.place).public_id
                UNION ALL
                (SELECT false, e.relationship_id, e.best_first, e.public_id FROM connectors_searchentry e
                  WHERE grouped AND h.at < size AND e.facts = h.facts AND e.public_id <> (h.place).public_id
                    AND {_WORDS} AND {_MATCHES}
                  ORDER BY e.facts, e.best_first, e.public_id LIMIT alike)) o) w
        WHERE w.number <= shown ORDER BY w.at, w.number);
END $$;

-- Where few do: all that match, put together, each group at the place of its best.
CREATE FUNCTION connectors_search_sorted(asked connectors_asked, {_WHO}, sort text, after connectors_place,
    grouped boolean, size integer, shown integer) RETURNS connectors_way[] LANGUAGE plpgsql STABLE AS $$
BEGIN {_from_entries(_SORTED)}
END $$;
"""

SHOWN = """
-- Those of these listings that reps can find at this moment, as they read them: from the listings themselves.
CREATE FUNCTION connectors_shown(ids bigint[], viewer bigint, themself bigint[]) RETURNS TABLE (
    relationship_id bigint, public_id text, named boolean, stated boolean, company text, seniority text,
    department text, industry text, size_band text, country text, strength integer, currency text,
    price_minor bigint, is_verified boolean, answers text, speed text, introduced text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT v.relationship_id, v.public_id::text, v.company_id IS NOT NULL, r.company_id IS NOT NULL,
           coalesce(c.name, '')::text, v.seniority::text, v.department::text, v.industry::text, v.size_band::text,
           v.country::text, v.strength::int, v.currency::text, v.price_minor, v.is_verified, v.answers::text,
           coalesce(a.speed_band, '')::text, coalesce(a.introduced_band, '')::text
      FROM connectors_visible v JOIN connectors_relationship r ON r.id = v.relationship_id
      LEFT JOIN connectors_company c ON c.id = v.company_id
      LEFT JOIN introductions_connectorrecord a ON a.connector_id = v.connector_id
     WHERE v.relationship_id = ANY(ids) AND v.connector_id IS DISTINCT FROM viewer
       AND NOT v.prospect_id = ANY(themself);
END $$;
"""

READING = """
-- What is needed to understand a search: the industries by which one can filter, a step from one to the next in the
-- index, and who the viewer is themself in the networks of others.
CREATE FUNCTION connectors_search_ground(key_ids text[], digests text[], OUT industries text[], OUT themself bigint[])
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
BEGIN
    industries := ARRAY(
        WITH RECURSIVE each AS (
            (SELECT c.industry FROM connectors_company c WHERE c.industry > '' ORDER BY c.industry LIMIT 1)
            UNION ALL
            SELECT (SELECT c.industry FROM connectors_company c WHERE c.industry > each.industry
                    ORDER BY c.industry LIMIT 1) FROM each WHERE each.industry IS NOT NULL)
        SELECT each.industry FROM each WHERE each.industry IS NOT NULL);
    themself := ARRAY(
        SELECT DISTINCT k.prospect_id FROM unnest(key_ids, digests) AS o (key_id, digest)
        JOIN connectors_prospectkey k ON k.kind = 'email' AND k.key_id = o.key_id AND k.digest = o.digest);
END $$;

-- Of these keys the companies that some listing shows, and of these words those that some listing shows.
CREATE FUNCTION connectors_search_names(keys text[], words text[]) RETURNS TABLE (said text, name text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
BEGIN
    RETURN QUERY SELECT c.key::text, c.name::text FROM connectors_company c WHERE c.key = ANY(keys)
        AND EXISTS (SELECT 1 FROM connectors_searchentry e WHERE e.company_id = c.id);
    RETURN QUERY SELECT w.word, NULL::text FROM connectors_searchword w WHERE w.word = ANY(words);
END $$;
"""

PAGE = """
-- One page of search: what is on it, one group more if there is one, and the counts of every filter. `names` are the
-- filters that are set, `others` the same search without each of them.
CREATE FUNCTION connectors_search(asked connectors_asked, names text[], others connectors_asked[], viewer bigint,
    themself bigint[], sort text, after connectors_place, grouped boolean, size integer, shown integer, alike integer,
    exact integer, enough integer) RETURNS json
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    found record;
    other record;
    ways connectors_way[];
    ids bigint[];
    facets json;
    without json[] := ARRAY[]::json[];
    market real;
BEGIN
    SELECT * INTO found FROM connectors_search_counted(asked, viewer, themself, exact, enough);
    facets := connectors_search_facets(found.part, viewer, themself);
    FOR at IN 1 .. cardinality(names) LOOP
        SELECT * INTO other FROM connectors_search_counted(others[at], viewer, themself, exact, enough);
        without := without || json_build_array(
            other.each, connectors_search_facet(other.part, viewer, themself, names[at]));
    END LOOP;
    SELECT reltuples INTO market FROM pg_class WHERE oid = 'connectors_searchentry'::regclass;
    -- Few of a large market are sorted sooner than they are met along an index.
    IF found.each = 1 OR (asked.indexed AND found.about::float * found.about < size * market) THEN
        ways := connectors_search_sorted(asked, viewer, themself, sort, after, grouped, size + 1, shown);
    ELSE
        ways := connectors_search_walked(asked, viewer, themself, sort, after, grouped, size + 1, shown, alike);
    END IF;
    ids := ARRAY(SELECT w.relationship_id FROM unnest(ways) w WHERE w.at <= size);
    RETURN json_build_object(
        'each', found.each, 'about', found.about, 'facets', facets, 'without', without,
        'ways', (SELECT coalesce(json_agg(json_build_array(w.at, w.relationship_id, w.ways, (w.place).first,
                    (w.place).second, (w.place).third, (w.place).public_id)), '[]') FROM unnest(ways) w),
        'starred', (SELECT coalesce(json_agg(l.listing), '[]') FROM connectors_shortlistentry l
                    WHERE l.owner_id = viewer AND l.listing IN (
                        SELECT r.public_id FROM connectors_relationship r WHERE r.id = ANY(ids))),
        'shown', (SELECT coalesce(json_agg(s), '[]') FROM connectors_shown(ids, NULL, '{}') s));
END $$;
"""

AWAY = """
DROP FUNCTION connectors_search, connectors_search_names, connectors_search_ground, connectors_shown,
    connectors_search_sorted, connectors_search_walked, connectors_search_walk, connectors_search_facet,
    connectors_search_facets, connectors_search_all, connectors_search_counts, connectors_search_counted,
    connectors_search_number;
DROP TYPE connectors_way, connectors_head, connectors_place, connectors_asked;
"""


class Migration(migrations.Migration):
    dependencies = [("connectors", "0022_objections_wait_for_nobody")]

    operations = [migrations.RunSQL(TYPES + MATCHING + FACETS + PAGES + SHOWN + READING + PAGE, AWAY)]
