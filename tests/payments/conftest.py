"""The sandbox with a shop on it, for the tests of the sandbox and of what talks to it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.shop import WEBHOOK_SECRET, Desk, Receiver, Shop

if TYPE_CHECKING:
    from tests.support.sandbox_process import Sandbox


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    """Where webhooks go."""
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def shop(sandbox_process: "Sandbox", receiver: Receiver) -> Iterator[Shop]:
    """An empty sandbox, the SDK on it; fails where the schema was broken."""
    desk = Desk(sandbox_process.url)
    desk.post("reset", {"url": receiver.url, "secrets": [WEBHOOK_SECRET]})
    receiver.received.clear()
    receiver.answers.clear()
    shop = Shop(desk, receiver)
    yield shop
    assert not shop.http.complaints, shop.http.complaints
