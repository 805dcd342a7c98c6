"""What a rep asks of search, as it stands in an address."""

import uuid
from dataclasses import dataclass

PAGE_SIZE = 20
LAST_PAGE = 50

ORDERS: dict[str, str] = {
    "best": "Best path",
    "price": "Lowest price",
    "strength": "Strongest",
    "newest": "Newest",
}


@dataclass(frozen=True)
class SearchFilters:
    """What a rep looks for: words to be understood, and filters; several values of one mean any of them.

    Prices in minor units of `currency`. `company` is a name; `alike` the id of a listing: everything that
    reads like it. `grouped` puts together what reads alike. `cursor`: where the page before
    ended, "" for the first.
    """

    q: str = ""
    seniority: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    record: tuple[str, ...] = ()
    company: str = ""
    named: bool | None = None
    verified: bool = False
    currency: str = ""
    price_from: int | None = None
    price_to: int | None = None
    strength: int | None = None
    alike: uuid.UUID | None = None
    grouped: bool = True
    order: str = "best"
    cursor: str = ""
