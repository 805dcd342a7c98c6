"""A real queue for the torture: Celery's own worker on Valkey, on the test's clock.

`celery -A tests.support.torture_queue worker` with TORTURE_DIRECTORY set. A task that fails for anything but
a lost connection writes itself down, for the test to read.
"""

import contextlib
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

DIRECTORY = os.environ.get("TORTURE_DIRECTORY", "")

if DIRECTORY:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerage.settings")
    from celery.signals import task_failure
    from django.conf import settings

    from brokerage.celery import app  # noqa: F401  (found by `celery -A`)
    from brokerage.kit import clock  # noqa: F401
    from tests.support.torture_tally import watch, write_to
    from tests.support.torture_worker import MAIL, MOVES, install_clock

    install_clock(Path(DIRECTORY))
    settings.EMAIL_BACKEND = MAIL
    watch(write_to(Path(DIRECTORY) / MOVES))

    @task_failure.connect
    def write_down(sender: Any = None, exception: Any = None, **_: Any) -> None:
        """A failure that no cut connection explains is a finding."""
        from django.core.exceptions import ObjectDoesNotExist
        from django.db import InterfaceError, OperationalError

        if isinstance(exception, ObjectDoesNotExist):  # a message of the world before
            return
        lost = isinstance(exception, OperationalError | InterfaceError)
        if lost and "deadlock" not in str(exception):
            return
        if type(exception).__name__ in {"WorkerLostError", "Terminated"}:
            return
        with (Path(DIRECTORY) / "queue-failures").open("a") as file:
            file.write(f"{sender.name}\n{''.join(traceback.format_exception(exception))}\n")


class Queue:
    """Celery's worker with two processes of its own, which can be killed; wake-ups can be lost."""

    def __init__(self, directory: Path, url: str) -> None:
        self.failures = directory / "queue-failures"
        self.log = (directory / "queue.log").open("wb")
        command = "celery -A tests.support.torture_queue worker --pool prefork -c 2 -l WARNING"
        quiet = "--without-gossip --without-mingle --without-heartbeat"
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command.split(), *quiet.split()],
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            env=os.environ
            | {"DATABASE_URL": url, "TORTURE_DIRECTORY": str(directory), "LOG_LEVEL": "ERROR"},
        )

    def kill_one(self) -> bool:
        """`kill -9` of a pool process; Celery starts another."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = children.read_text().split()
        if found:
            os.kill(int(found[0]), signal.SIGKILL)
        return bool(found)

    def complaints(self) -> str:
        """What failed since the last time for no reason that was given to it."""
        if not self.failures.exists():
            return ""
        text = self.failures.read_text()
        self.failures.unlink()
        return text

    def close(self) -> None:
        """End it, without waiting for what it does."""
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(ProcessLookupError):  # pool processes that outlived it
            os.killpg(self.process.pid, signal.SIGKILL)
        self.log.close()
