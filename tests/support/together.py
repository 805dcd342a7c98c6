"""Real threads, started at the same moment, each with a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


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
