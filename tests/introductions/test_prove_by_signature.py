"""A signature proves what its own bytes say: nothing hidden, added, replayed or endless counts."""

import time
from email.message import EmailMessage
from typing import Any

import dkim
import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from brokerage.demo import mail_in
from introductions.models import ThreadMail
from introductions.prospects.inbound import hand_in, provider_says
from introductions.prospects.signatures import is_signed_by
from introductions.queries import answer_address, thread_address
from tests.support.builders import PETRA
from tests.support.stages import Stage, settle

COLIN = "colin@colin-company.example"
HOME = PETRA.email.rpartition("@")[2]
EVIL = "evil.example"
asked: list[bytes] = []


@pytest.fixture(autouse=True)
def open_for_mail(settings: Any) -> None:
    settings.INBOUND_DKIM = True
    settings.DKIM_LOOKUP = "tests.introductions.test_prove_by_signature.everybodys_key"
    asked.clear()


def everybodys_key(name: bytes, timeout: int = 5) -> bytes:
    """Each domain has the demo's key; who was asked for is written down."""
    asked.append(name)
    return mail_in.key_of(name, timeout)


def key_of_evil(name: bytes, timeout: int = 5) -> bytes | None:
    """Only the forger's domain has a key."""
    return mail_in.key_of(name, timeout) if name.rstrip(b".").endswith(EVIL.encode()) else None


def written(to: str, sender: str = PETRA.email, text: str = "yes", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: an introduction"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def signed(raw: bytes, domain: str, names: list[bytes], hidden: bytes = b"", **how: Any) -> bytes:
    """`raw` with a signature of `domain`; `hidden` goes into a tag that nobody has to know (z=)."""
    key = mail_in._key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signer = dkim.DKIM(raw)
    plain = signer.gen_header

    def with_more(fields: list[tuple[bytes, bytes]], *rest: Any, **more: Any) -> Any:
        if hidden:
            fields.insert(len(fields) - 1, (b"z", hidden))
        return plain(fields, *rest, **more)

    signer.gen_header = with_more
    how.setdefault("canonicalize", (b"relaxed", b"relaxed"))
    return bytes(signer.sign(b"s", domain.encode(), key, include_headers=names, **how) + raw)


@pytest.fixture
def unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The signer leaves long headers as they are, as a forger may."""
    monkeypatch.setattr(dkim, "fold", lambda header, **_: header)


@pytest.mark.usefixtures("unfolded")
def test_a_domain_hidden_in_an_encoded_word_is_not_the_signers(stage: Stage, settings: Any) -> None:
    settings.DKIM_LOOKUP = "tests.introductions.test_prove_by_signature.key_of_evil"
    stage.consenting()
    hidden = f"=?utf-8?q?a=3Bd=3D{HOME}=3By?=".encode()
    raw = signed(written(answer_address(stage.now())), EVIL, [b"from", b"to"], hidden)
    assert dkim.DKIM(raw).verify(dnsfunc=key_of_evil), "a true signature, of another domain"
    assert not is_signed_by(raw, HOME)
    hand_in(raw)
    settle()
    assert stage.now().state == "consent"


@pytest.mark.usefixtures("unfolded")
def test_names_hidden_in_an_encoded_word_are_not_signed() -> None:
    hidden = b"=?utf-8?q?a=3Bh=3Dfrom=3Ato=3By?="
    raw = signed(written("x@in.sidedoor.example"), HOME, [b"from", b"subject"], hidden)
    assert dkim.DKIM(raw).verify(dnsfunc=mail_in.key_of)
    assert not is_signed_by(raw, HOME)


def test_a_verdict_hidden_in_an_encoded_word_is_none(settings: Any) -> None:
    settings.INBOUND_TRUSTED = ["mx.provider.example"]
    local = f"=?utf-8?q?a=3B_dkim=3Dpass_header=2Ed=3D{HOME}=3B_b?="
    raw = (
        f"Authentication-Results: mx.provider.example; spf=pass smtp.mailfrom={local}@{EVIL}\r\n"
    ).encode() + written("x@in.sidedoor.example")
    assert not provider_says(AnymailInboundMessage.parse_raw_mime_bytes(raw), PETRA.email)


@pytest.mark.parametrize("name", ["To", "Cc"])
def test_an_old_mail_with_our_address_added_is_no_reply(stage: Stage, name: str) -> None:
    stage.confirming()
    old = signed(written(COLIN, text="Nice to hear from you"), HOME, [b"from", b"to"])
    hand_in(f"{name}: {thread_address(stage.now())}\r\n".encode() + old)
    settle()
    assert stage.now().proof == "word"
    assert not ThreadMail.objects.exists()


def test_an_old_mail_sent_on_by_its_envelope_is_no_reply(stage: Stage) -> None:
    stage.confirming()
    old = signed(written(COLIN, text="Nice to hear from you"), HOME, [b"from", b"to"])
    message = AnymailInboundMessage.parse_raw_mime_bytes(old)
    message.envelope_recipient = thread_address(stage.now())
    event = AnymailInboundEvent(event_type="inbound", message=message)
    inbound.send(sender=None, event=event, esp_name="test", raw=old)
    settle()
    assert stage.now().proof == "word"
    assert not ThreadMail.objects.exists()


def test_strangers_signatures_cost_no_look_up() -> None:
    raw = written("x@in.sidedoor.example")
    for _ in range(4):
        raw = signed(raw, EVIL, [b"from", b"to"])
    assert not is_signed_by(raw, HOME)
    assert asked == []


def test_sha_1_is_no_proof() -> None:
    raw = written("x@in.sidedoor.example")
    old = signed(raw, HOME, [b"from", b"to"], signature_algorithm=b"rsa-sha1")
    assert not is_signed_by(old, HOME)
    assert is_signed_by(signed(raw, HOME, [b"from", b"to"]), HOME)


def test_a_run_of_blanks_is_checked_in_a_moment_and_too_much_is_not() -> None:
    raw = written("x@in.sidedoor.example")
    honest = signed(raw, HOME, [b"from", b"to"])
    blanks = honest + b" " * 2**20 + b"x\r\n"  # by the square this would take half an hour
    before = time.process_time()
    assert not is_signed_by(blanks, HOME)
    assert not is_signed_by(honest + b"x" * 30 * 2**20, HOME)
    assert time.process_time() - before < 60
    assert is_signed_by(honest, HOME)
