"""The rep asks, the connector answers: from the pitch to acceptance."""

from introductions.actions.asking.deciding import accept, decline
from introductions.actions.asking.paying import page_to_pay_on, reopen_checkout
from introductions.actions.asking.pricing import (
    agree_to_counter,
    counter,
    decline_counter,
    take_back_counter,
)
from introductions.actions.asking.releasing import fall_away
from introductions.actions.asking.reps import UNPAID_AT_ONCE, keep_rep_fingerprints
from introductions.actions.asking.requesting import request, withdraw
from introductions.actions.asking.talking import answer, ask
from introductions.actions.asking.words import PITCH_LENGTH

__all__ = [
    "PITCH_LENGTH",
    "UNPAID_AT_ONCE",
    "accept",
    "agree_to_counter",
    "answer",
    "ask",
    "counter",
    "decline",
    "decline_counter",
    "fall_away",
    "keep_rep_fingerprints",
    "page_to_pay_on",
    "reopen_checkout",
    "request",
    "take_back_counter",
    "withdraw",
]
