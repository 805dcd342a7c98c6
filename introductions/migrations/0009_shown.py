"""When a request is shown to the connector; those that there are were shown when they arrived."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def shown_as_they_arrived(apps: Any, schema_editor: Any) -> None:
    """Until now there was no batch."""
    introduction = apps.get_model("introductions", "Introduction")
    introduction.objects.filter(requested_at__isnull=False).update(shown_at=F("requested_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("introductions", "0008_answers_are_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="introduction",
            name="shown_at",
            field=models.DateTimeField(
                blank=True,
                help_text="when the connector sees it: at once, or with the day's batch",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="due_at",
            field=models.DateTimeField(blank=True, help_text="not before; empty: at once", null=True),
        ),
        migrations.RunPython(shown_as_they_arrived, migrations.RunPython.noop),
    ]
