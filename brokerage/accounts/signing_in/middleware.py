"""Who is let in at all: people who are suspended or banned, and staff without a second step."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from brokerage.accounts.access import Access, access_of
from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import may_come_in, still_heard
from brokerage.accounts.signing_in.recent import gave_second_step, has_second_step, second_step_page
from brokerage.kit.errors import Refusal
from brokerage.kit.web.middleware import refused

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
    f"{settings.SITE_URL}{settings.LOGIN_REDIRECT_URL}. {WRITE}",
    code="suspended",
    status=403,
)
SECOND_STEP = (
    "The rooms of staff need a second step: set up an authenticator app or a passkey first."
)
GIVE_STEP = "The rooms of staff need your second step in this session: sign in with it."
ENDED = Refusal("Your session has ended. Sign in again.", code="session_ended", status=401)
SINCE, SEEN = "staff_since", "staff_seen"
SEEN_EVERY = 60  # seconds: a session is not written at every request


class StandingMiddleware:
    """Lets people who are suspended or banned do what the address leaves open to them (`access`), and staff
    work only with their second step, in a session that was neither left alone nor lasts for ever."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """An answer for whom the room is closed; None for everybody else."""
        user, access = request.user, access_of(view)
        if not isinstance(user, User) or access.anybody:
            return None
        if user.suspended_at:
            return _suspended(request, user, access, kwargs)
        if user.is_staff and _is_over(request):
            return _ended(request)
        if settings.STAFF_NEED_SECOND_STEP and access.staff:
            return _one_step(request, user)
        return None


def _suspended(
    request: HttpRequest, user: User, access: Access, arguments: Mapping[str, Any]
) -> HttpResponse | None:
    may_act = request.method in SAFE or access.writes(arguments)
    if may_come_in(user):
        return None if may_act else refused(request, NOTHING_NEW)
    heard = still_heard(user)
    if not heard:
        logout(request)
        return refused(request, OUT)
    if not access.banned or (access.of_one and arguments["public_id"].hex not in heard):
        return refused(request, ONLY_WHAT_RUNS)
    return None if may_act else refused(request, ONLY_WHAT_RUNS)


def _one_step(request: HttpRequest, user: User) -> HttpResponse | None:
    if gave_second_step(request):
        return None
    has = has_second_step(user)
    if request.path.startswith("/api/"):
        said = GIVE_STEP if has else SECOND_STEP
        return refused(request, Refusal(said, code="second_step", status=403))
    if not has:
        messages.warning(request, SECOND_STEP)
        return redirect("mfa_index")
    return suspend_request(request, second_step_page(user))


def _is_over(request: HttpRequest) -> bool:
    """Whether this session of staff lasted too long, by the real clock; notes that it was used."""
    now, session = time.time(), request.session
    since, seen = session.get(SINCE, now), session.get(SEEN, now)
    if now - since > settings.STAFF_SESSION_SECONDS or now - seen > settings.STAFF_IDLE_SECONDS:
        return True
    if SINCE not in session or now - seen > SEEN_EVERY:
        session[SINCE], session[SEEN] = since, now
    return False


def _ended(request: HttpRequest) -> HttpResponse:
    logout(request)
    if request.path.startswith("/api/"):
        return refused(request, ENDED)
    messages.info(request, ENDED.sentence)
    return redirect_to_login(request.get_full_path() if request.method in SAFE else "/")
