"""Mail that comes in, in the demo: written on a page, or sent to a listener on this machine.

Everybody's mail server is played by us: it signs with one key (DKIM), which is looked up here instead of
in the DNS. So what is handed in is checked like any other mail.
"""

import base64
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from brokerage.kit.errors import Refusal
from introductions.inbound import hand_in
from introductions.models import Introduction
from introductions.queries import answer_address, contact_of, thread_address
from introductions.signatures import QUIET

SELECTOR = b"demo"
SIGNED = [b"from", b"to", b"cc", b"subject", b"message-id"]
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


def signed(raw: bytes) -> bytes:
    """The message as it leaves the mail server of its sender's domain."""
    sender = parseaddr(str(message_from_bytes(raw).get("From", "")))[1]
    domain = sender.rpartition("@")[2].encode("ascii", "ignore")
    if not domain:
        return raw
    key = _key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    there = [name for name in SIGNED if message_from_bytes(raw).get(name.decode())]
    header: bytes = dkim.sign(raw, SELECTOR, domain, key, include_headers=there, logger=QUIET)
    return header + raw


def deliver(introduction: Introduction, kind: str, text: str) -> None:
    """Hand in one of MAILS about an introduction. Refused before there is anybody to write to."""
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
    message["Subject"] = "An introduction"
    message["Message-ID"] = make_msgid(domain="demo.example")
    message.set_content(text)
    hand_in(signed(message.as_bytes(policy=message.policy.clone(linesep="\r\n"))))
