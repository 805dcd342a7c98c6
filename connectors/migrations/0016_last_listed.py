"""Since when a contact is on offer to nobody; what is listed counts from now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0015_corrected")]

    operations = [
        migrations.AddField(
            model_name="relationship",
            name="last_listed_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="when reps could last find it, to within a week",
                null=True,
            ),
        ),
    ]
