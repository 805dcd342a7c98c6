# ruff: noqa: E501  (tables of examples)
"""No log line holds an email address or the key of a link, whoever wrote it: web, worker, beat, Django itself."""

import io
import logging
import logging.config
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from brokerage.celery import app
from brokerage.kit.encryption import seal
from brokerage.kit.later import run_later
from brokerage.kit.masking import MaskAddresses, masked
from introductions import tasks
from introductions.queries import prospect_link
from tests.support.builders import PETRA
from tests.support.stages import Stage, settle

CAMILLE = "camille.halloran@northwind-robotics.example"


class RefusingBackend(BaseEmailBackend):
    """A mail server that refuses everybody, in the words of smtplib."""

    errors: tuple[Callable[[str], Exception], ...] = (
        lambda to: SMTPRecipientsRefused({to: (550, f"<{to}>: no such user".encode())}),
        lambda to: SMTPSenderRefused(550, f"not for {to}".encode(), to),
        lambda to: SMTPDataError(554, f"rejected for {to}".encode()),
        lambda to: RuntimeError(f"mailjet: could not reach {to}"),
    )
    tried: list[str] = []

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            self.tried.append(message.to[0])
            raise self.errors[len(self.tried) % len(self.errors)](message.to[0])
        return 0


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the configured handler would have written, of every logger from DEBUG on."""
    said = io.StringIO()
    configured = logging.config.DictConfigurator(settings.LOGGING)
    handler = logging.StreamHandler(said)
    handler.setFormatter(
        logging.Formatter(settings.LOGGING["formatters"]["line"]["format"], style="{")
    )
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(configured.configure_filter(dict(settings.LOGGING["filters"][name])))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


def test_every_handler_masks() -> None:
    assert settings.LOGGING["root"]["handlers"] == list(settings.LOGGING["handlers"])
    for handler in settings.LOGGING["handlers"].values():
        assert handler["filters"] == ["mask_addresses"]
    for name, log in settings.LOGGING["loggers"].items():
        assert not log.get("handlers"), name


@pytest.mark.parametrize("process", ["worker", "beat"])
def test_celery_keeps_our_handlers(process: str) -> None:
    code = (
        "import django, logging; django.setup()\n"
        "from brokerage.celery import app\n"
        f"app.log.setup(loglevel='DEBUG', logfile=None, redirect_stdouts=True)\n"
        "logging.getLogger('celery.app.trace').error('Task %s raised: %r', 'x', "
        f"ValueError('{CAMILLE}'))\n"
        f"logging.getLogger('django.request').error('Server Error: %s', '/p/135:abcdefgh:secret/')\n"
        "try:\n    raise ValueError('to " + CAMILLE + "')\n"
        "except ValueError:\n    logging.getLogger('celery.worker').exception('died')\n"
        "logging.getLogger('celery').critical('a line')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env=_environment(),
    )
    said = ran.stdout + ran.stderr
    assert "a line" in said and "Task x raised" in said and "Traceback" in said
    assert "camille" not in said and "secret" not in said


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)


def test_a_refused_address_is_in_no_line(stage: Stage, lines: io.StringIO, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    RefusingBackend.tried.clear()
    app.conf.task_always_eager, app.conf.task_eager_propagates = True, False
    try:
        stage.requested().accept()
        for _ in range(4):
            tasks.send_own_link.delay(seal(PETRA.email))
            settle()
        run_later("brokerage.accounts.tasks.sweep_emails")
    finally:
        app.conf.task_always_eager = False
    assert PETRA.email in RefusingBackend.tried and stage.connector.email in RefusingBackend.tried
    said = lines.getvalue()
    assert "not sent" in said
    for address in {PETRA.email, *RefusingBackend.tried}:
        assert address not in said and address.partition("@")[0] + "@" not in said


def test_every_task_that_dies_with_an_address_in_its_error(lines: io.StringIO) -> None:
    """Whatever a task raises, Celery's own line about it holds no address."""

    @app.task(name="tests.dies")
    def dies(kind: int) -> None:
        raise RefusingBackend.errors[kind](CAMILLE)

    for kind in range(len(RefusingBackend.errors)):
        dies.apply(args=[kind])
    said = lines.getvalue()
    assert said.count("tests.dies") >= 4 and "Traceback" in said
    assert CAMILLE not in said and "camille" not in said


def keyed_routes(found: URLResolver | URLPattern, before: str = "") -> Iterator[str]:
    """Routes in which a key stands: "/p/{}/witness/"."""
    route = before + re.sub(r"\^|\$|\\Z", "", str(found.pattern))
    if isinstance(found, URLResolver):
        for one in found.url_patterns:
            yield from keyed_routes(one, route)
    elif re.search(r"token|<key>|ticket", route):
        plain = re.sub(r"\(\?P<(?:token|key)>.*?\)|<str:(?:token|ticket)>", "{}", route)
        yield "/" + re.sub(
            r"\(\?P<choice>.*?\)", "agree", re.sub(r"\(\?P<uidb36>.*?\)", "3", plain)
        )


KEYS = [
    "135.1795817507:4bJxkT1dDIn-iB3GC_0lF3UkLVh4JvlkpA8qXQWzA", "MTM1:1qXyZ2:abcdefghijklmnop", "cx3k7p-0123456789abcdef0123456789abcdef",
    "abcdefghijklmnop",
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_no_key_of_any_route_is_in_a_line(key: str) -> None:
    routes = list(keyed_routes(get_resolver()))
    assert len(routes) > 10
    for route in routes:
        line = masked(f"Internal Server Error: {route.format(key)}?x=1")
        assert key not in line and key[:12] not in line, route


@pytest.mark.django_db
def test_lines_of_django_itself(stage: Stage, lines: io.StringIO) -> None:
    stage.requested().accept()
    link = prospect_link(stage.now()).removeprefix(settings.SITE_URL)
    key = link.split("/")[2]
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for path in (link, f"/me/{key}/", f"/accounts/confirm-email/{key}/", f"/p/{key}x/"):
        strict.post(path)
        strict.get(path)
        strict.get(path, HTTP_HOST="evil.example")
    strict.post("/account/edit/", {"name": CAMILLE})
    logging.getLogger("django.server").info('"GET %s HTTP/1.1" 200 12', f"{link}?token={key}")
    logging.getLogger("django.security.csrf").warning("Forbidden (%s): %s", "no cookie", link)
    said = lines.getvalue()
    assert "Forbidden" in said and key not in said and key.split(":")[-1] not in said


SAID = [
    f"to {CAMILLE}", f"<{CAMILLE}>", f"{{'{CAMILLE}': (550, b'no')}}", f"mailto:{CAMILLE}", f"email={CAMILLE}&x=1",
    "camille%40northwind.example", "to=CAMILLE@NORTHWIND.EXAMPLE", "ünicode.näme@bücher.example", "a@b", "x@[192.0.2.1]",
    f"b'RCPT TO:<{CAMILLE}>\\r\\n'", f"/search/?q={CAMILLE}", f"['{CAMILLE}','other@x.example']", "camille＠northwind.example",
    f"path/{CAMILLE}/", "camille+tag@x.example", f"\"{CAMILLE}\"", f"KeyError: '{CAMILLE}'", f"user:{CAMILLE}:x",
]  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_an_address_in_any_dress(said: str) -> None:
    assert not re.search(
        r"camille|northwind|n.me@|other@|a@b|x@|192", masked(said), re.IGNORECASE
    ), masked(said)


def test_what_helps_is_left() -> None:
    for said in (
        "Task introductions.tasks.sweep[0f8e1c9e-2f0a-4d1c-9d43-aa0a4f3a1b2c] succeeded in 0.01s: 3",
        "/introductions/0f8e1c9e-2f0a-4d1c-9d43-aa0a4f3a1b2c/accept/", "/me/other/", "/p/", "at 10:30:00, 3 of 4",
        'File "/usr/lib/python3.11/site-packages/django/core/handlers/exception.py", line 55, in inner',
        "notice 12 not sent: SMTPRecipientsRefused", "payment 3 not followed: ValueError", "@shared_task",
        "http://127.0.0.1:8001/v1/payment_intents/pi_3",
    ):  # fmt: skip
        assert masked(said) == said


def test_a_record_that_does_not_fit_its_arguments_is_masked_too() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "%s %d", (CAMILLE, "no"), None)
    assert MaskAddresses().filter(record)
    assert "camille" not in record.getMessage()


@pytest.mark.parametrize(
    "sign", ["a", "a@", "/", "a/", "@", ":", "/a:", "token=", "a.", "=", "%40", "Aa1"]
)
def test_time_grows_with_the_line_and_no_faster(sign: str) -> None:
    def seconds(letters: int) -> float:
        began = time.process_time()
        masked(sign * (letters // len(sign)))
        return time.process_time() - began

    seconds(1_000)
    small, large = seconds(100_000), seconds(400_000)
    assert large < max(10 * small, 1), (small, large)


def test_the_error_of_an_email_holds_no_address(settings: Any, db: None) -> None:
    from brokerage.kit.mail.outbox import Undelivered, deliver

    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    for _ in range(4):
        with pytest.raises(Undelivered) as raised:
            deliver(EmailMessage("s", "b", "us@x.example", [CAMILLE]))
        assert CAMILLE not in str(raised.value) and raised.value.__cause__ is None
