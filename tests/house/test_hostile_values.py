"""Whatever is put into any field of any form, or of any body of the API, by whomever: never a 500, always a
sentence, and where it was refused nothing changed and the words are still there."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape
from drf_spectacular.generators import SchemaGenerator
from pytest_django import Settings

from brokerage.accounts.models import User
from introductions import actions
from introductions.models import Introduction
from introductions.prospect_data import held_on, own_link
from introductions.queries import ANSWER, NEVER, WITNESS, prospect_token
from tests.support import builders
from tests.support.crawler import crawl
from tests.support.forms import Form, Posts
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
LEFT_OUT = ("/demo/", "/accounts/logout/")
ALONE = ("NUL", "turned around", "the year 9999")
CHOSEN = ("a huge number", "two of it")
"""For fields where nobody types."""


PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
HOSTILE_FILES: dict[str, tuple[str, bytes]] = {
    "empty": ("empty.csv", b""),
    "a name with NUL": ("a\0b.csv", b"First Name,Email\nAnn,ann@acme.example\n"),
    "a name turned around": ("photo\u202egpj.exe", PNG),
    "a name of paths": ("../../../etc/passwd", b"root:x:0:0"),
    "a name of 4,000 letters": ("n" * 4_000 + ".png", PNG),
    "a broken picture": ("a.png", PNG),
    "blanks": ("a.txt", b" \n" * 100_000),
    "no text": ("a.csv", bytes(range(256)) * 40),
}


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

    def form(self, client: Client, role: str, form: Form) -> None:
        """Every field, if none of another role's was taken at this address.

        First something odd in all fields at once, each time another in each. Then alone, where a value that
        is fine for the form may still hurt what comes after it.
        """
        action, fields = form.action, form.fields
        names = [name for name in fields if name != "csrfmiddlewaretoken"]
        about = f"{role} {action}"
        large = fields | dict.fromkeys(names, LARGE)
        taken = self.send(f"{about}: a megabyte", partial(client.post, action, large)) not in CLOSED
        names = [name for name in names if taken and (action, name) not in self.done]
        self.done |= {(action, name) for name in names}
        odd = list(ODD.items())
        for turn in range(len(odd) if names else 0):
            here = {name: odd[(place + turn) % len(odd)][1] for place, name in enumerate(names)}
            self.send(f"{about}: all odd, {turn}", partial(client.post, action, fields | here))
        for name in names:
            typed = name in form.typed
            for what in ALONE if typed else CHOSEN:
                value = ODD[what]
                self.send(
                    f"{about} {name}: {what}",
                    partial(client.post, action, fields | {name: value}),
                    typed=TYPED if value == TYPED and typed else "",
                )
        for what, raw in RAW.items() if names else ():
            body = b"&".join(name.encode() + b"=" + raw for name in names)
            ask = partial(client.post, action, body, content_type=FORM)
            self.send(f"{about}: {what}", ask)
        for name in form.files if taken else ():
            self.files(client, f"{about} {name}", form, name)

    def files(self, client: Client, about: str, form: Form, name: str) -> None:
        """Each hostile file in one field, with the rest of the form as it should be."""
        if (form.action, name) in self.done:
            return
        self.done.add((form.action, name))
        for what, (called, data) in HOSTILE_FILES.items():
            file = SimpleUploadedFile("x", data)
            file._name = called  # Django would mend it before it is sent
            self.send(
                f"{about}: {what}", partial(client.post, form.action, form.fields | {name: file})
            )

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
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # what must commit by itself may
        with undone:
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


STATES: dict[str, Callable[[Stage], object]] = {
    "requested": Stage.requested,
    "asked": Stage.consenting,
    "disputed": lambda stage: dispute(stage.confirming()),
}


def dispute(stage: Stage) -> None:
    said = "Nobody wrote to me at all."
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=said)


def people(stage: Stage) -> dict[str, User | None]:
    return {
        "rep": stage.rep,
        "connector": stage.connector,
        "senior moderator": builders.staff("sena", "senior moderator"),
        "finance": builders.staff("fiona", "finance"),
        "nobody": None,
    }


@pytest.mark.parametrize("state", STATES)
def test_no_field_of_any_form_breaks_anything(
    stage: Stage, clock: MovingClock, settings: Settings, state: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}  # or allauth's forms would be closed after a few tries
    STATES[state](stage)
    trying = Trying()
    for role, user in people(stage).items():
        client = signed_in_now(user) if user else Client()
        for form in forms_of(client, stage).values():
            trying.form(client, role, form)
    assert not trying.wrong, "\n".join(trying.wrong[:60])
    assert trying.tries > 200
    tried = {action for action, _ in trying.done}
    assert {one for one in MUST if not any(one in action for action in tried)} == set()


MUST = ("/accounts/login/", "/accounts/signup/", "/p/", "/me/", "/import", "/account/")
"""Addresses whose forms are reached, whatever the state."""


def forms_of(client: Client, stage: Stage) -> dict[str, Form]:
    """The forms of all that this person sees, by their addresses."""
    row = stage.introduction
    answer, witness, never = (prospect_token(row, one) for one in (ANSWER, WITNESS, NEVER))
    held = held_on(stage.relationship.email)
    assert held is not None
    own = urlsplit(own_link(held)).path
    starts = [
        "/", "/introductions/", "/account/", "/moderation/", "/moderation/people/", "/relationships/",
        "/network/import/", "/payouts/", "/search/", "/me/", f"/introductions/{row.public_id}/",
        f"/introductions/new/{stage.relationship.public_id}/", f"/p/{answer}/", f"/p/{witness}/witness/",
        f"/p/{never}/never/", own, "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
        "/accounts/email/", "/accounts/2fa/",
    ]  # fmt: skip
    found: dict[str, Form] = {}
    for address, (status, text) in crawl(client, *starts).items():
        if status == 200:
            for action, form in Posts(text, address).found.items():
                if not action.startswith((*LEFT_OUT, "http", "?")):
                    found.setdefault(action, Form(action)).add(form)
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
