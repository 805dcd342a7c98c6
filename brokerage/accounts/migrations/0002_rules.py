"""What the database itself keeps true of staff's logs and of sanctions."""

from django.db import migrations

RULES = """
-- What staff did and saw is append-only. Only the words may change, where a prospect's name is removed.
CREATE FUNCTION log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER staff_actions_stay BEFORE DELETE OR TRUNCATE ON accounts_staffaction
    FOR EACH STATEMENT EXECUTE FUNCTION log_append_only();
CREATE TRIGGER reveals_stay BEFORE DELETE OR TRUNCATE ON accounts_reveal
    FOR EACH STATEMENT EXECUTE FUNCTION log_append_only();
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
CREATE TRIGGER staff_actions_stay_as_written BEFORE UPDATE ON accounts_staffaction
    FOR EACH ROW EXECUTE FUNCTION log_stays_as_written('reason');
CREATE TRIGGER reveals_stay_as_written BEFORE UPDATE ON accounts_reveal
    FOR EACH ROW EXECUTE FUNCTION log_stays_as_written('ground');

-- A sanction can be lifted, once; else it stays as it was said.
CREATE FUNCTION sanctions_stay_as_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.lifted_at IS NOT NULL AND
       (NEW.lifted_at, NEW.lifted_by_id, NEW.lifted_reason)
       IS DISTINCT FROM (OLD.lifted_at, OLD.lifted_by_id, OLD.lifted_reason) OR
       (NEW.public_id, NEW.person_id, NEW.kind, NEW.code, NEW.reason, NEW.given_by_id, NEW.given_at,
        NEW.until, NEW.effects, NEW.seconded_by_id, NEW.carried_from_id)
       IS DISTINCT FROM
       (OLD.public_id, OLD.person_id, OLD.kind, OLD.code, OLD.reason, OLD.given_by_id, OLD.given_at,
        OLD.until, OLD.effects, OLD.seconded_by_id, OLD.carried_from_id)
    THEN
        RAISE EXCEPTION 'a sanction stays as it was said: it can only be lifted, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sanctions_stay_as_said BEFORE UPDATE ON accounts_sanction
    FOR EACH ROW EXECUTE FUNCTION sanctions_stay_as_said();
CREATE TRIGGER sanctions_stay BEFORE DELETE OR TRUNCATE ON accounts_sanction
    FOR EACH STATEMENT EXECUTE FUNCTION log_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(RULES)]
