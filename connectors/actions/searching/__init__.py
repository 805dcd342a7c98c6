"""What keeps search true, and how much of it anybody may read."""

from connectors.actions.searching.checking import (
    check_search,
    last_search_check,
    search_check_is_due,
    settle_search,
)
from connectors.actions.searching.limiting import allow_counts, allow_search
from connectors.actions.searching.records import show_records

__all__ = [
    "allow_counts",
    "allow_search",
    "check_search",
    "last_search_check",
    "search_check_is_due",
    "settle_search",
    "show_records",
]
