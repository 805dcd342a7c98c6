"""Two worlds that differ only in a secret, in which attackers do the same: do they see the same?

Each world is made and undone inside a savepoint. Random ids count up in the same way in both, and moments
and keys of links are masked, so that whatever still differs tells the secret: a status, a word, an order.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client

from brokerage.accounts.models import User
from connectors.models import BulkChange, Company, ImportRun, Prospect, Relationship
from introductions.models import Introduction
from payments.models import Payment

COUNTED: tuple[type[models.Model], ...] = (
    Relationship, Introduction, ImportRun, Prospect, Company, Payment, BulkChange,
)  # fmt: skip
_MASKED = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)?"  # a moment
    r"|[\w=~:.%-]{60,}"  # the key of a link, a form's token
    r'|(?<=nonce=")[^"]+|(?<=csrfmiddlewaretoken" value=")[^"]+'
)
Seen = tuple[int, str, str]
"""Status, where it leads, and all that the answer says."""


class _Undo(Exception):
    """Ends a savepoint."""


@contextmanager
def world() -> Iterator[None]:
    """A world of its own: what happens in it never happened, and its ids count from one."""
    fields = [model._meta.get_field("public_id") for model in COUNTED]
    for number, field in enumerate(fields, 1):
        numbers = count(number << 64)
        field.__dict__["_get_default"] = lambda numbers=numbers: UUID(int=next(numbers), version=4)
    cache.clear()
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # what must commit first may, as in any test
    try:
        with block:
            yield
            raise _Undo
    except _Undo:
        pass
    finally:
        for field in fields:
            field.__dict__.pop("_get_default")


def mask(text: str) -> str:
    """The text without what is random in any world."""
    return _MASKED.sub("*", text)


def masked(answer: HttpResponse) -> Seen:
    """What an attacker sees of an answer, without what is random in any world."""
    said = answer.content.decode(errors="replace")
    return answer.status_code, mask(answer.get("Location", "")), mask(said)


class Attacker:
    """One account, or somebody without one; keeps all that was answered, in order."""

    def __init__(self, user: User | None = None) -> None:
        """Sign `user` in, if any."""
        self.seen: list[tuple[str, Seen]] = []
        self.client = Client(raise_request_exception=True)
        if user is not None:
            self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def do(self, method: str, path: str, data: Any = None, **more: Any) -> HttpResponse:
        """Send it and keep the answer; `data` is JSON for the API, else a form or a query."""
        send: Callable[..., HttpResponse] = getattr(self.client, method)
        if path.startswith("/api/") and method != "get" and not more.pop("upload", False):
            more["content_type"] = "application/json"
        answer = send(path, data if data is not None else {}, **more)
        self.seen.append((f"{method} {mask(path)}", masked(answer)))
        return answer


def first_difference(one: list[Any], other: list[Any]) -> str:
    """Where two tellings part, in words for a failing test; "" where they never do."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return f"at {number}:\n{str(left)[:1500]}\n--- or ---\n{str(right)[:1500]}"
    return "" if len(one) == len(other) else f"{len(one)} answers or {len(other)}"
