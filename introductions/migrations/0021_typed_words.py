"""What people type about an introduction is encrypted at rest, as contact data is; and so is who was asked.

Whoever was introduced is named in it as soon as the sides disagree.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from brokerage.kit.encryption import EncryptedJSONField, EncryptedTextField

SAID = {"default": "", "blank": True}
PRIVATE = {"help_text": "private to the connector and the desk", **SAID}
SET_ASIDE = {
    "default": list,
    "help_text": "rulings a second moderator did not agree with, never announced",
}
CLOSED: dict[tuple[str, str], EncryptedTextField] = {
    ("introduction", "decline_reason"): EncryptedTextField(**PRIVATE),
    ("introduction", "rep_evidence"): EncryptedTextField(**SAID),
    ("introduction", "connector_evidence"): EncryptedTextField(**SAID),
    ("message", "text"): EncryptedTextField(default=""),
    ("disputeanswer", "text"): EncryptedTextField(default=""),
    ("dispute", "statement"): EncryptedTextField(**SAID),
    ("dispute", "ruling_reason"): EncryptedTextField(**SAID),
    ("dispute", "appeal"): EncryptedTextField(**SAID),
    ("dispute", "first_ruling"): EncryptedJSONField(null=True, blank=True),
    ("dispute", "set_aside"): EncryptedJSONField(**SET_ASIDE),
}
NAMES = {model: [f for m, f in CLOSED if m == model] for model, _ in CLOSED}


def close(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write each value into the encrypted column beside it."""
    _copy(apps, "", "_closed")


def reopen(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The way back."""
    _copy(apps, "_closed", "")


def _copy(apps: Any, source: str, target: str) -> None:
    for model, names in NAMES.items():
        rows = apps.get_model("introductions", model)._default_manager
        for row in rows.order_by("pk").iterator(chunk_size=500):
            for name in names:
                setattr(row, name + target, getattr(row, name + source))
            row.save(update_fields=[name + target for name in names])


def _operations() -> Iterator[Any]:
    for (model, name), field in CLOSED.items():
        yield migrations.AddField(model, f"{name}_closed", field)
    # Copying sets off the rule that a state has its event; it is asked before the columns change.
    yield migrations.RunSQL("", "SET CONSTRAINTS ALL IMMEDIATE")
    yield migrations.RunPython(close, reopen)
    yield migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "")
    for model, name in CLOSED:
        yield migrations.RemoveField(model, name)
        yield migrations.RenameField(model, f"{name}_closed", name)
    yield migrations.AddField(
        "introduction",
        "asked",
        EncryptedJSONField(
            null=True,
            blank=True,
            help_text="who was asked, as they stood when the connector accepted",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("introductions", "0020_testimony")]
    operations = list(_operations())
