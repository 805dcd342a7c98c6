"""What was tried and what came of it."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from tests.attack import plays
from tests.attack.world import World

if TYPE_CHECKING:
    from tests.attack.demo import DemoWorld


@dataclass
class Report:
    """Tries by play; a breach is a try that succeeded, in words."""

    tries: dict[str, int] = field(default_factory=dict)
    breaches: list[tuple[str, str]] = field(default_factory=list)
    play: str = ""

    def attempt(self, what: str, held: bool) -> None:
        """One try; `held`: the promise held."""
        self.tries[self.play] = self.tries.get(self.play, 0) + 1
        if not held:
            self.breaches.append((self.play, what))

    def table(self) -> str:
        """One line for each play, each breach in words, and how many there were."""
        width = max((len(name) for name in self.tries), default=10)
        lines = [f"{'play':<{width}}  tries  breaches"]
        for name, tries in self.tries.items():
            broken = sum(play == name for play, _ in self.breaches)
            lines.append(f"{name:<{width}}  {tries:>5}  {broken:>8}")
        lines += [f"BREACH ({play}): {what}" for play, what in self.breaches]
        total = len(self.breaches)
        return "\n".join([*lines, f"{total} breach{'' if total == 1 else 'es'}"])


Play = Callable[[World, Report], None]
DemoPlay = Callable[["DemoWorld", Report], None]
PLAYS: dict[str, DemoPlay] = {}
QUICK: dict[str, Play] = {}


def play(name: str, *, slow: bool = False) -> Callable[[Play], Play]:
    """Register a play for any world under the name of whoever attacks and what they want.

    `slow`: too long for every run of the tests.
    """

    def keep(function: Play) -> Play:
        PLAYS[name] = function
        if not slow:
            QUICK[name] = function
        return function

    return keep


def play_in_demo(name: str) -> Callable[[DemoPlay], DemoPlay]:
    """Register a play that needs the processes of a demo, as `play` does."""

    def keep(function: DemoPlay) -> DemoPlay:
        PLAYS[name] = function
        return function

    return keep


def load() -> None:
    """Read every file of plays."""
    for one in sorted(iter_modules(plays.__path__), key=lambda found: found.name):
        import_module(f"{plays.__name__}.{one.name}")


def perform(world: World, report: Report, name: str, function: Play) -> None:
    """One play. One that cannot go on has shown nothing, which is no proof of anything."""
    report.play = name
    before, began = len(report.breaches), time.monotonic()
    try:
        function(world, report)
    except Exception:
        traceback.print_exc()
        report.attempt("the play broke off", held=False)
    for _, what in report.breaches[before:]:
        print(f"    BREACH: {what}", flush=True)
    print(f"    {report.tries.get(name, 0)} tries in {time.monotonic() - began:.0f} s", flush=True)
