"""The door for mail: what the provider's webhook hands in through django-anymail.

A mail counts only when its sender is who it claims to be. The receiving provider says so
(`Authentication-Results`, by a name in `settings.INBOUND_TRUSTED`), or, where it says nothing and
`settings.INBOUND_DKIM` is on, the mail's own signature (`introductions.signatures`). Logs carry ids only.
"""

import hashlib
import logging
import re
from contextlib import nullcontext
from email.message import Message
from email.policy import default
from typing import Any

from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from connectors.identity import email_domain, normalise_email, same_domain
from introductions import actions
from introductions.models import Introduction
from introductions.queries import by_answer_address, by_thread_address, contact_of
from introductions.replies import answer_in, says_anything
from introductions.signatures import covers_recipients, is_signed_by

log = logging.getLogger(__name__)
PASSED = "dkim=pass"
NAMES_DOMAIN = {"header.d", "header.i"}
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
LONGEST_VERDICT = 4_000  # letters; no provider writes as much
PROVIDER, SIGNATURE = "provider", "signature"


def open_door() -> None:
    """From now on mail that arrives is looked at."""
    inbound.connect(receive, dispatch_uid="introductions.inbound")


def hand_in(raw: bytes) -> None:
    """Hand in one message as it came over SMTP, past any provider's webhook."""
    message = AnymailInboundMessage.parse_raw_mime_bytes(raw)
    event = AnymailInboundEvent(event_type="inbound", message=message)
    inbound.send(sender=hand_in, event=event, esp_name="smtp", raw=raw)


def receive(sender: Any, event: Any, esp_name: str, **more: Any) -> None:
    """Match one mail to its introduction; what fits none, or is not verified, is dropped."""
    message = event.message
    to = [one.addr_spec for one in [*message.to, *message.cc]]
    # Never the envelope's: anybody may send somebody's old signed mail on to an address of ours.
    asked = next((found for one in to if (found := by_answer_address(one))), None)
    introduction = asked or next((found for one in to if (found := by_thread_address(one))), None)
    if introduction is None:
        log.info("mail without an introduction dropped")
        return
    claimed = message.get_address_header("From")
    raw = more.get("raw") or as_it_came(message)
    vouched_by = voucher(message, claimed[0].addr_spec, raw) if is_one(message, claimed) else ""
    if not vouched_by:
        log.info("unverified mail for introduction %s dropped", introduction.pk)
        return
    if asked:
        _answer(asked, claimed[0].addr_spec, message, vouched_by)
        return
    actions.receive_mail(
        introduction,
        sender=claimed[0].addr_spec,
        recipients=to,
        digest=_digest(message),
        vouched_by=vouched_by,
    )


def is_one(message: Message, claimed: list[Any]) -> bool:
    """Whether the mail names exactly one sender, in one header: readers and checkers see the same."""
    return len(claimed) == 1 and len(message.get_all("From", [])) == 1


def as_it_came(message: Message) -> bytes:
    """The bytes that were signed, as far as a parsed mail still has them."""
    return message.as_bytes(policy=default.clone(linesep="\r\n", refold_source="none"))


def voucher(message: Message, address: str, raw: bytes) -> str:
    """Who says that the mail comes from the domain of `address`: "provider", "signature" or "".

    A provider says that a signature is good, not what it covers. Somebody's old mail with our address put
    into a Cc that was never signed passes there; it is no proof.
    """
    verdict = provider_says(message, address)
    if verdict is not None:
        return PROVIDER if verdict and covers_recipients(raw, email_domain(address)) else ""
    if not settings.INBOUND_DKIM:
        return ""
    return SIGNATURE if is_signed_by(raw, email_domain(address)) else ""


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


def _answer(row: Introduction, sender: str, message: Message, vouched_by: str) -> None:
    """A reply to the first mail, from the very address that was asked: what the link would do."""
    asked = normalise_email(contact_of(row).email)
    if not asked or normalise_email(sender) != asked:
        log.info("reply of a stranger for introduction %s dropped", row.pk)
        return
    said = answer_in(message)
    # What is clear is carried out by itself; what is not counts as received once somebody reads it.
    with transaction.atomic() if not said else nullcontext():
        counted = actions.receive_answer(
            row, answer=said, digest=_digest(message), vouched_by=vouched_by
        )
        if counted == actions.UNCLEAR and says_anything(message):
            actions.remind_no_more(row)
            _pass_on(row, message)
    log.info("reply for introduction %s, vouched for by the %s: %s", row.pk, vouched_by, counted)


def _pass_on(row: Introduction, message: Message) -> None:
    """They answer in their own words, perhaps object: our desk reads it in its mail, we keep nothing.

    If it cannot be sent the mail counts as never received: whoever brought it brings it again.
    """
    said = (
        "The person who was asked answers in words that no machine understands; the mail is attached. "
        "They are not reminded. If they object or want to be erased, see docs/people.md."
    )
    subject = f"A reply to introduction {row.reference}"
    mail = EmailMessage(subject, said, to=[settings.SUPPORT_EMAIL])
    mail.attach("reply.eml", message.as_bytes(), "application/octet-stream")
    mail.send()


def _digest(message: Message) -> str:
    return hashlib.sha256(message.as_bytes()).hexdigest()
