"""Gunicorn's worker with a waiting room: few threads, a bounded queue, and a door of its own for health.

Python runs one thread at a time, so more threads answer no sooner; they only hold more connections to the
database. Requests wait in a queue instead, and once that is full they are turned away at once, with a page
that says so. Whoever asks `/healthz/` never stands in the queue. A client that sends nothing holds no thread.
"""

import socket
import sys
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from brokerage.kit.resting import leave_what_is_loaded

HEALTH = b" /healthz"
PROGRAMS = b" /api/"
LONGEST_LINE = 64
"""Bytes of a request that are looked at before anybody has read it."""
SPEAKS_WITHIN = 5.0
"""Seconds for which a new connection may be silent."""
BACK_IN = 5
"""Seconds after which whoever was turned away should come back."""
SWITCH = 0.001
"""Seconds for which a thread runs on before another has its turn: health must not wait for long."""
SENTENCE = (
    "Too many people are here at once. Nothing has changed. Please try again in a few seconds."
)
PAGE = f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Very busy</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>We are very busy</h1><p>{SENTENCE}</p></main></body></html>
"""
JSON = f'{{"code": "busy", "detail": "{SENTENCE}"}}'


def turned_away(kind: str, body: str) -> bytes:
    """The whole answer, ready to be sent."""
    content = body.encode()
    return (
        f"HTTP/1.1 503 Service Unavailable\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n"
        f"Retry-After: {BACK_IN}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        "Content-Security-Policy: default-src 'none'\r\nConnection: close\r\n\r\n"
    ).encode() + content


TO_PEOPLE = turned_away("text/html; charset=utf-8", PAGE)
TO_PROGRAMS = turned_away("application/json", JSON)


class Worker(ThreadWorker):
    """`--worker-class brokerage.kit.web.queueing.Worker`; at most `WEB_WAITING` requests wait."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.inside = 0
        self.most = sys.maxsize
        self.health: Executor | None = None

    def init_process(self) -> None:
        """In the worker's own process, before it answers anybody."""
        sys.setswitchinterval(SWITCH)
        self.health = ThreadPoolExecutor(max_workers=1)
        super().init_process()

    def load_wsgi(self) -> None:
        """The site is loaded: now its settings can be read."""
        super().load_wsgi()
        from django.conf import settings

        self.most = self.cfg.threads + settings.WEB_WAITING
        leave_what_is_loaded()

    def accept(self, listener: Any) -> None:
        """A new connection takes no thread before it has said something."""
        try:
            client, address = listener.accept()
        except OSError:
            return  # it is gone, or another worker has it
        self.nr_conns += 1
        conn = self.new_connection(client, address, listener)
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + SPEAKS_WITHIN
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def new_connection(self, client: Any, address: Any, listener: Any) -> Any:
        """What gunicorn knows of a connection."""
        from gunicorn.workers.gthread import TConn

        return TConn(self.cfg, client, address, listener.getsockname())

    def enqueue_req(self, conn: Any) -> None:
        """A request has begun to arrive: it is answered, waits, or is turned away."""
        line = self._first_line(conn)
        if HEALTH in line and self.health is not None:
            self._hand(self.health, conn)
        elif self.inside >= self.most:
            self._turn_away(conn, TO_PROGRAMS if PROGRAMS in line else TO_PEOPLE)
        else:
            self.inside += 1
            self._hand(self.tpool, conn, counted=True)

    def _first_line(self, conn: Any) -> bytes:
        """The beginning of the request, left where it is; empty where it is encrypted or read already."""
        if self.cfg.is_ssl:
            return b""
        try:
            conn.sock.setblocking(False)
            seen: bytes = conn.sock.recv(LONGEST_LINE, socket.MSG_PEEK)
        except OSError:
            return b""
        return seen.partition(b"\r\n")[0]

    def _hand(self, pool: Any, conn: Any, *, counted: bool = False) -> None:
        future = pool.submit(self.handle, conn)
        future.add_done_callback(
            lambda done: self.method_queue.defer(self._finished, conn, done, counted)
        )

    def _finished(self, conn: Any, done: Any, counted: bool) -> None:
        if counted:
            self.inside -= 1
        self.finish_request(conn, done)

    def _turn_away(self, conn: Any, answer: bytes) -> None:
        """Say so and hang up, without reading the rest."""
        self.nr_conns -= 1
        try:
            conn.sock.setblocking(False)
            conn.sock.recv(65_536)
            conn.sock.send(answer)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # they have gone
        conn.close()
