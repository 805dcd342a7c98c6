"""The pages of rep and connector: `board` (the list), `asking` (compose, pay), `showing` (one
introduction, its receipt), `moving` (every button). `words` holds the process in a person's words,
`money` where the money is. The prospect's pages are in `prospect_views`."""

from introductions.views.asking import new, pay
from introductions.views.board import board
from introductions.views.moving import move
from introductions.views.showing import introduction, receipt

__all__ = [
    "board",
    "introduction",
    "move",
    "new",
    "pay",
    "receipt",
]
