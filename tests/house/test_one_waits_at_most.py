"""A task that looks at what is there waits at most once in the queue, and none that is needed is lost."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from brokerage.kit import later
from introductions import tasks
from payments.models import Payment
from tests.support.stages import Stage
from tests.support.together import together

FOLLOW = "introductions.tasks.follow_payment"


class Queue:
    """What was sent and is not taken yet."""

    name = FOLLOW

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.away = False

    def apply_async(self, args: tuple[Any, ...], retry: bool) -> None:
        if self.away:
            raise OSError
        self.sent.append(args)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    cache.clear()
    found = Queue()
    monkeypatch.setattr(later, "_away_until", 0.0)
    monkeypatch.setattr(later, "current_app", type("App", (), {"tasks": {FOLLOW: found}}))
    yield found
    cache.clear()


@pytest.mark.django_db(transaction=True)
class TestOneWaits:
    def test_many_requests_for_one_payment_send_one(self, queue: Queue) -> None:
        together(*[lambda: later.run_once_later(FOLLOW, 7)] * 8)
        later.run_once_later(FOLLOW, 8)
        assert sorted(queue.sent) == [(7,), (8,)]

    def test_one_that_comes_while_it_runs_runs_again(self, queue: Queue) -> None:
        later.run_once_later(FOLLOW, 7)
        later.taken_up(FOLLOW, 7)
        later.run_once_later(FOLLOW, 7)
        assert queue.sent == [(7,), (7,)]

    def test_a_queue_that_was_away_is_asked_again(
        self, queue: Queue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        queue.away = True
        later.run_once_later(FOLLOW, 7)
        queue.away = False
        monkeypatch.setattr(later, "_away_until", 0.0)
        later.run_once_later(FOLLOW, 7)
        assert queue.sent == [(7,)]

    def test_a_message_that_was_lost_stands_in_nobodys_way_for_long(
        self, queue: Queue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(later, "WAITS", 0.05)
        later.run_once_later(FOLLOW, 7)
        threading.Event().wait(0.1)
        later.run_once_later(FOLLOW, 7)
        assert queue.sent == [(7,), (7,)]

    def test_nothing_is_lost_between_writers_and_a_worker(self, queue: Queue) -> None:
        """Writers commit and ask; a worker takes what waits and reads. In the end it has read the last write,
        and it ran less often than it was asked."""
        connection.cursor().execute("CREATE TABLE seen (n integer); INSERT INTO seen VALUES (0)")
        read: list[int] = []
        over = threading.Event()

        def write() -> None:
            for _ in range(60):
                with connection.cursor() as cursor:
                    cursor.execute("UPDATE seen SET n = n + 1")
                later.run_once_later(FOLLOW, 7)

        def work() -> None:
            while queue.sent or not over.is_set():
                if not queue.sent:
                    continue
                queue.sent.pop(0)
                later.taken_up(FOLLOW, 7)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT n FROM seen")
                    read.append(cursor.fetchone()[0])

        def writers() -> None:
            together(write, write, write)
            over.set()

        try:
            answers = together(writers, work)
        finally:
            connection.cursor().execute("DROP TABLE seen")
        assert answers == [None, None], answers
        assert read[-1] == 180
        assert len(read) < 180


@pytest.mark.django_db
def test_the_task_says_that_it_begins_before_it_reads(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A move that is made while it follows asks for another."""
    stage.requested()
    payment = Payment.objects.get()
    order: list[str] = []
    monkeypatch.setattr(tasks, "taken_up", lambda name, pk: order.append(f"begun {pk}"))
    monkeypatch.setattr(tasks, "follow", lambda pk: order.append(f"read {pk}"))
    tasks.follow_payment(payment.pk)
    assert order == [f"begun {payment.pk}", f"read {payment.pk}"]
