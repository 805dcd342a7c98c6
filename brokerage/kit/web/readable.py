"""A request that nobody can read is refused before anything looks at it: 400, never a 500.

PostgreSQL keeps no NUL and no half of a surrogate pair, JSON can be nested deeper than a program's
stack, a body can claim letters that are none. All of it is told here, once, for every door.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.http import parse_header_parameters

from brokerage.kit.errors import Refusal
from brokerage.kit.web.middleware import refused

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
LONGEST_QUERY = 8_000  # bytes after the question mark
DEEPEST = 20  # lists and objects inside one another; our own bodies have three
LETTERS = {"utf-8", "utf8", "us-ascii", "ascii"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

NUL = "It holds characters that cannot be kept (NUL, or half of a character)."
NOT_UTF8 = "It is not written in UTF-8."
TOO_DEEP = f"Its JSON is nested more than {DEEPEST} deep."
TOO_LONG = "The address is too long."
TOO_MUCH = "The form has too many fields, or cannot be read."
TOO_LARGE = "The request is too large."


def known_letters(application: Application) -> Application:
    """The WSGI application behind a look at the claimed charset: Django reads the query in it at once,
    before any middleware, and Python knows "charsets" that unpack or rotate (zlib_codec, rot13)."""

    def checked(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        kind, claimed = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        if claimed.get("charset", "utf-8").lower() not in LETTERS:
            boundary = f"; boundary={claimed['boundary']}" if "boundary" in claimed else ""
            environ["CONTENT_TYPE"] = f"{kind}{boundary}; charset=unknown"
        return application(environ, start_response)

    return checked


class ReadableRequestMiddleware:
    """Middleware: path, query, cookies and body can be read and kept, or the answer says what cannot.

    Doors in `settings.RAW_BODIES` read their bodies themselves: they are signed, or are mail.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            _read(request)
        except Refusal as refusal:
            # Nothing after us has run: whoever it is, the answer is a stranger's.
            request.user = AnonymousUser()
            request.COOKIES.clear()
            return refused(request, refusal)
        return self.get_response(request)


def _read(request: HttpRequest) -> None:
    # Whatever it claims; the setter would first read the query in the claimed letters.
    request._encoding = "utf-8"  # type: ignore[attr-defined]
    query = request.META.get("QUERY_STRING", "")
    _refuse_if(len(query) > LONGEST_QUERY, TOO_LONG, 414)
    _refuse_if(_is_odd(request.path_info), NUL)
    _refuse_if(any(map(_is_odd, [*request.COOKIES, *request.COOKIES.values()])), NUL)
    raw = request.path.startswith(settings.RAW_BODIES)
    letters = (request.content_params or {}).get("charset", "utf-8").strip("\"' ").lower()
    _refuse_if(letters not in LETTERS and not raw, NOT_UTF8)
    _utf8(unquote_to_bytes(query.encode("utf-8", "surrogateescape")))
    try:
        _refuse_if(any(map(_is_odd, _words(request.GET.lists()))), NUL)
        if not raw:
            _read_body(request)
    except RequestDataTooBig as error:
        raise _no(TOO_LARGE, 413) from error
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError) as error:
        raise _no(TOO_MUCH) from error


def _read_body(request: HttpRequest) -> None:
    kind = (request.content_type or "").lower()
    if kind == "application/json" or kind.endswith("+json"):
        _read_json(request.body)
    elif kind == FORMS[0]:
        body = unquote_to_bytes(request.body)
        _refuse_if(b"\0" in body, NUL)
        _utf8(body)
    if request.method == "POST" and kind in FORMS:
        _refuse_if(any(map(_is_odd, _words(request.POST.lists()))), NUL)


def _read_json(body: bytes) -> None:
    text = _utf8(body)
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise _no(TOO_DEEP) from error
    except ValueError:
        return  # no JSON at all: the door says so in its own words
    waiting: list[tuple[Any, int]] = [(found, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            _refuse_if(_is_odd(one), NUL)
        elif isinstance(one, (list, dict)):
            _refuse_if(depth >= DEEPEST, TOO_DEEP)
            inside = [*one, *one.values()] if isinstance(one, dict) else one
            waiting += ((each, depth + 1) for each in inside)


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _no(NOT_UTF8) from error


def _words(lists: Iterable[tuple[str, list[Any]]]) -> Iterable[str]:
    for name, values in lists:
        yield name
        yield from (value for value in values if isinstance(value, str))


def _is_odd(text: str) -> bool:
    """Whether there is a NUL in it, or half of a surrogate pair."""
    if "\0" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _refuse_if(wrong: bool, sentence: str, status: int = 400) -> None:
    if wrong:
        raise _no(sentence, status)


def _no(sentence: str, status: int = 400) -> Refusal:
    return Refusal(f"We cannot read this request. {sentence}", code="unreadable", status=status)
