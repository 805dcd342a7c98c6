"""Workers that can really be killed: `python -m tests.support.torture_worker DIRECTORY`.

One process loads Django once and then forks the workers of each shift: two processes on the same database
that do what the sweeps and the queue's tasks do, both on everything. A worker dies by SIGKILL at the point it
is told to, with its connection open and its locks held, exactly as `kill -9` leaves it.

Orders come as lines of JSON on stdin, one answer a line on stdout. `Crew` is the other end of the pipe.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

WORKERS = 2
MOVES = "moves"  # the file in which worker processes write down what they moved
MAIL = "django.core.mail.backends.locmem.EmailBackend"
PATIENCE = 90  # seconds for a shift; a worker that takes longer hangs, which is a finding
DEATHS = [
    "before the call",  # the claim is committed, nothing was sent
    "inside the call",  # the provider does it, nobody hears the answer
    "after the call",  # answered, and nothing was saved
    "while saving the answer",  # inside that transaction
    "while recording facts",  # entries posted, not committed
    "after recording facts",  # committed, nobody was woken
    "at any moment",
]


# --- The worker's side ----------------------------------------------------------------------------


def main(directory: Path) -> None:
    """Load Django, then fork the workers of one shift after the other until stdin ends."""
    import django

    django.setup()
    from brokerage.celery import app  # noqa: F401  (the tasks' app, as in a worker)

    install_clock(directory)
    _warm_up()
    from tests.support.torture_tally import watch, write_to

    watch(write_to(directory / MOVES))
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps([_ended(one) for one in _shift(order, directory)]), flush=True)


def _warm_up() -> None:
    """Load what the SDK and the ORM load at first use, so that no worker spends its life on it."""
    from django.db import connections

    from payments.actions import look_at_account
    from payments.gateway import reading
    from payments.gateway.client import forget
    from payments.gateway.sending import send
    from payments.tasks import sweep_events

    marks = {"metadata": {"call": "none", "reference": "none"}}
    for call in (
        lambda: reading.checkout("cs_none"),
        lambda: reading.transfers("none"),
        lambda: reading.disputes_not_won("ch_none"),
        lambda: look_at_account("acct_none"),
        lambda: send("expire", "cs_none", {}, "warm:1"),
        lambda: send("capture", "pi_none", {}, "warm:2"),
        lambda: send("refund", "", {"payment_intent": "pi_none", "amount": 1, **marks}, "warm:3"),
        lambda: send("reverse", "tr_none", {"amount": 1, **marks}, "warm:4"),
        sweep_events,
    ):
        with contextlib.suppress(Exception):
            call()
    # A socket must not be inherited by two workers.
    forget()
    connections.close_all()


def install_clock(directory: Path) -> None:
    """The product's clock in this process follows the offset that the test wrote down."""
    from brokerage.kit import clock

    def offset() -> timedelta:
        try:
            return timedelta(seconds=float((directory / "offset").read_text()))
        except (FileNotFoundError, ValueError):
            return timedelta()

    clock.install(offset)


def _shift(order: dict[str, Any], directory: Path) -> list[tuple[int, Path]]:
    started = []
    for number in range(WORKERS):
        report = directory / f"report-{number}"
        report.unlink(missing_ok=True)
        pid = os.fork()
        if pid == 0:
            _work(order, number, report)
        started.append((pid, report))
    return started


def _ended(one: tuple[int, Path]) -> dict[str, Any]:
    """How a worker ended: its report, or the signal that ended it."""
    pid, report = one
    until = time.monotonic() + PATIENCE
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return {"error": "hung"}
        time.sleep(0.003)
    if os.WIFSIGNALED(status):
        return {"killed": os.WTERMSIG(status)}
    return json.loads(report.read_text())


def _work(order: dict[str, Any], number: int, report: Path) -> None:
    """One worker's life; never returns."""
    dice = random.Random(order["seed"] + number)
    random.seed(order["seed"] + number)
    said: dict[str, Any] = {"cut": 0}
    try:
        _prepare(order["deaths"][number], dice)
        jobs = _jobs(order["everything"])
        for _ in range(order["rounds"]):
            dice.shuffle(jobs)
            for job in jobs:
                said["cut"] += _survive(job)
    except BaseException:
        said["error"] = traceback.format_exc()
    report.write_text(json.dumps(said))
    os._exit(0)


def _survive(job: Callable[[], object]) -> int:
    """Do a job as a queue would: a lost connection fails the task, and the next one gets another."""
    from django.db import InterfaceError, OperationalError, connection

    try:
        job()
    except (OperationalError, InterfaceError) as error:
        if "deadlock" in str(error):
            raise
        connection.close()
        return 1
    return 0


def _jobs(everything: bool) -> list[Callable[[], object]]:
    from introductions import tasks as introductions
    from payments import tasks
    from payments.models import Payment

    def look_at_all() -> None:
        seen = Payment.objects.order_by("?")
        if not everything:
            seen = seen.exclude(funds="settled")
        for pk in list(seen.values_list("pk", flat=True)):
            tasks.look(pk)

    return [
        tasks.sweep_calls,
        look_at_all,
        tasks.sweep_events,
        introductions.sweep_payments,
        introductions.sweep,
        tasks.sweep_due,
        tasks.sweep_letters,
        introductions.sweep_notices,
    ]


def _prepare(death: str, dice: random.Random) -> None:
    """Make this worker's own copy of the code die where it is told to; sweeps hide no error here."""
    from django.conf import settings

    import brokerage.cases.sweeping
    import brokerage.kit.mail.outbox
    from payments.actions.observing import syncing
    from payments.actions.provider_calls import sending

    settings.STRIPE_RETRIES = 0
    settings.EMAIL_BACKEND = MAIL
    for room in (brokerage.cases.sweeping, brokerage.kit.mail.outbox):
        room.log.error = _raise
    died = {
        "before the call": lambda: _around(sending, "send", before=_die),
        "inside the call": lambda: _around(
            sending, "send", before=lambda: _die_in(dice.uniform(0.002, 0.06))
        ),
        "after the call": lambda: _around(sending, "send", after=_die),
        "while saving the answer": lambda: _around(sending, "_note_new_object", after=_die),
        "while recording facts": lambda: _around(syncing, "plan_calls", after=_die),
        "after recording facts": lambda: _around(syncing, "record", after=_die),
        "at any moment": lambda: _die_in(dice.uniform(0.01, 0.5)),
    }
    if death:
        died[death]()


def _around(
    room: Any,
    name: str,
    before: Callable[[], None] = lambda: None,
    after: Callable[[], None] = lambda: None,
) -> None:
    """In this process `room.name` does something before or after its work."""
    ours = getattr(room, name)

    def work(*args: Any, **kwargs: Any) -> Any:
        before()
        answer = ours(*args, **kwargs)
        after()
        return answer

    setattr(room, name, work)


def _raise(*_: object) -> None:
    raise


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_in(seconds: float) -> None:
    timer = threading.Timer(seconds, _die)
    timer.daemon = True
    timer.start()


# --- The test's side --------------------------------------------------------------------------------


class Crew:
    """Two workers at a time, on the database `url`; `start` a shift, then `wait` for how it ended."""

    def __init__(self, directory: Path, url: str) -> None:
        self.directory = directory
        self.log = (directory / "crew.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.torture_worker", str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            env=os.environ | {"DATABASE_URL": url, "LOG_LEVEL": "CRITICAL"},
        )
        self.busy = False
        assert self._line() == "ready", (directory / "crew.log").read_text()

    def start(self, seed: int, deaths: list[str], *, rounds: int, everything: bool) -> None:
        """Begin a shift. `deaths`: where each of the two is to die ("" for not at all)."""
        order = {"seed": seed, "deaths": deaths, "rounds": rounds, "everything": everything}
        assert self.process.stdin and not self.busy
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        self.busy = True

    def wait(self) -> list[dict[str, Any]]:
        """How the two ended: `{"cut": n}`, `{"killed": 9}` or `{"error": traceback}`."""
        self.busy = False
        return json.loads(self._line())

    def close(self) -> None:
        """End the crew; harmless if it is gone."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
        self.log.close()

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
