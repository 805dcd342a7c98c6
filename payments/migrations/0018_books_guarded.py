"""An entry has its legs from the start and gets no other; none is dated ahead; ordered calls stay."""

from typing import Any

from django.conf import settings
from django.db import migrations

RULES = """
CREATE FUNCTION ledger_legs_at_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    SELECT a.entry_id INTO wrong
        FROM (SELECT entry_id, count(*) AS legs FROM added GROUP BY entry_id) a
        WHERE a.legs <> (SELECT count(*) FROM payments_posting p WHERE p.entry_id = a.entry_id)
        LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'entry % has its legs already', wrong USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER legs_come_at_once AFTER INSERT ON payments_posting
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_legs_at_once();

-- At the end of the transaction: so legs can only be of the transaction that wrote their entry.
CREATE FUNCTION ledger_entry_has_legs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payments_posting WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'entry % has no legs', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entries_have_legs AFTER INSERT ON payments_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_has_legs();

CREATE FUNCTION ledger_entry_is_past() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.at > ledger_latest() THEN
        RAISE EXCEPTION 'an entry cannot be dated ahead: %', NEW.at USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entries_are_of_the_past BEFORE INSERT ON payments_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_is_past();

CREATE FUNCTION provider_calls_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND
       (NEW.operation, NEW.payment_id, NEW.checkout_id, NEW.payout_account_id, NEW.n, NEW.key,
        NEW.target, NEW.parameters)
       IS NOT DISTINCT FROM
       (OLD.operation, OLD.payment_id, OLD.checkout_id, OLD.payout_account_id, OLD.n, OLD.key,
        OLD.target, OLD.parameters)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a call to the provider stays as it was ordered: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER calls_stay BEFORE DELETE OR TRUNCATE ON payments_wish
    FOR EACH STATEMENT EXECUTE FUNCTION provider_calls_stay();
CREATE TRIGGER calls_stay_as_ordered BEFORE UPDATE ON payments_wish
    FOR EACH ROW EXECUTE FUNCTION provider_calls_stay();

-- The application may insert legs, and by that alone change a balance.
ALTER FUNCTION ledger_keep_balance() SECURITY DEFINER SET search_path = public, pg_temp;
"""
UNDO = """
ALTER FUNCTION ledger_keep_balance() SECURITY INVOKER RESET search_path;
DROP TRIGGER calls_stay_as_ordered ON payments_wish;
DROP TRIGGER calls_stay ON payments_wish;
DROP TRIGGER entries_are_of_the_past ON payments_entry;
DROP TRIGGER entries_have_legs ON payments_entry;
DROP TRIGGER legs_come_at_once ON payments_posting;
DROP FUNCTION provider_calls_stay, ledger_entry_is_past, ledger_entry_has_legs, ledger_legs_at_once;
DROP FUNCTION ledger_latest;
"""
LATEST = """
CREATE FUNCTION ledger_latest() RETURNS timestamptz LANGUAGE sql AS $$ SELECT %s $$
"""


def say_latest(apps: Any, schema_editor: Any) -> None:
    """The database's own clock, and a little for another machine's. The demo's clock runs ahead of it."""
    ahead = settings.DEMO
    latest = "'infinity'::timestamptz" if ahead else "clock_timestamp() + interval '5 minutes'"
    schema_editor.execute(LATEST % latest)


class Migration(migrations.Migration):
    dependencies = [("payments", "0017_changes_are_counted")]
    operations = [
        migrations.RunPython(say_latest, migrations.RunPython.noop),
        migrations.RunSQL(RULES, UNDO),
    ]
