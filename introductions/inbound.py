"""The door for mail: what the provider's webhook hands in through django-anymail.

A mail counts only when the receiving provider says that its sender is who it claims to be
(`Authentication-Results`, by a name in `settings.INBOUND_TRUSTED`). Logs carry ids only.
"""

import hashlib
import logging
import re
from email.message import Message
from typing import Any

from anymail.signals import inbound
from django.conf import settings

from connectors.identity import email_domain, same_domain
from introductions import actions
from introductions.queries import by_thread_address

log = logging.getLogger(__name__)
PASSED = {"dkim=pass", "dmarc=pass"}
NAMES_DOMAIN = {"header.d", "header.i", "header.from"}
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")


def open_door() -> None:
    """From now on mail that arrives is looked at."""
    inbound.connect(receive, dispatch_uid="introductions.inbound")


def receive(sender: Any, event: Any, esp_name: str, **_: Any) -> None:
    """Match one mail to its introduction; what fits none, or is not verified, is dropped."""
    message = event.message
    to = [one.addr_spec for one in [*message.to, *message.cc]]
    addressed = [*to, message.envelope_recipient or ""]
    introduction = next((found for one in addressed if (found := by_thread_address(one))), None)
    if introduction is None:
        log.info("mail without an introduction dropped")
        return
    claimed = message.get_address_header("From")
    if len(claimed) != 1 or not is_verified(message, claimed[0].addr_spec):
        log.info("unverified mail for introduction %s dropped", introduction.pk)
        return
    actions.receive_mail(
        introduction,
        sender=claimed[0].addr_spec,
        recipients=to,
        digest=hashlib.sha256(message.as_bytes()).hexdigest(),
    )


def is_verified(message: Message, address: str) -> bool:
    """Whether a provider we trust says that the mail comes from the domain of `address`."""
    domain = email_domain(address)
    for header in message.get_all("Authentication-Results", []):
        server, _, results = str(header).partition(";")
        if server.split()[:1] and server.split()[0].lower() in settings.INBOUND_TRUSTED:
            return any(same_domain(domain, signed) for signed in signed_domains(results))
    return False


def signed_domains(results: str) -> set[str]:
    """The domains for which these results (RFC 8601) say `dkim=pass` or `dmarc=pass`.

    Whole words only, quotations and comments aside: the sender chooses parts of them (the envelope
    address, the DKIM identity), and may make those look like a verdict.
    """
    plain = QUOTED.sub("", results)
    while (less := COMMENT.sub(" ", plain)) != plain:
        plain = less
    if set(plain) & set('"()'):
        return set()
    words = [result.lower().split() for result in plain.split(";")]
    passed = [rest for verdict, *rest in filter(None, words) if verdict in PASSED]
    named = [word.partition("=") for rest in passed for word in rest]
    return {value.rpartition("@")[2] for name, _, value in named if name in NAMES_DOMAIN}
