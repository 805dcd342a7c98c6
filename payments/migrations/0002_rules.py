"""What the database itself keeps true of money, whoever writes to it. The whole of it, in one place."""

from typing import Any

from django.conf import settings
from django.db import migrations

RULES = """
-- History is written once: entries, legs, accounts, papers, closed months.
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entries_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER postings_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER accounts_stay BEFORE DELETE OR TRUNCATE ON payments_ledgeraccount
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER papers_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_paper
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER closed_months_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_closedmonth
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

-- An entry balances in each currency, by itself.
CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- An entry has legs, all of its own transaction, and gets no other.
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
CREATE FUNCTION ledger_entry_has_legs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payments_posting WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'entry % has no legs', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entries_have_legs AFTER INSERT ON payments_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_has_legs();

-- Balances follow postings, and nothing else changes them. The application inserts legs, and by that
-- alone changes a balance: the function runs as its owner.
CREATE FUNCTION ledger_keep_balance() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
CREATE FUNCTION ledger_guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.balance = 0;
    ELSIF pg_trigger_depth() < 2 OR NEW.currency <> OLD.currency OR NEW.kind <> OLD.kind THEN
        RAISE EXCEPTION 'a balance changes by postings only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER balances_are_guarded BEFORE INSERT OR UPDATE ON payments_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION ledger_guard_balance();

-- No entry is dated ahead, none falls into a closed month.
CREATE FUNCTION ledger_entry_is_past() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.at > ledger_latest() THEN
        RAISE EXCEPTION 'an entry cannot be dated ahead: %', NEW.at USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entries_are_of_the_past BEFORE INSERT ON payments_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_is_past();
CREATE FUNCTION ledger_month_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever closes a month holds this lock alone: nothing is under way then.
    PERFORM pg_advisory_xact_lock_shared(hashtext('books'));
    IF EXISTS (
        SELECT 1 FROM payments_closedmonth
        WHERE month = date_trunc('month', NEW.at AT TIME ZONE 'UTC')::date
    ) THEN
        RAISE EXCEPTION 'the books of % are closed', to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM')
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entries_only_in_open_months BEFORE INSERT ON payments_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_month_is_open();
CREATE FUNCTION ledger_postings_in_open_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added
        JOIN payments_entry e ON e.id = added.entry_id
        JOIN payments_closedmonth c ON c.month = date_trunc('month', e.at AT TIME ZONE 'UTC')::date
    ) THEN
        RAISE EXCEPTION 'the books of this month are closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER postings_only_in_open_months AFTER INSERT ON payments_posting
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_in_open_months();

-- Of each payee and currency: advanced - borne - netted = receivable + written off. Checked at commit.
CREATE FUNCTION debts_match(who bigint, what text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stands bigint;
    owed bigint;
BEGIN
    SELECT coalesce(sum(advanced - borne - netted), 0) INTO stands FROM payments_payment
        WHERE payee_id = who AND currency = what;
    SELECT coalesce(sum(balance), 0) INTO owed FROM payments_ledgeraccount
        WHERE user_id = who AND currency = what AND kind IN ('receivable', 'written_off');
    IF stands <> owed THEN
        RAISE EXCEPTION 'user % has % advanced in %, and owes %', who, stands, what, owed
            USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE FUNCTION payment_debts_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM debts_match(NEW.payee_id, NEW.currency);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER advances_are_owed AFTER UPDATE ON payments_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.advanced <> OLD.advanced OR NEW.netted <> OLD.netted)
    EXECUTE FUNCTION payment_debts_match();
CREATE FUNCTION account_debts_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM debts_match(NEW.user_id, NEW.currency);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER debts_are_advanced AFTER UPDATE ON payments_ledgeraccount
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.balance <> OLD.balance AND NEW.kind IN ('receivable', 'written_off'))
    EXECUTE FUNCTION account_debts_match();

-- A call to the provider stays as it was ordered, and stays.
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
CREATE TRIGGER calls_stay BEFORE DELETE OR TRUNCATE ON payments_providercall
    FOR EACH STATEMENT EXECUTE FUNCTION provider_calls_stay();
CREATE TRIGGER calls_stay_as_ordered BEFORE UPDATE ON payments_providercall
    FOR EACH ROW EXECUTE FUNCTION provider_calls_stay();

-- Changes of a payment are counted here, so that no machine's clock decides what was overlooked.
CREATE FUNCTION payments_count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changes := OLD.changes + (NEW.changed_at IS DISTINCT FROM OLD.changed_at)::int;
    RETURN NEW;
END $$;
CREATE TRIGGER changes_are_counted BEFORE UPDATE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_count_changes();

-- One movement as a function of the database's own: its plans are made once per connection.
CREATE FUNCTION ledger_post(
    what text, about bigint, moment timestamptz, accounts bigint[], amounts bigint[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO payments_entry (reason, payment_id, at) VALUES (what, about, moment)
        ON CONFLICT (reason) DO NOTHING RETURNING id INTO made;
    IF made IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO payments_posting (entry_id, account_id, amount)
        SELECT made, leg.account, leg.amount
        FROM unnest(accounts, amounts) AS leg (account, amount)
        ORDER BY leg.account;
    RETURN true;
END $$;
"""

LATEST = "CREATE FUNCTION ledger_latest() RETURNS timestamptz LANGUAGE sql AS $$ SELECT %s $$"


def say_latest(apps: Any, schema_editor: Any) -> None:
    """Until when an entry may be dated: the database's own clock, and a little for another machine's.

    The demo's clock runs ahead of it.
    """
    ahead = "'infinity'::timestamptz"
    schema_editor.execute(LATEST % (ahead if settings.DEMO else "clock_timestamp() + interval '5 minutes'"))


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunPython(say_latest), migrations.RunSQL(RULES)]
