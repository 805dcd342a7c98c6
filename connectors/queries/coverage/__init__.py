"""Coverage: which of a rep's target accounts search shows them a path to."""

from connectors.queries.coverage.counting import companies_of, count_listings
from connectors.queries.coverage.lists import (
    SHOWS,
    AccountFilters,
    AccountPage,
    account_page,
    csv_columns,
    csv_rows,
    latest_day,
    list_of,
    lists_of,
    picture,
)
from connectors.queries.coverage.matching import Matcher
from connectors.queries.coverage.picture import Line, Picture
from connectors.queries.coverage.watches import rep_of_link, watch_off_link

__all__ = [
    "SHOWS",
    "AccountFilters",
    "AccountPage",
    "Line",
    "Matcher",
    "Picture",
    "account_page",
    "companies_of",
    "count_listings",
    "csv_columns",
    "csv_rows",
    "latest_day",
    "list_of",
    "lists_of",
    "picture",
    "rep_of_link",
    "watch_off_link",
]
