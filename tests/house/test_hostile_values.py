"""Whatever is put into any field of any form, or of any body of the API, by whomever: never a 500, always a
sentence, and where it was refused nothing changed and the words are still there."""

import json
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape
from drf_spectacular.generators import SchemaGenerator

from brokerage.accounts.models import User
from introductions import actions
from introductions.models import Introduction
from introductions.queries import ANSWER, prospect_token
from tests.support import builders
from tests.support.crawler import crawl
from tests.support.moving_clock import MovingClock
from tests.support.signing_in import signed_in_now
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
LARGE = "Long words. " * 83_334
TYPED = "Ab\u202ecd\u2066ef <b>\"'&"
ODD: dict[str, Any] = {
    "NUL": "a\0b",
    "turned around": TYPED,
    "a huge number": "1" + "0" * 30,
    "less than nothing": "-" + "9" * 30,
    "the year 9999": "9999-12-31",
    "two of it": ["one", "two"],
    "nothing": "",
}
RAW = {"half a letter": b"%ED%A0%80", "not UTF-8": b"%ff%fe"}
JSON_ODD: dict[str, Any] = {
    "NUL": "a\0b", "turned around": TYPED, "the year 9999": "9999-12-31", "half a letter": "a\ud800b",
    "a list": ["a", {"b": 1}], "an object": {"a": ["b"]}, "null": None, "yes": True, "huge": 10**30,
    "tiny": -(10**30), "endless": float("inf"), "nothing": "",
}  # fmt: skip
BODIES: dict[str, Any] = {
    "a list": [1],
    "a word": "x",
    "null": None,
    "a number": 10**30,
    "empty": {},
}
CLOSED = {401, 403, 404, 405}
FORM = "application/x-www-form-urlencoded"
LEFT_OUT = ("/accounts/", "/demo/")
"""allauth's own forms, which are slowed down after a few tries."""
CHOSEN = ("NUL", "a huge number", "two of it")
"""For fields where nobody types."""


class Posts(HTMLParser):
    """The forms of a page that post: `{action: {field: value}}`."""

    def __init__(self, text: str, here: str) -> None:
        super().__init__()
        self.here, self.found, self.typed = here, dict[str, dict[str, str]](), set[str]()
        self._form: dict[str, str] | None = None
        self._area = self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = said.get("method", "").lower() == "post"
            where = said.get("action") or self.here
            self._form = self.found.setdefault(where, {}) if posts else None
        name = said.get("name", "")
        if self._form is None or not name:
            if tag == "option" and self._select and self._form is not None and said.get("value"):
                self._form.setdefault(self._select, said["value"])
            return
        if tag == "textarea" or said.get("type") in {"text", "search", "email", "url"}:
            self.typed.add(name)
        if tag == "input" and said.get("type") != "file":
            self._form.setdefault(name, said.get("value") or "on")
        elif tag == "textarea":
            self._form.setdefault(
                name, "Some words that are long enough for whatever is asked here."
            )
        elif tag == "button":
            self._form.setdefault(name, said.get("value", ""))
        self._select = name if tag == "select" else self._select

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""


NOTED = {
    "django_session", "usersessions_usersession", "accounts_reveal",
    "connectors_connectorprofile", "connectors_company",
}  # fmt: skip
"""A session and a look are noted, whatever comes of it. The others are written before the refusal and undone
by it, which the count does not know."""


def rows() -> dict[str, int]:
    """How much was written into each table, by the database's own count of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {name: count for name, count in cursor.fetchall() if name not in NOTED}


class Trying:
    """Sends what is odd, undoes it, and notes what is wrong."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.tries = 0
        self.done: set[tuple[str, str]] = set()

    def form(
        self, client: Client, role: str, action: str, fields: dict[str, str], typed: set[str]
    ) -> None:
        """Every field in turn, if none of another role's was taken at this address."""
        names = [name for name in fields if name != "csrfmiddlewaretoken"]
        everything = self.send(
            f"{role} {action}: a megabyte",
            lambda: client.post(action, fields | dict.fromkeys(names, LARGE)),
        )
        for name in names:
            odd = ODD if name in typed else {what: ODD[what] for what in CHOSEN}
            if everything in CLOSED or (action, name) in self.done:
                continue
            self.done.add((action, name))
            for what, value in odd.items():
                self.send(
                    f"{role} {action} {name}: {what}",
                    partial(client.post, action, {**fields, name: value}),
                    typed=TYPED if value == TYPED and name in typed else "",
                )
            rest = urlencode({key: fields[key] for key in fields if key != name}).encode()
            for what, raw in RAW.items():
                body = rest + b"&" + name.encode() + b"=" + raw
                ask = partial(client.post, action, body, content_type=FORM)
                self.send(f"{role} {action} {name}: {what}", ask)

    def operation(self, ask: Any, about: str, path: str, fields: dict[str, Any]) -> None:
        """The same for an address of the API."""
        for what, body in BODIES.items():
            if self.send(f"{about} body: {what}", partial(send, ask, path, body)) in CLOSED:
                return
        for name in fields:
            if (about.split(" ", 1)[1], name) in self.done:
                continue
            self.done.add((about.split(" ", 1)[1], name))
            for what, value in JSON_ODD.items():
                self.send(
                    f"{about} {name}: {what}", partial(send, ask, path, {**fields, name: value})
                )
        self.send(f"{about}: a megabyte", partial(send, ask, path, dict.fromkeys(fields, LARGE)))

    def send(self, what: str, ask: Callable[[], Any], *, typed: str = "") -> int:
        self.tries += 1
        with transaction.atomic():
            before = rows()
            try:
                answer: HttpResponse = ask()
            except Exception as error:
                self.wrong.append(f"{what}: {type(error).__name__} {str(error)[:160]}")
                transaction.set_rollback(True)
                return 500
            after = before if connection.needs_rollback else rows()
            transaction.set_rollback(True)
        text = (
            "" if getattr(answer, "streaming", False) else answer.content.decode(errors="replace")
        )
        status = answer.status_code
        if status >= 500:
            self.wrong.append(f"{what}: {status}")
        elif status >= 400:
            if after != before:
                self.wrong.append(
                    f"{what}: {status}, and changed {sorted(after.items() - before.items())}"
                )
            if len(text) < 20:
                self.wrong.append(f"{what}: {status} without a sentence")
            if typed and status not in CLOSED and escape(typed) not in text:
                self.wrong.append(f"{what}: {status}, and the words are gone")
        return status


STATES = ("requested", "disputed")


def staged(stage: Stage, state: str) -> None:
    stage.requested() if state == "requested" else stage.confirming()
    if state == "disputed":
        actions.dispute(
            stage.now(),
            user=stage.rep,
            reason="never_happened",
            statement="Nobody wrote to me at all.",
        )


def people(stage: Stage) -> dict[str, User | None]:
    return {
        "rep": stage.rep,
        "connector": stage.connector,
        "senior moderator": builders.staff("sena", "senior moderator"),
        "finance": builders.staff("fiona", "finance"),
        "nobody": None,
    }


@pytest.mark.parametrize("state", STATES)
def test_no_field_of_any_form_breaks_anything(stage: Stage, clock: MovingClock, state: str) -> None:
    staged(stage, state)
    trying = Trying()
    for role, user in people(stage).items():
        client = signed_in_now(user) if user else Client()
        for action, (fields, typed) in forms_of(client, stage).items():
            trying.form(client, role, action, fields, typed)
    assert not trying.wrong, "\n".join(trying.wrong[:60])
    assert trying.tries > 200


def forms_of(client: Client, stage: Stage) -> dict[str, tuple[dict[str, str], set[str]]]:
    """`{address: ({field: a value}, the fields that are typed in)}` of all that this person sees."""
    starts = [
        "/", "/introductions/", "/account/", "/moderation/", "/moderation/people/", "/relationships/",
        "/payouts/", "/search/", "/me/", f"/introductions/{stage.introduction.public_id}/",
        f"/introductions/new/{stage.relationship.public_id}/",
        f"/p/{prospect_token(stage.introduction, ANSWER)}/",
    ]  # fmt: skip
    found: dict[str, tuple[dict[str, str], set[str]]] = {}
    for address, (status, text) in crawl(client, *starts).items():
        if status == 200:
            page = Posts(text, address)
            for action, fields in page.found.items():
                if not action.startswith((*LEFT_OUT, "http", "?")):
                    known, typed = found.setdefault(action, ({}, set()))
                    known.update(fields)
                    typed |= page.typed & set(fields)
    return found


def test_no_field_of_the_api_breaks_anything(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    trying = Trying()
    known = {
        "public_id": stage.introduction.public_id, "listing": stage.relationship.public_id, "id": "1",
        "token": prospect_token(Introduction.objects.get(), ANSWER), "name": "accept", "number": "R-2026-1",
    }  # fmt: skip
    for role, user in people(stage).items():
        client = signed_in_now(user) if user else Client()
        for method, path, fields in operations(known):
            trying.operation(getattr(client, method), f"{role} {method} {path}", path, fields)
    assert not trying.wrong, "\n".join(trying.wrong[:60])
    assert trying.tries > 200


def send(ask: Any, path: str, body: Any) -> HttpResponse:
    answer: HttpResponse = ask(path, json.dumps(body).encode(), content_type="application/json")
    return answer


def operations(known: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """`(method, path, {field: a value})` of everything in the API that takes a body."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    found = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if method in {"post", "put", "patch"}:
                where = path
                for name, value in known.items():
                    where = where.replace(f"{{{name}}}", str(value))
                found.append((method, where, _fields(schema, operation)))
    return found


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    content = (operation.get("requestBody") or {}).get("content", {})
    body = (content.get("application/json") or {}).get("schema", {})
    found: dict[str, Any] = {}
    for one in [body, *body.get("oneOf", []), *body.get("allOf", [])]:
        if reference := one.get("$ref"):
            one = schema["components"]["schemas"][reference.rsplit("/", 1)[-1]]
        for name, kind in one.get("properties", {}).items():
            if not kind.get("readOnly"):
                found[name] = _example(kind)
    return found


def _example(kind: dict[str, Any]) -> Any:
    if "enum" in kind:
        return kind["enum"][0]
    plain = {"integer": 3, "number": 3, "boolean": True, "array": [], "object": {}}
    return plain.get(kind.get("type", ""), "Some words that are long enough for this.")
