"""An erased prospect's name goes from the ground of a reveal, too: one rule for both logs."""

from django.db import migrations

RULES = """
CREATE FUNCTION log_stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE words text := TG_ARGV[0];
BEGIN
    IF current_setting('sidedoor.removing', true) IS DISTINCT FROM 'on'
       OR to_jsonb(NEW) - words IS DISTINCT FROM to_jsonb(OLD) - words
       OR to_jsonb(NEW) ->> words NOT LIKE '%[removed]%' THEN
        RAISE EXCEPTION 'this log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER staff_actions_stay_as_written ON accounts_staffaction;
DROP FUNCTION staff_actions_stay_as_written;
CREATE TRIGGER staff_actions_stay_as_written BEFORE UPDATE ON accounts_staffaction
    FOR EACH ROW EXECUTE FUNCTION log_stays_as_written('reason');

DROP TRIGGER reveals_stay ON accounts_reveal;
CREATE TRIGGER reveals_stay BEFORE DELETE OR TRUNCATE ON accounts_reveal
    FOR EACH STATEMENT EXECUTE FUNCTION log_append_only();
CREATE TRIGGER reveals_stay_as_written BEFORE UPDATE ON accounts_reveal
    FOR EACH ROW EXECUTE FUNCTION log_stays_as_written('ground');
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_removed")]
    operations = [migrations.RunSQL(RULES, migrations.RunSQL.noop)]
