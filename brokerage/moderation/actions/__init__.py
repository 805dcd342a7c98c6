"""What staff do on the desk: carry out what a kind of case offers, close an account for its owner."""

from brokerage.moderation.actions.cases import (
    carry_out,
    check,
    check_names_nobody,
    check_works,
    deed_named,
    take_note,
)
from brokerage.moderation.actions.people import close_for, not_oneself

__all__ = [
    "carry_out",
    "check",
    "check_names_nobody",
    "check_works",
    "close_for",
    "deed_named",
    "not_oneself",
    "take_note",
]
