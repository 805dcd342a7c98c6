"""More companies known from the start, and their domains; what somebody wrote stays as it is."""

from typing import Any

from django.db import migrations

from connectors.companies import known_companies, spelling_key

FACTS = ("domain", "industry", "sub_industry", "size_band", "country")


def add(apps: Any, schema_editor: Any) -> None:
    company = apps.get_model("connectors", "Company")
    known = known_companies()
    keys = {one["key"] for one in known} | {spelling_key(one["name"]) for one in known}
    stored = {one.key: one for one in company.objects.filter(key__in=keys)}
    missing = []
    for facts in known:
        one = stored.get(facts["key"]) or stored.get(spelling_key(facts["name"]))
        if one is None:
            missing.append(company(**facts))
            continue
        empty = {name: facts[name] for name in FACTS if facts[name] and not getattr(one, name)}
        if empty:
            company.objects.filter(pk=one.pk).update(**empty)
    company.objects.bulk_create(missing, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("connectors", "0005_counted_interest")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
