"""Proof that it is still the owner: a password, passkey or code given in this session minutes ago.

Asked before what a borrowed or stolen session must not do: change the sign-in address, say where money
goes, take the data away, close the account, give access to staff. allauth keeps what was proved when
(`account_authentication_methods`) and has the pages that ask; here is what counts, once for all doors.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person
from brokerage.kit.errors import Refusal

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
AGAIN = "Log out and sign in again, then try once more within ten minutes."
FIRST = "Confirm that it is you: open {}, then try again within ten minutes."
NO_STEP = "Set up an authenticator app or a passkey first."


def has_second_step(user: User) -> bool:
    """Whether an authenticator app or a passkey is set up for this account."""
    return Authenticator.objects.filter(user=user, type__in=STEPS).exists()


def second_step_page(user: User) -> str:
    """The page that asks for the second step of somebody who has one."""
    ways = get_adapter().get_reauthentication_methods(user)
    return str(next(way["url"] for way in ways if way["id"] != "reauthenticate"))


def gave_second_step(request: HttpRequest, *, within: float | None = None) -> bool:
    """Whether this session itself proved a second step; `within` so many seconds, if given."""
    return any(one["method"] == "mfa" for one in _proved(request, within))


def is_recent(request: HttpRequest) -> bool:
    """Whether whoever has this session proved minutes ago who they are; signing in counts."""
    return bool(_proved(request, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT))


def ask_again(request: HttpRequest, *, second_step: bool = False) -> None:
    """Return if it was proved minutes ago; else send a page on to prove it, refuse a program (403).

    `second_step`: a password is not enough where the account has more. What was posted is kept in the
    session meanwhile, and goes through once it is proved.
    """
    steps = second_step and (has_second_step(person(request)) or settings.STAFF_NEED_SECOND_STEP)
    within = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    if gave_second_step(request, within=within) if steps else is_recent(request):
        return
    if steps and not has_second_step(person(request)):
        raise Refusal(NO_STEP, code="second_step", status=403)
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:  # signs in through another site only
        raise Refusal(AGAIN, code="reauthenticate", status=403)
    place = second_step_page(person(request)) if steps else ways[0]["url"]
    if request.path.startswith("/api/"):
        raise Refusal(FIRST.format(place), code="reauthenticate", status=403)
    raise ImmediateHttpResponse(suspend_request(request, place))


def recent_sign_in_required(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Decorator for pages of signed-in people: opened after a recent proof only."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ask_again(request)
        return view(request, *args, **kwargs)

    return checked


def ask_program_again(request: Request) -> None:
    """`ask_again` for a view of the API."""
    ask_again(request._request)


def _proved(request: HttpRequest, within: float | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get_authentication_records(request, request.user)
    oldest = time.time() - within if within is not None else 0.0
    return [one for one in found if float(one.get("at", 0)) > oldest]
