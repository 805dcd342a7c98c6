"""A prospect answers by replying from the address that was asked; a mail's signature vouches for it."""

import logging
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import dkim
import pytest
from django.core import mail
from django.db import OperationalError
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from brokerage.cases.models import Case
from brokerage.demo import mail_in
from brokerage.demo.smtp import listener
from introductions.actions import incoming
from introductions.models import IncomingEmail, ThreadMail
from introductions.prospects.inbound import hand_in
from introductions.prospects.replies import answer_in
from introductions.queries import answer_address, by_answer_address, thread_address
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
RITA, COLIN = "rita@rita-company.example", "colin@colin-company.example"


@pytest.fixture(autouse=True)
def open_for_mail(settings: Any) -> None:
    settings.INBOUND_DKIM = True
    settings.DKIM_LOOKUP = "brokerage.demo.mail_in.key_of"


def written(
    stage: Stage, text: str = "yes", sender: str = PETRA.email, to: str = "", **headers: str
) -> bytes:
    """A mail as its sender wrote it, not signed."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to or answer_address(stage.now())
    message["Subject"] = "Re: an introduction"
    message["Message-ID"] = "<1@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def arrive(raw: bytes) -> None:
    hand_in(raw)
    settle()


def reply(stage: Stage, text: str = "yes", **more: str) -> None:
    arrive(mail_in.signed(written(stage, text, **more)))


# --- What a reply does ----------------------------------------------------------------------------


def test_the_first_mail_can_be_replied_to(stage: Stage, settings: Any) -> None:
    stage.consenting()
    (first,) = [one for one in mail.outbox if one.to == [PETRA.email]]
    assert first.extra_headers["Reply-To"] == answer_address(stage.now())
    assert "You can also reply to this mail" in first.body
    settings.INBOUND_DKIM, settings.INBOUND_TRUSTED = False, []
    assert answer_address(stage.now()) == ""


@pytest.mark.parametrize(
    ("text", "state", "refusal"),
    [
        ("Yes", "introducing", ""),
        ("\n  I AGREE!\n\nKind regards\nPetra\n", "introducing", ""),
        ("Yes, please.\nOn Monday Sidedoor wrote:\n> not now", "introducing", ""),
        ("Not now.", "refused", "not_now"),
        ("no thanks", "refused", "not_now"),
        ("Not this seller", "refused", "not_seller"),
        ("Nobody, ever", "refused", "never"),
        ("STOP", "refused", "never"),
    ],
)
def test_a_plain_word_does_what_the_link_does(
    stage: Stage, text: str, state: str, refusal: str
) -> None:
    stage.consenting()
    reply(stage, text)
    assert (stage.now().state, stage.now().refusal) == (state, refusal)


@pytest.mark.parametrize(
    "text",
    [
        "Yes, but only in March",
        "Who are you?",
        "Hello,\nplease delete my data and never write to me again.",
        "Nein danke, bitte löschen Sie meine Daten.",
        "yes\u200bno",
        "maybe not now, ask Anna",
        "yes?",
        "yes 12",
        "да yes",
        "yes нет",
    ],
)
def test_anything_else_changes_nothing_and_a_person_reads_it(
    stage: Stage, clock: MovingClock, text: str
) -> None:
    stage.consenting(keep_asking=True)
    mail.outbox.clear()
    reply(stage, text)
    assert stage.now().state == "consent"
    case = Case.objects.get(kind="reply")
    assert (case.subject, case.is_open) == (stage.introduction.reference, True)
    assert text.split()[0] in stage.now().incoming_emails.get().words
    assert not mail.outbox
    stage.wait(clock, days=7)
    assert not [one for one in mail.outbox if PETRA.email in one.to], "no second mail"


@pytest.mark.parametrize(
    "text", ["> yes", "On Monday Sidedoor wrote:\nyes", "-----Original Message-----\nyes"]
)
def test_what_is_only_quoted_is_no_answer(stage: Stage, text: str) -> None:
    stage.consenting()
    reply(stage, text)
    assert stage.now().state == "consent"


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_a_reply_without_words_is_looked_at_by_a_person(stage: Stage, text: str) -> None:
    stage.consenting()
    reply(stage, text)
    assert stage.now().state == "consent"
    assert Case.objects.get(kind="reply").subject == stage.introduction.reference


@pytest.mark.parametrize(
    ("html", "state"),
    [
        ("<p>STOP</p>", "refused"),
        (
            "<html><head><style>p {}</style></head><body><div>Nobody, ever</div></body></html>",
            "refused",
        ),
        ("<div>yes<br></div><blockquote>no thanks</blockquote>", "introducing"),
        ("<blockquote>yes</blockquote>", "consent"),
        ("<p>yes</p" + "<b" * 50, "introducing"),
    ],
)
def test_a_reply_in_html_alone_is_heard_too(stage: Stage, html: str, state: str) -> None:
    stage.consenting()
    raw = written(stage, html).replace(b"text/plain", b"text/html")
    arrive(mail_in.signed(raw))
    assert stage.now().state == state


def test_a_reply_that_cannot_be_kept_is_taken_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.consenting()
    raw = mail_in.signed(written(stage, "Who are you?"))
    with monkeypatch.context() as broken:
        broken.setattr(incoming, "open_case", no_database)
        with pytest.raises(OperationalError):
            arrive(raw)
    assert not kept(stage) and not IncomingEmail.objects.exists()
    arrive(raw)
    assert [said for _, said, _, _ in kept(stage)] == ["unclear"]
    assert Case.objects.filter(kind="reply").count() == IncomingEmail.objects.count() == 1


def no_database(*given: object, **named: object) -> None:
    """As if the database had gone away."""
    raise OperationalError


def kept(stage: Stage) -> list[tuple[str, str, str, int]]:
    rows = stage.now().thread_mails.all()
    return [(one.sender, one.said, one.vouched_by, len(one.digest)) for one in rows]


def test_who_answered_when_and_a_hash_are_kept(stage: Stage) -> None:
    stage.consenting()
    raw = mail_in.signed(written(stage, "Perhaps"))
    arrive(raw)
    arrive(raw)
    arrive(mail_in.signed(written(stage, "Yes", X_Other="1")))
    one, other = [("prospect", said, "signature", 64) for said in ("unclear", "agree")]
    assert kept(stage) == [one, other]
    assert stage.now().state == "introducing"
    stage.introduce()
    assert stage.now().proof == "word", "to agree is not to have met"


def test_an_answer_that_comes_too_late_changes_nothing_and_is_kept(stage: Stage) -> None:
    stage.consenting()
    reply(stage, "Not now")
    reply(stage, "Yes")
    assert (stage.now().state, stage.now().refusal) == ("refused", "not_now")
    assert [one[1] for one in kept(stage)] == ["not_now", "agree"]


def test_the_reminder_says_that_it_can_be_replied_to(stage: Stage, clock: MovingClock) -> None:
    stage.consenting().wait(clock, days=3)
    first, reminder = [one for one in mail.outbox if one.to == [PETRA.email]]
    assert first.subject != reminder.subject
    assert "You can also reply to this mail" in reminder.body
    assert reminder.extra_headers["Reply-To"] == answer_address(stage.now())


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<x.example>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    ],
)
def test_a_machines_yes_is_none(stage: Stage, header: dict[str, str]) -> None:
    stage.consenting()
    reply(stage, "yes", **header)
    assert stage.now().state == "consent"


def test_only_the_address_that_was_asked_can_answer(stage: Stage) -> None:
    stage.consenting()
    for stranger in (COLIN, RITA, "petra@elsewhere.example"):
        reply(stage, sender=stranger)
        assert stage.now().state == "consent"
    reply(stage)
    assert stage.now().state == "introducing"


def test_an_answer_that_comes_too_late_changes_nothing(stage: Stage) -> None:
    stage.consenting()
    reply(stage, "not now")
    reply(stage, "yes")
    assert stage.now().state == "refused"
    assert stage.now().payment.captured == 0  # type: ignore[union-attr]


def test_an_address_made_up_leads_nowhere(stage: Stage) -> None:
    stage.consenting()
    good = answer_address(stage.now())
    assert by_answer_address(good.upper()) == stage.introduction
    for bad in (
        good.replace("answer+", "intro+"),
        thread_address(stage.introduction).replace("intro+", "answer+"),
        good.replace("@", "x@"),
        good.split("@", 1)[0] + "@elsewhere.example",
        "answer+@in.sidedoor.example",
    ):
        assert by_answer_address(bad) is None
        reply(stage, to=bad)
    assert stage.now().state == "consent"


def test_logs_hold_no_address_and_no_word(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.consenting()
    with caplog.at_level(logging.DEBUG):
        reply(stage, "a secret meeting place")
        reply(stage, sender="petra@elsewhere.example")
        reply(stage, "yes")
    for planted in (PETRA.email, PETRA.name, "elsewhere", "secret"):
        assert planted not in caplog.text


# --- Whose signature it is ------------------------------------------------------------------------


def test_a_signed_mail_to_both_marks_the_introduction_made(stage: Stage) -> None:
    stage.introducing()
    raw = written(stage, sender=COLIN, to=f"{PETRA.email}, {RITA}", Cc=thread_address(stage.now()))
    arrive(mail_in.signed(raw))
    assert (stage.now().state, stage.now().proof) == ("confirming", "mail")
    assert ThreadMail.objects.get().vouched_by == "signature"


def signed_by(raw: bytes, domain: bytes, headers: list[bytes], **more: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = mail_in._key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return dkim.sign(raw, b"demo", domain, key, include_headers=headers, **more) + raw


HOME = PETRA.email.rpartition("@")[2].encode()


@pytest.mark.parametrize(
    "forge",
    [
        lambda raw: raw,
        lambda raw: mail_in.signed(raw).replace(b"yes", b"Yes"),
        lambda raw: signed_by(raw, b"evil.example", [b"from", b"to"]),
        lambda raw: signed_by(raw, HOME, [b"from", b"subject"]),
        lambda raw: signed_by(raw, HOME, [b"from", b"to"], length=True),
        lambda raw: b"From: evil@evil.example\r\n" + mail_in.signed(raw),
        lambda raw: signed_by(raw, HOME, [b"from", b"to"]).replace(
            b"v=1;", b"v=1; x=1000000000;", 1
        ),
        lambda raw: mail_in.signed(raw).replace(b"b=", b"b=Qk1B", 1),
        lambda raw: b"DKIM-Signature: v=1; d=\xff; h=from:to; b=;\r\n" + raw,
    ],
    ids=[
        "none", "changed", "another domain", "To not signed", "body in part", "two senders",
        "expired", "broken", "nonsense",
    ],
)  # fmt: skip
def test_what_is_not_signed_by_the_senders_domain_counts_for_nothing(
    stage: Stage, forge: Any
) -> None:
    stage.consenting()
    arrive(forge(written(stage)))
    assert stage.now().state == "consent"


def test_a_providers_no_is_not_overruled(stage: Stage, settings: Any) -> None:
    settings.INBOUND_TRUSTED = ["mx.provider.example"]
    stage.consenting()
    verdict = "mx.provider.example; dkim=fail header.d=" + HOME.decode()
    arrive(
        b"Authentication-Results: " + verdict.encode() + b"\r\n" + mail_in.signed(written(stage))
    )
    assert stage.now().state == "consent"


def test_a_key_that_cannot_be_looked_up_is_no_proof(stage: Stage, settings: Any) -> None:
    stage.consenting()
    settings.DKIM_LOOKUP = "tests.introductions.test_answer_by_mail.no_dns"
    reply(stage)
    assert stage.now().state == "consent"


def no_dns(name: bytes, timeout: int) -> bytes | None:
    """As if nobody answered."""
    raise TimeoutError


@how(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=st.binary(max_size=2000))
def test_whatever_bytes_come_nothing_breaks(raw: bytes) -> None:
    hand_in(b"To: answer+x@in.sidedoor.example\r\n" + raw)


@given(text=st.text(max_size=300))
def test_a_reply_of_any_letters_is_an_answer_or_none(text: str) -> None:
    message = EmailMessage()
    message.set_content(text.encode("utf-8", "replace").decode())
    assert answer_in(message) in {"", "agree", "not_now", "not_seller", "never"}


@pytest.mark.parametrize("charset", ["idna", "undefined", "no-such", "hex"])
def test_letters_that_cannot_be_read_break_nothing(charset: str) -> None:
    raw = f"Content-Type: text/plain; charset={charset}\r\n\r\nw\xe9ll".encode("latin-1")
    assert answer_in(message_from_bytes(raw)) == ""


# --- The demo's doors -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_mail_over_smtp_comes_in_and_strangers_are_turned_away(
    transactional_db: None, stage: Stage
) -> None:
    import smtplib

    stage.consenting()
    raw = written(stage)
    door = listener(0)
    door.port = _free()
    door.start()
    try:
        with smtplib.SMTP("127.0.0.1", door.port, timeout=20) as client:
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.sendmail(PETRA.email, ["somebody@elsewhere.example"], raw)
            client.sendmail(PETRA.email, [answer_address(stage.now())], raw)
            with pytest.raises(smtplib.SMTPResponseException):
                client.sendmail(
                    PETRA.email, [answer_address(stage.now())], raw + b"x" * (11 * 2**20)
                )
    finally:
        door.stop()
    settle()
    assert stage.now().state == "introducing"


def _free() -> int:
    from brokerage.embedded import free_port

    return free_port()


def test_the_demos_page_sends_as_anybody(stage: Stage, client: Any) -> None:
    stage.consenting()
    page = "/demo/inbox/write/"
    assert "Which mail" in client.get(page).text
    facts = {"introduction": str(stage.introduction.public_id), "kind": "answer", "text": "yes"}
    refused = client.post(page, facts | {"text": ""})
    assert refused.status_code == 422
    assert "It arrived" in client.post(page, facts, follow=True).text
    settle()
    assert stage.now().state == "introducing"
    client.post(page, facts | {"kind": "introduce", "text": "You should meet."})
    settle()
    assert (stage.now().state, stage.now().proof) == ("confirming", "mail")
