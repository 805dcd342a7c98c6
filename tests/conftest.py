"""The stage: servers, clock, browser, and the cast that every test file knows.

rita (rep) buys introductions, colin (connector) sells them, petra (prospect) has no account, eve
must be turned away, mona and max moderate.
"""

# ruff: noqa: E402, I001  (the servers must run before anything reads the settings)
from tests.support import server

server.prepare_environment()

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import pytest
from django.conf import settings

assert settings.TESTING, "SIDEDOOR_TESTING was not read"  # also tells pytest-django we are set up
django.setup()  # the conftest files below import models

from tests.support import chromium
from tests.support.kept_schema import keep_schema, use_kept_schema
from tests.support.moving_clock import MovingClock
from tests.support.reset import allow_flush
from tests.support.static_files import find_static_files_once

if TYPE_CHECKING:
    from brokerage.accounts.models import User
    from playwright.sync_api import Browser, BrowserContext, Page
    from tests.support.builders import Person
    from tests.support.sandbox_process import Sandbox
    from tests.support.stages import Stage

allow_flush()
use_kept_schema()
find_static_files_once()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A worker must not read the settings before it knows its own addresses, as it would by this."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers that this process started."""
    server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses a browser, so that `-m "not browser"` leaves them out."""
    for item in items:
        if {"browser", "new_page", "page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.fixture
def clock() -> Iterator[MovingClock]:
    """The product's clock, movable: `clock.forward(days=3)`."""
    moving = MovingClock()
    moving.install()
    yield moving
    moving.remove()


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """What another test did a moment ago counts against nobody."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """pytest-django's database; its schema is kept for the next run."""
    keep_schema()


# --- The cast ------------------------------------------------------------------------------------


@pytest.fixture
def rita(db: None) -> "User":
    """A rep."""
    from tests.support import builders

    return builders.rep("rita")


@pytest.fixture
def colin(db: None) -> "User":
    """A connector."""
    from tests.support import builders

    return builders.connector("colin")


@pytest.fixture
def petra() -> "Person":
    """A prospect: a name and an address, never an account."""
    from tests.support import builders

    return builders.PETRA


@pytest.fixture
def eve(db: None) -> "User":
    """A rep and connector with no part in anybody's business."""
    from tests.support import builders

    return builders.outsider("eve")


@pytest.fixture
def mona(db: None) -> "User":
    """A moderator."""
    from tests.support import builders

    return builders.moderator("mona")


@pytest.fixture
def max(db: None) -> "User":
    """Another moderator, for what needs two."""
    from tests.support import builders

    return builders.moderator("max")


@pytest.fixture
def evidence_folder(tmp_path: Path, settings: Any) -> Path:
    """An empty folder of this test alone, where the files of disputes are kept."""
    folder = tmp_path / "evidence"
    kept = settings.STORAGES["evidence"]
    options = {**kept["OPTIONS"], "location": folder}
    settings.STORAGES = {**settings.STORAGES, "evidence": {**kept, "OPTIONS": options}}
    return folder


# --- Processes and browsers ------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator["Sandbox"]:
    """The payment sandbox in a process of its own, for the whole run."""
    from tests.support.sandbox_process import run

    with run() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: "Sandbox") -> "Sandbox":
    """The payment sandbox, empty and on real time: `sandbox.pay(session_id)`."""
    sandbox_process.reset()
    return sandbox_process


@pytest.fixture
def stage(rita: "User", colin: "User", sandbox: "Sandbox", clock: MovingClock) -> "Stage":
    """Rita, and Colin who can be paid and lists Petra for 500.00 EUR: `stage.requested()`."""
    from tests.support.stages import Stage, listed, payable

    sandbox.top_up(1_000_000)
    payable(colin, sandbox)
    return Stage(rita, colin, listed(colin), sandbox)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, for the whole run. Use `new_page` for a person's own window."""
    path = chromium.find()
    # Playwright keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield running
        running.close()


@pytest.fixture
def new_page(browser: "Browser") -> "Iterator[Callable[..., Page]]":
    """Make pages, each in a window of its own (own cookies): `rita_page = new_page()`.

    Keyword arguments go to Playwright's `new_context`. A console error or an uncaught exception in
    any of them fails the test: a breach of the content security policy shows as one.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> "Page":
        context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, complaints
