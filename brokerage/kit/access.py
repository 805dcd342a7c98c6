"""The web process's access log: which route was asked, never the address itself.

A prospect's links are keys, and a connector's searches are names: neither belongs in a log.
"""

from typing import Any

from django.urls import Resolver404, resolve
from gunicorn.glogging import Logger

from brokerage.kit.masking import MaskAddresses


class RouteLogger(Logger):
    """Gunicorn's log with the route's pattern (`p/<str:token>/`) in place of path, query and referrer."""

    def setup(self, cfg: Any) -> None:
        """Its lines about failed requests name their paths: masked like all others."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.addFilter(MaskAddresses())

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any
    ) -> dict[str, Any]:
        """What a line may be made of; no value of the address is in it."""
        route = route_of(environ.get("PATH_INFO", ""))
        method = environ.get("REQUEST_METHOD", "-")
        shown = dict(environ, RAW_URI=route, PATH_INFO=route, QUERY_STRING="", HTTP_REFERER="-")
        found: dict[str, Any] = super().atoms(resp, req, shown, request_time)
        kept = {key: value for key, value in found.items() if not key.startswith("{")}
        return kept | {"r": f"{method} /{route}", "U": f"/{route}", "q": "", "f": "-"}


def route_of(path: str) -> str:
    """The pattern that answers `path`, or "?" where none does."""
    try:
        return resolve(path).route
    except Resolver404:
        return "?"
