"""The ledger's rules once per statement instead of once per posting: whatever is added balances at once.

Before, an entry had to balance at the end of the transaction, and each posting moved its account by itself.
"""

from django.db import migrations

ONCE = """
DROP TRIGGER entries_balance ON payments_posting;
DROP TRIGGER balances_follow_postings ON payments_posting;

CREATE OR REPLACE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    SELECT p.entry_id INTO wrong FROM added p JOIN payments_ledgeraccount a ON a.id = p.account_id
        GROUP BY p.entry_id, a.currency HAVING sum(p.amount) <> 0 LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'entry % does not balance', wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entries_balance AFTER INSERT ON payments_posting
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_balances();

CREATE OR REPLACE FUNCTION ledger_keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved record;
BEGIN
    -- In the order of the accounts' ids: no two entries can deadlock.
    FOR moved IN
        SELECT account_id, sum(amount) AS amount FROM added GROUP BY account_id ORDER BY account_id
    LOOP
        UPDATE payments_ledgeraccount SET balance = balance + moved.amount
            WHERE id = moved.account_id;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER balances_follow_postings AFTER INSERT ON payments_posting
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_balance();
"""

EACH = """
DROP TRIGGER entries_balance ON payments_posting;
DROP TRIGGER balances_follow_postings ON payments_posting;

CREATE OR REPLACE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM payments_posting p JOIN payments_ledgeraccount a ON a.id = p.account_id
        WHERE p.entry_id = NEW.entry_id GROUP BY a.currency HAVING sum(p.amount) <> 0
    ) THEN
        RAISE EXCEPTION 'entry % does not balance', NEW.entry_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entries_balance AFTER INSERT ON payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();

CREATE OR REPLACE FUNCTION ledger_keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE payments_ledgeraccount SET balance = balance + NEW.amount WHERE id = NEW.account_id;
    RETURN NULL;
END $$;
CREATE TRIGGER balances_follow_postings AFTER INSERT ON payments_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_keep_balance();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0013_feared_at")]
    operations = [migrations.RunSQL(ONCE, EACH)]
