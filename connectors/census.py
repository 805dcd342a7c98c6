"""How many companies there are: what `anonymity` asks of the database.

Only what is public is counted, never who stands in anybody's network. A count of people has to know one
person in two networks as one, and then whoever adds a guess to a network of theirs reads from the facts of
some listing whether that person was counted already. See docs/decisions/0049.
"""

from collections import Counter

from django.apps import apps
from django.db.models import Count

from connectors.anonymity import Cell, Facts, Shown

_Key = tuple[str, str, str]


class DatabaseCensus:
    """Counts as they are now. Made for one piece of work: what was counted once is not counted again."""

    def __init__(self) -> None:
        self._companies: Counter[_Key] | None = None
        self.shown: dict[Facts, Shown] = {}
        """What is shown of these facts, as worked out already."""
        self.words: dict[tuple[Shown, bool], str] = {}
        """How search reads what is shown, where no company is named; and whether there is none."""

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


def _count_companies() -> Counter[_Key]:
    facts = ("industry", "country", "size_band")
    rows = apps.get_model("connectors", "Company")._default_manager.exclude(industry="")
    found = rows.order_by().values_list(*facts).annotate(count=Count("pk"))
    return Counter({(industry, country, size): count for industry, country, size, count in found})
