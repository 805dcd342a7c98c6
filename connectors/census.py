"""How many people and companies there are: what `anonymity` asks of the database.

People are counted in the networks of connectors whom we have verified, each person once, and only a few
of each network: otherwise somebody who wants a fact to be shown would import those who hide it, or read
from a count whether an address was known already.
"""

from collections import Counter

from django.apps import apps
from django.db.models import Count

from connectors.anonymity import Cell

OF_EACH_NETWORK = 3
"""So many people of one network count at most."""

_Key = tuple[str, str, str]


class DatabaseCensus:
    """Counts as they are now. Made for one piece of work: what was counted once is not counted again."""

    def __init__(self) -> None:
        self._companies: Counter[_Key] | None = None
        self._seen: dict[Cell, int] = {}

    def companies(self, cell: Cell) -> int:
        """Companies whose facts are public knowledge and fit `cell`."""
        if self._companies is None:
            self._companies = _count_companies()
        wanted = (cell.industry, cell.country, cell.size_band)
        return sum(
            count
            for known, count in self._companies.items()
            if all(one in {"", other} for one, other in zip(wanted, known, strict=True))
        )

    def people(self, cell: Cell, enough: int) -> int:
        """People whose facts fit `cell`, up to `enough`."""
        if cell not in self._seen:
            self._seen[cell] = _count_people(cell, enough)
        return self._seen[cell]


def _count_companies() -> Counter[_Key]:
    facts = ("industry", "country", "size_band")
    rows = apps.get_model("connectors", "Company")._default_manager.exclude(industry="")
    found = rows.order_by().values_list(*facts).annotate(count=Count("pk"))
    return Counter({(industry, country, size): count for industry, country, size, count in found})


def _count_people(cell: Cell, enough: int) -> int:
    said = {
        "seniority": cell.seniority,
        "department": cell.department,
        "company__industry": cell.industry,
        "country": cell.country,
        "company__size_band": cell.size_band,
    }
    rows = apps.get_model("connectors", "Relationship")._default_manager.filter(
        connector__connector_profile__verified_at__isnull=False,
        **{name: value for name, value in said.items() if value},
    )
    people: set[int] = set()
    per_network: Counter[int] = Counter()
    for network, person in rows.order_by().values_list("connector", "prospect").iterator(1000):
        if person not in people and per_network[network] < OF_EACH_NETWORK:
            people.add(person)
            per_network[network] += 1
        if len(people) >= enough:
            break
    return len(people)
