"""How a refusal looks at each door: as a page, as an htmx partial, as an API answer."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import render
from rest_framework.response import Response
from rest_framework.views import exception_handler

from brokerage.kit.errors import Refusal


class HostOfFiles:
    """Middleware: on the host that is only for files (EVIDENCE_URL) there is nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        elsewhere = not request.path.startswith("/evidence/")
        if settings.EVIDENCE_URL and elsewhere and is_host_of_files(request):
            return HttpResponseNotFound()
        return self.get_response(request)


def is_host_of_files(request: HttpRequest) -> bool:
    """Whether it was asked of the host that is only for files."""
    return request.get_host() == urlsplit(settings.EVIDENCE_URL).netloc


class KeptByNobody:
    """Middleware: no browser and no proxy on the way keeps what a page or the API said (OWASP ASVS 8.2.1)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


class RefusalsAsPages:
    """Middleware: a Refusal that a view lets through becomes a page with its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal's own page or partial; anything else is not for us."""
        if not isinstance(exception, Refusal):
            return None
        partial = getattr(request, "htmx", False)
        template = "components/_refusal.html" if partial else "refusal.html"
        return render(request, template, {"refusal": exception}, status=exception.status)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as the one who asks can read it: page, partial, or JSON."""
    if request.path.startswith("/api/"):
        body = {"code": refusal.code, "detail": refusal.sentence}
        return JsonResponse(body, status=refusal.status)
    partial = request.headers.get("HX-Request") == "true"
    template = "components/_refusal.html" if partial else "refusal.html"
    return render(request, template, {"refusal": refusal, "back": "/"}, status=refusal.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django answers where a request is not as it should be (400), in the door's own format."""
    return refused(request, Refusal("We cannot read this request.", code="unreadable", status=400))


def refusals_as_answers(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: `{"code": …, "detail": …}` with the refusal's status."""
    if isinstance(error, Refusal):
        body: dict[str, object] = {"code": error.code, "detail": error.sentence}
        if error.field:
            body["field"] = error.field
        return Response(body, status=error.status)
    return exception_handler(error, context)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process can reach its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
