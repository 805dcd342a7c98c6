"""The attacks of `make attack` that need no processes of their own: none of them gets through.

As many of the shorter plays as half a minute holds, and two tries of each kind: ATTACK_SEED says which.
`make attack` makes all of them.
"""

import logging
import os
import random
import re
import time
from typing import Any

import pytest

from tests.attack.demo import BASE_DIR
from tests.attack.inside import SETTINGS, InsideWorld
from tests.attack.report import PLAYS, QUICK, Report, load, perform
from tests.attack.suites import SUITES
from tests.support.moving_clock import MovingClock
from tests.support.sandbox_process import Sandbox

SEED = int(os.environ.get("ATTACK_SEED", "7"))
BUDGET = 20  # seconds, after which no further play begins


@pytest.mark.django_db
@pytest.mark.usefixtures("evidence_folder")
def test_no_play_gets_through(
    sandbox: Sandbox, clock: MovingClock, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)  # each refusal is a line
    for name, value in SETTINGS.items():
        setattr(settings, name, value)
    load()
    seed = SEED
    world, report, started = InsideWorld(sandbox, clock, seed), Report(), time.monotonic()
    for name in random.Random(seed).sample(sorted(QUICK), len(QUICK)):
        with world.apart():
            perform(world, report, name, QUICK[name])
        if time.monotonic() - started > BUDGET:
            break
    assert not report.breaches, f"seed {seed}\n{report.table()}"
    assert all(report.tries.values()), f"seed {seed}\n{report.table()}"


def test_the_page_about_threats_names_a_way_to_every_play() -> None:
    load()
    rows = (BASE_DIR / "docs" / "threats.md").read_text().splitlines()
    last = [row.split("|")[-2] for row in rows if row.startswith("| ")][1:]
    words = {
        one for cell in last if "tests only" not in cell for one in re.findall(r"`(\w+)`", cell)
    }
    names = [*PLAYS, *SUITES]
    assert not [word for word in words if not any(word in name for name in names)]
    assert not [name for name in names if not any(word in name for word in words)]
    tests = {path.stem for path in (BASE_DIR / "tests").rglob("test_*.py")}
    assert {one for cell in last for one in re.findall(r"`(test_\w+)`", cell)} <= tests
