"""Who may come in, for pages (decorators) and for the API (permission classes)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal

View = Callable[..., HttpResponseBase]


def person(request: HttpRequest | Request) -> User:
    """Who is asking, on a page that only signed-in people reach."""
    return cast(User, request.user)


def _only(view: View, role: str, sentence: str) -> View:
    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(request.user, role):
            raise Refusal(sentence, code="wrong_role", status=403)
        return view(request, *args, **kwargs)

    return checked


def rep_required(view: View) -> View:
    """Only for reps; others are told how to become one."""
    return _only(view, "is_rep", "This is for reps. You can become one in your account.")


def connector_required(view: View) -> View:
    """Only for connectors; others are told how to become one."""
    return _only(
        view, "is_connector", "This is for connectors. You can become one in your account."
    )


def desk_required(code: str) -> Callable[[View], View]:
    """Only for staff whose role has the desk's permission `code` ("see_desk", "work_money", …)."""

    def only(view: View) -> View:
        @login_required
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not person(request).has_perm(f"cases.{code}"):
                raise Refusal("This room is for our desk.", code="wrong_role", status=403)
            return view(request, *args, **kwargs)

        return checked

    return only


class IsRep(BasePermission):
    """Signed in, and a rep."""

    message = "This is for reps."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and person(request).is_rep)


class IsConnector(BasePermission):
    """Signed in, and a connector."""

    message = "This is for connectors."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and person(request).is_connector)


class SeesDesk(BasePermission):
    """Signed in, and on the desk in any role."""

    message = "This is for our desk."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and person(request).has_perm("cases.see_desk"))


def sees_people(user: User) -> bool:
    """Whether names and addresses of people with an account are shown to this member of the staff."""
    return user.has_perm("cases.work_cases") or user.has_perm("cases.work_money")


def masked_name(user: User) -> str:
    """A name as support sees it: enough to tell two people apart."""
    return f"{user.name[:1] or '?'}… ({user.public_id.hex[:8]})"


def masked_email(user: User) -> str:
    """An address as support sees it: its first letter."""
    return f"{user.email[:1]}…@…"
