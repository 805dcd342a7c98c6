"""From here on the database keeps it: a person is recognised by an e-mail address alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0007_mailboxes")]

    operations = [
        migrations.AddIndex(
            model_name="relationship",
            index=models.Index(fields=["profile_digest"], name="relationship_by_profile"),
        ),
        migrations.AddConstraint(
            model_name="prospectkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "email")), name="a_prospect_is_a_mailbox"
            ),
        ),
    ]
