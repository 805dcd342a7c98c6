"""The state machine of faults (tests/support/torture*.py): fixed seeds and fresh ones.

`make torture MINUTES=60` goes on with fresh seeds and prints what it did: worlds in one process (exactly
repeatable), worlds of real processes without a queue, and with a real one, in turn.
"""

import os
import random
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from tests.support import torture_desk as desk
from tests.support import torture_stage as stage
from tests.support import torture_tally as tallies
from tests.support.sandbox_process import Sandbox
from tests.support.shop import Receiver
from tests.support.torture import Torture
from tests.support.torture_deeds import unreached
from tests.support.torture_queue import Queue
from tests.support.torture_real import RealTorture, database_url
from tests.support.torture_rules import step
from tests.support.torture_scenes import SCENES, all_scenes
from tests.support.torture_worker import Crew

SEED = int(os.environ.get("TORTURE_SEED", "0"))
MINUTES = float(os.environ.get("TORTURE_MINUTES", "0"))
SEEDS = [1476517288, 852369513, 3536558468]
STEPS = 30
"""Of each fixed world: a scene and whatever else happens."""
World = type[Torture]
#: Few enough for a small world to meet them: a second moderator, and the reading of look-alike pitches.
LIMITS = {"SECOND_MODERATOR_ABOVE_MINOR": 50_100, "LOOK_ALIKE_ASKS": 2}


@pytest.fixture
def world(
    sandbox_process: Sandbox,
    receiver: Receiver,
    settings: object,
    monkeypatch: pytest.MonkeyPatch,
    evidence_folder: Path,
) -> Iterator[World]:
    """The machine on a running sandbox. One try per call: our own repetitions are what is tested."""
    settings.STRIPE_RETRIES = 0  # type: ignore[attr-defined]
    for name, value in LIMITS.items():
        setattr(settings, name, value)
        monkeypatch.setenv(name, str(value))  # for worker processes
    Torture.sandbox, Torture.receiver = sandbox_process, receiver
    Torture.tally.clear()
    Torture.known = Counter()
    yield Torture
    Torture.known = Counter()
    print("\n" + tallies.told(Torture.tally))


@pytest.fixture
def real(world: World, transactional_db: None, tmp_path: Path) -> Iterator[type[RealTorture]]:
    """The machine with two worker processes; a queue is set by the test."""
    RealTorture.crew = Crew(tmp_path, database_url())
    RealTorture.queue = None
    RealTorture.tally.clear()
    RealTorture.findings.clear()
    yield RealTorture
    RealTorture.crew.close()
    print("\n" + tallies.told(RealTorture.tally))


def run(world: World, number: int, *, steps: int, staged: bool = False) -> None:
    """One world of so many steps from the seed `number`; what led to a violation is noted on it.

    `staged`: each is a scene, at times something else after it, as long as something was never reached.
    """
    print(f"seed {number} {world.__name__}", flush=True)  # pytest shows it where the test fails
    dice = random.Random(number)
    random.seed(number)
    here = world()
    try:
        here.people(dice)
        for _ in range(steps):
            if staged and not stage.left(here):
                break
            if staged:
                here.scene(dice.randrange(2**20))
            if not staged or dice.random() < 0.2:
                step(here, dice)
            here.sums_hold()
        here.end()
    except BaseException as error:
        error.add_note("\n".join(["The story:", *here.story_so_far]))
        raise
    finally:
        here.leave()


def show(number: int, kind: str, error: Exception) -> None:
    """Print a violation, its traceback and its story."""
    print(f"VIOLATION with seed {number} ({kind})", flush=True)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if "site-packages" not in one.filename]
    print("".join(traceback.format_list(ours)), repr(error), *error.__notes__, sep="\n", flush=True)


def test_every_move_that_is_somebodys_has_a_deed() -> None:
    assert not unreached()


def test_every_move_and_every_deed_of_the_desk_has_a_scene() -> None:
    assert not stage.unstaged()


def test_a_new_move_of_a_side_needs_no_scene_of_its_own() -> None:
    """These have none: the fixed worlds below make them all the same."""
    new = {
        "take_back_counter",
        "decline_counter",
        "withdraw_dispute",
        "step_back",
        "miss",
        "withdraw",
    }
    assert not new & {goal for scene in SCENES for goal in scene.goals}
    derived = {scene.steps for scene in all_scenes()}
    assert {"pay counter take_back_counter", "pay accept agree wait:miss"} <= derived


@pytest.mark.django_db
def test_fixed_worlds_make_every_move_and_deed_and_nothing_goes_wrong_to_the_cent(
    world: World,
) -> None:
    """Each world looks for what those before it did not make."""
    for number in SEEDS:
        run(world, number, steps=STEPS, staged=True)
        world.known = tallies.moves_of(world.tally)
    assert not tallies.never_made(world.tally)
    assert not desk.never_done(world.tally)


def test_killed_workers_cut_connections_and_an_emptied_queue_lose_nothing(
    real: type[RealTorture], tmp_path: Path
) -> None:
    real.queue = Queue(tmp_path, database_url())
    try:
        small = type("Small", (real,), {"crowd": 2})
        run(small, random.randrange(2**32), steps=10)
    finally:
        real.queue.close()


@pytest.mark.skipif(not MINUTES, reason="make torture MINUTES=…")
def test_for_as_long_as_one_likes(real: type[RealTorture], tmp_path: Path) -> None:
    """Worlds in turn: of one process, of real ones, of real ones with a queue. An hour makes every move."""
    until, violations = time.monotonic() + MINUTES * 60, []
    for kind in cycle(["real with a queue", "pretended", "real", "pretended"]):
        if time.monotonic() > until:
            break
        number = random.randrange(2**32)
        real.queue = Queue(tmp_path, database_url()) if kind == "real with a queue" else None
        try:
            run(PretendedHere if kind == "pretended" else real, number, steps=50)
            real.tally["worlds: " + kind] += 1
        except Exception as error:
            violations.append((number, kind))
            show(number, kind, error)
            print("\n".join(real.findings), flush=True)
            real.findings.clear()
        finally:
            if real.queue:
                real.queue.close()
    both = (Torture.tally, RealTorture.tally)
    print(tallies.told(tallies.merged(both)))
    missing = tallies.never_made(*both)
    print(f"moves never made: {missing or 'none'}")
    print(f"deeds of the desk never done: {desk.never_done(*both) or 'none'}")
    print(f"violations: {len(violations)} {violations}")
    assert not violations
    assert not missing or MINUTES < 60


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
        run(PretendedHere if kind == "pretended" else real, SEED, steps=50)
    finally:
        if real.queue:
            real.queue.close()
