"""The companies we know from the start, so that a rep can filter by industry on day one."""

from typing import Any

from django.db import migrations

from connectors.companies import known_companies


def add(apps: Any, schema_editor: Any) -> None:
    """Insert the known companies; whichever is there already stays as it is."""
    company = apps.get_model("connectors", "Company")
    company.objects.bulk_create(
        [company(**facts) for facts in known_companies()], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("connectors", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
