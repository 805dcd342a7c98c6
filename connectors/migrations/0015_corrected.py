"""Which facts the person has corrected."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0014_take_downs")]

    operations = [
        migrations.AddField(
            model_name="relationship",
            name="corrected",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="names of the facts that the person corrected: no file changes them back",
                max_length=80,
            ),
        ),
    ]
