"""What we bear ourselves: an advance that is nobody's debt.

For each payee and currency from now on: advanced - borne - netted = receivable + written off.
"""

from django.conf import settings
from django.db import migrations, models

RULE = """
CREATE OR REPLACE FUNCTION debts_match(who bigint, what text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stands bigint;
    owed bigint;
BEGIN
    SELECT coalesce(sum(advanced %s netted), 0) INTO stands FROM payments_payment
        WHERE payee_id = who AND currency = what;
    SELECT coalesce(sum(balance), 0) INTO owed FROM payments_ledgeraccount
        WHERE user_id = who AND currency = what AND kind IN ('receivable', 'written_off');
    IF stands <> owed THEN
        RAISE EXCEPTION 'user %% has %% advanced in %%, and owes %%', who, stands, what, owed
            USING ERRCODE = 'check_violation';
    END IF;
END $$;
"""
RULES, UNDO = RULE % "- borne -", RULE % "-"


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0011_outside"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="borne",
            field=models.BigIntegerField(
                default=0, help_text="of what was advanced: nobody owes it, our own loss"
            ),
        ),
        migrations.AlterField(
            model_name="ledgeraccount",
            name="kind",
            field=models.CharField(
                choices=[
                    ("cash", "cash at the provider"),
                    ("held", "held per introduction"),
                    ("owed", "owed to connector"),
                    ("fees", "fees earned"),
                    ("provider_fees", "provider fees"),
                    ("refunds", "refunds on the way"),
                    ("disputed", "disputed at the card network"),
                    ("receivable", "receivable from connector"),
                    ("written_off", "written off"),
                    ("outside", "from and to our own bank account"),
                    ("losses", "losses borne by us"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="advanced",
            field=models.BigIntegerField(
                default=0,
                help_text="went out beyond what was taken: a debt of the payee, or borne by us",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("borne__gte", 0), ("borne__lte", models.F("advanced"))),
                name="borne_of_what_was_advanced",
            ),
        ),
        migrations.RunSQL(RULES, UNDO),
    ]
