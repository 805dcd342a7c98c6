"""`manage.py demo`: every process of the product on this machine, started and ended together.

It runs before Django is loaded, since Django's settings need the database that it starts. What
it leaves behind after a kill -9 is ended by the kernel (see `embedded.die_with_parent`) or, where
the kernel cannot, by the next start, which knows its children by number and birth.
"""

import argparse
import base64
import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from brokerage.demo import layout
from brokerage.demo.people import PASSWORD, PEOPLE
from brokerage.embedded import (
    EmbeddedError,
    Lock,
    Postgres,
    Valkey,
    demo_home,
    die_with_parent,
    end,
    free_port,
    spawn,
    tail,
    write_private,
)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
WORKERS = max(1, min(os.cpu_count() or 1, 4))
WEB_PATIENCE = 60.0  # seconds until the first page must answer
CHILD_PATIENCE = 6.0  # seconds for a child to end by itself
LONGEST_LOG = 5_000_000  # bytes; a longer log starts anew


class StopOrder(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class DemoError(Exception):
    """The demo cannot start or go on; the text is a sentence, `code` the exit status."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.code = code


def demo(arguments: list[str]) -> int:
    """Run the demo until it is stopped; return the exit status (2: the port is taken)."""
    options = parse(arguments)
    if options.with_parent:
        die_with_parent(signal.SIGTERM)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    supervisor = Supervisor(port=options.port, host=options.host)
    try:
        supervisor.run()
    except StopOrder:
        return 0
    except (DemoError, EmbeddedError) as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return getattr(error, "code", 1)
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; PORT in the environment is the default port."""
    parser = argparse.ArgumentParser(prog="manage.py demo", description=__doc__)
    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT") or "8000")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--with-parent", action="store_true", help="end when the process that started it ends"
    )
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """Return a usable TCP port or have argparse refuse it (exit status 2)."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; choose one from 1024 to 65535")
    return int(text)


def _stop(number: int, frame: FrameType | None) -> None:
    """Leave whatever is being done; once, so that a second Ctrl-C cannot break the stopping."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise StopOrder


@dataclass
class Supervisor:
    """Starts everything in order, watches it, ends it in the opposite order."""

    port: int
    host: str
    home: Path = field(default_factory=lambda: demo_home(BASE_DIR))
    env: dict[str, str] = field(default_factory=dict)
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    owner_url: str = ""  # of a PostgreSQL of ours: who migrates
    mail_port: int = 0

    def run(self) -> None:
        """Start all, tell the person where to look, and wait for the end."""
        with self._alone(), contextlib.ExitStack() as stack:
            self._end_leftovers()
            self._check_port()
            self._leave_old_layout()
            self.env = self._environment()
            stack.callback(print, "Stopped.", flush=True)
            self._start_databases(stack)
            stack.callback(self._stop_children)
            self._start_products()
            self._tell()
            self._watch()

    # --- Before anything starts -----------------------------------------------------------------

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the data folder; a second demo is refused and told where the first one is."""
        self.home.mkdir(parents=True, exist_ok=True)
        lock = Lock(self.home)
        try:
            lock.__enter__()
        except EmbeddedError:
            where = self._remembered().get("SITE_URL", "another port")
            if urlsplit(where).port == self.port:
                self._check_port()
            raise DemoError(
                f"This demo is running already, at {where}. Stop it first, or set SIDEDOOR_DATA "
                "to another folder for a second one.",
                code=2,
            ) from None
        try:
            yield
        finally:
            lock.__exit__()

    def _check_port(self) -> None:
        """Refuse to start on a port where somebody listens already."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
                probe.listen(1)
            except OSError as error:
                raise DemoError(
                    f"Port {self.port} cannot be used ({(error.strerror or str(error)).lower()}). "
                    f"Choose another one: make demo PORT={self._another_port()}",
                    code=2,
                ) from None

    def _another_port(self) -> int:
        """Return a free port near the wished one, for the advice."""
        first = min(max(self.port, 1024) + 10, 65000)
        near = (port for port in range(first, first + 200, 10) if free_port(port) == port)
        return next(near, free_port())

    def _end_leftovers(self) -> None:
        """End the children of a demo that was killed, if the kernel has not done so."""
        with contextlib.suppress(OSError, ValueError):
            known: dict[str, str] = json.loads((self.home / "children.json").read_text())
            for pid, born in known.items():
                _end_stranger(int(pid), born)

    def _leave_old_layout(self) -> None:
        """Make the world anew where an older version made it; a database given to us is not ours to clear."""
        if not os.environ.get("DATABASE_URL") and layout.is_outdated(self.home):
            print(
                "The demo world in this folder was made by another version of Sidedoor, whose data this "
                "one cannot read. It is made anew.",
                flush=True,
            )
            layout.clear(self.home)

    # --- What the processes share ---------------------------------------------------------------

    def _environment(self) -> dict[str, str]:
        """Return the variables for all processes, but for the databases' addresses."""
        sandbox = self._sandbox_port()
        inherited = {k: v for k, v in os.environ.items() if k != "SIDEDOOR_TESTING"}
        return inherited | {
            "DEMO": "true",
            "DJANGO_SETTINGS_MODULE": "brokerage.settings",
            "PYTHONUNBUFFERED": "1",
            "SIDEDOOR_DATA": str(self.home),
            "SITE_URL": f"http://localhost:{self.port}",
            "STRIPE_API_BASE": f"http://localhost:{sandbox}",
            "STRIPE_SECRET_KEY": "sk_test_sandbox",
            **self._secrets(),
        }

    def _sandbox_port(self) -> int:
        """Return the sandbox's port: the one it had, else the one after ours, else a free one."""
        before = urlsplit(self._remembered().get("STRIPE_API_BASE", "")).port
        wished = before if before and before != self.port else self.port + 1
        return free_port(wished if wished < 65536 else 0)

    def _secrets(self) -> dict[str, str]:
        """Return the demo's secrets; made at the first start and kept, as its data needs them."""
        path = self.home / "secrets.env"
        kept = _variables(path)
        fresh = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "HASH_KEYS": f"demo:{secrets.token_urlsafe(32)}",
            "STRIPE_WEBHOOK_SECRETS": f"whsec_{secrets.token_urlsafe(24)}",
        }
        if fresh.keys() - kept.keys():
            kept = fresh | kept
            write_private(path, _lines(kept))
        return kept

    def _remembered(self) -> dict[str, str]:
        """Return what the last start wrote for other commands."""
        return _variables(self.home / "demo.env")

    def _remember(self) -> None:
        """Write what other commands (`manage.py shell`) need to find this demo."""
        names = (
            "DEMO",
            "DATABASE_URL",
            "REDIS_URL",
            "SITE_URL",
            "STRIPE_API_BASE",
            "STRIPE_SECRET_KEY",
            *self._secrets(),
        )
        write_private(self.home / "demo.env", _lines({name: self.env[name] for name in names}))

    # --- Starting -------------------------------------------------------------------------------

    def _start_databases(self, stack: contextlib.ExitStack) -> None:
        """Start PostgreSQL and Valkey, unless the environment names others."""
        before = self._remembered()
        print("Starting PostgreSQL and Valkey ...", flush=True)
        for name, kind in (("DATABASE_URL", Postgres), ("REDIS_URL", Valkey)):
            if self.env.get(name):
                continue
            port = urlsplit(before.get(name, "")).port or 0
            server: Postgres | Valkey = kind(self.home, port=port)
            stack.callback(server.stop)
            self.env[name] = server.start()
            if isinstance(server, Postgres):
                self.owner_url, self.env[name] = self.env[name], server.app_url
            assert server.process is not None
            self.children[kind.__name__] = server.process
        self._remember()

    def _start_products(self) -> None:
        """Migrate, seed, and start what is ours."""
        self._start_sandbox()
        print("Preparing the database and the demo world ...", flush=True)
        self._migrate()
        layout.remember(self.home)
        self._run("prepare", "manage.py", "seed_demo")
        self._start(
            "web",
            *("gunicorn", "brokerage.wsgi", "--bind", self._address()),
            *("--worker-class", "brokerage.kit.web.queueing.Worker", "--workers", "2"),
            *("--threads", "6", "--timeout", "180", "--graceful-timeout", "2"),
            "--no-control-socket",
            death_signal=signal.SIGQUIT,
        )
        for number in range(WORKERS):  # one process a core: the threads of one share a single core
            name = f"worker{number or ''}"
            self._start(
                name,
                *("celery", "-A", "brokerage", "worker", "-Q", "celery", "--pool", "threads"),
                *("--concurrency", "2", "--loglevel", "INFO", "--without-gossip"),
                *("--without-mingle", "--hostname", f"{name}@%h"),
                death_signal=signal.SIGKILL,
            )
        self._start(
            "mailer",
            *("celery", "-A", "brokerage", "worker", "-Q", "mail", "--pool", "threads"),
            *("--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"),
            *("--hostname", "mailer@%h"),
            death_signal=signal.SIGKILL,
        )
        self._start(
            "beat",
            *("celery", "-A", "brokerage", "beat", "--pidfile=", "--loglevel", "INFO"),
            *("--schedule", str(self.home / "beat")),
            death_signal=signal.SIGKILL,
        )
        self.mail_port = free_port(self.port + 2 if self.port < 65500 else 0)
        self._start("mail", "brokerage.demo.smtp", "--port", str(self.mail_port))
        self._wait_for(f"http://127.0.0.1:{self.port}/healthz/", "web")

    def _migrate(self) -> None:
        """As the owner of the tables; all else runs as a role that cannot rewrite history."""
        app = self.env["DATABASE_URL"]
        if self.owner_url:
            self.env |= {"DATABASE_URL": self.owner_url, "DATABASE_APP_URL": app}
        self._run("prepare", "manage.py", "migrate", "--noinput")
        self.env["DATABASE_URL"] = app
        self.env.pop("DATABASE_APP_URL", None)

    def _address(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def _start_sandbox(self) -> None:
        """Start the stand-in for the payment provider, which posts its webhooks to us."""
        base = self.env["STRIPE_API_BASE"]
        self.env["SANDBOX_DATABASE_URL"] = self.owner_url or self.env["DATABASE_URL"]
        self._start(
            "sandbox",
            *("payments.sandbox", "--port", str(urlsplit(base).port), "--public-url", base),
            *("--webhook-url", f"http://127.0.0.1:{self.port}/stripe/webhook/"),
            *("--webhook-secret", self.env["STRIPE_WEBHOOK_SECRETS"].split(",")[0]),
            *("--settles", self.env.get("SETTLEMENT_CURRENCIES", "EUR,USD,GBP")),
        )
        self._wait_for(f"{base}/_sandbox/clock", "sandbox")

    def _start(self, name: str, module: str, *arguments: str, death_signal: int = 15) -> None:
        """Start one child with its own log."""
        with self._log(name).open("ab") as log:
            self.children[name] = spawn(
                [sys.executable, "-m", module, *arguments],
                log=log,
                cwd=BASE_DIR,
                env=self.env,
                death_signal=death_signal,
            )
        births = {str(child.pid): birth(child.pid) for child in self.children.values()}
        write_private(self.home / "children.json", json.dumps(births))

    def _run(self, name: str, *command: str) -> None:
        """Run a command to its end; raise DemoError with its last lines if it fails."""
        path = self._log(name)
        start = path.stat().st_size if path.exists() else 0
        with path.open("ab") as log:
            process = spawn([sys.executable, *command], log=log, cwd=BASE_DIR, env=self.env)
        self.children[name] = process
        code = process.wait()
        del self.children[name]
        if code != 0:
            raise DemoError(f"`{' '.join(command)}` failed:\n{tail(path, start)}")

    def _log(self, name: str) -> Path:
        folder = self.home / "logs"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.log"
        if path.exists() and path.stat().st_size > LONGEST_LOG:
            path.unlink()
        return path

    def _wait_for(self, url: str, name: str) -> None:
        """Wait until `url` answers 200; raise DemoError if its process ends or takes too long."""
        deadline = time.monotonic() + WEB_PATIENCE
        while not answers(url):
            self._check_children()
            if time.monotonic() > deadline:
                raise DemoError(f"The {name} does not answer:\n{tail(self._log(name))}")
            time.sleep(0.1)

    # --- Running and stopping -------------------------------------------------------------------

    def _tell(self) -> None:
        """Say where everything is."""
        site = self.env["SITE_URL"]
        width = max(len(person.email) for person in PEOPLE)
        people = "\n".join(f"    {p.email:<{width}}  {p.name}, {p.role}" for p in PEOPLE)
        print(
            f"""
  Sidedoor runs at     {site}
  Every mail it sent   {site}/demo/inbox/
  The test clock       {site}/demo/clock/
  Mail to Sidedoor     {site}/demo/inbox/write/, or by SMTP to 127.0.0.1:{self.mail_port}
  The payment sandbox  {self.env["STRIPE_API_BASE"]}/_sandbox/

  Sign in (password: {PASSWORD}), or with one click in the bar above each page:
{people}

  Logs: {self.home / "logs"}
  Ctrl-C stops everything; the data stays.
""",
            flush=True,
        )

    def _watch(self) -> None:
        """Wait; a process that ends by itself ends the demo with a sentence."""
        while True:
            self._check_children()
            time.sleep(0.3)

    def _check_children(self) -> None:
        for name, child in self.children.items():
            code = child.poll()
            if code is not None:
                log = self.home / (
                    f"{name.lower()}.log" if name[0].isupper() else f"logs/{name}.log"
                )
                raise DemoError(
                    f"The {name} ended unexpectedly ({_how(code)}), so the demo stops. "
                    f"Its last lines ({log}):\n{tail(log)}"
                )

    def _stop_children(self) -> None:
        """End our own processes, all at once; the databases end after them."""
        print("\nStopping ...", flush=True)
        ours = [child for name, child in self.children.items() if not name[0].isupper()]
        for child in ours:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + CHILD_PATIENCE
        for child in ours:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
            end(child, patience=1)


def answers(url: str) -> bool:
    """Say whether a GET is answered with 200."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=2)
    try:
        connection.request("GET", address.path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def birth(pid: int) -> str:
    """Return when a process was started, in the system's words; an empty text if it is gone.

    Number and birth together name a process for good; a number alone is used again.
    """
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        with contextlib.suppress(OSError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()
            return "" if fields[0] == "Z" else fields[19]
        return ""
    with contextlib.suppress(OSError):
        found = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return found.stdout.strip()
    return ""


def _end_stranger(pid: int, born: str) -> None:
    """End a process that is not our child, if it is still the one that was born then."""
    for number, patience in ((signal.SIGTERM, 3.0), (signal.SIGINT, 3.0), (signal.SIGKILL, 2.0)):
        if not born or birth(pid) != born:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + patience
        while birth(pid) == born and time.monotonic() < deadline:
            time.sleep(0.05)


def _how(code: int) -> str:
    """Return in words how a process ended."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit status {code}"


def _variables(path: Path) -> dict[str, str]:
    """Return the NAME=value lines of a file; nothing where there is none."""
    with contextlib.suppress(OSError):
        return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    return {}


def _lines(variables: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in variables.items())
