"""Mail that comes in, in the demo: written on a page, or sent to a listener on this machine.

Everybody's mail server is played by us, with the habits of the houses that people use: it signs with one
key (DKIM), which is looked up here instead of in the DNS. So what is handed in is checked like any other.
"""

import base64
import re
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from functools import cache
from typing import Any

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.models import Introduction
from introductions.prospects.inbound import hand_in
from introductions.prospects.signatures import QUIET
from introductions.queries import answer_address, contact_of, thread_address

SELECTOR = b"demo"
WEEK = 7 * 24 * 3600  # seconds


@dataclass(frozen=True)
class House:
    """How a mail house signs what its people send, as seen in public archives.

    `names`: the headers it signs, in its order, where they are there; all of `always` are signed even
    where they are not (so that adding one later breaks the signature).
    """

    label: str
    names: str = ""
    always: str = ""
    tags: dict[bytes, bytes] = field(default_factory=dict)
    expires: bool = False
    header: bytes = b"DKIM-Signature"
    breaks: bool = False


HOUSES = {
    "own": House("A company's own server", "from to cc subject message-id"),
    "microsoft365": House(
        "Microsoft 365 or Outlook.com",
        "from date subject message-id content-type mime-version x-ms-exchange-senderadcheck",
        "x-ms-exchange-senderadcheck",
    ),
    "gmail": House(
        "Gmail or Google Workspace",
        "cc to in-reply-to references message-id mime-version subject date from",
        "from to cc subject date message-id reply-to",
        tags={b"darn": b"in.sidedoor.example"},
        expires=True,
    ),
    "icloud": House(
        "iCloud",
        "from date subject mime-version content-type message-id to",
        "x-icloud-hme",
        header=b"Dkim-Signature",
    ),
    "yahoo": House(
        "Yahoo", "date subject to cc references from in-reply-to", "from subject reply-to"
    ),
    "yahoo_old": House("Yahoo, without a recipient", "date from reply-to subject", "from subject"),
    "exchange": House("Plain Exchange, which signs nothing"),
    "list": House(
        "A mailing list, which breaks the author's signature",
        "from to cc date subject message-id",
        breaks=True,
    ),
}
AT_HOME = {
    "gmail.com": "gmail", "googlemail.com": "gmail", "icloud.com": "icloud", "me.com": "icloud",
    "yahoo.com": "yahoo", "outlook.com": "microsoft365", "hotmail.com": "microsoft365",
}  # fmt: skip
MAILS = {
    "introduce": ("The connector introduces the two, with our address in copy", "You should meet."),
    "reply": ("The prospect replies to all", "Gladly. How about Thursday?"),
    "answer": ("The prospect replies to our first mail", "yes"),
}


@cache
def _key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def key_of(name: bytes, timeout: int = 5) -> bytes:
    """What the DNS would answer: the one public key, whatever the domain."""
    public = _key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def signed(raw: bytes, house: str = "") -> bytes:
    """The message as it leaves the mail server of its sender's domain, signed as `house` does."""
    sender = parseaddr(str(message_from_bytes(raw).get("From", "")))[1]
    domain = sender.rpartition("@")[2].lower().encode("ascii", "ignore")
    if not domain:
        return raw
    habit = HOUSES[house or AT_HOME.get(domain.decode(), "own")]
    made = _with_signature(raw, domain, habit) if habit.names else raw
    return _through_a_list(made) if habit.breaks else made


def _with_signature(raw: bytes, domain: bytes, habit: House) -> bytes:
    message = message_from_bytes(raw)
    names = [name for name in habit.names.split() if message.get(name)] + habit.always.split()
    signer, now = dkim.DKIM(raw, logger=QUIET), int(time.time())
    plain = signer.gen_header

    def with_tags(fields: list[tuple[bytes, bytes]], *rest: Any, **more: Any) -> Any:
        expires = {b"x": str(now + WEEK).encode()} if habit.expires else {}
        fields[-2:-2] = [*habit.tags.items(), *expires.items()]
        return plain(fields, *rest, **more)

    signer.gen_header = with_tags
    key = _key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    header: bytes = signer.sign(
        SELECTOR,
        domain,
        key,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name.encode() for name in names],
    )
    return habit.header + header.removeprefix(b"DKIM-Signature") + raw


def _through_a_list(raw: bytes) -> bytes:
    """What a list makes of it: a tag in the subject, a footer, marks and a signature of its own."""
    head, _, body = raw.partition(b"\r\n\r\n")
    head = re.sub(rb"(?mi)^Subject: ", b"Subject: [talk] ", head)
    marks = b"List-Id: <talk.lists.example>\r\nPrecedence: list\r\n"
    footer = b"\r\n_______________________________________________\r\ntalk@lists.example\r\n"
    changed = marks + head + b"\r\n\r\n" + body + footer
    return _with_signature(changed, b"lists.example", HOUSES["own"])


def deliver(introduction: Introduction, kind: str, text: str, house: str = "") -> None:
    """Hand in one of MAILS about an introduction, as `house` (of HOUSES) sends it.

    Refused before there is anybody to write to.
    """
    row, contact = introduction, contact_of(introduction)
    people = {"rep": row.rep.email, "connector": row.connector.email, "prospect": contact.email}
    if kind not in MAILS or not contact.email or row.accepted_at is None:
        raise Refusal("Nobody was written to yet.", code="nobody", status=409)
    sender = people["connector" if kind == "introduce" else "prospect"]
    message = EmailMessage()
    message["From"] = sender
    if kind == "answer":
        message["To"] = answer_address(row)
    else:
        message["To"] = ", ".join(one for one in people.values() if one != sender)
        message["Cc"] = thread_address(row)
    message["Date"] = format_datetime(clock.now())
    message["Subject"] = "Re: an introduction" if kind == "answer" else "An introduction"
    message["Message-ID"] = make_msgid(domain="demo.example")
    message.set_content(text)
    hand_in(signed(message.as_bytes(policy=message.policy.clone(linesep="\r\n")), house))
