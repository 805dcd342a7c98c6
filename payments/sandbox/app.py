"""The WSGI application: the API, the hosted pages, the control desk."""

import json
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from payments.sandbox import faults
from payments.sandbox.api import Answer, Api, Dropped, Request
from payments.sandbox.control import Control
from payments.sandbox.pages.desk import Pages

STATIC = Path(__file__).with_name("static")
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
REASONS = {200: "OK", 303: "See Other", 400: "Bad Request", 404: "Not Found"}
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class Application:
    """Sends each request to its desk. ``environ["sandbox.drop"]`` closes the connection."""

    def __init__(self, api: Api, pages: Pages, control: Control) -> None:
        self.api, self.pages, self.control = api, pages, control

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        try:
            answer = self.answer(_request(environ), environ.get("REMOTE_ADDR", ""))
        except Dropped:
            environ["sandbox.drop"]()
            return []
        body = answer.body.encode()
        headers = {"Content-Type": "application/json", **SAFE, **answer.headers}
        headers["Content-Length"] = str(len(body))
        reason = REASONS.get(answer.status, "Answer")
        start_response(f"{answer.status} {reason}", list(headers.items()))
        return [body]

    def answer(self, request: Request, peer: str) -> Answer:
        """The answer of the desk that this path belongs to."""
        try:
            if request.path.startswith(("/v1/", "/v2/")):
                return self.api.answer(request)
            if request.path.startswith("/_sandbox/"):
                return self.control.answer(request, peer)
            if request.path.startswith("/_static/"):
                return _static(request.path)
            return self.pages.answer(request)
        except Dropped:
            raise
        except Exception:  # our own mistake must look like Stripe's, and be seen in the log
            traceback.print_exc()
            return Answer(500, json.dumps(faults.broken(saved=False).body()))


def _request(environ: dict[str, Any]) -> Request:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return Request(
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ["wsgi.input"].read(length) if length else b"",
        headers,
    )


def _static(path: str) -> Answer:
    file = STATIC / Path(path).name
    if not file.is_file() or file.suffix not in TYPES:
        return Answer(404, "{}")
    headers = {"Content-Type": TYPES[file.suffix], "Cache-Control": "max-age=60"}
    return Answer(200, file.read_text(), headers)
