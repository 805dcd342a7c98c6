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

__all__ = [
    "alerts_off",
    "change_saved_search",
    "delete_saved_search",
    "open_saved_search",
    "panel",
    "save_search",
    "saved_searches",
]
