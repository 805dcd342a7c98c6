"""A validly signed message of any shape is kept and answered 200, or refused with 400; never a 500."""

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.models import ProviderEvent
from payments.tasks import sweep_events
from tests.payments.test_survive_failures import post_event, signed

pytestmark = pytest.mark.django_db
DEEP = "[" * 3_000 + "]" * 3_000


def post(body: bytes) -> int:
    return post_event(body, signed(body, int(time.time())))


def message(**odd: Any) -> bytes:
    usual = {"id": "evt_odd", "type": "charge.updated", "livemode": False, "data": {"object": {}}}
    return json.dumps({**usual, **odd}).encode()


@pytest.mark.parametrize(
    "body",
    [
        message(id=None),
        message(id=""),
        message(id=7),
        message(id=["evt_1"]),
        message(id="e" * 101),
        message(id="evt\0"),
        message(type=None),
        message(type={"a": 1}),
        message(type="t" * 101),
        message(api_version=["2026"]),
        message(api_version="v" * 41),
        message(data={"object": {"id": "a\0b"}}),
        message(data={"a\0": 1}),
        message(data={"object": {"id": "\ud800"}}),
        message(data=float("nan")),
        message(data=float("inf")),
        message().replace(b'{"object": {}}', b"1e400"),
        message().replace(b'{"object": {}}', b"1" * 5_000),
        message().replace(b'{"object": {}}', DEEP.encode()),
        message().replace(b'{"object": {}}', b"[" * 200 + b"]" * 200),
        b"[]",
        b"null",
        b'"evt_1"',
        b"{",
        b"",
        b"\xff",
    ],
)
def test_what_cannot_be_kept_is_refused(body: bytes) -> None:
    assert post(body) == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"data": None},
        {"data": []},
        {"data": [{"object": {}}]},
        {"data": "all"},
        {"data": {"object": "ch_1"}},
        {"data": {"object": ["ch_1"]}},
        {"data": {"object": {"id": {"id": 1}, "metadata": ["a"], "transfer_group": 7}}},
        {"data": {"object": {"metadata": {"reference": {"a": 1}}, "payment_intent": {"id": "p"}}}},
        {"type": "payout.failed", "account": ["a"], "data": {"object": {"id": 7}}},
        {"type": "v2.core.account.closed", "related_object": "acct_1"},
        {"type": "account.application.deauthorized", "account": {"id": "a"}},
        {"id": "\u202e é 日本", "data": {"object": {"note": "line\nline\ttab \x7f"}}},
        {"data": {"object": {"long": "x" * 2_000_000}}},
    ],
)
def test_what_is_only_odd_is_kept_and_understood_at_once(odd: dict[str, Any]) -> None:
    assert post(message(**odd)) == 200
    assert post(message(**odd)) == 200
    sweep_events()
    event = ProviderEvent.objects.get()
    assert (event.error, event.processed_at is not None) == ("", True)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "type", "data", "object", "metadata", "reference"]) | st.text(),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(found=ANYTHING, odd=st.dictionaries(st.sampled_from(["id", "type", "data"]), ANYTHING))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_anything_else_is_one_or_the_other(found: Any, odd: dict[str, Any]) -> None:
    for body in (json.dumps(found).encode(), message(**odd)):
        assert post(body) in {200, 400}
    sweep_events()
    assert not ProviderEvent.objects.exclude(error="").exists()
