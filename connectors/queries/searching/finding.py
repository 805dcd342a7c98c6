"""Search: what is found, put together by what it shows, with counts for every filter."""

from collections.abc import Sequence
from dataclasses import dataclass

from brokerage.accounts.models import User
from connectors import hooks
from connectors.queries.listings import Listing, with_usual_prices
from connectors.queries.searching.asking import Asked, understood
from connectors.queries.searching.entries import Counted, Group, counted, page_of
from connectors.queries.searching.facets import Facet, PriceBand, facets_of, price_bands
from connectors.queries.searching.filters import SearchFilters
from connectors.queries.searching.market import shortlisted, shown_again
from connectors.queries.searching.nearby import Nearby, nearby


@dataclass(frozen=True)
class Path:
    """One way to a person: a listing, what the reader asked of it before, in words ("" for nothing), and
    whether it is on their shortlist."""

    listing: Listing
    asked: str = ""
    is_shortlisted: bool = False


@dataclass(frozen=True)
class PathGroup:
    """Ways to people of whom the same is shown, the best first; `more` of them are not here.

    They may lead to one person or to several: before somebody agrees, nobody is told which.
    """

    paths: tuple[Path, ...]
    more: int = 0

    @property
    def best(self) -> Listing:
        """What is shown, by its best path."""
        return self.paths[0].listing

    @property
    def count(self) -> int:
        """How many paths there are."""
        return len(self.paths) + self.more


@dataclass(frozen=True)
class Found:
    """What a search has found. `count` listings, or about so many where it is not `exact`."""

    asked: Asked
    groups: tuple[PathGroup, ...]
    count: int
    exact: bool
    number: int
    next: str
    facets: tuple[Facet, ...] = ()
    prices: tuple[PriceBand, ...] = ()
    nearby: tuple[Nearby, ...] = ()

    @property
    def listings(self) -> list[Listing]:
        """Every listing on this page."""
        return [path.listing for group in self.groups for path in group.paths]

    @property
    def kinds(self) -> int | None:
        """How many groups there are in all; None where they were not all counted."""
        return len(self.groups) if self.exact and self.number == 1 and not self.next else None


def search(filters: SearchFilters, viewer: User | None) -> Found:
    """One page of what matches; only facts that are shown are matched, counted and sorted by.

    Raises Refusal for a cursor that is none of ours.
    """
    asked = understood(filters, viewer)
    found = Counted([]) if asked.problem else counted(asked)
    page = page_of(asked, found, filters.order, filters.cursor, grouped=filters.grouped)
    groups, gone = _shown(page.groups, viewer)
    return Found(
        asked=asked,
        groups=groups,
        count=found.about - gone,
        exact=found.each == 1,
        number=page.number,
        next=page.next,
        facets=tuple(facets_of(asked, found)),
        prices=tuple(price_bands(asked, found)),
        nearby=tuple(nearby(asked, found)) if page.number == 1 else (),
    )


def _shown(groups: Sequence[Group], viewer: User | None) -> tuple[tuple[PathGroup, ...], int]:
    """The groups as a rep reads them, and how many entries are listings no more: whatever a search entry
    says, a listing is shown only if it can be found at this moment."""
    entries = [entry for group in groups for entry in group.paths]
    rows = shown_again([entry.relationship_id for entry in entries])
    asked = hooks.asked_before.one(viewer, list(rows)) if viewer else {}
    starred = shortlisted(viewer, [row.public_id for row in rows.values()])
    rows = dict(zip(rows, with_usual_prices(list(rows.values())), strict=True))

    shown = []
    for group in groups:
        there = [
            Path(rows[pk], asked.get(pk, ""), rows[pk].public_id in starred)
            for pk in (one.relationship_id for one in group.paths)
            if pk in rows
        ]
        if there:
            shown.append(PathGroup(tuple(there), group.more))
    return tuple(shown), len(entries) - len(rows)
