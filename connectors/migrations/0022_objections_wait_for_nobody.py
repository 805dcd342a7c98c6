from django.db import migrations

# Whoever objects waits for nobody: a row of search that somebody else is writing stays behind, is never shown
# (search looks again), and goes within a minute (`settle_search`). Otherwise an objection, which locks rows of
# search before listings, and a change of listings, which locks them the other way round, could end each other.
# How a connector answers reaches search at night, for all at once: not in the move that changes it, which would
# write all their listings, and tell in one moment which listings are of one connector.
WAIT_FOR_NOBODY = """
CREATE FUNCTION connectors_hide_from_search(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM connectors_searchentry WHERE relationship_id IN (
        SELECT e.relationship_id FROM connectors_searchentry e
        WHERE e.relationship_id = ANY(ids)
          AND NOT EXISTS (SELECT 1 FROM connectors_visible v WHERE v.relationship_id = e.relationship_id)
        ORDER BY 1 FOR UPDATE SKIP LOCKED)
$$;

CREATE OR REPLACE FUNCTION connectors_search_objections() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[] := ARRAY(
    SELECT r.id FROM touched x JOIN connectors_prospectkey k USING (kind, key_id, digest)
    JOIN connectors_relationship r ON r.prospect_id = k.prospect_id WHERE r.listed_at IS NOT NULL
    UNION
    SELECT r.id FROM touched x JOIN connectors_relationship r
      ON r.domain_digest = x.digest AND r.domain_key_id = x.key_id
    WHERE x.kind = 'domain' AND r.listed_at IS NOT NULL
    UNION
    SELECT r.id FROM touched x JOIN connectors_relationship r
      ON r.profile_digest = x.digest AND r.profile_key_id = x.key_id
    WHERE x.kind = 'profile' AND r.listed_at IS NOT NULL);
BEGIN
    IF TG_NAME IN ('search_objections_came', 'search_objections_changed') THEN
        PERFORM connectors_hide_from_search(ids);
    ELSE
        PERFORM connectors_refresh_search(ids);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION connectors_search_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM connectors_hide_from_search(ARRAY(
        SELECT r.id FROM connectors_relationship r
        WHERE r.prospect_id IN (SELECT prospect_id FROM touched) AND r.listed_at IS NOT NULL));
    RETURN NULL;
END $$;

DROP TRIGGER search_record_came ON introductions_connectorrecord;
DROP TRIGGER search_record_changed ON introductions_connectorrecord;
"""


class Migration(migrations.Migration):
    dependencies = [("connectors", "0021_search_choices")]

    operations = [migrations.RunSQL(WAIT_FOR_NOBODY, migrations.RunSQL.noop)]
