"""The attacks of `make attack` that need no processes of their own: none of them gets through.

As many plays as half a minute holds, in another order each time, and two tries of each kind; `make attack`
makes all of them.
"""

import logging
import random
import time
from typing import Any

import pytest

from tests.attack.inside import SETTINGS, InsideWorld
from tests.attack.report import QUICK, Report, load, perform
from tests.support.moving_clock import MovingClock
from tests.support.sandbox_process import Sandbox

BUDGET = 25  # seconds


@pytest.mark.django_db
@pytest.mark.usefixtures("evidence_folder")
def test_no_play_gets_through(
    sandbox: Sandbox, clock: MovingClock, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)  # each refusal is a line
    for name, value in SETTINGS.items():
        setattr(settings, name, value)
    load()
    seed = random.randrange(10**6)
    world, report, started = InsideWorld(sandbox, clock, seed), Report(), time.monotonic()
    for name in random.Random(seed).sample(sorted(QUICK), len(QUICK)):
        with world.apart():
            perform(world, report, name, QUICK[name])
        if time.monotonic() - started > BUDGET:
            break
    assert not report.breaches, f"seed {seed}\n{report.table()}"
    assert all(report.tries.values()), f"seed {seed}\n{report.table()}"
