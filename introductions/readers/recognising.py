"""What a file is, by its content alone, and whether we take it."""

import io
import re
import zipfile
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from enum import StrEnum
from typing import NoReturn

import puremagic

from introductions.readers import file_types, pdfs, pictures

ACCEPTED = "We take pictures (PNG, JPEG, WebP, GIF), PDF, mails saved as .eml and plain text."


class NotTaken(Exception):
    """Why a file is not taken: a sentence for the person, a code for programs, an HTTP status."""

    def __init__(self, sentence: str, code: str = "not_accepted", status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence, self.code, self.status = sentence, code, status


class Kind(StrEnum):
    """What is kept; the value is the ending of its name."""

    PNG = "png"
    JPEG = "jpg"
    PDF = "pdf"
    MAIL = "eml"
    TEXT = "txt"

    @property
    def words(self) -> str:
        """As people call it."""
        return WORDS[self]

    @property
    def is_picture(self) -> bool:
        """Whether it was drawn anew and may be shown on a page."""
        return self in (Kind.PNG, Kind.JPEG)


WORDS = {
    Kind.PNG: "Picture",
    Kind.JPEG: "Picture",
    Kind.PDF: "PDF",
    Kind.MAIL: "Mail",
    Kind.TEXT: "Text",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that we take: its kind, and the bytes that are kept (a picture is drawn anew)."""

    kind: Kind
    content: bytes


PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"RIFF": "image/webp",
}
AGAIN = "Open it, print it to a new PDF, and add that."
PDF_VERSION = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n \t]")
# As long as these are, they do not occur in ten megabytes by chance.
TWO_THINGS = (b"<script", b"<?php ", b"<!doctype", b"javascript:")
# A page for a browser: it begins with a tag, or one of these stands near its beginning.
FIRST_TAG = re.compile(r"<[!?a-z]", re.IGNORECASE)
PAGE_TAG = re.compile(r"<(?:script|html|svg|iframe|body|!doctype)\b", re.IGNORECASE)
NEAR = 1024  # letters after the first that is no blank
# Control characters other than tab, line feed, form feed and carriage return.
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
TEXT_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
HEADER_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,76}:")
LONGEST_HEAD = 256 * 1024  # bytes: the headers of a mail are looked for in these
# A part of a mail that holds parts of its own, its header folded or not.
HOLDS_PARTS = re.compile(rb"^content-type:\s*(?:message|multipart)/", re.IGNORECASE | re.MULTILINE)
MOST_PARTS = 100  # that hold others; readers of mail recurse, and give up at some hundred


def read(data: bytes, *, largest: int, pixels: int) -> Paper:
    """The file as we keep it. `largest`: bytes of a file, before and after; `pixels`: of a picture.

    Raises NotTaken with a sentence that says what it is and what we take. Decoders of other people's
    files run here: call `apart.read_apart`, which bounds the time and memory of all this.
    """
    if not data:
        refuse("The file is empty.", "empty_file")
    if len(data) > largest:
        refuse(f"A file may have up to {largest // 2**20} MB.", "file_too_large", 413)
    if sentence := file_types.why_not_taken(data):
        refuse(sentence)
    if zipfile.is_zipfile(io.BytesIO(data)):
        refuse("This file hides a ZIP archive.", "two_things")
    if any(data.startswith(beginning) for beginning in PICTURES):
        return _picture(data, largest, pixels)
    return _pdf(data) if data.startswith(b"%PDF-") else _words(data)


def refuse(sentence: str, code: str = "not_accepted", status: int = 400) -> NoReturn:
    """Say no, and what we do take."""
    raise NotTaken(f"{sentence} {ACCEPTED}", code, status)


def _picture(data: bytes, largest: int, pixels: int) -> Paper:
    mime = next(mime for beginning, mime in PICTURES.items() if data.startswith(beginning))
    if mime not in _opinions(data):
        refuse("This is no picture that we can read.")
    _one_thing(data)
    if not pictures.ends_where_it_says(data, mime):
        refuse("Something else is hidden behind this picture.", "two_things")
    try:
        content, is_jpeg = pictures.draw(data, largest=largest, pixels=pixels)
    except pictures.NotDrawn as error:
        refuse(str(error))
    return Paper(Kind.JPEG if is_jpeg else Kind.PNG, content)


def _pdf(data: bytes) -> Paper:
    end = data.rfind(b"%%EOF")
    whole = PDF_VERSION.match(data) and b"startxref" in data[-2048:] and end >= 0
    if not whole or data[end + 5 :].strip() or "application/pdf" not in _opinions(data):
        refuse("This is no whole PDF, or something is hidden before or behind it.", "two_things")
    _one_thing(data[:1024])
    try:
        active = pdfs.why_active(data)
    except pdfs.Broken:
        refuse(f"This PDF is damaged: we cannot check what is in it. {AGAIN}", "broken_pdf")
    if active:
        refuse(f"This PDF holds {active}. {AGAIN}", "active_pdf")
    return Paper(Kind.PDF, data)


def _words(data: bytes) -> Paper:
    if HEADER_NAME.match(data) and len(HOLDS_PARTS.findall(data)) > MOST_PARTS:
        refuse(
            "This email holds too many others inside it. Save the one that matters as .eml, by itself.",
            "too_nested",
        )
    if _is_mail(data):  # before the next line: an old mail may be written in any alphabet
        return Paper(Kind.MAIL, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse(file_types.named(data))
    if TEXT_CONTROLS.search(text):
        refuse("This is no plain text: it has control characters in it.")
    if not re.search(r"\w", text):
        refuse("There are no words in this file.", "empty_file")
    beginning = text.lstrip()[:NEAR]
    if FIRST_TAG.match(beginning) or PAGE_TAG.search(beginning):
        refuse("This is a web page or a drawing in code (HTML, SVG, XML).")
    return Paper(Kind.TEXT, data)


def _is_mail(data: bytes) -> bool:
    """Whether it begins with the headers of a mail: from whom, when, and a trace of its way."""
    if CONTROLS.search(data) or not HEADER_NAME.match(data):
        return False
    mail = BytesHeaderParser(policy=policy.compat32).parsebytes(data[:LONGEST_HEAD])
    return bool(mail["From"] and mail["Date"] and (mail["Message-ID"] or mail["Received"]))


def _one_thing(data: bytes) -> None:
    lower = data.lower()
    if any(mark in lower for mark in TWO_THINGS):
        refuse("This file is two things at once: there is a script in it.", "two_things")


def _opinions(data: bytes) -> set[str]:
    """The types that a second table of signatures finds possible."""
    try:
        return {found.mime_type for found in puremagic.magic_string(data[:8192])}
    except (puremagic.PureError, ValueError):
        return set()
