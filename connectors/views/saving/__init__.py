"""The pages of what a rep keeps of search."""

from connectors.views.saving.searches import (
    alerts_off,
    change_saved_search,
    delete_saved_search,
    open_saved_search,
    panel,
    save_search,
    saved_searches,
)
from connectors.views.saving.shortlist import compare, forget_recent, recent, shortlist, star

__all__ = [
    "alerts_off",
    "change_saved_search",
    "compare",
    "delete_saved_search",
    "forget_recent",
    "open_saved_search",
    "panel",
    "recent",
    "save_search",
    "saved_searches",
    "shortlist",
    "star",
]
