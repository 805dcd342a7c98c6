"""Under load the web process says so at once, and whoever asks after its health does not wait."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from brokerage.embedded import end, free_port
from brokerage.kit.errors import Refusal
from brokerage.kit.statements import answered_within
from brokerage.kit.web import middleware
from brokerage.kit.web.queueing import SENTENCE

BASE_DIR = Path(__file__).resolve().parents[2]
THREADS, WAITING = 2, 4


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """One process of two threads, in which four requests may wait."""
    found = free_port(0)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "tests.support.slow_app:application"),
            *("--bind", f"127.0.0.1:{found}", "--workers", "1", "--threads", str(THREADS)),
            *("--worker-class", "brokerage.kit.web.queueing.Worker", "--no-control-socket"),
            # Whoever says nothing still stands in the door at the end.
            *("--graceful-timeout", "1"),
        ],
        cwd=BASE_DIR,
        env=os.environ | {"WEB_WAITING": str(WAITING)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(found)
        yield found
    finally:
        end(process, signal.SIGTERM)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if get(port, "/healthz/")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("it did not start")


def get(port: int, path: str) -> tuple[int, dict[str, str], str]:
    asks = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    asks.request("GET", path)
    answer = asks.getresponse()
    found = (answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
    asks.close()
    return found


def crowd(port: int, path: str, count: int) -> tuple[list[Thread], list[Any]]:
    answers: list[Any] = []
    threads = [Thread(target=lambda: answers.append(get(port, path))) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, answers


def test_a_full_house_turns_away_at_once_and_says_when_to_come_back(port: int) -> None:
    threads, answers = crowd(port, "/search/", 30)
    time.sleep(0.2)
    began = time.monotonic()
    status, headers, body = get(port, "/search/")
    assert status == 503
    assert time.monotonic() - began < (THREADS + WAITING) * 0.4, (
        "who waits in the queue waits longer"
    )
    assert headers["retry-after"] == "5" and headers["cache-control"] == "no-store"
    assert SENTENCE in body and "<h1>" in body
    status, headers, body = get(port, "/api/v1/listings/")
    assert status == 503 and json.loads(body) == {"code": "busy", "detail": SENTENCE}
    for thread in threads:
        thread.join()
    served = [one for one in answers if one[0] == 200]
    assert len(served) >= THREADS + WAITING
    assert {one[0] for one in answers} == {200, 503}
    assert get(port, "/search/")[0] == 200, "and then it goes on"


def test_health_does_not_stand_in_the_queue(port: int) -> None:
    threads, _ = crowd(port, "/search/", 30)
    time.sleep(0.2)
    took = []
    for _ in range(5):
        began = time.monotonic()
        assert get(port, "/healthz/")[0] == 200
        took.append(time.monotonic() - began)
    for thread in threads:
        thread.join()
    assert sorted(took)[2] < 0.1, took


def test_who_says_nothing_holds_no_thread(port: int) -> None:
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    half = socket.create_connection(("127.0.0.1", port))
    half.send(b"GET /qu")
    began = time.monotonic()
    assert get(port, "/quick/")[0] == 200
    assert time.monotonic() - began < 1
    for one in (*silent, half):
        one.close()


def test_a_connection_can_be_used_again(port: int) -> None:
    asks = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for path in ("/quick/", "/healthz/", "/quick/"):
        asks.request("GET", path)
        assert asks.getresponse().read().decode() == path
    asks.close()


@pytest.mark.django_db
class TestSlowStatements:
    def test_one_that_takes_too_long_is_ended_with_a_sentence(self) -> None:
        with pytest.raises(Refusal, match="took too long") as no, answered_within(0.05):
            connection.cursor().execute("SELECT pg_sleep(5)")
        assert (no.value.code, no.value.status) == ("too_slow", 503)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def test_the_limit_ends_with_the_block(self) -> None:
        def limit() -> str:
            with connection.cursor() as cursor:
                cursor.execute("SHOW statement_timeout")
                return str(cursor.fetchone()[0])

        before = limit()
        with answered_within(30):
            assert limit() == "30s"
        assert limit() == before
        with pytest.raises(Refusal), answered_within(0.05):
            connection.cursor().execute("SELECT pg_sleep(5)")
        assert limit() == before

    def test_many_quick_ones_have_one_limit_together(self) -> None:
        """A search of many statements ends as early as a search of one."""
        done = 0
        began = time.monotonic()
        with pytest.raises(Refusal, match="took too long") as no, answered_within(0.5):
            for _ in range(100):
                connection.cursor().execute("SELECT pg_sleep(%s)", [0.1])
                done += 1
        assert no.value.code == "too_slow"
        assert 1 <= done <= 5
        assert time.monotonic() - began < 5
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def test_what_is_left_is_what_the_next_one_may_take(self) -> None:
        with answered_within(20), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.2)")
            cursor.execute("SELECT current_setting('statement_timeout'), %s", ["as before"])
            left, said = cursor.fetchone()
        assert said == "as before"
        assert left not in {"20s", "0"}

    def test_python_counts_as_well(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever comes after the end is not begun."""
        with pytest.raises(Refusal, match="took too long"), answered_within(30):
            later = time.monotonic() + 31
            monkeypatch.setattr("brokerage.kit.statements.monotonic", lambda: later)
            connection.cursor().execute("SELECT 1")

    @pytest.mark.parametrize(("path", "kind"), [("/x/", "text/html"), ("/api/v1/x/", "json")])
    def test_no_page_breaks_over_it(self, path: str, kind: str) -> None:
        """Whatever statement it was, and wherever: a sentence, not a 500."""
        request = RequestFactory().get(path)
        request.user, request.htmx = None, False  # type: ignore[assignment, attr-defined]
        caught: list[BaseException] = []
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '50ms'")
                cursor.execute("SELECT pg_sleep(5)")
        except Exception as error:
            caught.append(error)
        connection.needs_rollback = False
        connection.connection.rollback()
        answer = middleware.RefusalMiddleware(lambda _: None).process_exception(  # type: ignore[arg-type, return-value]
            request,
            caught[0],  # type: ignore[arg-type]
        )
        assert answer is not None and answer.status_code == 503
        assert kind in answer["Content-Type"]
        told = middleware.refusals_as_answers(caught[0], {})  # type: ignore[arg-type]
        assert told is not None and told.data["code"] == "too_slow"  # type: ignore[index]


def test_the_site_still_says_that_it_is_well(client: Client, db: None) -> None:
    assert client.get("/healthz/").json() == {"ok": True}
