"""One movement as a function of the database's own: its plans are made once per connection."""

from django.db import migrations

POST = """
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


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_debts_match")]
    operations = [migrations.RunSQL(POST, "DROP FUNCTION ledger_post")]
