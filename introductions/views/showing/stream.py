"""What happened in one introduction, as one stream, newest first: moves, messages, the email that introduced,
files, what each side gave as its word, and the pitch it began with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from introductions.actions.thread.reading import Line, Thread
from introductions.lifecycle import Actor
from introductions.models import Event, Evidence, Introduction
from introductions.moves import is_bad
from introductions.queries import events_told, evidence_of
from introductions.views import words

CARD_ENDED = "It ended; nothing was paid"
ICONS = {
    "request": "file", "authorise": "hold", "counter": "pencil", "raise_price": "hold", "accept": "check",
    "agree": "check", "hold": "shield", "refuse": "no", "decline": "no", "introduce": "mail",
    "confirm": "check", "dispute": "scale", "release": "bank", "pay": "bank", "lapse": "clock",
    "remind": "bell",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the stream. `text`: somebody's own words, shown as a letter from `sender`; `line`: a
    message of the thread; `note`: what a move says beside it."""

    at: datetime
    what: str
    icon: str
    actor: str = ""
    note: str = ""
    sender: str = ""
    text: str = ""
    line: Line | None = None
    file: Evidence | None = None
    is_bad: bool = False


def stream_of(row: Introduction, side: Actor, thread: Thread) -> list[Item]:
    """All of it as `side`, the rep or the connector, may read it; newest first."""
    events = events_told(row, side)
    found = [
        *_moves(row, side, events),
        *_messages(thread),
        *_own_words(row, side, events),
        *_mails(row),
        *_files(row),
    ]
    # What was said at the same moment stays in the order in which it was written.
    numbered = sorted(enumerate(found), key=lambda one: (one[1].at, one[0]), reverse=True)
    return [item for _, item in numbered] + [_pitch(row, side, events)]


def _moves(row: Introduction, side: Actor, events: list[Event]) -> Iterator[Item]:
    for event in events:
        what = words.sentence(event.move, event.facts, row)
        if side == Actor.CONNECTOR and event.move == "lose_authorisation":
            what = CARD_ENDED
        yield Item(
            event.at,
            what,
            ICONS.get(event.move, "x" if is_bad(event.move) else "right"),
            actor=words.ACTORS[event.actor],
            note=event.note,
            is_bad=is_bad(event.move),
        )


def _messages(thread: Thread) -> Iterator[Item]:
    for line in thread.lines:
        sender = "You" if line.is_mine else f"The {line.side}"
        yield Item(line.at, "", "chat", sender=sender, text=line.text, line=line)


def _own_words(row: Introduction, side: Actor, events: list[Event]) -> Iterator[Item]:
    """What each side gave as its word, where the move that took it stands."""

    def when(*moves: str) -> datetime:
        return next((one.at for one in reversed(events) if one.move in moves), row.state_since)

    if row.connector_evidence:
        at = when("introduce", "respond")
        yield Item(at, "", "mail", sender="The connector", text=row.connector_evidence)
    if row.rep_evidence:
        at = when("confirm", "dispute", "respond")
        yield Item(at, "", "check", sender="The rep", text=row.rep_evidence)
    if side == Actor.CONNECTOR and row.decline_reason:
        sender = "Your private reason. Only you and our desk see this"
        yield Item(when("decline"), "", "hidden", sender=sender, text=row.decline_reason)


def _mails(row: Introduction) -> Iterator[Item]:
    """The connector's mail to both, where it came through our address; its text is kept nowhere."""
    for mail in row.thread_mails.filter(sender=Actor.CONNECTOR, said="introduces"):
        yield Item(
            mail.at, "The email that introduces you both was seen", "mail", actor="connector"
        )


def _files(row: Introduction) -> Iterator[Item]:
    for file in evidence_of(row):
        yield Item(file.at, f"Evidence from the {file.side}: {file.name}", "file", file=file)


def _pitch(row: Introduction, side: Actor, events: list[Event]) -> Item:
    at = events[0].at if events else row.created_at
    title = "Your pitch" if side == Actor.REP else "The pitch"
    return Item(at, title, "file", sender=row.purpose, text=row.pitch)
