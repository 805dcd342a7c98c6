"""Rules of a world: methods that may happen at any step, and how what they are given is drawn.

Hypothesis is not used: nothing is shrunk here, and how often what happens must be ours to say. All chance
comes from one `random.Random`, so a seed repeats a world.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

Draw = Callable[[Random], Any]
Method = TypeVar("Method", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """A method by name, how likely it is, and what draws its arguments."""

    name: str
    weight: float
    draws: dict[str, Draw]


def rule(weight: float = 1, **draws: Draw) -> Callable[[Method], Method]:
    """Mark a method as a rule; `draws` gives its keyword arguments."""

    def mark(method: Method) -> Method:
        method._rule = Rule(method.__name__, weight, draws)  # type: ignore[attr-defined]
        return method

    return mark


def rules_of(machine: type) -> list[Rule]:
    """All rules of a machine, those it inherits too, in an order that stays the same."""
    found = (getattr(getattr(machine, name), "_rule", None) for name in sorted(dir(machine)))
    return [one for one in found if one]


def step(world: Any, dice: Random) -> str:
    """Let one rule happen; which, and with what, as one would write it."""
    known = rules_of(type(world))
    one = dice.choices(known, [rule.weight for rule in known])[0]
    given = {name: draw(dice) for name, draw in one.draws.items()}
    said = f"{one.name}({', '.join(f'{name}={value!r}' for name, value in given.items())})"
    world.story_so_far.append(said)
    getattr(world, one.name)(**given)
    return said


def integers(least: int, most: int) -> Draw:
    """A whole number, both ends included."""
    return lambda dice: dice.randint(least, most)


def booleans() -> Draw:
    """Yes or no."""
    return lambda dice: dice.random() < 0.5


def sampled_from(values: Sequence[Any]) -> Draw:
    """One of these."""
    return lambda dice: dice.choice(values)
