"""A demo world of its own: started, played with over HTTP and SMTP, looked into, ended."""

import json
import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
import requests

from tests.attack.people import Answer, File, Person
from tests.attack.world import World
from tests.support.provider_messages import signature

BASE_DIR = Path(__file__).resolve().parents[2]
UP = "Ctrl-C stops everything"
DAYS_AT_ONCE = 3


@dataclass
class Browser:
    """Sends requests to the demo as a browser does: cookies, token, referrer."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def __call__(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, File] | None = None,
        body: bytes | None = None,
        content_type: str = "",
        follow: bool = False,
    ) -> Answer:
        """See `Sender`."""
        headers = {"Referer": quote(self.url + path, safe=":/?&=%#")}
        data: Any = body
        if method != "GET":
            headers["X-CSRFToken"] = self._token()
        if body is not None:
            headers["Content-Type"] = content_type
        elif form is not None:
            data = dict(form)
        answer = self.session.request(
            method,
            self.url + path,
            params=dict(query or {}),
            data=data,
            files=dict(files) if files else None,
            headers=headers,
            timeout=180,
            allow_redirects=follow,
        )
        return Answer(answer.status_code, answer.text, answer.url)

    def _token(self) -> str:
        if "csrftoken" not in self.session.cookies:
            self.session.get(self.url + "/accounts/login/", timeout=60)
        return self.session.cookies.get("csrftoken", "")


@dataclass
class DemoWorld(World):
    """One demo on this machine, and what stands in its database."""

    home: Path
    url: str
    env: dict[str, str] = field(default_factory=dict)

    def somebody(self) -> Person:
        """A browser without cookies."""
        return Person(Browser(self.url))

    def be(self, email: str) -> Person:
        """By the demo's own button."""
        person = self.somebody()
        person.email = email
        answer = person.post("/demo/sign-in/", {"email": email})
        assert answer.status_code == 302, answer.status_code
        return person

    def rows(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        """In a connection of its own."""
        with psycopg2.connect(self.env["DATABASE_URL"]) as connection:
            with connection.cursor() as cursor:
                cursor.execute(sql, given or None)
                return list(cursor.fetchall()) if cursor.description else []

    def sandbox(self, name: str, **body: Any) -> Any:
        """By its control desk."""
        answer = requests.post(
            f"{self.env['STRIPE_API_BASE']}/_sandbox/{name}", json=body, timeout=60
        )
        assert answer.ok, answer.text
        return answer.json() if answer.text else None

    def send(self, raw: bytes, to: str, sender: str = "somebody@elsewhere.example") -> None:
        """By SMTP."""
        with smtplib.SMTP("127.0.0.1", int(self.env["MAIL_PORT"]), timeout=20) as server:
            server.sendmail(sender, [to], raw)

    def forward(self, how_far: str) -> None:
        """By the demo's own clock, a few days at a time: one request must not last for minutes."""
        left, unit = int(how_far[:-1]), how_far[-1]
        while left > 0:
            step = min(left, DAYS_AT_ONCE if unit == "d" else left)
            answer = self.somebody().post("/demo/clock/", {"how_far": f"{step}{unit}"})
            assert answer.status_code == 302, answer.status_code
            left -= step

    def message(self, body: bytes, *, signed: bool = True) -> Answer:
        """Signed with the demo's secret, or with another."""
        secret = self.env["STRIPE_WEBHOOK_SECRETS"].split(",")[0] if signed else "whsec_other"
        answer = requests.post(
            f"{self.url}/stripe/webhook/",
            data=body,
            headers={"Stripe-Signature": signature(body, secret)},
            timeout=60,
        )
        return Answer(answer.status_code, answer.text, answer.url)

    def manage(self, *command: str) -> str:
        """In a process of its own."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=BASE_DIR,
            env=_environment(self.home),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.stdout + done.stderr

    @contextmanager
    def asleep(self, child: str) -> Iterator[None]:
        """A process of the demo (`Valkey`, `sandbox`) takes connections and never answers meanwhile."""
        children = json.loads((self.home / "children.json").read_text())
        pid = next(int(pid) for pid in children if child in _command_of(int(pid)))
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def demo_world() -> Iterator[DemoWorld]:
    """A fresh demo on a free port, ended afterwards with all that it started."""
    sys.path.insert(0, str(BASE_DIR))
    from brokerage.embedded import free_port

    home = Path(tempfile.mkdtemp(prefix="sidedoor-attack-"))
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--with-parent"],
        cwd=BASE_DIR,
        env=_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    world = DemoWorld(home, f"http://127.0.0.1:{port}")
    try:
        said = _wait_until_up(process)
        world.env = _read(home / "demo.env")
        found = re.search(r"SMTP to 127\.0\.0\.1:(\d+)", said)
        if found:
            world.env["MAIL_PORT"] = found[1]
        yield world
    finally:
        process.terminate()
        process.wait(timeout=60)
        shutil.rmtree(home, ignore_errors=True)


def _environment(home: Path) -> dict[str, str]:
    others = {"DATABASE_URL", "REDIS_URL", "SIDEDOOR_TESTING", "STRIPE_API_BASE"}
    kept = {name: value for name, value in os.environ.items() if name not in others}
    return kept | {"SIDEDOOR_DATA": str(home)}


def _wait_until_up(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if UP in line:
            return said
    raise RuntimeError(said)


def _read(path: Path) -> dict[str, str]:
    lines = (line.partition("=") for line in path.read_text().splitlines() if "=" in line)
    return {name: value for name, _, value in lines}


def _command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
