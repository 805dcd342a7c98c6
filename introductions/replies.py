"""What a reply to the first mail says, if it says it plainly.

Only the first line that is the writer's own counts, and only as a whole: "yes" agrees, "yes, but" does
not. A machine's reply says nothing. The text is read here and kept nowhere.
"""

import re
from email.message import Message
from html.parser import HTMLParser
from typing import ClassVar
from unicodedata import category

ANSWERS = {
    "agree": "yes|agree|agreed|i agree|yes please|yes i agree|i agree to be introduced|ok yes",
    "not_now": "no|not now|no thanks|no thank you|not now thanks|not now thank you",
    "not_seller": "not this seller|not this one|not from this person",
    "never": "nobody ever|never contact me again|never|stop|unsubscribe|remove me",
}
WORDS = {words: answer for answer, said in ANSWERS.items() for words in said.split("|")}
LONGEST = 20_000  # characters that are looked at
QUOTE = re.compile(r"^\s*(>|-{2,}|_{5,}|On .*:\s*$|From:\s)", re.IGNORECASE)
BULK = {"bulk", "junk", "list", "auto_reply"}


def answer_in(message: Message) -> str:
    """`agree`, `not_now`, `not_seller` or `never`; "" for anything that is not plainly one of them."""
    if is_of_a_machine(message):
        return ""
    return WORDS.get(_plain(_first_line(_text(message))), "")


def is_of_a_machine(message: Message) -> bool:
    """Whether a program wrote it: absences, bounces, lists (RFC 3834)."""
    return (
        str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower() != "no"
        or str(message.get("Precedence", "")).strip().lower() in BULK
        or any(message.get(name) for name in ("List-Id", "X-Autoreply", "X-Auto-Response-Suppress"))
        or message.get_content_type() == "multipart/report"
        or "<>" in str(message.get("Return-Path", ""))
    )


def says_anything(message: Message) -> bool:
    """Whether a person wrote something, however unclear."""
    return not is_of_a_machine(message) and bool(_text(message).strip())


def _text(message: Message) -> str:
    """The plain text; where there is none, the words of the HTML."""
    plain = _part(message, "text/plain")
    if plain:
        return plain
    reader = _Words()
    reader.feed(_part(message, "text/html"))
    return "".join(reader.said)


def _part(message: Message, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind and not part.get_filename():
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes):
                charset = part.get_content_charset("utf-8")
                try:
                    return raw.decode(charset, "replace")[:LONGEST]
                except (LookupError, ValueError):  # no such letters, or none that can be replaced
                    return raw.decode("utf-8", "replace")[:LONGEST]
    return ""


class _Words(HTMLParser):
    """What a reader of an HTML mail reads, in lines; quotations are quoted."""

    HIDDEN: ClassVar = {"style", "script", "head", "title"}
    LINES: ClassVar = {"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3"}

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new line, or words that are not shown."""
        self.hidden += tag in self.HIDDEN
        if tag in self.LINES:
            self.said.append("\n> " if tag == "blockquote" else "\n")

    def handle_endtag(self, tag: str) -> None:
        """The end of them."""
        self.hidden -= tag in self.HIDDEN and self.hidden > 0
        if tag in self.LINES:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        """Words: a line break in the source is none on the page."""
        if not self.hidden:
            self.said.append(" ".join(data.split()) or " " * bool(data))


def _first_line(text: str) -> str:
    for line in text.splitlines():
        if QUOTE.match(line):
            return ""
        if line.strip():
            return line
    return ""


def _plain(line: str) -> str:
    """The line's words; "" if it asks, or holds anything but words and punctuation."""
    odd = [one for one in line if not one.isalnum() and category(one)[0] not in "PZC"]
    if odd or "?" in line:
        return ""
    return " ".join(re.findall(r"\w+", line.casefold().replace("'", "")))
