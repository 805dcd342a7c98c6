"""The payment sandbox in a process of its own, and a hand on its control desk."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings

from brokerage.embedded import end, spawn, tail

BASE_DIR = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds until it answers


@dataclass
class Sandbox:
    """The running sandbox. Its control answers JSON; what it refuses raises AssertionError."""

    url: str

    def get(self, path: str) -> Any:
        """GET `/_sandbox/path`."""
        return self._call("GET", path, None)

    def post(self, path: str, **body: Any) -> Any:
        """POST `/_sandbox/path` with a JSON body."""
        return self._call("POST", path, body)

    def reset(self) -> None:
        """Forget everything: objects, money, clock, faults, webhook address."""
        self.post("reset")

    def point_webhooks_at(self, site: str) -> None:
        """Post webhooks to the site (a live server's address), signed as settings expect."""
        secrets = settings.STRIPE_WEBHOOK_SECRETS
        self.post("webhooks", url=f"{site}/stripe/webhook/", secrets=secrets)

    def follow(self, offset_seconds: float) -> None:
        """Set its clock ahead of real time."""
        self.post("clock", offset_seconds=int(offset_seconds))

    def flush(self) -> None:
        """Deliver every webhook that waits."""
        self.post("webhooks/flush")

    def pay(self, session: str, card: str = "4242424242424242", **more: Any) -> Any:
        """Pay a Checkout Session as on its page."""
        return self.post("pay", session=session, card=card, **more)

    def top_up(self, amount: int, currency: str = "eur") -> Any:
        """Give the platform money of its own, so that a refund need not wait for settlement."""
        return self.post("top_up", amount=amount, currency=currency)

    def settle_in(self, *currencies: str) -> Any:
        """The platform's balance has these currencies; what is charged in others becomes the first."""
        return self.post("settles", currencies=[one.lower() for one in currencies])

    def onboard(self, account: str, **more: Any) -> Any:
        """Complete a connected account's onboarding as on its page."""
        return self.post("onboard", account=account, **more)

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_sandbox/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"sandbox: {path}: {error.read().decode()}") from None


@contextlib.contextmanager
def run() -> Iterator[Sandbox]:
    """Run the sandbox where settings look for it, on a database of its own; end it afterwards."""
    url = settings.STRIPE_API_BASE
    with tempfile.NamedTemporaryFile(suffix=".log") as log, own_database() as database:
        process = spawn(
            [sys.executable, "-m", "payments.sandbox", "--port", str(urlsplit(url).port)],
            log=log.file,
            cwd=BASE_DIR,
            env=os.environ | {"SANDBOX_DATABASE_URL": database},
        )
        try:
            _wait_for(url, process, Path(log.name))
            yield Sandbox(url)
        finally:
            end(process, 15)


@contextlib.contextmanager
def own_database() -> Iterator[str]:
    """Make a database beside the tests' own, and drop it afterwards; yields its URL."""
    server = os.environ["DATABASE_URL"]
    name = f"sandbox_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    _execute(server, f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/_sandbox/clock", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The sandbox did not start:\n{tail(log)}")
