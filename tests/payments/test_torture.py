"""The state machine of faults (tests/support/torture.py and torture_real.py): fixed seeds and fresh ones.

`make torture MINUTES=60` goes on with fresh seeds and prints what it did: worlds in one process (exactly
repeatable), worlds of real processes without a queue, and with a real one, in turn.
"""

import os
import random
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.sandbox_process import Sandbox
from tests.support.shop import Receiver
from tests.support.torture import Torture
from tests.support.torture_queue import Queue
from tests.support.torture_real import RealTorture, database_url
from tests.support.torture_worker import Crew

SEED = int(os.environ.get("TORTURE_SEED", "0"))
MINUTES = float(os.environ.get("TORTURE_MINUTES", "0"))
FIXED = 20_261_123
World = type[Torture]


@pytest.fixture
def world(
    sandbox_process: Sandbox,
    receiver: Receiver,
    settings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    """The machine on a running sandbox. One try per call: our own repetitions are what is tested.

    Most decisions need a second moderator, here and in the worker processes.
    """
    settings.STRIPE_RETRIES = 0  # type: ignore[attr-defined]
    settings.SECOND_MODERATOR_ABOVE_MINOR = 50_100  # type: ignore[attr-defined]
    monkeypatch.setenv("SECOND_MODERATOR_ABOVE_MINOR", "50100")
    Torture.sandbox, Torture.receiver = sandbox_process, receiver
    Torture.tally.clear()
    yield Torture
    report(Torture)


@pytest.fixture
def real(world: World, transactional_db: None, tmp_path: Path) -> Iterator[type[RealTorture]]:
    """The machine with two worker processes; a queue is set by the test."""
    RealTorture.crew = Crew(tmp_path, database_url())
    RealTorture.queue = None
    RealTorture.tally.clear()
    RealTorture.findings.clear()
    yield RealTorture
    RealTorture.crew.close()
    report(RealTorture)


def report(world: World) -> None:
    print("\n" + "\n".join(f"{count:7} {what}" for what, count in sorted(world.tally.items())))


def run(world: World, number: int, *, runs: int, steps: int) -> None:
    """`runs` worlds of up to `steps` steps from the seed `number`."""
    print(f"seed {number} {world.__name__}", flush=True)  # pytest shows it where the test fails
    machine = type("Seeded", (world,), {})
    how = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        verbosity=Verbosity.quiet if MINUTES else Verbosity.normal,
        print_blob=False,
    )
    run_state_machine_as_test(seed(number)(machine), settings=how)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [FIXED, None], ids=["fixed", "fresh"])
def test_nothing_goes_wrong_to_the_cent(world: World, number: int | None) -> None:
    run(world, number or random.randrange(2**32), runs=1, steps=15)


def test_killed_workers_cut_connections_and_an_emptied_queue_lose_nothing(
    real: type[RealTorture], tmp_path: Path
) -> None:
    real.queue = Queue(tmp_path, database_url())
    try:
        small = type("Small", (real,), {"crowd": 2})
        run(small, random.randrange(2**32), runs=1, steps=10)
    finally:
        real.queue.close()


@pytest.mark.skipif(not MINUTES, reason="make torture MINUTES=…")
def test_for_as_long_as_one_likes(real: type[RealTorture], tmp_path: Path) -> None:
    """Worlds in turn: of one process, of real ones, of real ones with a queue."""
    until, violations = time.monotonic() + MINUTES * 60, []
    for kind in cycle(["real with a queue", "real", "pretended"]):
        if time.monotonic() > until:
            break
        number = random.randrange(2**32)
        real.queue = Queue(tmp_path, database_url()) if kind == "real with a queue" else None
        try:
            one = PretendedHere if kind == "pretended" else real
            run(one, number, runs=1, steps=50)
            real.tally["batches " + kind] += 1
        except Exception as error:
            violations.append((number, kind))
            print(f"VIOLATION with seed {number} ({kind}): {error!r}", flush=True)
            print("\n".join([*real.findings, *getattr(error, "__notes__", [])]), flush=True)
            real.findings.clear()
        finally:
            if real.queue:
                real.queue.close()
            print(f"so far: {dict(real.tally)}, {len(violations)} violations", flush=True)
    print(f"violations: {len(violations)} {violations}")
    assert not violations


class PretendedHere(Torture):
    """A world in one process, on a database that the real ones used before."""

    def _begin(self) -> None:
        from tests.support.torture_real import empty

        empty()
        super()._begin()


@pytest.mark.skipif(not SEED, reason="TORTURE_SEED=… repeats what make torture reported")
def test_one_seed_again(real: type[RealTorture], tmp_path: Path) -> None:
    """TORTURE_KIND says which of the three kinds of worlds."""
    kind = os.environ.get("TORTURE_KIND", "real")
    real.queue = Queue(tmp_path, database_url()) if kind == "real with a queue" else None
    try:
        run(PretendedHere if kind == "pretended" else real, SEED, runs=1, steps=50)
    finally:
        if real.queue:
            real.queue.close()
