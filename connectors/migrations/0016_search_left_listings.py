
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('connectors', '0015_removed_and_resting'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='relationship',
            name='listing_text_trgm',
        ),
        migrations.RemoveIndex(
            model_name='relationship',
            name='listing_role',
        ),
        migrations.RemoveIndex(
            model_name='relationship',
            name='listing_price',
        ),
        migrations.RemoveIndex(
            model_name='relationship',
            name='listing_strength',
        ),
    ]
