"""What listings show of their connectors is a copy, replaced once a night for all (docs/decisions/0066)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The row `s` says what the listing shows of itself and, from the night's copy, of its connector.
VIEW = """
CREATE OR REPLACE VIEW connectors_visible AS
SELECT r.id AS relationship_id, r.public_id, r.connector_id, r.prospect_id,
       CASE WHEN r.company_shown THEN r.company_id END AS company_id,
       r.shown_seniority AS seniority, r.shown_department AS department, r.shown_industry AS industry,
       r.shown_size AS size_band, r.shown_country AS country, s.strength, r.currency, r.price_minor,
       s.is_verified, s.answers,
       hashtextextended(concat_ws('|', r.company_shown, CASE WHEN r.company_shown THEN r.company_id END,
           r.shown_seniority, r.shown_department, r.shown_industry, r.shown_size, r.shown_country), 0) AS facts,
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
LEFT JOIN connectors_shownrecord a ON a.connector_id = r.connector_id
CROSS JOIN LATERAL (
    SELECT greatest(r.strength - r.faded_by, 1)::smallint AS strength,
           coalesce(a.is_verified, false) AS is_verified, coalesce(a.answers, 'new') AS answers,
           get_byte(uuid_send(r.public_id), 15) AS lot) AS s
WHERE r.listed_at IS NOT NULL
  AND u.is_active AND u.is_connector AND u.suspended_at IS NULL AND u.closed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM connectors_prospectkey k
                    JOIN connectors_suppression x USING (kind, key_id, digest) WHERE k.prospect_id = r.prospect_id)
  AND NOT EXISTS (SELECT 1 FROM connectors_suppression x
                  WHERE x.kind = 'domain' AND x.key_id = r.domain_key_id AND x.digest = r.domain_digest)
  AND NOT EXISTS (SELECT 1 FROM connectors_suppression x
                  WHERE x.kind = 'profile' AND x.key_id = r.profile_key_id AND x.digest = r.profile_digest);
"""
SHOWN = """
CREATE OR REPLACE FUNCTION connectors_shown(ids bigint[], viewer bigint, themself bigint[]) RETURNS TABLE (
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
           coalesce(a.speed, '')::text, coalesce(a.introduced, '')::text
      FROM connectors_visible v JOIN connectors_relationship r ON r.id = v.relationship_id
      LEFT JOIN connectors_company c ON c.id = v.company_id
      LEFT JOIN connectors_shownrecord a ON a.connector_id = v.connector_id
     WHERE v.relationship_id = ANY(ids) AND v.connector_id IS DISTINCT FROM viewer
       AND NOT v.prospect_id = ANY(themself);
END $$;
"""
# A mark that the desk gives reaches listings at night, too.
TRIGGERS = """
DROP TRIGGER search_profile_came ON connectors_connectorprofile;
DROP TRIGGER search_profile_changed ON connectors_connectorprofile;
"""
# What listings show at this moment is what they go on showing until the night.
FILL = """
INSERT INTO connectors_shownrecord (connector_id, is_verified, answers, speed, introduced)
SELECT u.id, p.verified_at IS NOT NULL, coalesce(a.answers_band, 'new'), coalesce(a.speed_band, ''),
       coalesce(a.introduced_band, '')
  FROM accounts_user u LEFT JOIN connectors_connectorprofile p ON p.user_id = u.id
  LEFT JOIN introductions_connectorrecord a ON a.connector_id = u.id
 WHERE u.is_connector;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0024_more_names_of_companies"),
        ("introductions", "0005_records_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShownRecord",
            fields=[
                (
                    "connector",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="shown_record",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_verified", models.BooleanField()),
                (
                    "answers",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("some", "some"),
                            ("most", "most"),
                            ("nearly_all", "nearly all"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "speed",
                    models.CharField(
                        blank=True, choices=[("day", "day"), ("days", "days")], max_length=4
                    ),
                ),
                (
                    "introduced",
                    models.CharField(
                        blank=True, choices=[("some", "some"), ("many", "many")], max_length=4
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(VIEW + SHOWN + TRIGGERS, migrations.RunSQL.noop),
    ]
