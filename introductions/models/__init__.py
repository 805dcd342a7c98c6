"""The introduction, its history, its clocks, and who is still to be told."""

from introductions.models.disputes import KINDS, Dispute, DisputeAnswer, Evidence, Restore
from introductions.models.introduction import (
    ACTORS,
    Deadline,
    Event,
    Introduction,
    Notice,
    Trace,
)
from introductions.models.kept_views import KeptView
from introductions.models.messages import Attachment, Message, ReadMark
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
    "Attachment",
    "ConnectorRecord",
    "Deadline",
    "Dispute",
    "DisputeAnswer",
    "Event",
    "Evidence",
    "IncomingEmail",
    "Introduction",
    "KeptView",
    "LinkRequest",
    "Message",
    "Notice",
    "PendingRefusal",
    "PriceBand",
    "PriceBandRun",
    "ReadMark",
    "RecordCheck",
    "Removal",
    "RepFingerprint",
    "Restore",
    "ThreadMail",
    "Trace",
]
