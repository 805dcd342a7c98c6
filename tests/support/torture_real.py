"""The state machine of faults with nothing pretended: processes, connections and a queue that really fail.

On top of the rules of `torture`: every shift of work is done by two operating system processes at once, on
everything; they die by SIGKILL between commit and call, inside the call, between call and saving, or at any
moment; `pg_terminate_backend` cuts their connections and ours; people act while they work; the sandbox itself
loses, doubles, delays and reorders its messages and has its database cut. In half of the worlds a real Celery
worker takes the wake-ups from Valkey, which is emptied at random, and its processes are killed too; in the
other half every wake-up is lost.

A seed repeats the plan, not the interleaving of the processes: repeat it some times.
"""

import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.core.management.color import no_style
from django.db import InterfaceError, OperationalError, connection, transaction
from redis import Redis

from brokerage.kit.errors import Refusal
from introductions.models import Introduction
from payments import actions as payments
from payments.models import Payment
from tests.support import torture_rules as st
from tests.support import torture_tally as tallies
from tests.support.moving_clock import MovingClock
from tests.support.torture import Torture
from tests.support.torture_base import fingerprints
from tests.support.torture_queue import Queue
from tests.support.torture_rules import rule
from tests.support.torture_worker import DEATHS, MOVES, Crew

KEPT = {"auth_permission", "auth_group", "auth_group_permissions", "django_content_type"} | {
    "django_migrations",
    "django_site",
}
LOSSES = (OperationalError, InterfaceError)
MODES = ["duplicate", "reorder", "lose", "delay", "hold"]


class RealTorture(Torture):
    """One world of real processes; set `sandbox`, `receiver`, `crew`, and `queue` or None before running."""

    crew: ClassVar[Crew]
    queue: ClassVar[Queue | None] = None
    crowd: ClassVar[int] = 3
    findings: ClassVar[list[str]] = []
    tally: ClassVar[Counter[str]] = Counter()

    def _begin(self) -> None:
        """Everything is committed, for others to see: the database starts empty."""
        self.dice = random.Random(1)
        self.calm = False
        self.redis = Redis.from_url(settings.CELERY_BROKER_URL)
        self.redis.flushdb()
        empty()
        (self.crew.directory / MOVES).unlink(missing_ok=True)
        self._clock()

    def _new_clock(self) -> MovingClock:
        return MovingClock()

    def _live(self) -> dict[int, list[str]]:
        return self.live | tallies.read_from(self.crew.directory / MOVES)

    def _end(self) -> None:
        self.redis.flushdb()
        if self.queue and (said := self.queue.complaints()):
            self._find(said)

    def end(self) -> None:
        """No more killing; then as in any world."""
        self.calm = True
        super().end()

    def _find(self, what: str) -> None:
        """Kept as it was seen: a repetition may not show it again."""
        self.findings.append(what)

    # -- what really goes wrong ---------------------------------------------------------------------

    @rule(
        first=st.sampled_from(DEATHS),
        second=st.sampled_from(["", *DEATHS]),
        slow=st.booleans(),
        chance=st.integers(0, 2**20),
    )
    def kill_nine(self, first: str, second: str, slow: bool, chance: int) -> None:
        """A shift in which one or both are killed; a slow provider, so that it lands inside a call."""
        self.dice = random.Random(chance)
        if slow or first == "inside the call":
            self._faults({"match": "POST *", "kind": "latency", "times": 2, "seconds": 0.1})
        self._shift([first, second])

    @rule(chance=st.integers(0, 2**20))
    def connections_are_cut(self, chance: int) -> None:
        """While both work and somebody acts, every connection to the database is cut."""
        self.dice = random.Random(chance)
        mine = _backend()
        with self._soon(lambda: self._cut("<>", mine)):
            self._shift(["", ""])

    @rule(chance=st.integers(0, 2**20))
    def the_providers_database_is_cut(self, chance: int) -> None:
        self.dice = random.Random(chance)
        with self._soon(lambda: self._control("cut")):
            self._shift(["", ""])
        self._count("sandbox connections cut")

    @rule(mode=st.sampled_from(MODES))
    def the_provider_posts(self, mode: str) -> None:
        """How its messages travel from now on."""
        self.sandbox.post("webhooks", mode=mode, seconds=1)
        self._count(f"webhooks: {mode}")

    @rule()
    def the_queue_is_emptied(self) -> None:
        waiting = int(self.redis.llen("celery"))  # type: ignore[arg-type]
        self.redis.flushdb()
        self.tally["wake-ups lost with the queue"] += waiting
        self._count("queue emptied")

    @rule()
    def a_queue_worker_is_killed(self) -> None:
        if self.queue and self.queue.kill_one():
            self._count("killed: a Celery process")

    # -- the same rules, for real -----------------------------------------------------------------------

    @rule(where=st.sampled_from(["", "send", "_grant"]))
    def a_worker_dies(self, where: str) -> None:
        """In place of the pretended death: a process that is killed there."""
        deaths = {"": "", "send": "before the call", "_grant": "after the call"}
        self._shift([deaths.get(where, "at any moment"), ""])

    def _try(self, name: str, deed: Callable[[], object]) -> bool:
        """A deed of somebody, often while both workers work, at times with the connection cut in it."""
        self.tally["deeds"] += 1
        together = not self.calm and not self.crew.busy and self.dice.random() < 0.5
        if together:
            self._start(["", ""], rounds=1)
            self._count("deeds while both work")
        cut = not self.calm and self.dice.random() < 0.1
        mine = _backend()
        try:
            with self._soon(lambda: self._cut("=", mine)) if cut else nullcontext():
                deed()
            return True
        except Refusal as no:
            self.tally["deeds refused"] += 1
            self.refused = no.sentence
        except LOSSES as error:
            if not cut or "deadlock" in str(error):
                raise
            self._count("deeds cut off")
        finally:
            if cut:
                connection.close()
            if together:
                self._finish()
        return False

    def _work(self, everything: bool = False) -> None:
        """Shifts of both workers, until nothing moves."""
        for _ in range(6):
            before = fingerprints()
            self._work_once(everything)
            if fingerprints() == before:
                return

    def _work_for(self, row: Introduction) -> None:
        self._work()

    def _work_once(self, everything: bool) -> None:
        """One shift; until the world is to settle, every third is hit by something."""
        hit = 1 if self.calm else self.dice.random()
        mine = _backend()
        if hit < 0.2:
            self._shift([self.dice.choice(DEATHS), self.dice.choice(["", *DEATHS])])
        elif hit < 0.3:
            with self._soon(lambda: self._cut("<>", mine)):
                self._shift(["", ""])
        else:
            self._shift(["", ""], everything=everything)

    def _shift(self, deaths: list[str], everything: bool = False) -> None:
        self._start(deaths, rounds=1, everything=everything)
        self._finish()

    def _start(self, deaths: list[str], *, rounds: int, everything: bool = False) -> None:
        seed = self.dice.randrange(2**30)
        self.deaths = deaths
        self.crew.start(seed, deaths, rounds=rounds, everything=everything)
        self._count("interleavings")

    def _finish(self) -> None:
        for death, ended in zip(self.deaths, self.crew.wait(), strict=True):
            if "killed" in ended:
                self._count(f"kill -9 {death}")
            self.tally["tasks cut off"] += ended.get("cut", 0)
            if said := ended.get("error"):
                self._find(said)
                raise AssertionError(said)

    def _forward(self, period: Any) -> None:
        super()._forward(period)
        self._clock()

    def _clock(self) -> None:
        moving = getattr(self, "moving", None)
        seconds = moving.offset.total_seconds() if moving else 0
        new = self.crew.directory / "offset.new"
        new.write_text(str(seconds))
        new.rename(self.crew.directory / "offset")

    def _settle(self) -> None:
        self.redis.flushdb()
        for payment in Payment.objects.filter(warned_at__isnull=False):
            if self.dice.random() < 0.8:  # the desk looked; the others wait for day 85
                payments.clear_warning(payment)
        super()._settle()

    def _check(self) -> None:
        self.redis.flushdb()
        super()._check()

    def _sums(self) -> None:
        """All at one moment, for others go on meanwhile."""
        connection.close_if_unusable_or_obsolete()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            super()._sums()

    # -- cutting ------------------------------------------------------------------------------------------

    @contextmanager
    def _soon(self, deed: Callable[[], object]) -> Iterator[None]:
        """Do it in a moment, from another thread."""
        timer = threading.Timer(self.dice.uniform(0.001, 0.08), deed)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _cut(self, which: str, pid: int) -> None:
        """Cut connections; from any thread, so on a connection of its own."""
        there = psycopg2.connect(database_url())
        there.autocommit = True
        with there.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                f" pid <> pg_backend_pid() AND backend_type = 'client backend'"
                f" AND datname = current_database() AND pid {which} %s",
                [pid],
            )
            self.tally["connections cut"] += cursor.fetchone()[0]
        there.close()


def _backend() -> int:
    """The number of this test's own connection at the server."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def database_url() -> str:
    """Where this test's own database is, for other processes."""
    path = f"/{connection.settings_dict['NAME']}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=path))


def empty() -> None:
    """Remove every row but what the migrations and Django itself put there."""
    tables = [one for one in connection.introspection.django_table_names() if one not in KEPT]
    there = set(connection.introspection.table_names())
    wanted = [one for one in tables if one in there]
    connection.ops.execute_sql_flush(
        connection.ops.sql_flush(no_style(), wanted, reset_sequences=False, allow_cascade=True)
    )
