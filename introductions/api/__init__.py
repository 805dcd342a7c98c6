"""The API of introductions: `introductions` (lists, moves, evidence, numbers), `thread` (messages)."""

from introductions.api.introductions import (
    MOVES,
    Introductions,
    Numbers,
    OneEvidence,
    OneIntroduction,
)
from introductions.api.thread import Messages, MessagesRead, OneAttachment

__all__ = [
    "MOVES",
    "Introductions",
    "Messages",
    "MessagesRead",
    "Numbers",
    "OneAttachment",
    "OneEvidence",
    "OneIntroduction",
]
