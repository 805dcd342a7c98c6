"""Wishes: written with the deed, sent after commit, repeated until the provider answers for good."""

from payments.actions.wishes.sending import (
    DISPUTED,
    RETRY_REFUSED_AFTER,
    _is_due,
    _note_new_object,
    _set_aside,
    carry_out,
    send_and_wait,
)
from payments.actions.wishes.writing import has_live_wish, key_of, refund_under_way, wish

__all__ = [
    "DISPUTED",
    "RETRY_REFUSED_AFTER",
    "_is_due",
    "_note_new_object",
    "_set_aside",
    "carry_out",
    "has_live_wish",
    "key_of",
    "refund_under_way",
    "send_and_wait",
    "wish",
]
