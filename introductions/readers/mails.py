"""A mail taken apart: its subject, its words in plain text and in HTML, and what else is in it."""

from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message

from introductions.readers.html_mails import shown

LONGEST = 20_000
"""Characters of each part that are looked at, and of a mail that are kept for a person."""
MOST_PARTS = 50


@dataclass(frozen=True, slots=True)
class Parts:
    """The words of a mail. `is_doubtful`: it holds more than they show, or they may not show."""

    subject: str
    plain: str
    html: str
    others: tuple[str, ...]
    is_doubtful: bool


def parts_of(message: Message) -> Parts:
    """Take it apart; whatever cannot be read makes it doubtful. Never raises."""
    plain: list[str] = []
    html: list[str] = []
    others: list[str] = []
    doubtful = bool(message.defects)
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            doubtful = True
            break
        kind = part.get_content_type()
        if part.is_multipart():
            doubtful |= kind in {"message/rfc822", "message/partial"}
            continue
        if kind not in {"text/plain", "text/html"} or _file_name(part):
            others.append(f"{_file_name(part) or 'without a name'} ({kind})")
            continue
        text, sound = _text(part)
        doubtful |= not sound
        if kind == "text/plain":
            plain.append(text)
        else:
            page = shown(text)
            doubtful |= page.is_doubtful
            html.append(page.text)
    subject = decoded(header(message, "Subject"))
    doubtful |= bool(html) and bool("".join(plain).strip()) and not "".join(html).strip()
    doubtful |= bool(others) or len(message.get_all("Subject", [])) > 1
    return Parts(subject, "\n".join(plain), "\n".join(html), tuple(others), doubtful)


def readable(raw: bytes, message: Message | None) -> str:
    """The mail as a person at the desk reads it: subject, words, names of files; bounded."""
    if message is None:
        return _bounded(raw[: 2 * LONGEST].decode("utf-8", "replace"))
    try:
        parts = parts_of(message)
    except Exception:  # strangers' bytes: then as they came
        return _bounded(raw[: 2 * LONGEST].decode("utf-8", "replace"))
    same = parts.plain.split() == parts.html.split()
    html = "" if same or not parts.html.strip() else f"[In its HTML part:]\n{parts.html.strip()}"
    files = "\n".join(f"[Attached: {name}]" for name in parts.others)
    found = [f"Subject: {parts.subject}", parts.plain.strip(), html, files]
    return _bounded("\n\n".join(one for one in found if one))


def decoded(text: str) -> str:
    """A header's text with its encoded words (RFC 2047) read; as it stands where that fails."""
    try:
        return str(make_header(decode_header(text)))
    except Exception:  # unknown letters, broken encodings: many kinds
        return text


def _bounded(text: str) -> str:
    # PostgreSQL and UTF-8 take neither nought bytes nor halves of letters.
    text = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n[The rest is left out.]"


def header(message: Message, name: str) -> str:
    """A header on one line, as it stands; "" where there is none, or none that can be read."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # as above
        return ""


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except Exception:  # as above
        name = "unreadable name"
    return name or ("a file" if part.get_content_disposition() == "attachment" else "")


def _text(part: Message) -> tuple[str, bool]:
    """The text of a part, and whether all of it could be read."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return "", False
    try:
        charset = str(part.get_content_charset("utf-8"))
        text = raw.decode(charset, "replace")
    except Exception:  # no such letters, or none that can be replaced
        return raw.decode("utf-8", "replace")[:LONGEST], False
    return text[:LONGEST], "\ufffd" not in text and len(text) <= LONGEST
