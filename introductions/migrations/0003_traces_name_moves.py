"""A trace names the move that it is about, in the word of the table of moves."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("introductions", "0002_rules")]

    operations = [migrations.RenameField("trace", "deed", "move")]
