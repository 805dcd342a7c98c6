"""Real threads, started at the same moment, each with a database connection of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all at once; the answers or exceptions, in the order of `deeds`."""
    barrier = threading.Barrier(len(deeds))
    answers: list[Any] = [None] * len(deeds)

    def do(number: int, deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=10)
            answers[number] = deed()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    # One that still runs has a connection, and the database cannot be taken down under it: say so here.
    assert not [one for one in threads if one.is_alive()], "still running after a minute"
    return answers


def won(answers: list[Any]) -> list[Any]:
    """The answers that are no exceptions."""
    return [answer for answer in answers if not isinstance(answer, Exception)]


class Deed:
    """Something that goes on beside, in a thread with a connection of its own."""

    def __init__(self, deed: Callable[[], Any]) -> None:
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._do, args=[deed])
        self._thread.start()

    def _do(self, deed: Callable[[], Any]) -> None:
        try:
            deed()
        except Exception as error:
            self.error = error
        finally:
            connections.close_all()

    def is_over(self, seconds: float = 0) -> bool:
        """Whether it has ended; waits so long for it."""
        self._thread.join(timeout=seconds)
        return not self._thread.is_alive()

    def end(self) -> None:
        """Wait for its end; what it raised is raised here."""
        assert self.is_over(60), "still running after a minute"
        if self.error:
            raise self.error


@contextmanager
def left_open(deed: Callable[[], Any]) -> Iterator[None]:
    """`deed` is done, in another thread, and its transaction stays open until the block ends."""
    done, end = threading.Event(), threading.Event()

    def do() -> None:
        with transaction.atomic():
            deed()
            done.set()
            assert end.wait(60)

    other = Deed(do)
    assert done.wait(30), other.error or "it has not come so far"
    try:
        yield
    finally:
        end.set()
        other.end()
