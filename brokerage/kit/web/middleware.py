"""How a refusal looks at each door: as a page, as an htmx partial, as an API answer."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure
from django.views.defaults import page_not_found, permission_denied, server_error
from rest_framework.response import Response
from rest_framework.views import exception_handler

from brokerage.kit.errors import Refusal
from brokerage.kit.statements import TOO_SLOW, was_ended
from brokerage.kit.web.typed import TOO_OLD, offer_again, typed_in

# What no page of ours asks of a browser; passkeys and the clipboard are left to our own pages.
NOT_USED = ", ".join(
    f"{one}=()"
    for one in (
        *("accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb"),
        *("xr-spatial-tracking", "browsing-topics"),
    )
)
NOT_FOUND = Refusal("There is nothing at this address.", code="not_found", status=404)
FORBIDDEN = Refusal("You may not do this.", code="permission_denied", status=403)
NO_TOKEN = Refusal(
    "The CSRF token is missing or too old. Send the value of the csrftoken cookie as X-CSRFToken.",
    code="csrf_failed",
    status=403,
)
BROKEN = Refusal("Something broke on our side. Try again.", code="server_error", status=500)


class FilesHostMiddleware:
    """Middleware: on the host that is only for files (EVIDENCE_URL) there is nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        elsewhere = not request.path.startswith("/evidence/")
        if settings.EVIDENCE_URL and elsewhere and is_files_host(request):
            return HttpResponseNotFound()
        return self.get_response(request)


def is_files_host(request: HttpRequest) -> bool:
    """Whether it was asked of the host that is only for files."""
    return request.get_host() == urlsplit(settings.EVIDENCE_URL).netloc


class NoStoreMiddleware:
    """Middleware: no browser and no proxy on the way keeps what a page or the API said (OWASP ASVS 8.2.1)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("Permissions-Policy", NOT_USED)
        return answer


class RefusalMiddleware:
    """Middleware: a Refusal that a view lets through becomes a page with its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal's own page or partial; anything else is not for us."""
        if was_ended(exception):
            return refused(request, TOO_SLOW)
        if not isinstance(exception, Refusal):
            return None
        partial = getattr(request, "htmx", False)
        template = "components/_refusal.html" if partial else "refusal.html"
        context = {"refusal": exception, "typed": typed_in(request)}
        return render(request, template, context, status=exception.status)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as the one who asks can read it: page, partial, or JSON."""
    if request.path.startswith("/api/"):
        body = {"code": refusal.code, "detail": refusal.sentence}
        return JsonResponse(body, status=refusal.status)
    partial = request.headers.get("HX-Request") == "true"
    template = "components/_refusal.html" if partial else "refusal.html"
    context = {"refusal": refusal, "back": "/", "typed": typed_in(request)}
    return render(request, template, context, status=refusal.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django answers where a request is not as it should be (400), in the door's own format."""
    return refused(request, Refusal("We cannot read this request.", code="unreadable", status=400))


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, in the door's own format."""
    return refused(request, NOT_FOUND) if _is_api(request) else page_not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, in the door's own format."""
    return (
        refused(request, FORBIDDEN) if _is_api(request) else permission_denied(request, exception)
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500, in the door's own format."""
    return refused(request, BROKEN) if _is_api(request) else server_error(request)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, in the door's own format; what was typed into it is offered again."""
    if _is_api(request):
        return refused(request, NO_TOKEN)
    return offer_again(request, TOO_OLD) or csrf_failure(request, reason=reason)


def refusals_as_answers(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: `{"code": …, "detail": …}` with the refusal's status."""
    if was_ended(error):
        error = TOO_SLOW
    if isinstance(error, Refusal):
        body: dict[str, object] = {"code": error.code, "detail": error.sentence}
        if error.field:
            body["field"] = error.field
        return Response(body, status=error.status)
    answer = exception_handler(error, context)
    if answer is not None and isinstance(answer.data, dict) and set(answer.data) == {"detail"}:
        answer.data["code"] = getattr(answer.data["detail"], "code", "refused")
    return answer


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process can reach its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
