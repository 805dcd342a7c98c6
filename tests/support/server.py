"""The servers of one test run: started before the settings, because these need their addresses."""

import atexit
import contextlib
import os
from urllib.parse import urlsplit, urlunsplit

from brokerage.embedded import EmbeddedError, free_port, throwaway_servers

_running = contextlib.ExitStack()


def prepare_environment() -> None:
    """Start PostgreSQL and Valkey unless URLs are given, and set the variables for the settings.

    Under xdist the controller starts them; its workers inherit the URLs, have a database of their
    own by pytest-django, and get a Valkey database of their own here.
    """
    os.environ["SIDEDOOR_TESTING"] = "true"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerage.settings")
    # The sandbox starts with the first test that asks for it; settings must know where already.
    os.environ["STRIPE_API_BASE"] = f"http://localhost:{free_port()}"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        os.environ["REDIS_URL"] = _numbered(os.environ["REDIS_URL"], int(worker.strip("gw")) + 1)
        return
    try:
        os.environ.update(_running.enter_context(throwaway_servers()))
    except EmbeddedError as error:
        raise SystemExit(f"The tests cannot start their servers. {error}") from None
    atexit.register(_running.close)


def stop() -> None:
    """Stop what this process started; harmless twice."""
    _running.close()


def _numbered(url: str, number: int) -> str:
    """Return a Redis URL with another database number."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{number}"))
