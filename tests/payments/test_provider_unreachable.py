"""While the provider cannot be seen, every reader says so in our own words, and nothing else escapes."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe

from brokerage.kit import clock
from payments.gateway import auditing, reading
from payments.gateway.client import client
from payments.gateway.errors import Unreachable

READERS = [
    reader
    for room in (reading, auditing)
    for name, reader in inspect.getmembers(room, inspect.isfunction)
    if reader.__module__ == room.__name__ and not name.startswith("_")
]
ERRORS = [
    stripe.APIConnectionError("no route"),
    stripe.APIError("down", http_status=500),
    stripe.RateLimitError("slow down", http_status=429),
    stripe.AuthenticationError("who are you", http_status=401),
    stripe.PermissionError("not yours", http_status=403),
    stripe.InvalidRequestError("no such thing", param="id", http_status=404),
]


def call(reader: Callable[..., Any]) -> Any:
    """Call a reader with a word for each argument; a generator is read to its end."""
    asked = inspect.signature(reader).parameters.values()
    given = {one.name: clock.now() if one.name == "since" else "x_1" for one in asked}
    answer = reader(**given)
    return list(answer) if isinstance(answer, Iterator) else answer


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.__name__)
def test_says_that_it_could_not_be_read(
    reader: Callable[..., Any], error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def request(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(type(client()._requestor), "request", request)
    with pytest.raises(Unreachable) as met:
        call(reader)
    assert str(met.value) == type(error).__name__
    assert met.value.__cause__ is error


def test_every_reader_is_tried() -> None:
    assert {one.__name__ for one in READERS} >= {
        "checkout", "transfers", "account", "account_link", "available_balance", "movements",
    }  # fmt: skip
