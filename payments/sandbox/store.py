"""The sandbox's own tables and how they are read and written.

Everything that has an id is one row of ``things``: the body as Stripe shows it, and ``hidden``
for what only the sandbox knows (a card's behaviour). Money is in ``entries``, what falls due in
``due``, outgoing events in ``events`` and ``deliveries``.
"""

import json
import queue
import secrets
import string
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.extras

SCHEMA = Path(__file__).with_name("schema.sql")
ALPHABET = string.ascii_letters + string.digits
LOCK = 0x57A1DB0C  # one writer at a time in one database


def new_id(prefix: str, length: int = 24) -> str:
    """A fresh id such as ``ch_…``."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(length))


@dataclass
class Thing:
    """One object: its public body and what only the sandbox knows about it."""

    kind: str
    body: dict[str, Any]
    hidden: dict[str, Any] = field(default_factory=dict)
    seq: int = 0

    @property
    def id(self) -> str:
        return str(self.body["id"])


class Database:
    """Connections to one PostgreSQL database; each ``transaction()`` is one transaction."""

    def __init__(self, url: str, most: int = 24) -> None:
        self.url = url
        self.changes = 0
        """How often its objects or what was planned for it changed, since it started."""
        self._idle: queue.LifoQueue[Any] = queue.LifoQueue()
        self._room = threading.BoundedSemaphore(most)

    def prepare(self) -> None:
        """Create the schema and its tables where they are missing."""
        with self.transaction(write=True) as rows:
            rows.run(SCHEMA.read_text())

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator["Rows"]:
        """One transaction, committed at the end; ``write`` waits for the only writer's lock."""
        with self._room:
            connection = self._take()
            try:
                with connection.cursor() as cursor:
                    rows = Rows(cursor)
                    if write:
                        rows.run("select pg_advisory_xact_lock(%s)", LOCK)
                    yield rows
                connection.commit()
                self.changes += rows.touched
            except BaseException:
                self._give_up(connection)
                raise
            self._idle.put(connection)

    def _take(self) -> Any:
        while True:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                return psycopg2.connect(
                    self.url, options="-c search_path=sandbox", application_name="sandbox"
                )
            if self._alive(connection):
                return connection

    def _alive(self, connection: Any) -> bool:
        try:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
        except psycopg2.Error:
            connection.close()
            return False
        return True

    def _give_up(self, connection: Any) -> None:
        try:
            connection.rollback()
        except psycopg2.Error:
            connection.close()
        else:
            self._idle.put(connection)


class Rows:
    """Questions and changes inside one transaction."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.touched = False

    def run(self, sql: str, *values: Any) -> None:
        self.cursor.execute(sql, values or None)

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(sql, values or None)
        return list(self.cursor.fetchall())

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        found = self.all(sql, *values)
        return found[0] if found else None

    def value(self, sql: str, *values: Any) -> Any:
        row = self.one(sql, *values)
        return row[0] if row else None

    # things

    def insert(self, thing: Thing, account: str) -> Thing:
        """Keep a new object."""
        self.touched = True
        thing.seq = self.value(
            "insert into things (id, kind, account, created, body, hidden)"
            " values (%s, %s, %s, %s, %s, %s) returning seq",
            thing.id,
            thing.kind,
            account,
            thing.hidden.get("created") or thing.body.get("created") or 0,
            json.dumps(thing.body),
            json.dumps(thing.hidden),
        )
        return thing

    def save(self, thing: Thing) -> None:
        """Write back what changed."""
        self.touched = True
        self.run(
            "update things set body = %s, hidden = %s where id = %s",
            json.dumps(thing.body),
            json.dumps(thing.hidden),
            thing.id,
        )

    def get(self, kind: str, id: str, account: str) -> Thing | None:
        row = self.one(
            "select kind, body, hidden, seq from things"
            " where id = %s and kind = %s and account = %s",
            id,
            kind,
            account,
        )
        return Thing(*row) if row else None

    def any_with_id(self, id: str, account: str) -> Thing | None:
        row = self.one(
            "select kind, body, hidden, seq from things where id = %s and account in (%s, '')",
            id,
            account,
        )
        return Thing(*row) if row else None

    def find(self, kind: str, where: str = "true", *values: Any) -> list[Thing]:
        """All objects of a kind for which a condition in SQL holds, oldest first."""
        sql = f"select kind, body, hidden, seq from things where kind = %s and ({where})"
        return [Thing(*row) for row in self.all(sql + " order by seq", kind, *values)]

    # settings

    def setting(self, name: str, default: Any = None) -> Any:
        row = self.one("select value from settings where name = %s", name)
        return row[0] if row else default

    def set(self, name: str, value: Any) -> None:
        self.run(
            "insert into settings (name, value) values (%s, %s)"
            " on conflict (name) do update set value = excluded.value",
            name,
            json.dumps(value),
        )
