"""The log of staff actions stays append-only but for one thing: an erased prospect's name goes from a reason."""

from django.db import migrations

RULES = """
DROP TRIGGER staff_actions_stay ON accounts_staffaction;
CREATE TRIGGER staff_actions_stay BEFORE DELETE OR TRUNCATE ON accounts_staffaction
    FOR EACH STATEMENT EXECUTE FUNCTION log_append_only();

CREATE FUNCTION staff_actions_stay_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('sidedoor.removing', true) IS DISTINCT FROM 'on'
       OR to_jsonb(NEW) - 'reason' IS DISTINCT FROM to_jsonb(OLD) - 'reason'
       OR NEW.reason NOT LIKE '%[removed]%' THEN
        RAISE EXCEPTION 'this log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER staff_actions_stay_as_written BEFORE UPDATE ON accounts_staffaction
    FOR EACH ROW EXECUTE FUNCTION staff_actions_stay_as_written();
"""

UNDO = """
DROP TRIGGER staff_actions_stay_as_written ON accounts_staffaction;
DROP FUNCTION staff_actions_stay_as_written;
DROP TRIGGER staff_actions_stay ON accounts_staffaction;
CREATE TRIGGER staff_actions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_staffaction
    FOR EACH STATEMENT EXECUTE FUNCTION log_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sanctions")]
    operations = [migrations.RunSQL(RULES, UNDO)]
