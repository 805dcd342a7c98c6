"""A demo world of its own: started, played with over HTTP and SMTP, looked into, ended."""

import os
import re
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import requests

BASE_DIR = Path(__file__).resolve().parents[2]
UP = "Ctrl-C stops everything"
PASSWORD = "an attack of the clones 7"
GOOD_CARD = "4242424242424242"
PITCH = (
    "We help operations teams see where their freight bills go wrong, and I would like to show how"
    " in half an hour. No preparation needed, and nothing to sign."
)
REASON = "Looked at it for the attack world, nothing else to say."


@dataclass
class Person:
    """Somebody at the doors: a browser with its cookies, and the API."""

    world: "World"
    email: str = ""
    browser: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **query: Any) -> requests.Response:
        """Read a page or an answer of the API."""
        return self.browser.get(self.world.url + path, params=query, timeout=60)

    def post(self, path: str, data: Any = None, **more: Any) -> requests.Response:
        """Send a form, as the page that has it would."""
        form = dict(data or {}) | {"csrfmiddlewaretoken": self._token()}
        headers = {"Referer": self.world.url + path}
        return self.browser.post(
            self.world.url + path,
            data=form,
            headers=headers,
            timeout=120,
            allow_redirects=False,
            **more,
        )

    def api(self, method: str, path: str, **body: Any) -> requests.Response:
        """Call the API; `path` below /api/v1/."""
        return self.browser.request(
            method,
            f"{self.world.url}/api/v1/{path}",
            json=body,
            headers={"X-CSRFToken": self._token(), "Referer": self.world.url + "/"},
            timeout=120,
        )

    def _token(self) -> str:
        if "csrftoken" not in self.browser.cookies:
            self.browser.get(self.world.url + "/accounts/login/", timeout=60)
        return self.browser.cookies.get("csrftoken", "")


@dataclass
class World:
    """One demo on this machine, and what stands in its database."""

    home: Path
    process: "subprocess.Popen[str]"
    url: str = ""
    env: dict[str, str] = field(default_factory=dict)

    # -- people

    def somebody(self) -> Person:
        """A stranger with an empty browser."""
        return Person(self)

    def be(self, email: str) -> Person:
        """One of the demo's own people, signed in."""
        person = Person(self, email)
        answer = person.post("/demo/sign-in/", {"email": email})
        assert answer.status_code == 302, answer.status_code
        return person

    def sign_up(self, name: str, email: str, role: str = "rep", **more: str) -> Person:
        """Somebody new, as far as the site lets them: they follow the link that is mailed to them."""
        person = Person(self, email)
        form = {
            **{"name": name, "email": email, "role": role, "country": "DE", "terms": "on"},
            **{"password1": PASSWORD, "company": "Otterworks", "job_title": "Account executive"},
            **more,
        }
        person.post("/accounts/signup/", form)
        link = self.wait(lambda: self.link_to(email, "/accounts/confirm-email/"), 10)
        if link:
            person.get(link)
            person.post(link)
        return person

    # -- emails

    def emails(self, to: str) -> list[tuple[int, str, str]]:
        """Number, subject and text of every email to an address, oldest first."""
        return self.rows(
            "SELECT id, subject, text FROM demo_mail WHERE lower(%s) = ANY("
            'SELECT lower(one) FROM unnest("to") AS one) ORDER BY id',
            to,
        )

    def link_to(self, to: str, part: str) -> str:
        """The newest link in an email to this address that holds `part`; a path of ours."""
        for _, _, text in reversed(self.emails(to)):
            if found := re.search(rf"https?://[^/\s]+({re.escape(part)}[^\s)>\]]*)", text):
                return found[1]
        return ""

    def send(self, raw: bytes, to: str, sender: str = "somebody@elsewhere.example") -> None:
        """Bring an email to the door for email, as a mail server would."""
        port = int(self.env["MAIL_PORT"])
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
            server.sendmail(sender, [to], raw)

    # -- money and time

    def sandbox(self, name: str, **body: Any) -> Any:
        """Tell the payment sandbox to do something (see payments/sandbox/control.py)."""
        answer = requests.post(
            f"{self.env['STRIPE_API_BASE']}/_sandbox/{name}", json=body, timeout=60
        )
        assert answer.ok, answer.text
        return answer.json() if answer.text else None

    def pay(self, introduction: str, card: str = GOOD_CARD) -> None:
        """Pay on the newest page of a request."""
        ((session,),) = self.rows(
            "SELECT c.session_id FROM payments_checkout c JOIN introductions_introduction i"
            " ON i.payment_id = c.payment_id WHERE i.public_id = %s ORDER BY c.n DESC LIMIT 1",
            introduction,
        )
        self.sandbox("pay", session=session, card=card)

    def forward(self, how_far: str) -> None:
        """Move the world's clock, stopping at each deadline."""
        answer = self.somebody().post("/demo/clock/", {"how_far": how_far})
        assert answer.status_code == 302, answer.status_code

    def state(self, introduction: str) -> str:
        """Where an introduction stands."""
        ((state,),) = self.rows(
            "SELECT state FROM introductions_introduction WHERE public_id = %s", introduction
        )
        return str(state)

    def until(self, introduction: str, state: str, seconds: float = 60) -> str:
        """Wait until an introduction stands there; where it stands then."""
        self.wait(lambda: self.state(introduction) == state, seconds)
        return self.state(introduction)

    # -- looking inside

    def rows(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        """What the database says: the truth that attackers do not see."""
        with psycopg2.connect(self.env["DATABASE_URL"]) as connection:
            with connection.cursor() as cursor:
                cursor.execute(sql, given)
                return list(cursor.fetchall()) if cursor.description else []

    def manage(self, *command: str) -> str:
        """Run a management command in this world."""
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

    @staticmethod
    def wait(answer: Callable[[], Any], seconds: float) -> Any:
        """Ask until the answer is true, for at most so many seconds."""
        deadline = time.monotonic() + seconds
        while not (found := answer()) and time.monotonic() < deadline:
            time.sleep(0.2)
        return found


@contextmanager
def demo_world() -> Iterator[World]:
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
    world = World(home, process, url=f"http://127.0.0.1:{port}")
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
