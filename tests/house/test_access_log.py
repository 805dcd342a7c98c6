"""The web process's own log of requests: routes and numbers, never a link or a name."""

import json
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from brokerage.kit.access import RouteLogger, route_of

DOCKERFILE = Path(__file__).parents[2] / "Dockerfile"


def logger() -> RouteLogger:
    """As the image starts it."""
    found = re.search(r"^CMD (\[.*\])$", DOCKERFILE.read_text(), re.MULTILINE)
    assert found
    config = Config()
    for name, value in vars(config.parser().parse_args(json.loads(found[1])[1:])).items():
        if value is not None and name in config.settings:
            config.set(name, value)
    made = config.logger_class(config)
    assert isinstance(made, RouteLogger)
    return made


def line(path: str, query: str = "", referrer: str = "https://here/me/SECRET/") -> str:
    log = logger()
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": f"{path}?{query}", "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "192.0.2.7", "HTTP_REFERER": referrer,
        "HTTP_USER_AGENT": "Mail scanner",
    }  # fmt: skip
    response = SimpleNamespace(status="200 OK", sent=12, headers=[("Location", "/me/SECRET/")])
    request = SimpleNamespace(headers=[("REFERER", referrer)])
    atoms = log.atoms(response, request, environ, timedelta(seconds=1))
    return str(log.cfg.access_log_format) % log.atoms_wrapper_class(atoms) + repr(atoms)


@pytest.mark.parametrize(
    ("path", "query"),
    [("/p/SECRET/", ""), ("/me/SECRET/", ""), ("/network/", "q=SECRET"), ("/SECRET", "x=SECRET")],
)
def test_no_link_and_no_search_is_in_a_line(path: str, query: str) -> None:
    said = line(path, query)
    assert "SECRET" not in said
    assert "GET /" in said and "192.0.2.7" in said and "200" in said


def test_a_line_says_which_route_was_asked() -> None:
    assert route_of("/p/abc/") == "p/<str:token>/"
    assert route_of("/no/such/page") == "?"
