"""The introduction, its history, its clocks, and who is still to be told."""

from introductions.models.disputes import KINDS, Dispute, DisputeAnswer, Evidence, Restore
from introductions.models.introduction import (
    ACTORS,
    Deadline,
    Event,
    Introduction,
    Message,
    Notice,
    Trace,
)
from introductions.models.prospects import (
    IncomingEmail,
    LinkRequest,
    PendingRefusal,
    Removal,
    RepFingerprint,
    ThreadMail,
)

__all__ = [
    "ACTORS",
    "KINDS",
    "Deadline",
    "Dispute",
    "DisputeAnswer",
    "Event",
    "Evidence",
    "IncomingEmail",
    "Introduction",
    "LinkRequest",
    "Message",
    "Notice",
    "PendingRefusal",
    "Removal",
    "RepFingerprint",
    "Restore",
    "ThreadMail",
    "Trace",
]
