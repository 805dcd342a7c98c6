"""People who were tied together by a profile alone come apart, each with what concerned them."""

from typing import Any

from django.db import migrations

from brokerage.kit.encryption import all_hashes
from connectors.identity import normalise_email


def untie(apps: Any, schema_editor: Any) -> None:
    """Each relationship leads to whoever has its address; one without an address to its own."""
    people = apps.get_model("connectors", "Prospect").objects
    keys = apps.get_model("connectors", "ProspectKey").objects
    introductions = apps.get_model("introductions", "Introduction").objects
    rows = apps.get_model("connectors", "Relationship").objects
    kept: dict[int, str] = {}
    for row in rows.only("pk", "prospect_id", "email").order_by("pk").iterator(chunk_size=500):
        email = normalise_email(row.email)
        if kept.setdefault(row.prospect_id, email) == email:
            continue
        digests = [digest for _, digest in all_hashes(email)] if email else []
        mine = keys.filter(digest__in=digests)
        owner = mine.exclude(prospect=row.prospect_id).first()
        person = owner.prospect_id if owner else people.create().pk
        mine.update(prospect=person)
        kept[person] = email
        rows.filter(pk=row.pk).update(prospect=person)
        introductions.filter(relationship=row.pk).update(prospect=person)


class Migration(migrations.Migration):
    dependencies = [
        ("introductions", "0011_held_back"),
        ("connectors", "0008_a_prospect_is_a_mailbox"),
    ]
    operations = [migrations.RunPython(untie, migrations.RunPython.noop)]
