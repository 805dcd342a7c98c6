"""What staff do on the desk: carry out what a kind of case offers, close an account for its owner."""

from brokerage.moderation.actions.cases import (
    action_named,
    carry_out,
    check,
    check_names_nobody,
    check_works,
    take_note,
)
from brokerage.moderation.actions.people import close_for, not_oneself

__all__ = [
    "action_named",
    "carry_out",
    "check",
    "check_names_nobody",
    "check_works",
    "close_for",
    "not_oneself",
    "take_note",
]
