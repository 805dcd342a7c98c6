"""A question that a lower app asks and the apps above it answer, so that no arrow goes up.

The app that asks declares a `Hook` in its `hooks.py`; `brokerage.wiring` connects the answers when the site
starts.
"""

from typing import Generic, TypeVar

T = TypeVar("T")


class Hook(Generic[T]):
    """What others have to say, in the order in which it was connected; `T` is mostly a function."""

    def __init__(self) -> None:
        self.all: list[T] = []

    def connect(self, *answers: T) -> None:
        """Add answers. Called at the start of the site, and nowhere else."""
        self.all += answers

    @property
    def one(self) -> T:
        """The answer of a hook that has exactly one."""
        (answer,) = self.all
        return answer
