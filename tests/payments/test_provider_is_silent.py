"""While the provider takes calls and never answers, who waits for a page waits a moment and loses nothing."""

import time
from datetime import timedelta
from typing import Any

import pytest

from introductions.models import Introduction
from payments.models import ProviderCall
from payments.tasks import sweep_calls
from tests.support.moving_clock import MovingClock
from tests.support.signing_in import signed_in_now
from tests.support.stages import PITCH, PURPOSE, Stage


@pytest.mark.django_db
def test_a_rep_is_answered_and_the_page_to_pay_follows(
    stage: Stage, settings: Any, clock: MovingClock
) -> None:
    settings.STRIPE_TIMEOUT_SECONDS_FOR_PAGES = (1, 1)
    stage.sandbox.post(
        "faults", match="POST /v1/checkout/sessions", kind="latency", seconds=12.0, times=1
    )
    listing = str(stage.relationship.public_id)
    body = {"listing": listing, "pitch": PITCH, "purpose": PURPOSE, "no_way_in": True}
    started = time.monotonic()
    answer = signed_in_now(stage.rep).post("/api/v1/introductions/", body, "application/json")
    assert time.monotonic() - started < 10
    assert answer.status_code == 201, answer.content
    checkout = Introduction.objects.get().payment.checkouts.get()  # type: ignore[union-attr]
    assert (checkout.status, checkout.session_id) == ("ordered", "")
    deadline = time.monotonic() + 30
    while not checkout.session_id and time.monotonic() < deadline:
        clock.offset += timedelta(minutes=10)
        sweep_calls()
        time.sleep(0.2)
        checkout.refresh_from_db()
    assert checkout.session_id
    sessions = [one for one in stage.sandbox.get("requests") if one["path"].endswith("/sessions")]
    assert len({one["key"] for one in sessions}) == 1
    assert ProviderCall.objects.get(operation="checkout").status == "granted"
