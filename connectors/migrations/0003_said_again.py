"""What a connector said of a relationship: when, how far it has faded, and whether it is asked for again."""

from typing import Any

import brokerage.kit.clock
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Coalesce


def said_when_listed(apps: Any, schema_editor: Any) -> None:
    """Of what is there the connector's word is as old as the listing, or the entry."""
    rows = apps.get_model("connectors", "Relationship").objects
    rows.update(attested_at=Coalesce("listed_at", "created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('connectors', '0002_known_companies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='relationship',
            name='listing_strength',
        ),
        migrations.AddField(
            model_name='relationship',
            name='attest_by',
            field=models.DateTimeField(blank=True, editable=False, help_text='asked to say it again, and when it rests unsaid: drawn by lot', null=True),
        ),
        migrations.AddField(
            model_name='relationship',
            name='attested_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=brokerage.kit.clock.now, editable=False, help_text='when the connector last said how well they know each other'),
        ),
        migrations.AddField(
            model_name='relationship',
            name='faded_by',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, help_text='steps of strength that reps do not read'),
        ),
        migrations.AddField(
            model_name='relationship',
            name='faded_on',
            field=models.DateField(blank=True, editable=False, help_text='the month for which that was worked out', null=True),
        ),
        migrations.AddField(
            model_name='relationship',
            name='rests_unattested',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name='relationship',
            index=models.Index(models.OrderBy(django.db.models.functions.comparison.Greatest(django.db.models.expressions.CombinedExpression(models.F('strength'), '-', models.F('faded_by')), models.Value(1), output_field=models.SmallIntegerField()), descending=True), models.F('public_id'), condition=models.Q(('listed_at__isnull', False)), name='listing_strength'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(('faded_by__lte', 4)), name='faded_by_at_most_4'),
        ),
        migrations.RunPython(said_when_listed, migrations.RunPython.noop, elidable=True),
    ]
