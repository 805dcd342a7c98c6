"""A relationship with introductions is unlisted, not removed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0002_known_companies"),
        ("introductions", "0002_history_rules"),
    ]
    operations = [
        migrations.AlterField(
            model_name="introduction",
            name="relationship",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="introductions",
                to="connectors.relationship",
            ),
        )
    ]
