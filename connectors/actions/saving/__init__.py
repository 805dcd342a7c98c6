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
from connectors.actions.saving.shortlisting import (
    forget_old_seen,
    forget_seen,
    note_seen,
    shortlist,
    take_off_shortlist,
)

__all__ = [
    "MOST_SAVED",
    "change_saved_search",
    "delete_saved_search",
    "forget_alerts",
    "forget_old_seen",
    "forget_seen",
    "look_at_saved_search",
    "note_seen",
    "save_search",
    "shortlist",
    "take_off_shortlist",
    "tell_new_matches",
    "turn_alerts_off",
]
