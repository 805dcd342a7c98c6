"""The thread: what rep and connector write to each other from the acceptance to the end.

A message is no move: nothing of the process depends on it. It is written under the introduction's lock, so
that any two stand in one order; `masking` says what of it the other side reads, and when.
"""

from introductions.actions.thread.reading import SHOWN, Line, Thread, thread_of, version_of
from introductions.actions.thread.receiving import receive_message
from introductions.actions.thread.writing import mark_read, write

__all__ = [
    "SHOWN",
    "Line",
    "Thread",
    "mark_read",
    "receive_message",
    "thread_of",
    "version_of",
    "write",
]
