"""What of a message somebody may read: until the reveal no way to reach anybody, and never the prospect.

A way to reach somebody is taken out where it stands; where it is written in a disguise, its line is; where
lines only tell it together, all of them are.
"""

from brokerage.kit.text.contact_details import contact_details, find_all
from introductions.actions.removing import cleaner, words_about
from introductions.actions.revealing import may_know
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.queries import contact_of

UNTIL_REVEAL = "[hidden until the introduction]"
ON_THE_PAGE = "[on the page]"


class Masks:
    """What one side reads of the other's messages in one introduction, as it stands."""

    def __init__(self, row: Introduction, side: Actor) -> None:
        self.row, self.side = row, side
        self.hides_ways = row.revealed_at is None
        self.hides_name = not may_know(row, side)

    @property
    def hides(self) -> bool:
        """Whether anything is hidden at all; files are then, for nobody can take words out of them."""
        return self.hides_ways or self.hides_name

    def __call__(self, text: str) -> str:
        """The text of the other side."""
        if not self.hides:
            return text
        if self.hides_name:
            text = cleaner(words_about([contact_of(self.row)]), instead=UNTIL_REVEAL)(text)
        return without_ways(text, UNTIL_REVEAL)


def for_mail(row: Introduction, text: str) -> str:
    """The text as an email may carry it: no email names the prospect, for nobody logs who reads it."""
    text = cleaner(words_about([contact_of(row)]), instead=ON_THE_PAGE)(text)
    return without_ways(text, ON_THE_PAGE)


def without_ways(text: str, mark: str) -> str:
    """`text` with `mark` in the place of every way to reach somebody."""
    lines = [_line_without(line, mark) for line in text.split("\n")]
    found = "\n".join(lines)
    together = " ".join(found.replace(mark, "|").split())
    return mark if contact_details(together) else found


def _line_without(line: str, mark: str) -> str:
    if contact_details(line) is None:
        return line
    for words in sorted({one.words for one in find_all(line)} - {""}, key=len, reverse=True):
        line = line.replace(words, mark)
    return mark if contact_details(line.replace(mark, "")) else line
