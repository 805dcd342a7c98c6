"""Which companies are meant by a name: any that they have, or had. Reads only."""

from django.db.models import Q

from connectors.companies import company_key
from connectors.companies.known import keys_of_group
from connectors.models import Company


def called_so(name: str) -> set[int]:
    """The primary keys of companies that are, or were, called so in whatever spelling, with the heads and
    known parts of their groups."""
    key = company_key(name)
    if not key:
        return set()
    keys = keys_of_group(key)
    rows = list(Company.objects.filter(Q(key__in=keys) | Q(name__iexact=name.strip())))
    return {one.pk for row in rows for one in row.chain}
