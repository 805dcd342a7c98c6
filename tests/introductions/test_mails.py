"""Every mail has its file, renders, names nobody too early, and cannot be bent by typed words."""

import re
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from introductions import notices
from introductions.models import Event, Introduction, Notice
from introductions.tasks import sweep_notices
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
#: Mails that no move of the process sends.
APART = {"other_address", "own_data", "message", "message_not_sent"}
KINDS = sorted(notices.kinds())
SECRETS = [PETRA.name, PETRA.email, PETRA.profile_url, "Petra", "Vandenbroucke"]
EVIL = "Rita\r\nBcc: all@example.com\n\n[I agree](https://evil.example/)\n\nDear"


def compose(introduction: Introduction, kind: str, audience: str) -> EmailMultiAlternatives:
    event = Event(introduction=introduction, move=kind, source="consent", target="consent")
    event.actor = "rep"
    return notices.compose(Notice(event=event, audience=audience, kind=kind))


def everything(one: EmailMultiAlternatives) -> str:
    return "\n".join([str(one.subject), str(one.body), str(one.alternatives[0][0])])


def test_each_kind_has_its_file_and_no_file_is_left_over() -> None:
    there = {path.stem for path in FOLDER.glob("*.txt") if not path.stem.startswith("_")}
    assert there - APART == {f"{kind}_{audience}" for kind, audience in KINDS}


@pytest.fixture
def introduction(stage: Stage) -> Introduction:
    return stage.consenting().now()


def test_each_renders(introduction: Introduction) -> None:
    for counter, (kind, audience) in ((price, one) for price in (None, 600_00) for one in KINDS):
        introduction.counter_price = counter
        one = compose(introduction, kind, audience)
        text = everything(one)
        assert 8 < len(str(one.subject)) < 110, (kind, audience, one.subject)
        assert settings.POSTAL_ADDRESS in str(one.body)
        assert "escrow" not in text.lower()
        assert "{{" not in text and "{%" not in text and "None" not in text, (kind, audience)
        assert not re.search(r"\n{4}| ,|  |\(\)", str(one.body)), (kind, audience, one.body)
        one.message()


def test_none_to_a_rep_names_the_prospect(introduction: Introduction) -> None:
    for kind, audience in KINDS:
        if audience != "rep":
            continue
        text = everything(compose(introduction, kind, audience))
        assert not [secret for secret in SECRETS if secret in text], kind


def test_none_names_the_prospect_in_its_subject(introduction: Introduction) -> None:
    for kind, audience in KINDS:
        subject = str(compose(introduction, kind, audience).subject)
        assert not [secret for secret in SECRETS if secret in subject], kind


def test_typed_words_cannot_bend_a_mail(introduction: Introduction) -> None:
    introduction.rep.name = introduction.connector.name = introduction.rep.company = EVIL
    introduction.purpose = EVIL
    introduction.pitch = f"Hello\n\n{EVIL}\n\n<script>alert(1)</script>"
    for kind, audience in KINDS:
        one = compose(introduction, kind, audience)
        message = one.message()
        assert "Bcc" not in message
        assert message["To"] == one.to[0]
        assert not re.search(r"^\[I agree\]", str(one.body), re.MULTILINE)
        assert "evil.example" not in " ".join(re.findall(r'href="([^"]*)"', everything(one)))
        assert "<script" not in str(one.alternatives[0][0])


def test_the_consent_mail_says_what_the_law_and_fairness_ask(stage: Stage) -> None:
    mail.outbox.clear()
    stage.consenting()
    asked = [one for one in mail.outbox if one.to == [PETRA.email]]
    assert len(asked) == 1
    text = str(asked[0].body)
    for words in [
        "Rita", "Rita Company", "Colin", "Freight invoices", "half an hour", "€500.00",
        "€400.00", "€100.00", "own contacts", "erase", "Never contact me again", "Not from this person",
        "Not now", "I agree", "complain", settings.POSTAL_ADDRESS, "counts as a no",
        "VP, Procurement", "legitimate interest",
    ]:  # fmt: skip
        assert words in text, words


def test_mails_to_a_prospect_offer_one_click(stage: Stage) -> None:
    stage.consenting()
    asked = next(one for one in mail.outbox if one.to == [PETRA.email])
    message = asked.message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(\S+/never/)>", message["List-Unsubscribe"])
    assert address is not None
    assert address[1] in str(asked.body)


def test_at_most_two_mails_before_consent(stage: Stage, clock) -> None:  # type: ignore[no-untyped-def]
    stage.consenting(keep_asking=True).wait(clock, days=11)
    assert stage.now().state == "lapsed"
    assert len([one for one in mail.outbox if one.to == [PETRA.email]]) <= 2


def test_one_witness_mail_after_the_introduction(stage: Stage, clock) -> None:  # type: ignore[no-untyped-def]
    stage.confirming().wait(clock, days=30)
    assert stage.now().state == "released"
    subjects = [str(one.subject) for one in mail.outbox if one.to == [PETRA.email]]
    assert len(subjects) == 2
    assert subjects[1] == "Did Colin introduce you?"


def refuse_mail(
    monkeypatch: pytest.MonkeyPatch, error: Exception, to: str = PETRA.email
) -> list[str]:
    """From now on sending to `to` fails with `error`; what was tried is kept."""
    tried: list[str] = []

    def send(self: EmailMultiAlternatives, *given: object, **named: object) -> int:
        if to in self.to:
            tried.append(str(self.subject))
            raise error
        return 1

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    return tried


def try_for_an_hour(clock: MovingClock) -> None:
    for _ in range(5):
        clock.forward(minutes=11)
        sweep_notices()


@pytest.mark.parametrize(
    ("error", "times", "dropped"),
    [
        (TimeoutError("no answer to DATA"), 1, "the mail server gave no clear answer"),
        (SMTPServerDisconnected("gone"), 1, "the mail server gave no clear answer"),
        (ConnectionRefusedError(), 5, ""),
        (SMTPRecipientsRefused({PETRA.email: (451, b"later")}), 5, ""),
        (
            SMTPRecipientsRefused({PETRA.email: (550, b"nobody")}),
            1,
            "the mail server refuses this address",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_prospect_is_never_written_to_again_where_the_mail_may_have_left(
    stage: Stage,
    clock: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    times: int,
    dropped: str,
) -> None:
    stage.requested()
    tried = refuse_mail(monkeypatch, error)
    stage.accept()
    try_for_an_hour(clock)
    assert len(tried) == times
    row = Notice.objects.get(kind="accept", audience="prospect")
    assert (row.dropped, row.told_at is None) == (dropped, times > 1)


def test_a_rep_is_told_again_where_the_answer_was_lost(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.requested()
    tried = refuse_mail(monkeypatch, TimeoutError(), stage.rep.email)
    stage.accept()
    try_for_an_hour(clock)
    assert len(tried) > 1
