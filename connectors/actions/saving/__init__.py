"""What reps do with searches that they keep, and what tells them of new matches."""

from connectors.actions.saving.alerts import forget_alerts, tell_new_matches
from connectors.actions.saving.searches import (
    MOST_SAVED,
    change_saved_search,
    delete_saved_search,
    look_at_saved_search,
    save_search,
    turn_alerts_off,
)

__all__ = [
    "MOST_SAVED",
    "change_saved_search",
    "delete_saved_search",
    "forget_alerts",
    "look_at_saved_search",
    "save_search",
    "tell_new_matches",
    "turn_alerts_off",
]
