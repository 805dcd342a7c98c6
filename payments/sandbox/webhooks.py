"""Webhooks out: signed, in order, tried again, and made to go wrong on command.

Waiting and signatures use real time, not the sandbox's clock: the receiver checks the age of a
signature against its own.
"""

import hashlib
import hmac
import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from payments.sandbox.errors import JSON
from payments.sandbox.faults import count
from payments.sandbox.store import Database, Rows

WAITS = (0.5, 1, 2, 4, 8, 15, 30, 60)  # seconds between tries; then it has failed
TIMEOUT = 10
MODES = ("normal", "hold", "duplicate", "reorder", "lose", "delay")
DUE = (
    "select d.seq, d.style, d.attempts, e.body from deliveries d"
    " join events e on e.id = d.event where d.state = 'waiting' and d.next_try <= %s"
    " order by d.seq limit 200"
)


def signature(secrets: list[str], body: bytes, moment: int) -> str:
    """The ``Stripe-Signature`` header; one v1 for each secret, as while one is being rolled."""
    signed = str(moment).encode() + b"." + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={moment}", *(f"v1={mark}" for mark in marks)])


class Postman:
    """Delivers what waits, in a thread of its own or at once when asked."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._wake = threading.Event()
        self._round = threading.Lock()
        self._stopped = False
        self._interrupted = False

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True, name="postman").start()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    def wake(self) -> None:
        """There may be something to deliver."""
        self._wake.set()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing is delivered meanwhile; a round under way is broken off."""
        self._interrupted = True
        try:
            with self._round:
                self._interrupted = False
                yield
        finally:
            self._interrupted = False

    def _run(self) -> None:
        while not self._stopped:
            self._wake.wait(0.5)
            self._wake.clear()
            try:
                self.deliver_due()
            except Exception as error:  # the database may be gone for a while
                print(f"sandbox: webhooks: {error}", flush=True)
                time.sleep(0.5)

    def flush(self) -> JSON:
        """Deliver all that is due now, held ones too; says how many are left and lost."""
        while self.deliver_due(held_too=True):
            pass
        with self.database.transaction() as rows:
            counts = dict(rows.all("select state, count(*) from deliveries group by state"))
        return {
            "undelivered": counts.get("waiting", 0) + counts.get("failed", 0),
            "delivered": counts.get("delivered", 0),
            "lost": counts.get("lost", 0),
        }

    def deliver_due(self, *, held_too: bool = False) -> int:
        """One round. Returns how many deliveries were dealt with."""
        with self._round:
            with self.database.transaction() as rows:
                mode = rows.setting("webhook_mode", "normal")
                endpoints = rows.setting("endpoints", {})
                if mode == "hold" and not held_too:
                    return 0
                waiting = rows.all(DUE, time.time())
            if mode == "reorder":
                random.shuffle(waiting)
            for delivery in waiting:
                if self._interrupted:
                    break
                self._deliver(delivery, mode, endpoints)
            return len(waiting)

    def _deliver(self, delivery: tuple[Any, ...], mode: str, endpoints: JSON) -> None:
        seq, style, attempts, body = delivery
        if mode == "lose":
            self._note(seq, "lost", attempts, "lost on command", "webhook_lost")
            return
        raw = json.dumps({**body, "pending_webhooks": 1} if style == "snapshot" else body, indent=2)
        endpoint = endpoints.get(style)
        error = post(endpoint, raw.encode()) if endpoint else "no endpoint"
        if mode == "duplicate" and endpoint and error is None:
            post(endpoint, raw.encode())
        state = "delivered" if error is None else "waiting"
        if error is not None and attempts + 1 > len(WAITS):
            state = "failed"
        tally = {"duplicate": "webhook_duplicated", "reorder": "webhook_reordered"}.get(mode)
        self._note(seq, state, attempts + 1, error, tally)

    def _note(
        self, seq: int, state: str, attempts: int, error: str | None, tally: str | None
    ) -> None:
        wait = WAITS[min(attempts, len(WAITS)) - 1] if attempts else 0
        with self.database.transaction() as rows:
            rows.run(
                "update deliveries set state = %s, attempts = %s, last_error = %s, next_try = %s"
                " where seq = %s",
                state,
                attempts,
                error,
                time.time() + wait,
                seq,
            )
            if tally:
                count(rows, tally)


def post(endpoint: JSON, body: bytes) -> str | None:
    """Send one event. Returns None for a 2xx answer, else what went wrong."""
    address = urlsplit(endpoint["url"])
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.netloc, timeout=TIMEOUT)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (sandbox)",
        "Stripe-Signature": signature(endpoint["secrets"], body, int(time.time())),
    }
    path = address.path or "/"
    try:
        connection.request(
            "POST", f"{path}?{address.query}" if address.query else path, body, headers
        )
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    return None if 200 <= answer.status < 300 else f"HTTP {answer.status}"


def send_again(rows: Rows, event: str) -> None:
    """Put an event's deliveries back in the queue, as by the dashboard's Resend."""
    rows.run(
        "update deliveries set state = 'waiting', attempts = 0, next_try = 0 where event = %s",
        event,
    )
