"""Profiles tie nobody to anybody: their fingerprint moves from the person to the relationship."""

from typing import Any

from django.db import migrations, models

from brokerage.kit.encryption import keyed_hash
from connectors.identity import normalise_profile_url


def move(apps: Any, schema_editor: Any) -> None:
    """Fingerprint the profiles of all relationships; people keep those of their addresses only."""
    rows = apps.get_model("connectors", "Relationship").objects
    for row in rows.only("pk", "profile_url").iterator(chunk_size=500):
        profile = normalise_profile_url(row.profile_url)
        if profile:
            key_id, digest = keyed_hash(profile)
            rows.filter(pk=row.pk).update(profile_key_id=key_id, profile_digest=digest)
    apps.get_model("connectors", "ProspectKey").objects.exclude(kind="email").delete()


class Migration(migrations.Migration):
    dependencies = [("connectors", "0006_rules")]

    operations = [
        migrations.AddField(
            model_name="relationship",
            name="profile_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="relationship",
            name="profile_key_id",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="prospectkey",
            name="kind",
            field=models.CharField(choices=[("email", "e-mail")], default="email", max_length=10),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
