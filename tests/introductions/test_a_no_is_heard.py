"""A no needs no proof: whatever arrives at the secret address is carried out, or a person reads it."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.core import mail
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from brokerage.cases.models import Case
from brokerage.demo import mail_in
from brokerage.kit.errors import Refusal
from connectors.queries import is_suppressed
from introductions import actions
from introductions.actions.incoming import take_email_as
from introductions.models import IncomingEmail
from introductions.prospects import inbound as door
from introductions.prospects.inbound import hand_in
from introductions.queries import answer_address, next_deadline, thread_address
from introductions.tasks import forget_emails, sweep
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.envelopes import ENVELOPES, email, trial
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, payable, settle

pytestmark = pytest.mark.django_db
PLAIN = ("No", "Not now.", "no thanks", "Nein danke", "Non merci", "No, gracias", "Нет", "いいえ")
FINAL = ("STOP", "Unsubscribe", "Never contact me again", "Nobody, ever", "Not this seller")
OWN_WORDS = (
    "STOP, I object",
    "Hello,\nplease delete my data and never write to me again.",
    "Nein danke, bitte löschen Sie meine Daten.",
    "Je m'oppose à ce traitement.",
    "Who gave you my address?",
    "👎",
    "no\n\nand tell Colin that I am disappointed",
)


@pytest.fixture(autouse=True)
def open_for_mail(settings: Any) -> None:
    settings.INBOUND_DKIM = True
    settings.DKIM_LOOKUP = "brokerage.demo.mail_in.key_of"


def on_the_desk(stage: Stage) -> bool:
    case = Case.objects.filter(kind="reply", subject=stage.introduction.reference, closed_at=None)
    return case.exists() and stage.now().incoming_emails.filter(read_at=None).exists()


def reminders(stage: Stage) -> int:
    return len([one for one in mail.outbox if one.to == [PETRA.email]]) - 1


# --- Any envelope, any words -----------------------------------------------------------------------


def test_a_plain_no_in_any_envelope_is_carried_out_or_read(stage: Stage) -> None:
    stage.consenting()
    to = answer_address(stage.now())
    carried_out = 0
    for (name, wrap), words in itertools.product(ENVELOPES.items(), (*PLAIN, *FINAL)):
        with trial():
            hand_in(*wrap(to, words))
            row = stage.now()
            done = (row.state, row.refusal) == ("refused", "not_now")
            carried_out += done
            assert done or on_the_desk(stage), (name, words)
            if words in FINAL:
                assert on_the_desk(stage), (name, words)
                assert not is_suppressed(row.relationship), (name, words)
    assert carried_out > 100


def test_own_words_in_any_envelope_are_read_by_a_person(stage: Stage) -> None:
    stage.consenting()
    to = answer_address(stage.now())
    for (name, wrap), words in itertools.product(ENVELOPES.items(), OWN_WORDS):
        with trial():
            hand_in(*wrap(to, words))
            assert stage.now().state == "consent", (name, words)
            assert on_the_desk(stage), (name, words)
            assert Case.objects.get(kind="reply").due_at is not None
            assert (
                not stage.now().deadlines.filter(move__in=["remind", "lapse"], left=None).exists()
            )


def test_without_proof_nothing_is_final(stage: Stage) -> None:
    stage.consenting()
    for words in FINAL:
        with trial():
            hand_in(email(answer_address(stage.now()), words))
            assert (stage.now().state, stage.now().refusal) == ("refused", "not_now")
            assert IncomingEmail.objects.get().why == "final"
        with trial():
            hand_in(mail_in.signed(email(answer_address(stage.now()), words)))
            assert stage.now().refusal in {"never", "not_seller"}
            assert not on_the_desk(stage)


def test_a_no_after_the_yes_takes_the_agreement_back(stage: Stage) -> None:
    stage.introducing()
    hand_in(email(answer_address(stage.now()), "No"))
    settle()
    assert (stage.now().state, stage.now().refusal) == ("refused", "taken_back")


def test_a_webhooks_envelope_counts_too(stage: Stage) -> None:
    stage.consenting()
    message = AnymailInboundMessage.parse_raw_mime_bytes(email("x@petras.example", "I object!"))
    message.envelope_recipient = answer_address(stage.now())
    event = AnymailInboundEvent(event_type="inbound", message=message)
    inbound.send(sender=None, event=event, esp_name="test")
    assert on_the_desk(stage)


# --- Clocks ----------------------------------------------------------------------------------------


def test_nobody_is_reminded_and_nothing_lapses_until_it_is_read(
    stage: Stage, clock: MovingClock, mona: Any
) -> None:
    stage.consenting(keep_asking=True).wait(clock, days=2)
    before = next_deadline(stage.now())
    hand_in(email(answer_address(stage.now()), "Who are you?"))
    stage.wait(clock, days=20)
    assert (stage.now().state, reminders(stage)) == ("consent", 0)
    assert before is not None
    take_email_as(stage.now(), staff=mona, reading="go_on")
    after = next_deadline(stage.now())
    assert after is not None and after.left is None
    assert after.due_at - before.due_at == pytest.approx(
        timedelta(days=20), abs=timedelta(minutes=1)
    )
    stage.wait(clock, days=2, hours=1)
    assert reminders(stage) == 1
    stage.wait(clock, days=6)
    assert stage.now().state == "lapsed"


def test_other_requests_to_the_same_person_wait_too(
    stage: Stage, clock: MovingClock, sandbox: Any, mona: Any
) -> None:
    stage.consenting(keep_asking=True)
    carla = builders.connector("carla")
    payable(carla, sandbox)
    other = Stage(builders.rep("rupert"), carla, listed(carla), sandbox)
    other.consenting(keep_asking=True)
    third = Stage(builders.rep("robin"), stage.connector, stage.relationship, sandbox)
    hand_in(email(answer_address(stage.now()), "Please leave me in peace"))
    sent = len(mail.outbox)
    stage.wait(clock, days=12)
    assert (stage.now().state, other.now().state) == ("consent", "consent")
    assert not [one for one in mail.outbox[sent:] if one.to == [PETRA.email]]
    with pytest.raises(Refusal):
        third.requested().accept()
    take_email_as(stage.now(), staff=mona, reading="not_now")
    other.wait(clock, days=11)
    assert (stage.now().refusal, other.now().state) == ("not_now", "lapsed")


def test_a_clock_that_runs_out_in_that_very_moment_asks_again(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.consenting(keep_asking=True)
    monkeypatch.setattr("introductions.actions.clocks.hold", lambda row: None)
    hand_in(email(answer_address(stage.now()), "Who are you?"))
    clock.forward(days=11)
    assert sweep() > 0
    settle()
    assert (stage.now().state, reminders(stage)) == ("consent", 0)


# --- Each once, and nothing lost -------------------------------------------------------------------


def test_the_same_email_twice_makes_one_case(stage: Stage, mona: Any) -> None:
    stage.consenting()
    raw = email(answer_address(stage.now()), "Who are you?")
    for _ in range(2):
        hand_in(raw)
        hand_in(b"Received: by another way\r\n" + raw, [answer_address(stage.now())])
    assert Case.objects.filter(kind="reply").count() == IncomingEmail.objects.count() == 1
    take_email_as(stage.now(), staff=mona, reading="go_on")
    Case.objects.update(closed_at=stage.now().created_at)
    hand_in(raw)
    assert not on_the_desk(stage)


def test_an_email_that_breaks_the_reader_is_read_by_a_person(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.consenting()

    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("what strangers send")

    monkeypatch.setattr(door.replies, "read", broken)
    hand_in(email(answer_address(stage.now()), "STOP"))
    assert IncomingEmail.objects.get().why == "unreadable"
    assert "STOP" in str(IncomingEmail.objects.get().words)
    assert on_the_desk(stage)


def test_an_email_of_thousands_in_each_other_is_read_by_a_person(stage: Stage) -> None:
    stage.consenting()
    head, _, body = email(answer_address(stage.now()), "STOP").partition(b"\r\n\r\n")
    inside = b"Content-Type: message/rfc822\r\n\r\n" * 20_000
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-")]
    hand_in(b"\r\n".join(kept) + b"\r\n" + inside + b"\r\n" + body)
    assert IncomingEmail.objects.get().why == "unreadable"
    assert on_the_desk(stage)


def test_long_emails_are_kept_in_part(stage: Stage) -> None:
    stage.consenting()
    hand_in(email(answer_address(stage.now()), "I object. " * 100_000))
    words = str(IncomingEmail.objects.get().words)
    assert "I object" in words and len(words) < 21_000


@how(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    head=st.binary(max_size=300).filter(lambda one: b"\n\n" not in one and b"\n\r\n" not in one),
    body=st.binary(max_size=600),
    kind=st.sampled_from(
        [
            b"text/plain",
            b"text/html",
            b"multipart/mixed; boundary=x",
            b"multipart/report",
            b"",
            b"x",
        ]
    ),
)
def test_whatever_bytes_arrive_something_comes_of_it(
    consenting: Stage, head: bytes, body: bytes, kind: bytes
) -> None:
    to = answer_address(consenting.introduction).encode()
    raw = b"To: " + to + b"\r\nContent-Type: " + kind + b"\r\n" + head + b"\r\n\r\n" + body
    for recipients in ([], [to.decode()]):
        with trial():
            hand_in(raw, recipients)
            row = consenting.now()
            machine = b"auto" in head.lower()
            assert row.state == "refused" or on_the_desk(consenting) or machine


@pytest.fixture
def consenting(stage: Stage) -> Stage:
    return stage.consenting()


# --- Machines --------------------------------------------------------------------------------------


def report(to: str, kind: str = "delivery-status") -> bytes:
    status = "Reporting-MTA: dns; mx.petras.example\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    return (
        f"From: MAILER-DAEMON@petras.example\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary="x"\r\n\r\n'
        f"--x\r\nContent-Type: text/plain\r\n\r\nNo such user. STOP.\r\n"
        f"--x\r\nContent-Type: message/{kind}\r\n\r\n{status}\r\n--x--\r\n"
    ).encode()


MACHINES: dict[str, Callable[[str], bytes]] = {
    "vacation": lambda to: email(to, "I am away", Auto_Submitted="auto-replied (vacation)"),
    "old vacation": lambda to: email(
        to, "I am away, no mail", X_Autoreply="yes", Precedence="bulk"
    ),
    "exchange": lambda to: email(
        to,
        "Not now, I am away",
        subject="Automatic reply: an introduction",
        Auto_Submitted="auto-generated",
        X_Auto_Response_Suppress="All",
    ),
    "exchange, in German": lambda to: email(
        to,
        "Nein",
        subject="Automatische Antwort: an introduction",
        X_Auto_Response_Suppress="OOF, AutoReply",
    ),
    "rules agent": lambda to: email(
        to,
        "Away",
        Auto_Submitted="auto-generated",
        X_MS_Exchange_Generated_Message_Source="Mailbox Rules Agent",
    ),
    "bounce": report,
    "receipt": lambda to: report(to, "disposition-notification"),
    "qmail": lambda to: email(
        to, "failure notice", sender="MAILER-DAEMON@petras.example", Return_Path="<>"
    ),
    "exim": lambda to: email(to, "no", X_Failed_Recipients="x@y.example", Return_Path="<>"),
}


def test_automatic_replies_and_bounces_stop_nothing(stage: Stage) -> None:
    stage.consenting()
    for name, make in MACHINES.items():
        with trial():
            hand_in(make(answer_address(stage.now())))
            assert stage.now().state == "consent", name
            assert not Case.objects.filter(kind="reply").exists(), name
            assert not stage.now().deadlines.filter(left__isnull=False).exists(), name


@pytest.mark.parametrize(
    "marks",
    [
        {"X_Auto_Response_Suppress": "All"},
        {"X_Auto_Response_Suppress": "DR, OOF", "Precedence": "bulk", "List_Id": "<x.example>"},
        {"Return_Path": "<>"},
        {"Auto_Submitted": "no"},
        {"Auto_Submitted": "auto-generated"},
        {"subject": "Automatic reply: an introduction"},
    ],
)
def test_one_mark_makes_nobody_a_machine(stage: Stage, marks: dict[str, str]) -> None:
    stage.consenting()
    hand_in(email(answer_address(stage.now()), "I do not want this at all", **marks))  # type: ignore[arg-type]
    assert on_the_desk(stage)


def test_a_complaint_in_report_form_is_a_persons(stage: Stage) -> None:
    stage.consenting()
    hand_in(report(answer_address(stage.now()), "feedback-report"))
    assert on_the_desk(stage)


# --- Addresses that lead nowhere -------------------------------------------------------------------


def test_an_address_of_nobody_is_nothing(stage: Stage) -> None:
    stage.requested()
    good = answer_address(stage.now())
    hand_in(email(good, "STOP"))  # nobody was asked yet
    for bad in (good.replace("answer+", "answer+0"), "answer+x@in.sidedoor.example", "x@y.example"):
        hand_in(email(bad, "STOP"), [bad])
    assert not IncomingEmail.objects.exists() and not Case.objects.exists()
    assert stage.now().state == "requested"


def test_who_is_never_written_to_again_needs_no_case(stage: Stage) -> None:
    stage.consenting()
    actions.never_again(stage.now())
    settle()
    hand_in(email(answer_address(stage.now()), "And delete everything!"))
    assert not Case.objects.filter(kind="reply").exists()


def test_after_the_end_an_objection_is_still_read(stage: Stage) -> None:
    stage.consenting()
    actions.refuse(stage.now(), how="not_now")
    settle()
    hand_in(email(answer_address(stage.now()), "Thank you"))
    hand_in(email(answer_address(stage.now()), "No"))
    hand_in(email(answer_address(stage.now()), "STOP"))
    assert [one.why for one in IncomingEmail.objects.all()] == ["unclear", "final"]
    assert stage.now().refusal == "not_now"


# --- The thread ------------------------------------------------------------------------------------


def thread_mail(stage: Stage, text: str, sender: str = PETRA.email) -> bytes:
    people = "colin@colin-company.example, rita@rita-company.example"
    return email(people, text, sender=sender, Cc=thread_address(stage.now()))


def test_a_no_in_the_thread_proves_nothing_and_nobody_is_paid_meanwhile(
    stage: Stage, clock: MovingClock, mona: Any
) -> None:
    stage.confirming()
    hand_in(mail_in.signed(thread_mail(stage, "Stop this, I never agreed to meet anybody.")))
    assert (stage.now().proof, on_the_desk(stage)) == ("word", True)
    stage.wait(clock, days=20)
    assert stage.now().state == "confirming"
    take_email_as(stage.now(), staff=mona, reading="object")
    assert (stage.now().state, stage.now().prospect_word) == ("disputed", "no")


def test_talk_in_the_thread_is_nobodys_business(stage: Stage) -> None:
    stage.confirming()
    hand_in(mail_in.signed(thread_mail(stage, "Gladly. I don't have time on Thursday, Friday?")))
    assert stage.now().proof == "prospect"
    assert not Case.objects.filter(kind="reply").exists()


def test_a_strangers_no_in_the_thread_is_read_and_stops_no_payment(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirming()
    hand_in(thread_mail(stage, "I object", sender="p.v@elsewhere.example"))
    hand_in(thread_mail(stage, "I object", sender=stage.rep.email))
    assert IncomingEmail.objects.get().stops_clocks is False
    stage.wait(clock, days=15)
    assert stage.now().state == "confirmed"


def test_an_automatic_reply_in_the_thread_is_no_proof(stage: Stage) -> None:
    stage.confirming()
    raw = thread_mail(stage, "I am away").replace(
        b"Subject:", b"Auto-Submitted: auto-replied\r\nSubject:"
    )
    hand_in(mail_in.signed(raw))
    assert stage.now().proof == "word"


# --- Words are kept no longer than needed ----------------------------------------------------------


def test_words_are_forgotten_after_they_were_read(
    stage: Stage, clock: MovingClock, mona: Any
) -> None:
    stage.consenting()
    hand_in(email(answer_address(stage.now()), "Who are you?"))
    clock.forward(days=60)
    assert forget_emails() == 0, "nobody has read it"
    take_email_as(stage.now(), staff=mona, reading="not_now")
    assert forget_emails() == 0
    clock.forward(days=31)
    assert (forget_emails(), forget_emails()) == (1, 0)
    assert IncomingEmail.objects.get().words is None


def test_words_are_unreadable_in_the_database_and_go_with_the_person(stage: Stage) -> None:
    from django.db import connection

    from introductions.prospect_data import held_on

    stage.consenting()
    hand_in(email(answer_address(stage.now()), "A secret objection"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, address FROM introductions_incomingemail")
        for column in cursor.fetchone():
            assert b"secret" not in bytes(column) and PETRA.email.encode() not in bytes(column)
    held = held_on(PETRA.email)
    assert held is not None
    actions.erase_person(held)
    assert IncomingEmail.objects.get().words is None


def test_a_reply_message_of_odd_shape_is_read(stage: Stage) -> None:
    stage.consenting()
    message = EmailMessage()
    message["From"], message["To"] = PETRA.email, answer_address(stage.now())
    message.set_content(b"\x00\x01", maintype="image", subtype="png")
    hand_in(message.as_bytes())
    assert on_the_desk(stage)
