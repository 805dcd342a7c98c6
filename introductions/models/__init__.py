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
from introductions.models.prices import PriceBand, PriceBandRun
from introductions.models.prospects import (
    IncomingEmail,
    LinkRequest,
    PendingRefusal,
    Removal,
    RepFingerprint,
    ThreadMail,
)
from introductions.models.records import AnswerTime, ConnectorRecord, RecordCheck

__all__ = [
    "ACTORS",
    "KINDS",
    "AnswerTime",
    "ConnectorRecord",
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
    "PriceBand",
    "PriceBandRun",
    "RecordCheck",
    "Removal",
    "RepFingerprint",
    "Restore",
    "ThreadMail",
    "Trace",
]
