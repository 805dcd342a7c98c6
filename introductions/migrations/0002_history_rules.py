"""History is append-only, and no state changes without its event in the same transaction."""

from django.db import migrations

RULES = """
ALTER TABLE introductions_event ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION history_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER history_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON introductions_event
    FOR EACH STATEMENT EXECUTE FUNCTION history_append_only();

CREATE FUNCTION state_has_its_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM introductions_event e
        WHERE e.introduction_id = NEW.id AND e.source = OLD.state AND e.target = NEW.state
          AND e.transaction_id = pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'the state of introduction % changed without its event', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER one_writer_of_the_state AFTER UPDATE OF state ON introductions_introduction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION state_has_its_event();
"""

UNDO = """
DROP TRIGGER one_writer_of_the_state ON introductions_introduction;
DROP TRIGGER history_is_immutable ON introductions_event;
DROP FUNCTION state_has_its_event, history_append_only;
ALTER TABLE introductions_event DROP COLUMN transaction_id;
"""


class Migration(migrations.Migration):
    dependencies = [("introductions", "0001_initial")]
    operations = [migrations.RunSQL(RULES, UNDO)]
