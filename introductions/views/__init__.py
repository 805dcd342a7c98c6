"""The pages of rep and connector: `home` (where one lands), `pipeline` (the list), `asking` (compose, pay),
`showing` (one introduction, its receipt), `moving` (every button), `dividing` (a settlement to the cent),
`evidence` (files), `notices`, `rubric`, `thread` (messages). `words` holds the process in a person's words,
`status` whose turn it is, `money` where the money is. The prospect's pages are in `prospects`."""

from introductions.views.asking import new, pay
from introductions.views.dividing import preview
from introductions.views.evidence import by_ticket, evidence
from introductions.views.home import home
from introductions.views.moving import move
from introductions.views.notices import notices, read_all
from introductions.views.numbers import numbers
from introductions.views.pipeline import board, forget, keep, pipeline_csv
from introductions.views.rubric import rubric
from introductions.views.showing import introduction, receipt
from introductions.views.thread import messages, messages_read, messages_state

__all__ = [
    "board",
    "by_ticket",
    "evidence",
    "forget",
    "home",
    "introduction",
    "keep",
    "messages",
    "messages_read",
    "messages_state",
    "move",
    "new",
    "notices",
    "numbers",
    "pay",
    "pipeline_csv",
    "preview",
    "read_all",
    "receipt",
    "rubric",
]
