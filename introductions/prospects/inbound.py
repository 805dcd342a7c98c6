"""The door for mail: what the provider's webhook hands in through django-anymail.

Our addresses are secrets: whoever writes to one was told it. So no mail to one is ever dropped for its
envelope: a no is carried out, what nobody but a person understands goes to the desk, and one that cannot
even be read does, too. Only automatic replies and bounces stop nothing.

A mail counts as a yes or as a proof only when its sender is who it claims to be. The receiving provider
says so (`Authentication-Results`, by a name in `settings.INBOUND_TRUSTED`), or, where it says nothing and
`settings.INBOUND_DKIM` is on, the mail's own signature (`signatures`). Logs carry ids only.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32, default
from email.utils import parsedate_to_datetime
from typing import Any

from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.conf import settings
from django.utils import timezone

from brokerage.kit import clock
from connectors.identity import email_domain, same_domain
from introductions import actions, notices, queries
from introductions.actions import thread
from introductions.lifecycle import Actor
from introductions.models import Introduction, Notice
from introductions.prospects import replies
from introductions.prospects.signatures import LONGEST_HEAD, Tie, is_signed_by, is_tied_by

log = logging.getLogger(__name__)
Take = Callable[["Introduction", Message, bytes, Tie], None]
PASSED = "dkim=pass"
NAMES_DOMAIN = {"header.d", "header.i"}
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
LONGEST_VERDICT = 4_000  # letters; no provider writes as much
PROVIDER, SIGNATURE = "provider", "signature"
CLOCKS_DIFFER = timedelta(minutes=10)
HEAD = re.compile(rb"\r?\n\r?\n")
#: Our addresses, wherever in a header they stand.
OURS = re.compile(rb"(?:answer|intro|talk)\+[0-9a-f]{32}\.[0-9a-f]{20}@[a-z0-9.-]+", re.IGNORECASE)
#: What the sender writes, and no server on the way changes.
WRITTEN = (b"from", b"to", b"cc", b"date", b"subject", b"message-id")


def open_door() -> None:
    """From now on mail that arrives is looked at."""
    inbound.connect(receive, dispatch_uid="introductions.inbound")


def hand_in(raw: bytes, recipients: Sequence[str] = ()) -> None:
    """Hand in one message as it came over SMTP, past any provider's webhook.

    `recipients`: those of the envelope.
    """
    try:
        message: Message = AnymailInboundMessage.parse_raw_mime_bytes(raw)
    except Exception:  # strangers' bytes: they are looked at as they are, its parts not at all
        message = BytesHeaderParser().parsebytes(raw)
    event = AnymailInboundEvent(event_type="inbound", message=message)
    inbound.send(sender=hand_in, event=event, esp_name="smtp", raw=raw, recipients=recipients)


def receive(sender: Any, event: Any, esp_name: str, **more: Any) -> None:
    """Match one mail to its introductions; to an address that is none of ours it is nothing."""
    message = event.message
    raw = more.get("raw") or as_it_came(message)
    envelope = [*more.get("recipients", ()), getattr(message, "envelope_recipient", None) or ""]
    found = list(_meant(raw, envelope))
    if not found:
        log.info("mail without an introduction dropped")
    for introduction, address, kind in found:
        try:
            TAKES[kind](introduction, message, raw, Tie(address, _since(introduction)))
        except Exception as error:
            # Whatever is wrong with it or with us: it may be a no, so it is not lost. Where not even
            # this can be stored, whoever brought it is told so, and brings it again.
            log.error(
                "mail for introduction %s not read: %s", introduction.pk, type(error).__name__
            )
            unread = actions.Email(digest_of(raw), words=replies.readable(raw, None))
            actions.file_email(introduction, unread, why="unreadable", stops=kind == queries.ANSWER)


def _meant(raw: bytes, envelope: Iterable[str]) -> Iterator[tuple[Introduction, str, str]]:
    """The introductions whose addresses stand in a header or in the envelope, each once."""
    head = HEAD.split(raw, maxsplit=1)[0]
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", head)
    # As it stands there, with folds inside an address, and where a program encoded one for its length.
    plain = replies.decoded(unfolded[:LONGEST_HEAD].decode("ascii", "replace")).encode(
        "ascii", "replace"
    )
    head = b"\n".join([re.sub(rb"\r?\n[ \t]+", b"", head), unfolded, plain])
    named = {one.decode().lower() for one in OURS.findall(head)}
    written = {one.strip().strip("<>").lower() for one in envelope}
    seen: set[tuple[int, str]] = set()
    for address in sorted(named | written - {""}):
        found, kind = _whose(address)
        if found and (found.pk, kind) not in seen:
            seen.add((found.pk, kind))
            yield found, address, kind


def _whose(address: str) -> tuple[Introduction | None, str]:
    """The introduction whose address this is, and what a mail to it is: an answer, a witness, or a message
    of one of the sides."""
    if talked := queries.by_talk_address(address):
        return talked[0], talked[1].value
    if answered := queries.by_answer_address(address):
        return answered, queries.ANSWER
    return queries.by_thread_address(address), queries.WITNESS


def _since(row: Introduction) -> datetime | None:
    """From when on, in the world's time, a mail can be about this introduction."""
    if row.accepted_at is None:
        return None
    return row.accepted_at - (clock.now() - timezone.now()) - CLOCKS_DIFFER


def _answer(row: Introduction, message: Message, raw: bytes, tie: Tie) -> None:
    """A reply to the first mail: what the link would do, or a case for the desk."""
    said = _read(row, raw)
    if said.is_machine:
        log.info("automatic reply for introduction %s", row.pk)
        return
    email = _email(message, raw, tie)
    counted = actions.receive_answer(
        row, email, answer=said.answer, is_sure=said.is_sure, written_at=_written_at(raw)
    )
    log.info("reply for introduction %s: %s", row.pk, counted)


def _witness(row: Introduction, message: Message, raw: bytes, tie: Tie) -> None:
    """A mail of the introduction itself: a proof, or an objection."""
    said = _read(row, raw)
    if said.is_machine:
        log.info("automatic reply in the thread of introduction %s", row.pk)
        return
    email, recipients = _email(message, raw, tie), _recipients(message)
    if actions.receive_mail(row, email, recipients=recipients, refuses=said.refuses) is None:
        log.info("mail in the thread of introduction %s dropped", row.pk)


def _message(side: Actor) -> Take:
    """A reply of this side to our email about a message: one, too."""

    def take(row: Introduction, message: Message, raw: bytes, tie: Tie) -> None:
        written = message_from_bytes(raw)
        if replies.is_of_a_machine(written):
            log.info("automatic reply to a message of introduction %s", row.pk)
            return
        email = _email(message, raw, tie)
        counted = thread.receive_message(row, side, email, replies.written_in(written))
        log.info("email into the thread of introduction %s: %s", row.pk, counted)

    return take


TAKES: dict[str, Take] = {
    queries.ANSWER: _answer,
    queries.WITNESS: _witness,
    Actor.REP.value: _message(Actor.REP),
    Actor.CONNECTOR.value: _message(Actor.CONNECTOR),
}


def _read(row: Introduction, raw: bytes) -> replies.Reply:
    contact = queries.contact_of(row)
    known = [contact.name, contact.title, contact.company]
    return replies.read(message_from_bytes(raw), known=known, sent=lambda: _sent_to_them(row))


def _sent_to_them(row: Introduction) -> list[tuple[str, str]]:
    """Subjects and texts of what we wrote to them before their answer."""
    kinds = ["accept", "remind_consent"]
    rows = Notice.objects.filter(
        event__introduction=row, audience=Actor.PROSPECT, kind__in=kinds
    ).select_related("event__introduction__relationship")
    mails = [notices.compose(one) for one in rows]
    return [(str(one.subject), str(one.body)) for one in mails]


def _email(message: Message, raw: bytes, tie: Tie) -> actions.Email:
    sender = sender_of(message)
    return actions.Email(
        digest=digest_of(raw),
        address=sender,
        vouched_by=voucher(message, sender, raw, tie) if sender else "",
        words=replies.readable(raw, message_from_bytes(raw)),
    )


def sender_of(message: Message) -> str:
    """The one sender that the mail names, in one header; "" for none or several."""
    try:
        claimed = message.get_address_header("From")  # type: ignore[attr-defined]
        is_one = len(claimed) == 1 and len(message.get_all("From", [])) == 1
        return str(claimed[0].addr_spec) if is_one else ""
    except Exception:  # the library's reader stumbles over some strangers' headers
        return ""


def _recipients(message: Message) -> list[str]:
    try:
        return [one.addr_spec for one in [*message.to, *message.cc]]  # type: ignore[attr-defined]
    except Exception:  # as above
        return []


def as_it_came(message: Message) -> bytes:
    """The bytes that were signed, as far as a parsed mail still has them."""
    for policy in (default.clone(linesep="\r\n", refold_source="none"), compat32):
        try:
            return message.as_bytes(policy=policy)
        except Exception:  # some parsed mails cannot be written again
            log.info("mail that cannot be written again")
    head = "".join(f"{name}: {value}\r\n" for name, value in message.raw_items())
    return head.encode("utf-8", "surrogateescape") + b"\r\n" + str(message.get_payload()).encode()


def voucher(message: Message, address: str, raw: bytes, tie: Tie) -> str:
    """Who says that the mail comes from the domain of `address`: "provider", "signature" or "".

    A provider says that a signature is good, not what it covers: that is looked at here all the same.
    """
    verdict = provider_says(message, address)
    if verdict is not None:
        return PROVIDER if verdict and is_tied_by(raw, email_domain(address), tie) else ""
    if not settings.INBOUND_DKIM:
        return ""
    return SIGNATURE if is_signed_by(raw, email_domain(address), tie) else ""


def provider_says(message: Message, address: str) -> bool | None:
    """Whether a provider we trust says that the mail comes from the domain of `address`; None: silent."""
    domain = email_domain(address)
    # As they stand there: decoded (RFC 2047), an address that the sender chose could look like a verdict.
    for name, header in message.raw_items():
        if name.lower() != "authentication-results":
            continue
        server, _, results = str(header).partition(";")
        if server.split()[:1] and server.split()[0].lower() in settings.INBOUND_TRUSTED:
            return any(same_domain(domain, signed) for signed in signed_domains(results))
    return None


def signed_domains(results: str) -> set[str]:
    """The domains for which these results (RFC 8601) say `dkim=pass`.

    `dmarc=pass` is not enough: the sending machine's address alone (SPF) may have earned it. Whole words
    only, quotations and comments aside: the sender chooses parts of them (the envelope address, the
    DKIM identity), and may make those look like a verdict.
    """
    if len(results) > LONGEST_VERDICT:
        return set()
    plain = QUOTED.sub("", results)
    while (less := COMMENT.sub(" ", plain)) != plain:
        plain = less
    if set(plain) & set('"()'):
        return set()
    words = [result.lower().split() for result in plain.split(";")]
    passed = [rest for verdict, *rest in filter(None, words) if verdict == PASSED]
    named = [word.partition("=") for rest in passed for word in rest]
    return {value.rpartition("@")[2] for name, _, value in named if name in NAMES_DOMAIN}


def digest_of(raw: bytes) -> str:
    """A SHA-256 that is the same for the same mail, whichever way and however often it came."""
    head, *rest = HEAD.split(raw, maxsplit=1)
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines()
    named = [(line.partition(b":")[0].strip().lower(), line.partition(b":")[2]) for line in lines]
    kept = sorted((name, b" ".join(value.split())) for name, value in named if name in WRITTEN)
    body = b"".join(rest).replace(b"\r\n", b"\n").rstrip()
    return hashlib.sha256(repr(kept).encode() + b"\n" + body).hexdigest()


def _written_at(raw: bytes) -> datetime | None:
    """When its writer says that it was written, by our clock; None where it does not say."""
    try:
        said = parsedate_to_datetime(str(message_from_bytes(raw).get("Date")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = said if said.tzinfo else said.replace(tzinfo=UTC)
    return aware + (clock.now() - timezone.now())
