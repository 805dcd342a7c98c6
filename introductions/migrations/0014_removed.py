"""The history stays append-only but for one thing: a prospect's name typed into a note can be removed."""

from django.db import migrations

RULES = """
DROP TRIGGER history_is_immutable ON introductions_event;
CREATE TRIGGER history_is_immutable BEFORE DELETE OR TRUNCATE ON introductions_event
    FOR EACH STATEMENT EXECUTE FUNCTION history_append_only();

CREATE FUNCTION history_stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('sidedoor.removing', true) IS DISTINCT FROM 'on'
       OR to_jsonb(NEW) - 'note' IS DISTINCT FROM to_jsonb(OLD) - 'note'
       OR NEW.note NOT LIKE '%[removed]%' THEN
        RAISE EXCEPTION 'history is append-only: % is refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER history_stays_as_written BEFORE UPDATE ON introductions_event
    FOR EACH ROW EXECUTE FUNCTION history_stays_as_written();
"""

UNDO = """
DROP TRIGGER history_stays_as_written ON introductions_event;
DROP FUNCTION history_stays_as_written;
DROP TRIGGER history_is_immutable ON introductions_event;
CREATE TRIGGER history_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON introductions_event
    FOR EACH STATEMENT EXECUTE FUNCTION history_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("introductions", "0013_removals")]
    operations = [migrations.RunSQL(RULES, UNDO)]
