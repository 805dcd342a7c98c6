"""Idempotency keys as Stripe keeps them: 24 hours, the first answer is the answer.

Saved is what came of executing a request, refusals and 500s included; not saved is what
validation found, and a conflict with the same key still at work.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from payments.sandbox.errors import ApiError
from payments.sandbox.store import Rows
from payments.sandbox.world import DAY

LASTS = DAY


@dataclass(frozen=True)
class Saved:
    """An answer kept under a key."""

    status: int
    body: str
    request_id: str


class AtWork:
    """The keys that are being worked on in this moment."""

    def __init__(self) -> None:
        self._keys: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    @contextmanager
    def claim(self, key: str | None, account: str) -> Iterator[None]:
        """Hold a key; raises 409 while another request holds it."""
        if key is None:
            yield
            return
        with self._lock:
            if (key, account) in self._keys:
                raise _in_use(key)
            self._keys.add((key, account))
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard((key, account))


def _in_use(key: str) -> ApiError:
    message = (
        "There is currently another in-progress request using this Idempotent Key"
        f" ({key}). Please try again later."
    )
    return ApiError(
        message, status=409, type="idempotency_error", code="idempotency_key_in_use", saved=False
    )


def fingerprint(method: str, path: str, given: dict[str, Any]) -> str:
    """What must be equal for a request to count as the same."""
    text = json.dumps([method, path, given], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def recall(rows: Rows, key: str, account: str, print_: str, now: int) -> Saved | None:
    """The saved answer; raises idempotency_error where the parameters differ."""
    rows.run("delete from idempotency where created <= %s", now - LASTS)
    row = rows.one(
        "select fingerprint, status, body, request_id from idempotency"
        " where key = %s and account = %s",
        key,
        account,
    )
    if row is None:
        return None
    if row[0] != print_:
        message = (
            "Keys for idempotent requests can only be used with the same parameters they were"
            f" first used with. Try using a key other than '{key}' if you meant to execute a"
            " different request."
        )
        raise ApiError(message, type="idempotency_error", saved=False)
    return Saved(row[1], row[2], row[3])


def remember(rows: Rows, key: str, account: str, print_: str, saved: Saved, now: int) -> None:
    """Keep the answer in the transaction that did the work."""
    rows.run(
        "insert into idempotency (key, account, fingerprint, status, body, request_id, created)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        key,
        account,
        print_,
        saved.status,
        saved.body,
        saved.request_id,
        now,
    )
