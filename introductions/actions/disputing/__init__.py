"""The sides disagree: freeze, hear, settle or decide, end."""

from introductions.actions.disputing.appealing import answer_appeal, appeal
from introductions.actions.disputing.deciding import (
    accept_decision,
    cosign,
    decide,
    disagree,
    take_back_decision,
)
from introductions.actions.disputing.dividing import accept_split, offer_split
from introductions.actions.disputing.objecting import (
    back_objection,
    dismiss,
    object_to,
    testify,
    uphold,
)
from introductions.actions.disputing.opening import dispute, respond, withdraw_dispute
from introductions.actions.disputing.shared import REASONS, RULINGS, STATEMENT_LENGTH, close_dispute

__all__ = [
    "REASONS",
    "RULINGS",
    "STATEMENT_LENGTH",
    "accept_decision",
    "accept_split",
    "answer_appeal",
    "appeal",
    "back_objection",
    "close_dispute",
    "cosign",
    "decide",
    "disagree",
    "dismiss",
    "dispute",
    "object_to",
    "offer_split",
    "respond",
    "take_back_decision",
    "testify",
    "uphold",
    "withdraw_dispute",
]
