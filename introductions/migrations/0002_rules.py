"""What the database itself keeps true of introductions: their history, and who changes a state."""

from django.db import migrations

RULES = """
-- History is append-only. Only its note may change, where a name is removed or a new key is at work.
CREATE FUNCTION history_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER history_is_immutable BEFORE DELETE OR TRUNCATE ON introductions_event
    FOR EACH STATEMENT EXECUTE FUNCTION history_append_only();
CREATE FUNCTION history_stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('sidedoor.removing', true) IS DISTINCT FROM 'on'
       OR to_jsonb(NEW) - 'note' IS DISTINCT FROM to_jsonb(OLD) - 'note' THEN
        RAISE EXCEPTION 'history is append-only: % is refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER history_stays_as_written BEFORE UPDATE ON introductions_event
    FOR EACH ROW EXECUTE FUNCTION history_stays_as_written();

-- No state changes without its event in the same transaction.
ALTER TABLE introductions_event ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id();
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


class Migration(migrations.Migration):
    dependencies = [("introductions", "0001_initial")]
    operations = [migrations.RunSQL(RULES)]
