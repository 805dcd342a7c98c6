"""What a handler is given: the sandbox as seen by one request, at one moment.

A handler finds, makes and changes objects through it, books money, tells events, and puts into
the diary what falls due later. All of it is one database transaction.
"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from payments.sandbox.errors import JSON, no_such
from payments.sandbox.store import Rows, Thing, new_id

API_VERSION = "2026-10-28.endive"
PLATFORM = "acct_1SandboxPlatform00"
PLATFORM_NAME = os.environ.get("SANDBOX_PLATFORM_NAME", "Sandbox platform")
DAY = 86_400


@dataclass
class World:
    """One request's hold on the sandbox; ``now`` is the sandbox's clock in unix seconds."""

    rows: Rows
    now: int
    public_url: str
    account: str = ""  # '' is the platform, else the connected account that is acted for
    request_id: str | None = None
    idempotency_key: str | None = None

    # objects

    def make(self, kind: str, body: JSON, **hidden: Any) -> Thing:
        """Keep a new object whose body carries its id."""
        return self.rows.insert(Thing(kind, body, hidden), self.account)

    def get(self, kind: str, id: str, *, param: str | None = None) -> Thing:
        """The object; raises 404 from a path, 400 where it was given as a parameter."""
        found = self.rows.get(kind, id, self.account)
        if found is None:
            raise no_such(kind, id, param=param or kind, status=400 if param else 404)
        return found

    def find(self, kind: str, where: str = "true", *values: Any) -> list[Thing]:
        return self.rows.find(kind, where, *values)

    def save(self, *things: Thing) -> None:
        for thing in things:
            self.rows.save(thing)

    # diary

    def later(self, seconds: int, what: str, subject: str) -> None:
        """Something falls due ``seconds`` from now (sandbox clock)."""
        self.at(self.now + seconds, what, subject)

    def at(self, moment: int, what: str, subject: str) -> None:
        self.rows.run(
            "insert into due (at, what, subject) values (%s, %s, %s)"
            " on conflict (what, subject) do update set at = excluded.at",
            moment,
            what,
            subject,
        )

    def never(self, what: str, subject: str) -> None:
        """Strike out what had been due."""
        self.rows.run("delete from due where what = %s and subject = %s", what, subject)

    # events

    def tell(self, type: str, thing: Thing | JSON, before: JSON | None = None) -> None:
        """A snapshot event about an object as it is now; ``before`` holds changed fields."""
        subject = thing.body if isinstance(thing, Thing) else thing
        data: JSON = {"object": subject}
        if before is not None:
            data["previous_attributes"] = before
        body: JSON = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": data,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            "type": type,
        }
        if self.account:
            body["account"] = self.account
        self._keep_event("snapshot", body, subject["id"])

    def tell_thin(self, type: str, account: str, data: JSON | None = None) -> None:
        """A thin event about a v2 account: it carries an address, not the object."""
        body: JSON = {
            "id": new_id("evt_test"),
            "object": "v2.core.event",
            "type": type,
            "created": iso(self.now),
            "livemode": False,
            "related_object": {
                "id": account,
                "type": "v2.core.account",
                "url": f"/v2/core/accounts/{account}",
            },
        }
        if self.request_id and self.idempotency_key:
            body["reason"] = {
                "type": "request",
                "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            }
        if data is not None:
            body["data"] = data
        self._keep_event("thin", body, account)

    def _keep_event(self, style: str, body: JSON, subject: str) -> None:
        self.rows.run(
            "insert into events (id, style, type, created, account, subject, body)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            body["id"],
            style,
            body["type"],
            self.now,
            self.account,
            subject,
            json.dumps(body),
        )
        endpoints = self.rows.setting("endpoints", {})
        if endpoints.get(style):
            wait = self.rows.setting("webhook_delay", 0.0)
            self.rows.run(
                "insert into deliveries (event, style, next_try)"
                " values (%s, %s, extract(epoch from clock_timestamp()) + %s)",
                body["id"],
                style,
                wait,
            )


def iso(moment: int) -> str:
    """A moment as v2 writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
