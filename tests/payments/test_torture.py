"""The state machine of faults (tests/support/torture.py): a fixed seed, and a fresh one each time.

`make torture MINUTES=60` goes on with fresh seeds and prints what it did.
"""

import os
import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.sandbox_process import Sandbox
from tests.support.shop import Receiver
from tests.support.torture import Torture

SEED = int(os.environ.get("TORTURE_SEED", "0"))
MINUTES = float(os.environ.get("TORTURE_MINUTES", "0"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(
    sandbox_process: Sandbox, receiver: Receiver, settings: object
) -> Iterator[type[Torture]]:
    """The machine on a running sandbox. One try per call: our own repetitions are what is tested."""
    settings.STRIPE_RETRIES = 0  # type: ignore[attr-defined]
    Torture.sandbox, Torture.receiver = sandbox_process, receiver
    Torture.tally.clear()
    yield Torture
    print("\n" + "\n".join(f"{count:7} {what}" for what, count in sorted(Torture.tally.items())))


def run(world: type[Torture], number: int, *, runs: int, steps: int) -> None:
    """`runs` worlds of up to `steps` steps from the seed `number`."""
    print(f"seed {number}", flush=True)
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


@pytest.mark.parametrize("number", [20_261_123, None], ids=["fixed", "fresh"])
def test_nothing_goes_wrong_to_the_cent(world: type[Torture], number: int | None) -> None:
    run(world, number or random.randrange(2**32), runs=3, steps=25)


@pytest.mark.skipif(not MINUTES, reason="make torture MINUTES=…")
def test_for_as_long_as_one_likes(world: type[Torture]) -> None:
    until, violations = time.monotonic() + MINUTES * 60, []
    while time.monotonic() < until:
        number = random.randrange(2**32)
        try:
            run(world, number, runs=4, steps=40)
        except Exception as error:
            violations.append(number)
            print(f"VIOLATION with seed {number}: {error!r}", flush=True)
    print(f"violations: {len(violations)} {violations}")
    assert not violations


@pytest.mark.skipif(not SEED, reason="TORTURE_SEED=… repeats what make torture reported")
def test_one_seed_again(world: type[Torture]) -> None:
    run(world, SEED, runs=4, steps=40)
