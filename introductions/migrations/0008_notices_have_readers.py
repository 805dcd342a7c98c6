"""Each notice to a side knows whose account it is for, whoever writes it, also many at once.

What was told before this is taken as seen: nobody finds a year of news on the first day.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULES = """
CREATE FUNCTION set_notice_reader() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE NEW.audience WHEN 'rep' THEN one.rep_id WHEN 'connector' THEN one.connector_id END
      INTO NEW.reader_id
      FROM introductions_event said
      JOIN introductions_introduction one ON one.id = said.introduction_id
     WHERE said.id = NEW.event_id;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_has_reader BEFORE INSERT ON introductions_notice
    FOR EACH ROW EXECUTE FUNCTION set_notice_reader();

UPDATE introductions_notice told
   SET reader_id = CASE told.audience WHEN 'rep' THEN one.rep_id ELSE one.connector_id END,
       read_at = now()
  FROM introductions_event said
  JOIN introductions_introduction one ON one.id = said.introduction_id
 WHERE said.id = told.event_id AND told.audience IN ('rep', 'connector');
"""
BACK = """
DROP TRIGGER notice_has_reader ON introductions_notice;
DROP FUNCTION set_notice_reader();
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("introductions", "0007_messages_both_ways"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="read_at",
            field=models.DateTimeField(blank=True, help_text="seen by its reader on a page", null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="reader",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="whose account finds it under notices; set by the database, none for a prospect",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.RunSQL(RULES, BACK),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["reader", "-due_at", "-id"], name="notices_of_reader"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)), fields=["reader"], name="notices_unread"
            ),
        ),
    ]
