"""What reps look at, search for and target, counted by the month."""

from connectors.actions.interest.closing import close_interest
from connectors.actions.interest.noting import note_accounts, note_search, note_view

__all__ = ["close_interest", "note_accounts", "note_search", "note_view"]
