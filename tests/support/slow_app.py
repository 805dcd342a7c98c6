"""A site that takes its time, for the web process to be tried with: `/healthz/` and `/quick/` do not."""

import time
from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer with the path, after 0.4 s."""
    path = environ["PATH_INFO"]
    if path not in {"/healthz/", "/quick/"}:
        time.sleep(0.4)
    body = path.encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
