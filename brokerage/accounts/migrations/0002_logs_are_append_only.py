"""The log of staff actions, of reveals and of accepted terms cannot be rewritten."""

from django.db import migrations

RULES = """
CREATE FUNCTION log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER staff_actions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_staffaction
    FOR EACH STATEMENT EXECUTE FUNCTION log_append_only();
CREATE TRIGGER reveals_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_reveal
    FOR EACH STATEMENT EXECUTE FUNCTION log_append_only();
"""

UNDO = """
DROP TRIGGER reveals_stay ON accounts_reveal;
DROP TRIGGER staff_actions_stay ON accounts_staffaction;
DROP FUNCTION log_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(RULES, UNDO)]
