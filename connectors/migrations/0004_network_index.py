import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import brokerage.kit.encryption

# Inserts and SKIP LOCKED only: no writer ever waits for another, or for a reader, because of these.
TRIGGERS = """
CREATE FUNCTION connectors_forget_chunk(of_connector bigint, of_bucket bigint) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM connectors_networkchunk WHERE id IN (
        SELECT id FROM connectors_networkchunk
        WHERE connector_id = of_connector AND bucket = of_bucket
        FOR UPDATE SKIP LOCKED)
$$;

CREATE FUNCTION connectors_note_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO connectors_networkchange (connector_id, bucket, words, transaction)
    VALUES (NEW.connector_id, NEW.id >> 8, true, pg_current_xact_id()::text::bigint);
    PERFORM connectors_forget_chunk(OLD.connector_id, OLD.id >> 8);
    IF OLD.connector_id <> NEW.connector_id THEN
        INSERT INTO connectors_networkchange (connector_id, bucket, words, transaction)
        VALUES (OLD.connector_id, OLD.id >> 8, true, pg_current_xact_id()::text::bigint);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER network_words AFTER UPDATE ON connectors_relationship FOR EACH ROW
WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.title IS DISTINCT FROM NEW.title
      OR OLD.company_name IS DISTINCT FROM NEW.company_name
      OR OLD.connector_id IS DISTINCT FROM NEW.connector_id)
EXECUTE FUNCTION connectors_note_words();

CREATE FUNCTION connectors_note_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO connectors_networkchange (connector_id, bucket, words, transaction)
    SELECT DISTINCT connector_id, id >> 8, TG_OP <> 'UPDATE', pg_current_xact_id()::text::bigint
    FROM touched;
    IF TG_OP = 'DELETE' THEN
        PERFORM connectors_forget_chunk(connector_id, bucket)
        FROM (SELECT DISTINCT connector_id, id >> 8 AS bucket FROM touched) AS gone;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER network_rows_came AFTER INSERT ON connectors_relationship
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_note_rows();
CREATE TRIGGER network_rows_changed AFTER UPDATE ON connectors_relationship
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_note_rows();
CREATE TRIGGER network_rows_went AFTER DELETE ON connectors_relationship
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION connectors_note_rows();
"""
AWAY = """
DROP TRIGGER network_rows_went ON connectors_relationship;
DROP TRIGGER network_rows_changed ON connectors_relationship;
DROP TRIGGER network_rows_came ON connectors_relationship;
DROP TRIGGER network_words ON connectors_relationship;
DROP FUNCTION connectors_note_rows();
DROP FUNCTION connectors_note_words();
DROP FUNCTION connectors_forget_chunk(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0003_said_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NetworkChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("connector_id", models.BigIntegerField()),
                ("bucket", models.BigIntegerField()),
                ("words", models.BooleanField(help_text="rows came, went, or say something else")),
                ("transaction", models.BigIntegerField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [
                    models.Index(fields=["connector_id", "transaction"], name="network_change_since"),
                    models.Index(fields=["made_at"], name="network_change_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bucket", models.BigIntegerField()),
                ("epoch", models.CharField(help_text="of which table in which server it was read", max_length=60)),
                ("snapshot", models.TextField(help_text="the transactions that it has seen")),
                ("content", brokerage.kit.encryption.EncryptedBinaryField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "connector",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["connector", "bucket"], name="network_chunk_of")],
            },
        ),
        migrations.AddIndex(
            model_name="relationship",
            index=models.Index(
                condition=models.Q(("rests_until__isnull", False)),
                fields=["connector"],
                name="relationship_resting",
            ),
        ),
        migrations.RunSQL(TRIGGERS, AWAY),
    ]
