"""Who may come in, for pages (decorators) and for the API (permission classes)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal

View = Callable[..., HttpResponse]


def person(request: HttpRequest | Request) -> User:
    """Who is asking, on a page that only signed-in people reach."""
    return cast(User, request.user)


def _only(view: View, role: str, sentence: str) -> View:
    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
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


def moderator_required(view: View) -> View:
    """Only for those who decide disputes."""
    return _only(view, "is_moderator", "This room is for moderators.")


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


class IsModerator(BasePermission):
    """Signed in, and one of those who decide disputes."""

    message = "This is for moderators."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and person(request).is_moderator)
