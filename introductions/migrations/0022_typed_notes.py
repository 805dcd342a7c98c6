"""Notes of the history are encrypted at rest, too.

So the database no longer sees whether a changed note says "[removed]": only that nothing but the note changes,
and only where a removal or a new key is at work.
"""

from typing import Any

from django.db import migrations

from brokerage.kit.encryption import EncryptedTextField

OFF = "ALTER TABLE introductions_event DISABLE TRIGGER history_stays_as_written"
ON = "ALTER TABLE introductions_event ENABLE TRIGGER history_stays_as_written"
RULE = """
CREATE OR REPLACE FUNCTION history_stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('sidedoor.removing', true) IS DISTINCT FROM 'on'
       OR to_jsonb(NEW) - 'note' IS DISTINCT FROM to_jsonb(OLD) - 'note'%s THEN
        RAISE EXCEPTION 'history is append-only: %% is refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
NOW, BEFORE = RULE % "", RULE % "\n       OR NEW.note NOT LIKE '%%[removed]%%'".replace("%%", "%")
NOTE = EncryptedTextField(
    default="",
    blank=True,
    help_text="said to both sides; names the prospect to nobody who may not know",
)


def close(apps: Any, schema_editor: Any) -> None:
    """Write each note into the encrypted column beside it."""
    _copy(apps, "note", "note_closed")


def reopen(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    _copy(apps, "note_closed", "note")


def _copy(apps: Any, source: str, target: str) -> None:
    rows = apps.get_model("introductions", "event")._default_manager
    for row in rows.order_by("pk").iterator(chunk_size=500):
        setattr(row, target, getattr(row, source))
        row.save(update_fields=[target])


class Migration(migrations.Migration):
    dependencies = [("introductions", "0021_typed_words")]
    operations = [
        migrations.RunSQL(OFF, ON),
        migrations.AddField("event", "note_closed", NOTE),
        migrations.RunPython(close, reopen),
        migrations.RemoveField("event", "note"),
        migrations.RenameField("event", "note_closed", "note"),
        migrations.RunSQL(NOW, BEFORE),
        migrations.RunSQL(ON, OFF),
    ]
