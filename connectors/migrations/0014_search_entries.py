import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import brokerage.kit.clock

# What reps can find, and what each listing says: the one definition. Facts by which one can filter
# stand among the
# words behind a "#"; "#t0" to "#t15" and "#u0" to "#u255" are lots, drawn by the id, to count a part of many.
VIEW = """
CREATE VIEW connectors_visible AS
SELECT r.id AS relationship_id, r.public_id, r.connector_id, r.prospect_id,
       CASE WHEN r.company_shown THEN r.company_id END AS company_id,
       r.shown_seniority AS seniority, r.shown_department AS department, r.shown_industry AS industry,
       r.shown_size AS size_band, r.shown_country AS country, s.strength, r.currency, r.price_minor,
       s.is_verified, s.answers,
       hashtextextended(concat_ws('|', r.company_shown, CASE WHEN r.company_shown THEN r.company_id END,
           r.shown_seniority, r.shown_department, r.shown_industry, r.shown_size, r.shown_country), 0)
               AS facts,
       (100 - s.strength * 10 - CASE WHEN s.is_verified THEN 3 ELSE 0 END
            - CASE s.answers WHEN 'nearly_all' THEN 5 WHEN 'most' THEN 3 WHEN 'new' THEN 1 ELSE 0 END
       )::smallint AS best_first,
       (10 - s.strength)::smallint AS strong_first,
       -(extract(epoch FROM date_trunc('week', r.listed_at AT TIME ZONE 'UTC')) / 604800)::int AS new_first,
       array_to_tsvector(array_remove(string_to_array(r.search_text, ' '), '') || ARRAY[
           '#s' || r.shown_seniority, '#d' || r.shown_department, '#i' || r.shown_industry,
           '#z' || r.shown_size, '#c' || r.shown_country, '#m' || r.currency, '#a' || s.answers,
           '#n' || r.company_shown::int, '#v' || s.is_verified::int,
           '#t' || (s.lot >> 4), '#u' || s.lot
       ] || CASE WHEN r.company_shown THEN ARRAY['#k' || r.company_id] ELSE ARRAY[]::text[] END
         || ARRAY(SELECT '#g' || step FROM generate_series(1, s.strength) AS step)) AS words
FROM connectors_relationship r
JOIN accounts_user u ON u.id = r.connector_id
LEFT JOIN connectors_connectorprofile p ON p.user_id = r.connector_id
LEFT JOIN introductions_connectorrecord a ON a.connector_id = r.connector_id
CROSS JOIN LATERAL (
    SELECT greatest(r.strength - r.faded_by, 1)::smallint AS strength, p.verified_at IS NOT NULL
        AS is_verified,
           coalesce(a.answers_band, 'new') AS answers, get_byte(uuid_send(r.public_id), 15) AS lot) AS s
WHERE r.listed_at IS NOT NULL
  AND u.is_active AND u.is_connector AND u.suspended_at IS NULL AND u.closed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM connectors_prospectkey k JOIN connectors_suppression x USING (kind,
      key_id, digest)
                  WHERE k.prospect_id = r.prospect_id)
  AND NOT EXISTS (SELECT 1 FROM connectors_suppression x
                  WHERE x.kind = 'domain' AND x.key_id = r.domain_key_id AND x.digest = r.domain_digest)
  AND NOT EXISTS (SELECT 1 FROM connectors_suppression x
                  WHERE x.kind = 'profile' AND x.key_id = r.profile_key_id AND x.digest = r.profile_digest);
"""

# One function brings some rows up to date; triggers call it with whatever a statement has touched.
REFRESH = """
CREATE FUNCTION connectors_refresh_search(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF ids IS NULL OR cardinality(ids) = 0 THEN RETURN; END IF;
    DELETE FROM connectors_searchentry e WHERE e.relationship_id = ANY(ids)
        AND NOT EXISTS (SELECT 1 FROM connectors_visible v WHERE v.relationship_id = e.relationship_id);
    WITH kept AS (
        INSERT INTO connectors_searchentry AS e
            (relationship_id, public_id, connector_id, prospect_id, company_id, seniority, department,
                industry,
             size_band, country, strength, currency, price_minor, is_verified, answers, facts, best_first,
             strong_first, new_first, words)
        SELECT relationship_id, public_id, connector_id, prospect_id, company_id, seniority, department,
            industry,
               size_band, country, strength, currency, price_minor, is_verified, answers, facts, best_first,
               strong_first, new_first, words
        FROM connectors_visible WHERE relationship_id = ANY(ids) ORDER BY relationship_id
        ON CONFLICT (relationship_id) DO UPDATE SET
            (public_id, connector_id, prospect_id, company_id, seniority, department, industry,
                size_band, country,
             strength, currency, price_minor, is_verified, answers, facts, best_first, strong_first,
                 new_first, words)
            = (excluded.public_id, excluded.connector_id, excluded.prospect_id, excluded.company_id,
               excluded.seniority, excluded.department, excluded.industry, excluded.size_band,
                   excluded.country,
               excluded.strength, excluded.currency, excluded.price_minor, excluded.is_verified,
                   excluded.answers,
               excluded.facts, excluded.best_first, excluded.strong_first, excluded.new_first, excluded.words)
            WHERE e IS DISTINCT FROM excluded
        RETURNING e.words)
    INSERT INTO connectors_searchword (word)
    SELECT DISTINCT w.lexeme FROM kept, unnest(kept.words) AS w
    WHERE w.lexeme NOT LIKE '#%' AND NOT EXISTS (SELECT 1 FROM connectors_searchword o
        WHERE o.word = w.lexeme)
    ORDER BY 1
    ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION connectors_search_rows_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM connectors_refresh_search(ARRAY(SELECT id FROM touched WHERE listed_at IS NOT NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER search_rows_came AFTER INSERT ON connectors_relationship
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_rows_came();

CREATE FUNCTION connectors_search_rows_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM connectors_refresh_search(ARRAY(
        SELECT n.id FROM touched n JOIN before o ON o.id = n.id
        WHERE (n.listed_at IS NOT NULL OR o.listed_at IS NOT NULL)
          AND (n.listed_at, n.public_id, n.connector_id, n.prospect_id, n.company_id, n.company_shown,
               n.shown_seniority, n.shown_department, n.shown_industry, n.shown_size, n.shown_country,
               n.search_text, n.strength, n.faded_by, n.currency, n.price_minor, n.domain_key_id,
               n.domain_digest, n.profile_key_id, n.profile_digest)
              IS DISTINCT FROM
              (o.listed_at, o.public_id, o.connector_id, o.prospect_id, o.company_id, o.company_shown,
               o.shown_seniority, o.shown_department, o.shown_industry, o.shown_size, o.shown_country,
               o.search_text, o.strength, o.faded_by, o.currency, o.price_minor, o.domain_key_id,
               o.domain_digest, o.profile_key_id, o.profile_digest)));
    RETURN NULL;
END $$;
CREATE TRIGGER search_rows_changed AFTER UPDATE ON connectors_relationship
REFERENCING NEW TABLE AS touched OLD TABLE AS before
FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_rows_changed();

CREATE FUNCTION connectors_search_rows_went() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM connectors_searchentry WHERE relationship_id IN (SELECT id FROM touched);
    RETURN NULL;
END $$;
CREATE TRIGGER search_rows_went AFTER DELETE ON connectors_relationship
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_rows_went();

CREATE FUNCTION connectors_search_connector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM connectors_refresh_search(ARRAY(
        SELECT id FROM connectors_relationship
        WHERE connector_id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint
          AND listed_at IS NOT NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER search_standing AFTER UPDATE ON accounts_user FOR EACH ROW
WHEN ((OLD.is_active, OLD.is_connector, OLD.suspended_at IS NULL, OLD.closed_at IS NULL)
      IS DISTINCT FROM (NEW.is_active, NEW.is_connector, NEW.suspended_at IS NULL, NEW.closed_at IS NULL))
EXECUTE FUNCTION connectors_search_connector('id');
CREATE TRIGGER search_profile_came AFTER INSERT ON connectors_connectorprofile FOR EACH ROW
WHEN (NEW.verified_at IS NOT NULL) EXECUTE FUNCTION connectors_search_connector('user_id');
CREATE TRIGGER search_profile_changed AFTER UPDATE ON connectors_connectorprofile FOR EACH ROW
WHEN ((OLD.verified_at IS NULL) IS DISTINCT FROM (NEW.verified_at IS NULL))
EXECUTE FUNCTION connectors_search_connector('user_id');
CREATE TRIGGER search_record_came AFTER INSERT ON introductions_connectorrecord FOR EACH ROW
WHEN (NEW.answers_band <> 'new') EXECUTE FUNCTION connectors_search_connector('connector_id');
CREATE TRIGGER search_record_changed AFTER UPDATE ON introductions_connectorrecord FOR EACH ROW
WHEN (OLD.answers_band IS DISTINCT FROM NEW.answers_band)
EXECUTE FUNCTION connectors_search_connector('connector_id');

CREATE FUNCTION connectors_search_objections() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM connectors_refresh_search(ARRAY(
        SELECT r.id FROM touched x JOIN connectors_prospectkey k USING (kind, key_id, digest)
        JOIN connectors_relationship r ON r.prospect_id = k.prospect_id WHERE r.listed_at IS NOT NULL
        UNION
        SELECT r.id FROM touched x JOIN connectors_relationship r
          ON r.domain_digest = x.digest AND r.domain_key_id = x.key_id
        WHERE x.kind = 'domain' AND r.listed_at IS NOT NULL
        UNION
        SELECT r.id FROM touched x JOIN connectors_relationship r
          ON r.profile_digest = x.digest AND r.profile_key_id = x.key_id
        WHERE x.kind = 'profile' AND r.listed_at IS NOT NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER search_objections_came AFTER INSERT ON connectors_suppression
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_objections();
CREATE TRIGGER search_objections_changed AFTER UPDATE ON connectors_suppression
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_objections();
CREATE TRIGGER search_objections_left AFTER UPDATE ON connectors_suppression
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_objections();
CREATE TRIGGER search_objections_went AFTER DELETE ON connectors_suppression
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_objections();

CREATE FUNCTION connectors_search_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM connectors_refresh_search(ARRAY(
        SELECT r.id FROM connectors_relationship r
        WHERE r.prospect_id IN (SELECT prospect_id FROM touched) AND r.listed_at IS NOT NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER search_keys_came AFTER INSERT ON connectors_prospectkey
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_people();
CREATE TRIGGER search_keys_changed AFTER UPDATE ON connectors_prospectkey
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_people();
CREATE TRIGGER search_keys_left AFTER UPDATE ON connectors_prospectkey
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_people();
CREATE TRIGGER search_keys_went AFTER DELETE ON connectors_prospectkey
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_search_people();
"""
FILL = """
SELECT connectors_refresh_search(ARRAY(
    SELECT id FROM connectors_relationship WHERE listed_at IS NOT NULL))
"""
AWAY = """
DROP FUNCTION connectors_search_people() CASCADE;
DROP FUNCTION connectors_search_objections() CASCADE;
DROP FUNCTION connectors_search_connector() CASCADE;
DROP FUNCTION connectors_search_rows_went() CASCADE;
DROP FUNCTION connectors_search_rows_changed() CASCADE;
DROP FUNCTION connectors_search_rows_came() CASCADE;
DROP FUNCTION connectors_refresh_search(bigint[]);
DROP VIEW connectors_visible;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0013_files_that_wait"),
        # How a connector answers is known one floor up; only the database looks there.
        ("introductions", "0005_records_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"),
                        name="search_word_trgm",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "relationship",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="connectors.relationship",
                    ),
                ),
                ("public_id", models.UUIDField(unique=True)),
                ("connector_id", models.BigIntegerField(db_index=True)),
                (
                    "company_id",
                    models.BigIntegerField(help_text="only where its name is shown", null=True),
                ),
                ("seniority", models.CharField(max_length=12)),
                ("department", models.CharField(max_length=20)),
                ("industry", models.CharField(max_length=80)),
                ("size_band", models.CharField(max_length=10)),
                ("country", models.CharField(max_length=2)),
                ("strength", models.SmallIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("price_minor", models.BigIntegerField()),
                ("is_verified", models.BooleanField()),
                (
                    "answers",
                    models.CharField(help_text="band of its connector's record", max_length=12),
                ),
                (
                    "facts",
                    models.BigIntegerField(
                        help_text="equal where all that is shown of the person is"
                    ),
                ),
                ("best_first", models.SmallIntegerField()),
                ("strong_first", models.SmallIntegerField()),
                ("new_first", models.IntegerField(help_text="by the week in which it was listed")),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "prospect",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="connectors.prospect",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["words"], name="search_words"
                    ),
                    models.Index(fields=["best_first", "public_id"], name="search_best"),
                    models.Index(fields=["strong_first", "public_id"], name="search_strong"),
                    models.Index(
                        fields=["new_first", "best_first", "public_id"], name="search_new"
                    ),
                    models.Index(
                        fields=["currency", "price_minor", "best_first", "public_id"],
                        name="search_price",
                    ),
                    models.Index(fields=["facts", "best_first", "public_id"], name="search_alike"),
                    models.Index(
                        condition=models.Q(("company_id__isnull", False)),
                        fields=["company_id"],
                        name="search_company",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=brokerage.kit.clock.now)),
                ("entries", models.PositiveIntegerField()),
                ("differences", models.PositiveIntegerField(help_text="rows that were wrong, and are mended")),
            ],
        ),
        migrations.RunSQL(VIEW + REFRESH, AWAY),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
