"""Calls: written with the action, sent after commit, repeated until the provider answers for good."""

from payments.actions.provider_calls.sending import (
    DISPUTED,
    RETRY_REFUSED_AFTER,
    _is_due,
    _note_new_object,
    _set_aside,
    carry_out,
    send_and_wait,
)
from payments.actions.provider_calls.writing import (
    has_live_call,
    key_of,
    order_call,
    refund_under_way,
)

__all__ = [
    "DISPUTED",
    "RETRY_REFUSED_AFTER",
    "_is_due",
    "_note_new_object",
    "_set_aside",
    "carry_out",
    "has_live_call",
    "key_of",
    "order_call",
    "refund_under_way",
    "send_and_wait",
]
