"""Rows and companies that were stored under older rules for cells: what fails today's goes off the market.

A company whose name holds anything but a name is deleted, and so is one that holds the name of a person
in the network it came from, unless others use it. Names are encrypted, so they are compared here, one
network at a time.
"""

from django.db.models import QuerySet

from brokerage.kit.cells import out_of_place
from connectors.actions.companies import renew_keys
from connectors.actions.titles import recheck_titles
from connectors.companies import plain
from connectors.countries import country_name
from connectors.guards import PublicWords, fields_that_name
from connectors.identity import plain_profile_url
from connectors.models import Company, ConnectorProfile, Relationship
from connectors.readers import ContactRow
from connectors.readers.rows import full_names, holds_others
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS

BATCH = 500
CHANGED = ["profile_url", "company", "company_shown", "listed_at", "search_text"]


def recheck_rows() -> int:
    """Hold every stored row, company and public word against the rules of today; how many rows changed.

    To be run after those rules were tightened, or titles are understood better. It may run at any time,
    and again.
    """
    renew_keys()
    retitled = recheck_titles()
    names = Company.objects.values_list("pk", "name").iterator()
    unsound = {pk for pk, name in names if out_of_place(name)}
    detached: set[int] = set()
    changed = retitled
    connectors = Relationship.objects.order_by("connector").values_list("connector_id", flat=True)
    for connector in connectors.distinct():
        rows = Relationship.objects.filter(connector=connector).order_by("pk")
        changed += _recheck_network(rows.select_related("company"), unsound, detached)
        _recheck_profile(connector, rows)
    Relationship.objects.filter(company__in=unsound).update(
        company=None, company_shown=False, listed_at=None
    )
    ConnectorProfile.objects.filter(employer__in=unsound).update(employer=None)
    Company.objects.filter(pk__in=unsound | (detached - _in_use(detached))).delete()
    return changed


def _recheck_network(rows: QuerySet[Relationship], unsound: set[int], detached: set[int]) -> int:
    everybody = full_names(row.name for row in rows.iterator(chunk_size=BATCH))
    waiting: list[Relationship] = []
    changed = 0
    for row in rows.iterator(chunk_size=BATCH):
        if _amend(row, everybody, unsound, detached):
            waiting.append(row)
            changed += 1
        if len(waiting) >= BATCH:
            Relationship.objects.bulk_update(waiting, CHANGED)
            waiting = []
    Relationship.objects.bulk_update(waiting, CHANGED)
    return changed


def _amend(
    row: Relationship, everybody: frozenset[str], unsound: set[int], detached: set[int]
) -> bool:
    """Take a row that fails off the market, keep of its profile only a plain link; whether it changed."""
    profile = plain_profile_url(row.profile_url) if row.profile_url else ""
    changed = profile != row.profile_url
    row.profile_url = profile
    said = ContactRow(0, row.name, company=row.company_name, position=row.title)
    of_company = ContactRow(0, row.name, company=row.company.name if row.company else "")
    bad_company = row.company_id in unsound or holds_others(of_company, everybody)
    mixed = any(map(out_of_place, (row.name, row.title, row.company_name)))
    if not (bad_company or mixed or holds_others(said, everybody)):
        return changed
    if bad_company and row.company_id:
        detached.add(row.company_id)
        row.company = None
    row.listed_at, row.company_shown = None, False
    labels = (SENIORITY_LABELS[row.seniority], DEPARTMENT_LABELS[row.department])
    row.search_text = plain(" ".join([row.role, *labels, country_name(row.country)]))
    return True


def _recheck_profile(connector: int, rows: QuerySet[Relationship]) -> None:
    """Hold back what a connector's public words say of people in their network."""
    profile = ConnectorProfile.objects.filter(user=connector).select_related("user").first()
    if profile is not None:
        words = PublicWords(profile.headline, profile.about, profile.user.name)
        held_back = sorted(fields_that_name(words, rows.iterator(chunk_size=BATCH)))
        if held_back:
            ConnectorProfile.objects.filter(pk=profile.pk).update(held_back=held_back)


def _in_use(companies: set[int]) -> set[int]:
    of_rows = Relationship.objects.filter(company__in=companies)
    employers = ConnectorProfile.objects.filter(employer__in=companies)
    return {pk for pk in of_rows.values_list("company_id", flat=True) if pk} | {
        pk for pk in employers.values_list("employer_id", flat=True) if pk
    }
