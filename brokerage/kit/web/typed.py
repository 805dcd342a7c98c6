"""What somebody typed into a form that could not be taken: offered again, so that nothing of it is lost.

The session had ended, the form's token was too old, or it was refused. The answer holds what was typed in a
form with a fresh token, to the same address. Only for forms that came from our own pages: for anybody else's,
a page of ours that is sent with one click would be a way around the token. Passwords, codes and files never
come back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve

SECRET = re.compile(
    r"(?:^|[_-])(?:passw\w*|passphrase|secret|otp|token|credential|cvc|cvv|card|pin|code|key)s?\d*(?:$|[_-])",
    re.I,
)
FORM_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (a name)
PLAIN = re.compile(r"(?:[\d.,:-]*|on|off|true|false|yes|no|[0-9a-f-]{32,36})", re.I)
LONG = 60
CANNOT_BE_READ = (
    SuspiciousOperation,
    MultiPartParserError,
    RawPostDataException,
    UnreadablePostError,
)
View = TypeVar("View", bound=Callable[..., Any])
SIGNED_OUT = "You were signed out before this was sent"
TOO_OLD = "This form was too old"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a form, by `kind` "long", "short" or "hidden"; "secret" and "file" have none."""

    name: str
    kind: str
    value: str = ""

    @property
    def label(self) -> str:
        """Its name as words."""
        return re.sub(r"[_-]+", " ", self.name).strip().capitalize()


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and where it was sent."""

    action: str
    fields: list[Field]

    @property
    def has_files(self) -> bool:
        """Whether a file was chosen too."""
        return any(one.kind == "file" for one in self.fields)

    @property
    def has_secrets(self) -> bool:
        """Whether a password or a code was typed too."""
        return any(one.kind == "secret" for one in self.fields)


def typed_in(request: HttpRequest) -> Typed | None:
    """What `request` would lose; None where nothing was written, or it did not come from a page of ours."""
    if request.method != "POST" or not came_from_us(request):
        return None
    try:
        lists, files = list(request.POST.lists()), list(request.FILES)
    except CANNOT_BE_READ:
        return None
    listed = _listed_fields(request)
    fields = [_field(name, str(value), listed) for name, values in lists for value in values]
    fields = [one for one in fields if one.name != FORM_TOKEN]
    if not any(one.kind in {"long", "short"} for one in fields):
        return None
    fields += [Field(name, "file") for name in files]
    return Typed(request.get_full_path(), fields)


def came_from_us(request: HttpRequest) -> bool:
    """Whether nothing says that the form stood on somebody else's page; over HTTPS something must say so."""
    host = request.get_host()
    said = []
    if origin := request.headers.get("Origin"):
        said.append(origin in {f"{request.scheme}://{host}", *settings.CSRF_TRUSTED_ORIGINS})
    if site := request.headers.get("Sec-Fetch-Site"):
        said.append(site == "same-origin")
    if referer := request.headers.get("Referer"):
        said.append(_host_of(referer) == host)
    return all(said) if said else not request.is_secure()


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def listed_fields(*names: str) -> Callable[[View], View]:
    """Mark a view in whose form `names` are chosen from a list, although secrets are called like that."""

    def marked(view: View) -> View:
        view.listed_fields = frozenset(names)  # type: ignore[attr-defined]
        return view

    return marked


def _listed_fields(request: HttpRequest) -> frozenset[str]:
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return frozenset()
    return getattr(match.func, "listed_fields", frozenset())


def _field(name: str, value: str, listed: frozenset[str]) -> Field:
    clean = value.replace("\0", "").encode(errors="ignore").decode()
    if SECRET.search(name) and name not in listed:
        return Field(name, "secret")
    if PLAIN.fullmatch(clean):
        return Field(name, "hidden", clean)
    return Field(name, "long" if len(clean) > LONG or "\n" in clean else "short", clean)


def offer_again(request: HttpRequest, title: str) -> HttpResponse | None:
    """The page that offers what was typed once more; None where there is nothing to offer."""
    found = typed_in(request)
    if found is None:
        return None
    user = getattr(request, "user", None)
    context: dict[str, Any] = {
        "title": title,
        "typed": found,
        "sign_in": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': '/'})}",
        "signed_out": not getattr(user, "is_authenticated", False) and title == SIGNED_OUT,
    }
    return render(request, "typed.html", context, status=403)


class TypedIsKept:
    """Middleware: a form that ran into the sign-in page, for its session had ended, loses nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if (
            request.method == "POST"
            and _leads_to_sign_in(answer)
            and not request.user.is_authenticated
        ):
            return offer_again(request, SIGNED_OUT) or answer
        return answer


def _leads_to_sign_in(answer: HttpResponse) -> bool:
    place = urlsplit(answer.headers.get("Location", "")).path
    return answer.status_code == 302 and place in {
        resolve_url(settings.LOGIN_URL),
        resolve_url("admin:login"),
    }
