"""What nobody can read is answered with 400 in the door's own format, at every door, by whomever.

The addresses are those of the product itself, so that a new one is tried without being named here.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from brokerage.accounts.models import User
from brokerage.kit.web.readable import DEEPEST
from brokerage.wsgi import application
from tests.support import builders

pytestmark = pytest.mark.django_db
SAMPLES = {"uuid": str(uuid.uuid4()), "int": "7", "str": "x", "slug": "x", "path": "x", "": "x"}
NOT_OURS = ("/demo/", "/static/")
RAW = ("/stripe/", "/inbound/")
Send = Callable[[Client, str], HttpResponse]


def addresses(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """Every address of the product, its parameters filled with what fits."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda hit: SAMPLES.get(hit[1] or "", "x"), route)
            if not re.search(r"[\\(\[?]", filled) and not filled.startswith(NOT_OURS):
                yield filled


ALL = sorted(set(addresses()))


def body(content: bytes, kind: str) -> Send:
    return lambda client, path: client.post(path, content, content_type=kind)


def deep(opening: str, times: int) -> bytes:
    return (opening * times).encode()


def nested(times: int) -> bytes:
    found: Any = 1
    for _ in range(times):
        found = {"a": [found]}
    return json.dumps(found).encode()


JSON, FORM = "application/json", "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
UNREADABLE: dict[str, Send] = {
    "NUL in a query": lambda client, path: client.get(f"{path}?q=%00"),
    "NUL in a name of a query": lambda client, path: client.get(f"{path}?a%00b=1"),
    "NUL in a query of a form": lambda client, path: client.post(f"{path}?q=a%00", {"a": "b"}),
    "NUL in the path": lambda client, path: client.get(f"{path}%00/"),
    "NUL in a cookie": lambda client, path: client.get(
        path, HTTP_COOKIE='sessionid="aaaaaaaa\\000aaaaaaaaaaaaaaaaaaaaaaa"'
    ),
    "invalid UTF-8 in a query": lambda client, path: client.get(f"{path}?q=%ff%fe"),
    "half of a character in a query": lambda client, path: client.get(f"{path}?q=%ed%a0%80"),
    "too many fields in a query": lambda client, path: client.get(f"{path}?{'a=1&' * 1500}"),
    "other letters": lambda client, path: client.get(
        f"{path}?q=1", CONTENT_TYPE="text/plain; charset=utf-16"
    ),
}
BODIES: dict[str, Send] = {
    "lists in lists": body(deep("[", 100_000), JSON),
    "objects in objects": body(deep('{"a":', 100_000), JSON),
    "closed, and still too deep": body(nested(DEEPEST), JSON),
    "deep, with another kind of JSON": body(nested(200), "application/merge-patch+json"),
    "NUL in JSON": body(b'{"a": ["b\\u0000"]}', JSON),
    "NUL in a name in JSON": body(b'{"a\\u0000": 1}', JSON),
    "NUL alone in JSON": body(b'"\\u0000"', JSON),
    "half of a character in JSON": body(b'{"a": "\\ud800"}', JSON),
    "JSON that is not UTF-8": body(b'{"a": "\xff"}', JSON),
    "JSON in other letters": body(b"{}", f"{JSON}; charset=utf-16"),
    "NUL in a form": body(b"a=b%00c", FORM),
    "a raw NUL in a form": body(b"a=b\0c", FORM),
    "NUL in a name in a form": body(b"a%00=b", FORM),
    "a form that is not UTF-8": body(b"a=%ff", FORM),
    "half of a character in a form": body(b"a=%ed%a0%80", FORM),
    "a form in other letters": body(b"a=b", f"{FORM}; charset=latin-1"),
    "too many fields in a form": body(b"a=1&" * 1500, FORM),
    "NUL in a form with files": body(
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\0c\r\n--x--\r\n', MULTIPART
    ),
    "a form with files without a boundary": body(b"--x", "multipart/form-data"),
    "deep JSON in a PUT": lambda client, path: client.put(path, deep("[", 5000), JSON),
    "NUL in a PATCH": lambda client, path: client.patch(path, b'{"a": "\\u0000"}', JSON),
    "NUL in a form in a PATCH": lambda client, path: client.patch(path, b"a=%00", FORM),
}


def refused(answer: HttpResponse, path: str, what: str) -> None:
    """400, in the door's own format, with a sentence."""
    assert answer.status_code == 400, (path, what, answer.status_code)
    if path.startswith("/api/"):
        said = json.loads(answer.content)
        assert said["code"] == "unreadable", (path, what)
        assert said["detail"].startswith("We cannot read this request."), (path, what)
    else:
        assert answer["Content-Type"].startswith("text/html"), (path, what)
        assert b"We cannot read this request." in answer.content, (path, what)
    assert b"Traceback" not in answer.content


def test_the_addresses_are_all_of_them() -> None:
    assert len(ALL) > 200
    for one in ("/", "/moderation/people/", "/api/v1/introductions/", "/p/x/", "/staff/"):
        assert one in ALL


@pytest.mark.parametrize("what", UNREADABLE)
def test_an_odd_address_is_refused_at_every_door(what: str) -> None:
    client = Client(raise_request_exception=False)
    for path in ALL:
        if what == "other letters" and path.startswith(RAW):
            continue
        refused(UNREADABLE[what](client, path), path, what)


@pytest.mark.parametrize("what", BODIES)
def test_an_odd_body_is_refused_at_every_door(what: str) -> None:
    client = Client(raise_request_exception=False)
    for path in ALL:
        if not path.startswith(RAW):
            refused(BODIES[what](client, path), path, what)


def test_signed_in_people_are_answered_alike(mona: User, rita: User) -> None:
    for user, path in (
        (mona, "/moderation/people/"),
        (mona, "/moderation/"),
        (mona, "/staff/accounts/user/"),
        (rita, "/search/"),
        (rita, "/api/v1/listings/"),
        (rita, "/account/edit/"),
    ):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for what, send in {**UNREADABLE, **BODIES}.items():
            refused(send(client, path), path, what)
        assert client.get(path).status_code == 200, "and is still signed in"


@pytest.mark.parametrize("letters", ["zlib_codec", "rot13", "hex", "idna", "utf-16", "no such"])
def test_letters_that_unpack_or_rotate_are_refused_before_django_reads_them(letters: str) -> None:
    for path in ("/", "/api/v1/listings/"):
        environ = RequestFactory().get(f"{path}?q=%61", CONTENT_TYPE=FORM).environ
        environ["CONTENT_TYPE"] = f'text/plain; charset="{letters}"'
        said: list[str] = []
        start = lambda status, headers, said=said: said.append(status)  # noqa: E731
        content = b"".join(application(environ, start))
        assert said == ["400 Bad Request"]
        assert b"We cannot read this request." in content


def test_a_query_that_is_too_long_is_refused() -> None:
    client = Client(raise_request_exception=False)
    for path in ("/", "/api/v1/listings/", "/search/"):
        assert client.get(f"{path}?q={'a' * 9000}").status_code == 414


def test_a_partial_is_refused_as_a_partial(rita: User) -> None:
    client = Client()
    client.force_login(rita)
    answer = client.get("/search/?q=%00", headers={"HX-Request": "true"})
    assert answer.status_code == 400
    assert b"data-toast" in answer.content
    assert b"<html" not in answer.content


def test_nothing_is_changed_and_a_request_of_every_letter_goes_through(rita: User) -> None:
    client = Client()
    client.force_login(rita)
    facts = {"name": "Rita\0", "company": "C", "is_rep": "on", "country": "DE", "currency": "EUR"}
    assert client.post("/account/edit/", facts).status_code == 400
    assert client.patch("/api/v1/me/", {"name": "Rita\0"}, JSON).status_code == 400
    rita.refresh_from_db()
    assert rita.name == "Rita"
    name = "Ríta 李 🚪 Ωmega"
    assert client.get("/search/", {"q": name}).status_code == 200
    assert client.patch("/api/v1/me/", {"name": name}, JSON).status_code == 200
    rita.refresh_from_db()
    assert rita.name == name


ODD = ("-1", "9" * 30, "1e400", "'😀 %")
QUERY = (
    "page", "page_size", "o", "p", "e", "all", "tab", "q", "kind", "next", "price_from", "price_to", "year",
    "month", "sort", "from", "to", "currency", "role", "seniority", "country", "status", "waiting", "days",
)  # fmt: skip
ODD_BODIES: tuple[tuple[bytes, str], ...] = (
    (b"[[[]]]", JSON),
    (b'{"a": 1e400, "price": 99999999999999999999999999, "listing": {}, "pitch": []}', JSON),
    (b"9" * 10_000, JSON),
    (b"<a/>", "application/xml"),
    (b"\0\xff", "nonsense"),
)


@pytest.mark.parametrize("who", ["an administrator", "both roles"])
def test_what_can_be_read_and_makes_no_sense_is_never_a_500(who: str) -> None:
    client = Client(raise_request_exception=False)
    if who == "an administrator":
        client.force_login(builders.person("boss", is_staff=True, is_superuser=True))
    else:
        client.force_login(builders.outsider("eve"))
    bad = []
    for path in ALL:
        if "logout" in path or path == "/account/close/":
            continue
        for value in ODD:
            answer = client.get(path, dict.fromkeys(QUERY, value))
            if answer.status_code == 500:
                bad.append((path, "?", value, answer.status_code))
        if path.startswith("/api/"):
            for content, kind in ODD_BODIES:
                answer = client.post(path, content, content_type=kind)
                if answer.status_code == 500:  # 503: the provider is not there
                    bad.append((path, "POST", content[:20], kind, answer.status_code))
    assert not bad, bad[:20]
