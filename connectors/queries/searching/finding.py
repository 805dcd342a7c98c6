"""Search: what is found, put together by what it shows, with counts for every filter."""

from dataclasses import dataclass

from brokerage.accounts.models import User
from connectors import hooks
from connectors.queries.listings import Listing, with_usual_prices
from connectors.queries.searching.asking import Asked, understood
from connectors.queries.searching.entries import EntryPage, page_of
from connectors.queries.searching.facets import Facet, PriceBand, facets_of, price_bands
from connectors.queries.searching.filters import SearchFilters
from connectors.queries.searching.market import as_shown
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
    page = page_of(asked, filters.order, filters.cursor, grouped=filters.grouped)
    groups, gone = _shown(page, viewer)
    return Found(
        asked=asked,
        groups=groups,
        count=page.about - gone,
        exact=page.each == 1,
        number=page.number,
        next=page.next,
        facets=tuple(facets_of(asked, page)),
        prices=tuple(price_bands(asked, page)),
        nearby=tuple(nearby(asked, page)) if page.number == 1 else (),
    )


def _shown(page: EntryPage, viewer: User | None) -> tuple[tuple[PathGroup, ...], int]:
    """The groups as a rep reads them, and how many entries are listings no more: whatever a search entry
    says, a listing is shown only if it can be found at this moment."""
    found = {row["relationship_id"]: as_shown(*list(row.values())[1:]) for row in page.shown}
    ids = [pk for group in page.groups for pk in group.paths]
    rows = {pk: found[pk] for pk in ids if pk in found}
    asked = hooks.asked_before.one(viewer, list(rows)) if viewer and rows else {}
    rows = dict(zip(rows, with_usual_prices(list(rows.values())), strict=True))

    shown = []
    for group in page.groups:
        there = [
            Path(rows[pk], asked.get(pk, ""), str(rows[pk].public_id) in page.starred)
            for pk in group.paths
            if pk in rows
        ]
        if there:
            shown.append(PathGroup(tuple(there), group.more))
    return tuple(shown), len(ids) - len(rows)
