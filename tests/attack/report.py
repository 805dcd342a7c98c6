"""What was tried and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.attack.world import World


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
PLAYS: dict[str, Play] = {}


def play(name: str) -> Callable[[Play], Play]:
    """Register a play under the name of whoever attacks and what they want."""

    def keep(function: Play) -> Play:
        PLAYS[name] = function
        return function

    return keep
