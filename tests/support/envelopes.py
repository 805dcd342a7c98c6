"""Emails as people's programs write them: one function per way to wrap the same words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from django.db import transaction

from brokerage.kit import clock
from tests.support.builders import PETRA

CRLF = "\r\n"
SUBJECT = "Re: an introduction"


def email(
    to: str,
    text: str = "",
    *,
    html: str = "",
    sender: str = PETRA.email,
    subject: str = SUBJECT,
    date: str = "",
    **headers: str,
) -> bytes:
    """An email as its sender's program writes it, not signed; with `html` alone, of one part."""
    message = EmailMessage()
    message["From"] = sender
    if to:
        message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = date or format_datetime(clock.now())
    message["Message-ID"] = f"<{abs(hash((text, html, sender, subject)))}@petras.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if html and not text:
        message.set_content(html, subtype="html")
    else:
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
    return message.as_bytes(policy=message.policy.clone(linesep=CRLF))


Wrap = Callable[[str, str], tuple[bytes, list[str]]]
"""The email with these words to this address, and the recipients of its envelope."""

ENVELOPES: dict[str, Wrap] = {
    "plain": lambda to, words: (email(to, words), []),
    "subject only": lambda to, words: (email(to, "", subject=words), []),
    "subject only, after Re:": lambda to, words: (email(to, "\n", subject=f"RE: {words}"), []),
    "html only": lambda to, words: (email(to, html=f"<p>{escape(words)}</p>"), []),
    "html beside an empty plain part": lambda to, words: (
        email(to, "\n", html=f"<div>{escape(words)}</div>"),
        [],
    ),
    "from another address": lambda to, words: (email(to, words, sender="p.v@elsewhere.example"), []),
    "without a sender": lambda to, words: (
        email(to, words).replace(b"From: ", b"X-From: ", 1),
        [],
    ),
    "two senders": lambda to, words: (b"From: somebody@else.example\r\n" + email(to, words), []),
    "through a list": lambda to, words: (
        email(to, words, List_Id="<all.petras.example>", Precedence="list"),
        [],
    ),
    "suppressed responses": lambda to, words: (
        email(to, words, X_Auto_Response_Suppress="All", Precedence="bulk"),
        [],
    ),
    "envelope alone": lambda to, words: (email("undisclosed@petras.example", words), [to]),
    "no recipient at all": lambda to, words: (email("", words), [f"<{to.upper()}>"]),
    "Bcc": lambda to, words: (email("office@petras.example", words, Bcc=to), []),
    "Delivered-To": lambda to, words: (email("x@petras.example", words, Delivered_To=to), []),
    "capitals": lambda to, words: (email(to.upper(), words), []),
    "with a name": lambda to, words: (email(f'"Side, door" <{to}>', words), []),
    "odd letters": lambda to, words: (
        email(to, words).replace(b'charset="utf-8"', b'charset="no-such"'),
        [],
    ),
    "broken structure": lambda to, words: (
        email(to, words).replace(b"Content-Type: ", b"Content-Type: multipart/mixed; x=", 1),
        [],
    ),
    "an attachment beside it": lambda to, words: (_with_a_file(to, words), []),
}  # fmt: skip


def _with_a_file(to: str, words: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = PETRA.email, to, SUBJECT
    message.set_content(words)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="no.pdf")
    return message.as_bytes(policy=message.policy.clone(linesep=CRLF))


@contextmanager
def trial() -> Iterator[None]:
    """What happens inside is undone afterwards: many trials from one stage."""
    # Not `atomic`: what has to be recorded first and alone refuses to run inside one.
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
