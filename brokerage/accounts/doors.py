"""Who is let in at all: people who are suspended or banned, and staff without a second step."""

import re
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from brokerage.accounts.models import User
from brokerage.accounts.standing import may_come_in, still_heard
from brokerage.kit.doors import refused
from brokerage.kit.errors import Refusal

SAFE = ("GET", "HEAD", "OPTIONS")
WRITE = f"Write to {settings.SUPPORT_EMAIL} if you think that is wrong."
OUT = Refusal(f"This account is suspended. {WRITE}", code="suspended", status=403)
NOTHING_NEW = Refusal(
    "Your account is suspended: what runs can be seen and brought to its end, nothing new begun. "
    "Your account page says why and until when.",
    code="suspended",
    status=403,
)
ONLY_WHAT_RUNS = Refusal(
    "This account is suspended. You can still confirm, answer and settle the introductions that run, at "
    f"{settings.SITE_URL}/introductions/. {WRITE}",
    code="suspended",
    status=403,
)
_OF_ONE = re.compile(r"^/(?:api/v1/)?introductions/(?P<id>[0-9a-f-]{36})/")
SECOND_STEP = (
    "The rooms of staff need a second step: set up an authenticator app or a passkey first."
)


class AtTheDoor:
    """Middleware: looks at who is suspended, and at staff who sign in with a password alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """An answer for whom the room is closed; None for everybody else."""
        user = request.user
        if not isinstance(user, User) or request.path.startswith(settings.SUSPENDED_OPEN):
            return None
        if user.suspended_at:
            return self._suspended(request, user)
        if settings.STAFF_NEED_SECOND_STEP and request.path.startswith(settings.STAFF_PLACES):
            return self._one_step(request, user)
        return None

    def _suspended(self, request: HttpRequest, user: User) -> HttpResponse | None:
        if not may_come_in(user):
            heard = still_heard(user)
            if not heard:
                logout(request)
                return refused(request, OUT)
            return None if _is_of_what_runs(request, heard) else refused(request, ONLY_WHAT_RUNS)
        if request.method in SAFE or _brings_to_an_end(request.path):
            return None
        return refused(request, NOTHING_NEW)

    def _one_step(self, request: HttpRequest, user: User) -> HttpResponse | None:
        steps = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        if Authenticator.objects.filter(user=user, type__in=steps).exists():
            return None
        if request.path.startswith("/api/"):
            return refused(request, Refusal(SECOND_STEP, code="second_step", status=403))
        messages.warning(request, SECOND_STEP)
        return redirect("mfa_index")


def _is_of_what_runs(request: HttpRequest, heard: set[str]) -> bool:
    """Whether a banned person asks for an introduction that still runs, or what belongs to it."""
    path, reads = request.path, request.method in SAFE
    if path.startswith(settings.BANNED_PLACES):
        return True
    if reads and (path.startswith(settings.BANNED_READ) or path in settings.BANNED_LISTS):
        return True
    found = _OF_ONE.match(path)
    if found is None or found["id"].replace("-", "") not in heard:
        return False
    return reads or _brings_to_an_end(path)


def _brings_to_an_end(path: str) -> bool:
    if path.startswith(settings.SUSPENDED_PLACES):
        return True
    word = path.rstrip("/").rsplit("/", 1)[-1].replace("-", "_")
    return "/introductions/" in path and word in settings.SUSPENDED_MOVES
