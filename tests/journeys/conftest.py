"""The whole product at once: web server, Celery worker on Valkey, sandbox with signed webhooks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.moving_clock import MovingClock

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from tests.support.sandbox_process import Sandbox


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """A Celery worker on the queue, in a thread of this process."""
    from celery.contrib.testing.worker import start_worker

    from brokerage.celery import app

    app.control.purge()
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        yield


@dataclass
class World:
    """Everything that runs, and the hands that move time."""

    url: str
    sandbox: "Sandbox"
    clock: MovingClock

    def until(self, **period: float) -> None:
        """Move time forward, stopping at each deadline, and let everything happen."""
        from datetime import timedelta

        from introductions.queries import next_due
        from tests.support.stages import settle

        target = self.clock.now() + timedelta(**period)
        while (due := next_due()) is not None and due <= target:
            self.clock.move_to(max(due, self.clock.now()))
            self.sandbox.follow(self.clock.offset.total_seconds())
            settle()
        self.clock.move_to(target)
        self.sandbox.follow(self.clock.offset.total_seconds())
        settle()


@pytest.fixture
def world(
    live_server: "LiveServer",
    sandbox: "Sandbox",
    clock: MovingClock,
    worker: None,
    settings: Any,
) -> World:
    """Web, worker, sandbox and clock, joined; the sandbox posts its webhooks to the live server."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    sandbox.top_up(1_000_000)
    sandbox.point_webhooks_at(live_server.url)
    return World(live_server.url, sandbox, clock)


@pytest.fixture
def window(new_page: "Callable[..., Page]") -> "Callable[[], Page]":
    """A person's own browser window."""
    return lambda: new_page(viewport={"width": 1280, "height": 900})
