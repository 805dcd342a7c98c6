"""Rows and companies that were stored before cells were checked: what fails is taken off the market.

A company whose name holds anything but a name is deleted, and so is one that holds the name of a person
in the network it came from, unless others use it. Names are encrypted, so they are compared here, one
network at a time.
"""

from collections import defaultdict

from django.db import migrations

from brokerage.kit.cells import out_of_place
from connectors.companies import plain
from connectors.countries import country_name
from connectors.guards import PublicWords, fields_that_name
from connectors.identity import plain_profile_url
from connectors.readers import ContactRow
from connectors.readers.rows import full_names, holds_others
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS

BATCH = 500


def check(apps, schema_editor):
    Relationship = apps.get_model("connectors", "Relationship")
    Company = apps.get_model("connectors", "Company")
    Profile = apps.get_model("connectors", "ConnectorProfile")
    unsound = {
        pk for pk, name in Company.objects.values_list("pk", "name").iterator() if out_of_place(name)
    }
    detached = set()
    connectors = Relationship.objects.order_by("connector_id").values_list("connector_id", flat=True)
    for connector in connectors.distinct():
        rows = Relationship.objects.filter(connector_id=connector).select_related("company").order_by("pk")
        everybody = full_names(row.name for row in rows.only("name").select_related(None))
        changed = []
        for row in rows.iterator(chunk_size=BATCH):
            if _clean(row, everybody, unsound, detached):
                changed.append(row)
            if len(changed) >= BATCH:
                _save(Relationship, changed)
        _save(Relationship, changed)
        profile = Profile.objects.filter(user_id=connector).select_related("user").first()
        if profile is not None:
            words = PublicWords(profile.headline, profile.about, profile.user.name)
            held_back = sorted(fields_that_name(words, rows.iterator(chunk_size=BATCH)))
            if held_back:
                Profile.objects.filter(pk=profile.pk).update(held_back=held_back)
    Relationship.objects.filter(company_id__in=unsound).update(company=None, company_shown=False, listed_at=None)
    Profile.objects.filter(employer_id__in=unsound).update(employer=None)
    in_use = set(Relationship.objects.filter(company_id__in=detached).values_list("company_id", flat=True))
    in_use |= set(Profile.objects.filter(employer_id__in=detached).values_list("employer_id", flat=True))
    Company.objects.filter(pk__in=unsound | (detached - in_use)).delete()


def _clean(row, everybody, unsound, detached):
    """Whether the row fails, or its profile is no plain link; changes it."""
    profile = plain_profile_url(row.profile_url) if row.profile_url else ""
    changed = profile != row.profile_url
    row.profile_url = profile
    said = ContactRow(0, row.name, company=row.company_name, position=row.title)
    company = row.company.name if row.company else ""
    bad_company = row.company_id in unsound or holds_others(ContactRow(0, row.name, company=company), everybody)
    mixed = any(map(out_of_place, (row.name, row.title, row.company_name))) or holds_others(said, everybody)
    if not (bad_company or mixed):
        return changed
    if bad_company:
        detached.add(row.company_id)
        row.company = None
    row.listed_at = None
    row.company_shown = False
    words = [row.role, SENIORITY_LABELS[row.seniority], DEPARTMENT_LABELS[row.department], country_name(row.country)]
    row.search_text = plain(" ".join(words))
    return True


def _save(Relationship, rows):
    Relationship.objects.bulk_update(
        rows, ["profile_url", "company", "company_shown", "listed_at", "search_text"], batch_size=BATCH
    )
    rows.clear()


class Migration(migrations.Migration):
    dependencies = [("connectors", "0011_names_and_rows")]
    operations = [migrations.RunPython(check, migrations.RunPython.noop)]
