"""The names of moves are checked where they are made: a new move needs no migration."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("introductions", "0037_left_networks")]

    operations = [
        migrations.RemoveConstraint(model_name="event", name="moves_are_those_of_the_process"),
    ]
