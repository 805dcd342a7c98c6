"""How many listings there are for each value of each filter, counted over what is shown."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings

from brokerage.kit.currencies import KNOWN
from brokerage.kit.money import Money
from connectors.companies import SIZE_LABELS, SizeBand
from connectors.countries import country_name
from connectors.models import STRENGTH_CHOICES
from connectors.queries.listings import ANSWERS
from connectors.queries.searching.asking import Asked
from connectors.queries.searching.entries import Counts, EntryPage
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS, Department, Seniority

VALUES_OPEN = 8


@dataclass(frozen=True)
class FacetValue:
    """A value of a filter: how many listings would be found with it, whether it is chosen, and whether by the
    words typed."""

    value: str
    label: str
    count: int
    chosen: bool = False
    typed: bool = False


@dataclass(frozen=True)
class Facet:
    """A filter and its values. Where not `exact`, the counts are about right."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    exact: bool = True
    at_least: bool = False

    @property
    def folded(self) -> int:
        """How many values stand behind those that a page shows at once."""
        return max(len(self.values) - VALUES_OPEN, 0)


@dataclass(frozen=True)
class _Kind:
    label: str
    labels: Callable[[str], str]
    ranked: tuple[str, ...] = ()
    at_least: bool = False
    hidden: frozenset[str] = frozenset()


_KINDS: dict[str, _Kind] = {
    "seniority": _Kind(
        "Level",
        SENIORITY_LABELS.__getitem__,
        tuple(one.value for one in Seniority),
    ),
    "department": _Kind("Department", DEPARTMENT_LABELS.__getitem__),
    "industry": _Kind("Industry", str),
    "country": _Kind("Country", country_name),
    "size": _Kind(
        "Company size",
        SIZE_LABELS.__getitem__,
        tuple(one.value for one in SizeBand),
    ),
    "strength": _Kind(
        "Strength at least",
        lambda value: dict(STRENGTH_CHOICES)[int(value)],
        ("1", "2", "3", "4", "5"),
        at_least=True,
    ),
    "named": _Kind(
        "Company",
        lambda value: "Named" if value == "1" else "Hidden until they agree",
        ("1", "0"),
    ),
    "verified": _Kind(
        "Connector",
        lambda value: "Verified",
        ("1",),
        hidden=frozenset({"0"}),
    ),
    "record": _Kind("Record", ANSWERS.__getitem__, ("nearly_all", "most", "some", "new")),
}
_UNSAID = {"", Seniority.OTHER.value, Department.OTHER.value}
BANDS = (100, 200, 300, 500, 1_000)
"""Where bands of prices begin, in units of 1.00 or, of a currency without decimals, of 100."""


def facets_of(asked: Asked, page: EntryPage) -> list[Facet]:
    """Every filter, its values counted as if it alone were not set."""
    facets = []
    for name, kind in _KINDS.items():
        within = page.of(name)
        chosen = asked.only.get(name, frozenset())
        typed = {part.value for part in asked.parts if part.field == name and not part.excluded}
        facets.append(
            Facet(
                name,
                kind.label,
                _values(kind, _spread(kind, within), chosen, typed),
                within.each == 1,
                kind.at_least,
            )
        )
    return facets


def _spread(kind: _Kind, within: Counts) -> Mapping[str, int]:
    """About how many there are for each value, or for that value and more."""
    counts = {one: n * within.each for one, n in within.values.items() if one not in kind.hidden}
    if not kind.at_least:
        return counts
    most = max(map(int, counts), default=0)
    return {
        str(step): sum(n for one, n in counts.items() if int(one) >= step)
        for step in range(1, most + 1)
    }


def _values(
    kind: _Kind, counts: Mapping[str, int], chosen: frozenset[str], typed: set[str]
) -> tuple[FacetValue, ...]:
    there = {value for value in {*counts, *chosen} if value not in _UNSAID or value in chosen}
    place = {value: at for at, value in enumerate(kind.ranked)}
    in_order = sorted(
        there,
        key=lambda one: (place.get(one, len(place)), -counts.get(one, 0), kind.labels(one)),
    )
    return tuple(
        FacetValue(
            value,
            kind.labels(value),
            counts.get(value, 0),
            value in chosen,
            value in typed & chosen,
        )
        for value in in_order
    )


@dataclass(frozen=True)
class PriceBand:
    """A band of prices, from `low` to below `high` (None: no end), and how many listings lie in it."""

    low: Money
    high: Money | None
    count: int


STEP, CODE = 10_000, 3
"""Prices are counted in steps of 10,000 minor units; before that stands the code of their currency."""


def price_bands(asked: Asked, page: EntryPage) -> list[PriceBand]:
    """How prices are spread in one currency, as if no price were asked for."""
    within = page.of("price")
    used: Counter[str] = Counter()
    for value, n in within.values.items():
        used[value[:CODE]] += n
    code = next(iter(asked.only.get("currency", ())), "") or (
        used.most_common(1)[0][0] if used else settings.SETTLEMENT_CURRENCIES[0]
    )
    unit = 10 ** KNOWN[code].digits if KNOWN[code].digits else 100
    edges = [0, *(band * unit for band in BANDS)]
    counts: Counter[int] = Counter()
    for value, n in within.values.items():
        if value.startswith(code):
            least = int(value[CODE:]) * STEP
            counts[max(at for at, edge in enumerate(edges) if least >= edge)] += n
    ends = [*(Money(edge, code) for edge in edges[1:]), None]
    return [
        PriceBand(Money(low, code), high, counts[at] * within.each)
        for at, (low, high) in enumerate(zip(edges, ends, strict=True))
    ]
