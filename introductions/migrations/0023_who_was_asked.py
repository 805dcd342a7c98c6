"""Whoever was asked before this was kept: as the connector has them now, from here on for good."""

from typing import Any

from django.db import migrations


def keep(apps: Any, schema_editor: Any) -> None:
    """Take the contact over into introductions whose person was asked."""
    rows = apps.get_model("introductions", "Introduction").objects.filter(
        accepted_at__isnull=False, asked__isnull=True
    )
    for row in rows.select_related("relationship__company").iterator(chunk_size=500):
        held = row.relationship
        row.asked = {
            "name": held.name,
            "email": held.email,
            "title": held.title,
            "company": held.company_name or (held.company.name if held.company else ""),
            "profile_url": held.profile_url,
        }
        row.save(update_fields=["asked"])


class Migration(migrations.Migration):
    dependencies = [("introductions", "0022_typed_notes"), ("connectors", "0009_topics")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
