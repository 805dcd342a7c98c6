"""Disputes: the sides disagree, the money is frozen, a moderator decides."""

from brokerage.moderation.kinds.dispute.actions import ACTIONS, KIND, reveal
from brokerage.moderation.kinds.dispute.forms import RuleForm
from brokerage.moderation.kinds.dispute.panel import revealed_to
from brokerage.moderation.kinds.dispute.words import (
    DECIDES,
    PROOFS,
    REVEALED_FOR_SECONDS,
    as_it_is,
    divided,
    headline,
    introduction_of,
    own_cases,
    reason_to_open,
    why_not,
)

__all__ = [
    "ACTIONS",
    "DECIDES",
    "KIND",
    "PROOFS",
    "REVEALED_FOR_SECONDS",
    "RuleForm",
    "as_it_is",
    "divided",
    "headline",
    "introduction_of",
    "own_cases",
    "reason_to_open",
    "reveal",
    "revealed_to",
    "why_not",
]
