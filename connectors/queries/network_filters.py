"""What a connector looks for in their own network, applied to the index of it."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from brokerage.kit import clock
from connectors.companies import plain
from connectors.models import ConnectorRules
from connectors.queries.network_index import LAST, NetworkIndex, Person
from connectors.queries.own_rules import is_below_floor

Test = Callable[[Person], bool]

STATUSES = {
    "": "Everybody",
    "listed": "Listed",
    "unlisted": "Not listed",
    "no_email": "Needs an email",
    "unpriced": "Needs a price",
    "no_name": "Needs a name",
    "below_floor": "Below your lowest price",
    "taken_down": "Removed by our moderators",
    "complete": "Not listed, nothing missing",
    "moved": "Changed jobs",
}
"""Whether somebody is listed, and what the connector can see and mend. The rest has one reason, that is told
beside the row when it is listed and by no filter: a count of it would tell who asked not to be."""
AGES = {
    "": "Any",
    "year": "Within a year",
    "three": "1 to 3 years ago",
    "older": "Over 3 years ago",
    "unknown": "Not known",
}
"""When the last contact was, or else the connection was made."""


@dataclass(frozen=True)
class NetworkFilters:
    """What a connector looks for in their own network. Prices in minor units."""

    q: str = ""
    status: str = ""
    seniority: str = ""
    department: str = ""
    company: str = ""
    country: str = ""
    strength: int | None = None
    age: str = ""
    source: uuid.UUID | None = None
    price_from: int | None = None
    price_to: int | None = None
    order: str = "name"
    page: int = 1


def matching(
    index: NetworkIndex, filters: NetworkFilters, rules: ConnectorRules, source: int | None = None
) -> list[Person]:
    """Those in the index that match, in order. `source`: the primary key of the import to look for."""
    found = index.in_order(filters.order)
    if source is not None:
        found = [one for one in found if one.source == source]
    for test in _tests(filters, rules):
        found = list(filter(test, found))
    return found


def _tests(filters: NetworkFilters, rules: ConnectorRules) -> Iterator[Test]:
    """The filters that are set, the cheapest first."""
    if filters.status:
        yield _status(filters.status, rules)
    for name in ("seniority", "department", "country", "strength"):
        if value := getattr(filters, name):
            yield lambda one, name=name, value=value: getattr(one, name) == value  # type: ignore[misc]
    if filters.age:
        yield _age(filters.age)
    if (least := filters.price_from) is not None:
        yield lambda one: one.price_minor >= least
    if (most := filters.price_to) is not None:
        yield lambda one: 0 < one.price_minor <= most
    for word in plain(filters.company).split():
        yield lambda one, word=word: word in one.company_key  # type: ignore[misc]
    for word in plain(filters.q).split():
        yield lambda one, word=word: word in one.text  # type: ignore[misc]


def _status(status: str, rules: ConnectorRules) -> Test:
    tests: dict[str, Test] = {
        "listed": lambda one: one.listed,
        "unlisted": lambda one: not one.listed,
        "no_email": lambda one: not one.has_email,
        "unpriced": lambda one: not one.price_minor,
        "no_name": lambda one: one.name_key == LAST,
        "below_floor": lambda one: _is_below(one, rules),
        "taken_down": lambda one: one.taken_down,
        "moved": lambda one: one.moved,
        "complete": lambda one: _is_complete(one, rules),
    }
    return tests.get(status, lambda one: True)


def _is_below(one: Person, rules: ConnectorRules) -> bool:
    return one.price_minor > 0 and is_below_floor(
        rules, one.price_minor, one.currency, one.seniority
    )


def _is_complete(one: Person, rules: ConnectorRules) -> bool:
    """Not listed, although its connector sees nothing that is missing."""
    return (
        not (one.listed or one.taken_down)
        and one.has_email
        and one.name_key != LAST
        and one.price_minor > 0
        and not _is_below(one, rules)
    )


def _age(age: str) -> Test:
    today = clock.now().date()
    one_year, three_years = ((today - timedelta(days=days)).toordinal() for days in (365, 3 * 365))
    tests: dict[str, Test] = {
        "year": lambda one: one.last_contact >= one_year,
        "three": lambda one: three_years <= one.last_contact < one_year,
        "older": lambda one: 0 < one.last_contact < three_years,
        "unknown": lambda one: not one.last_contact,
    }
    return tests.get(age, lambda one: True)
