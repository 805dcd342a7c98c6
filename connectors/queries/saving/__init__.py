"""What reps keep of search: saved searches, what is new in them, and the link that ends their emails."""

from connectors.queries.saving.filters import (
    LONGEST_NAME,
    address_of,
    packed,
    suggested_name,
    unpacked,
)
from connectors.queries.saving.searches import (
    OffLink,
    SavedView,
    by_off_token,
    matching,
    none_is_new,
    not_among,
    off_link,
    owners_due,
    reps_in_good_standing,
    saved_by,
    with_new,
)
from connectors.queries.saving.shortlist import (
    MOST_COMPARED,
    Kept,
    compared,
    seen_by,
    shortlist_of,
)

__all__ = [
    "LONGEST_NAME",
    "MOST_COMPARED",
    "Kept",
    "OffLink",
    "SavedView",
    "address_of",
    "by_off_token",
    "compared",
    "matching",
    "none_is_new",
    "not_among",
    "off_link",
    "owners_due",
    "packed",
    "reps_in_good_standing",
    "saved_by",
    "seen_by",
    "shortlist_of",
    "suggested_name",
    "unpacked",
    "with_new",
]
