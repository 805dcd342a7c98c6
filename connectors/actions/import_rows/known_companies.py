"""The shared companies behind the names that people and files write."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from connectors.actions.import_rows.locks import share_companies
from connectors.companies import CompanyName, known_companies, public_headcount
from connectors.models import Company


def add_known_companies() -> None:
    """Add the companies we know from the start where they are missing."""
    Company.objects.bulk_create(
        [
            Company(**facts, headcount=public_headcount(facts["sub_industry"]))
            for facts in known_companies()
        ],
        ignore_conflicts=True,
    )


def companies_by_key(names: Iterable[CompanyName], *, add: bool = True) -> dict[str, Company]:
    """The shared companies behind these names by key; unknown ones are added, or made without being saved.

    A company that was merged into another stands for that one. Until the transaction ends none is merged.
    """
    if add:
        share_companies()
    wanted = {name.key: name for name in names}
    if not wanted:
        return {}
    found = {one.key: one for one in _with_target(wanted)}
    missing = [
        Company(name=name.name, key=key) for key, name in sorted(wanted.items()) if key not in found
    ]
    if not add:
        found |= {one.key: one for one in missing}
    elif missing:
        Company.objects.bulk_create(missing, ignore_conflicts=True)
        found |= {one.key: one for one in _with_target(wanted)}
    return {key: one.merged_into or one for key, one in found.items()}


@transaction.atomic
def add_companies(names: Iterable[CompanyName]) -> None:
    """Add those of these companies that nobody knows."""
    wanted = {name.key: name for name in names}
    known = Company.objects.filter(key__any_of=wanted).values_list("key", flat=True)
    companies_by_key(wanted[key] for key in wanted.keys() - set(known))


def _with_target(wanted: Iterable[str]) -> QuerySet[Company]:
    return Company.objects.filter(key__any_of=wanted).select_related("merged_into")
