"""Search: what reps find of the market, and how they narrow it."""

from connectors.queries.searching.asking import Asked, understood, words_without
from connectors.queries.searching.companies import ids_of_company, shown_companies
from connectors.queries.searching.facets import Facet, FacetValue, PriceBand
from connectors.queries.searching.filters import LAST_PAGE, ORDERS, PAGE_SIZE, SearchFilters
from connectors.queries.searching.finding import Found, Path, PathGroup, search
from connectors.queries.searching.market import industries, listing_for, listings
from connectors.queries.searching.nearby import Nearby

__all__ = [
    "LAST_PAGE",
    "ORDERS",
    "PAGE_SIZE",
    "Asked",
    "Facet",
    "FacetValue",
    "Found",
    "Nearby",
    "Path",
    "PathGroup",
    "PriceBand",
    "SearchFilters",
    "ids_of_company",
    "industries",
    "listing_for",
    "listings",
    "search",
    "shown_companies",
    "understood",
    "words_without",
]
