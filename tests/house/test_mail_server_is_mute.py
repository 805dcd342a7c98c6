"""A mail server that is mute, refuses, or breaks off: what has not left is sent later, what may have left
is a case, and nothing that moves money waits."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage, get_connection

from brokerage.accounts.models import QueuedEmail
from brokerage.accounts.outgoing import OUTBOX as ACCOUNT_EMAILS
from brokerage.accounts.outgoing import queue_email
from brokerage.accounts.tasks import forget_emails, sweep_emails
from brokerage.cases.models import Case
from brokerage.celery import app
from brokerage.kit.mail import outbox
from brokerage.kit.mail.outbox import CLAIM, Undelivered, deliver
from introductions.models import Notice
from introductions.notices import OUTBOX
from introductions.tasks import sweep_notices
from tests.support.builders import PETRA
from tests.support.doors import signed_in
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

Script = Callable[[socket.socket], None]


def lines(*words: str, after: int = 0) -> Script:
    """A server that says these lines, one to each line it gets, the first at once, and hangs up."""

    def play(connection: socket.socket) -> None:
        reader = connection.makefile("rb")
        for number, word in enumerate(words):
            if number:
                reader.readline()
            connection.sendall(word.encode() + b"\r\n")
        for _ in range(after):
            reader.readline()

    return play


def mute(connection: socket.socket) -> None:
    """Accepts and never says a word."""
    with contextlib.suppress(OSError):
        connection.settimeout(5)
        connection.recv(1)


HELLO = ("220 here", "250 here", "250 ok", "250 ok")
AFTER_DATA = lines(*HELLO, "354 go on", after=12)
SCRIPTS: dict[str, tuple[Script, bool]] = {
    "mute": (mute, False),
    "hangs up at once": (lambda connection: None, False),
    "not now": (lines("421 later"), False),
    "hangs up after hello": (lines("220 here"), False),
    "hangs up after the sender": (lines(*HELLO[:3]), False),
    "refuses the sender": (lines("220 here", "250 here", "451 no", "250 ok"), False),
    "hangs up before the text": (lines(*HELLO), False),
    "refuses the text": (lines(*HELLO, "554 no", "250 ok"), False),
    "hangs up over the text": (AFTER_DATA, True),
}


@contextlib.contextmanager
def serving(script: Script) -> Iterator[int]:
    """A server on this machine that plays `script` to whoever connects; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection, contextlib.suppress(OSError):
                    script(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield server.getsockname()[1]


def through(port: int, **facts: Any) -> EmailMessage:
    backend = get_connection(
        "brokerage.kit.mail.smtp.Backend", host="127.0.0.1", port=port, timeout=0.3, **facts
    )
    return EmailMessage("Subject", "Words", to=["petra@petra.example"], connection=backend)


@pytest.mark.parametrize("name", SCRIPTS)
def test_it_is_known_whether_a_message_may_have_left(name: str) -> None:
    script, in_doubt = SCRIPTS[name]
    with serving(script) as port, pytest.raises(Undelivered) as caught:
        deliver(through(port))
    assert caught.value.in_doubt is in_doubt
    assert "petra" not in str(caught.value)


def test_a_closed_port_and_a_wrong_certificate_never_let_a_message_leave() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for facts in ({}, {"use_ssl": True}):
        with pytest.raises(Undelivered) as caught:
            deliver(through(port, **facts))
        assert caught.value.in_doubt is False


def test_a_server_that_takes_it_and_is_rude_afterwards_has_it() -> None:
    with serving(lines(*HELLO, "354 go on")) as port:
        pass

    def take(connection: socket.socket) -> None:
        reader = connection.makefile("rb")
        for word in (*HELLO, "354 go on"):
            connection.sendall(word.encode() + b"\r\n")
            reader.readline()
        while reader.readline().strip() != b".":
            pass
        connection.sendall(b"250 taken\r\n")  # and no answer to QUIT

    with serving(take) as port:
        deliver(through(port))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], list[str]]:
    """`server(error)`: from now on delivering fails so (None: works); what was tried is kept."""
    tried: list[str] = []
    real = outbox.deliver

    def play(error: Exception | None) -> list[str]:
        def tried_and(message: EmailMessage) -> None:
            tried.append(message.to[0])
            if error is not None:
                raise error
            real(message)

        monkeypatch.setattr(outbox, "deliver", tried_and)
        return tried

    return play


def failed(error: Exception, *, in_doubt: bool = False) -> Undelivered:
    return Undelivered(error, in_doubt=in_doubt)


def consent(stage: Stage) -> Notice:
    return Notice.objects.get(kind="accept", audience="prospect")


def test_a_consent_request_that_never_left_is_sent_once_the_server_is_back(
    stage: Stage, clock: MovingClock, server: Callable[[Exception | None], list[str]]
) -> None:
    stage.requested()
    tried = server(failed(TimeoutError()))
    stage.accept()
    for _ in range(6):
        clock.forward(minutes=25)
        sweep_notices()
    row = consent(stage)
    assert tried.count(PETRA.email) >= 2
    assert (row.told_at, row.dropped) == (None, "")
    assert not Case.objects.filter(kind="mail").exists()
    mail.outbox.clear()
    server(None)
    clock.forward(hours=7)
    sweep_notices()
    sweep_notices()
    assert [one.to for one in mail.outbox].count([PETRA.email]) == 1


def test_a_consent_request_that_may_have_left_is_a_case_and_is_sent_again_by_a_person(
    stage: Stage, clock: MovingClock, server: Callable[[Exception | None], list[str]], mona: Any
) -> None:
    stage.requested()
    tried = server(failed(TimeoutError(), in_doubt=True))
    stage.accept()
    for _ in range(4):
        clock.forward(hours=1)
        sweep_notices()
    assert tried.count(PETRA.email) == 1
    case = Case.objects.get(kind="mail", closed_at=None)
    assert PETRA.email not in f"{case.subject} {case.facts}"
    desk = signed_in(mona)
    page = desk.get(f"/moderation/cases/{case.public_id}/")
    assert page.status_code == 200
    assert PETRA.name not in page.text
    assert PETRA.email not in page.text
    server(None)
    mail.outbox.clear()
    reason = {"reason": "The log of the mail server shows that it never left."}
    answer = desk.post(f"/moderation/cases/{case.public_id}/send_again/", reason)
    assert answer.status_code == 302
    sweep_notices()
    assert [one.to for one in mail.outbox].count([PETRA.email]) == 1
    again = desk.post(f"/moderation/cases/{case.public_id}/send_again/", reason)
    sweep_notices()
    assert again.status_code == 409
    assert [one.to for one in mail.outbox].count([PETRA.email]) == 1


def test_a_worker_that_dies_while_sending_leaves_a_case(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    stage.requested()

    def die(message: EmailMessage) -> None:
        if message.to == [PETRA.email]:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "deliver", die)
        with pytest.raises(Killed):
            stage.accept()
            OUTBOX.send(consent(stage).pk)
    sweep_notices()
    assert not Case.objects.filter(kind="mail").exists()
    clock.forward(seconds=CLAIM.total_seconds() + 60)
    sweep_notices()
    assert Case.objects.filter(kind="mail", closed_at=None).count() == 1
    assert consent(stage).dropped == outbox.UNCLEAR


def test_an_email_about_an_account_waits_for_the_server_and_is_emptied_when_sent(
    client: Any, db: None, clock: MovingClock, server: Callable[[Exception | None], list[str]]
) -> None:
    server(failed(ConnectionRefusedError()))
    answer = client.post(
        "/accounts/signup/",
        {
            "name": "Nora Newcomer",
            "email": "nora@newcomer.example",
            "password1": "a-long-enough-passphrase",
            "country": "DE",
            "role": "rep",
            "terms": "on",
        },
    )
    assert answer.status_code == 302
    row = QueuedEmail.objects.get()
    sweep_emails()
    row.refresh_from_db()
    assert (row.told_at, row.content["to"]) == (None, ["nora@newcomer.example"])
    server(None)
    mail.outbox.clear()
    clock.forward(hours=1)
    sweep_emails()
    sweep_emails()
    row.refresh_from_db()
    assert [one.to for one in mail.outbox] == [["nora@newcomer.example"]]
    assert row.content == {}
    clock.forward(days=31)
    assert forget_emails() == 1


def test_a_link_too_old_to_be_of_use_is_not_sent(db: None, clock: MovingClock) -> None:
    message = EmailMessage("Your link", "Words", to=["nora@newcomer.example"])
    row = queue_email(message, useful_for=timedelta(days=3))
    clock.forward(days=4)
    assert ACCOUNT_EMAILS.send(row.pk) is False
    row.refresh_from_db()
    assert row.content == {}
    assert row.dropped
    assert mail.outbox == []


def test_what_has_no_link_is_sent_however_late(db: None, clock: MovingClock) -> None:
    row = queue_email(EmailMessage("Suspended", "Words", to=["nora@newcomer.example"]))
    clock.forward(days=10)
    assert ACCOUNT_EMAILS.send(row.pk) is True
    assert [one.to for one in mail.outbox] == [["nora@newcomer.example"]]


MONEY = ("payments.", "introductions.tasks.sweep", "introductions.tasks.follow")
BY_MAIL = {
    "connectors.tasks.send_search_alert",
    "connectors.tasks.sweep_search_alerts",
    *("brokerage.accounts.tasks.send_email", "brokerage.accounts.tasks.sweep_emails"),
    *(
        "introductions.tasks.tell",
        "introductions.tasks.tell_all",
        "introductions.tasks.sweep_notices",
    ),
    "payments.tasks.send_letter",
    *("payments.tasks.sweep_letters", "introductions.tasks.sweep_links"),
}


def test_every_task_that_may_wait_for_a_mail_server_has_a_queue_of_its_own() -> None:
    routes = app.amqp.router
    queues = {name: routes.route({}, name)["queue"].name for name in app.tasks}
    mailing = {name for name, queue in queues.items() if queue == "mail"}
    assert mailing == BY_MAIL
    assert {queues[name] for name in app.tasks if name not in BY_MAIL} == {"celery"}


def test_no_connection_to_others_is_without_a_time_limit() -> None:
    assert settings.EMAIL_TIMEOUT > 0
    assert settings.DATABASES["default"]["OPTIONS"]["connect_timeout"] > 0
    assert settings.DATABASES["default"]["OPTIONS"]["tcp_user_timeout"] > 0
    assert all(settings.STRIPE_TIMEOUT_SECONDS)
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"] > 0
    assert settings.ANYMAIL["REQUESTS_TIMEOUT"]
