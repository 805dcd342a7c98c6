"""Money paid outside the provider, and a rule: every advance is matched by a receivable.

For each payee and currency: advanced - netted = receivable + written off. Checked at commit, whenever
either side of it moved.
"""

from django.db import migrations, models

RULE = """
CREATE FUNCTION debts_match(who bigint, what text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stands bigint;
    owed bigint;
BEGIN
    SELECT coalesce(sum(advanced - netted), 0) INTO stands FROM payments_payment
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
"""

UNDO = """
DROP TRIGGER debts_are_advanced ON payments_ledgeraccount;
DROP TRIGGER advances_are_owed ON payments_payment;
DROP FUNCTION account_debts_match, payment_debts_match, debts_match;
"""
KINDS = [
    ("cash", "cash at the provider"),
    ("held", "held per introduction"),
    ("owed", "owed to connector"),
    ("fees", "fees earned"),
    ("provider_fees", "provider fees"),
    ("refunds", "refunds on the way"),
    ("disputed", "disputed at the card network"),
    ("receivable", "receivable from connector"),
    ("written_off", "written off"),
    ("outside", "paid from our own bank account"),
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_differences")]
    operations = [
        migrations.AlterField(
            model_name="ledgeraccount",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=16),
        ),
        migrations.RunSQL(RULE, UNDO),
    ]
