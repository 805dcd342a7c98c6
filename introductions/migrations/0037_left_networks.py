"""A person can leave one connector's network."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0015_corrected"),
        ("introductions", "0036_payouts_waited_for"),
    ]

    operations = [
        migrations.AddField(
            model_name="pendingrefusal",
            name="relationship",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="the person left this one network; of the others it says nothing",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="connectors.relationship",
            ),
        ),
        migrations.AlterField(
            model_name="pendingrefusal",
            name="why",
            field=models.CharField(
                help_text="never, own_page, erased, left, domain or not_now", max_length=16
            ),
        ),
    ]
