"""The companies that the list of names has learned since, with their domains; what somebody wrote stays as it is."""

from importlib import import_module

from django.db import migrations

add = import_module("connectors.migrations.0006_names_of_companies").add


class Migration(migrations.Migration):
    dependencies = [("connectors", "0023_search_in_one_statement")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
