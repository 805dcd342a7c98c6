"""A connector's payouts: the account in plain words, and every cent that is held, coming or paid."""

import re

import pytest
from django.test import Client

from brokerage.accounts.models import User
from payments.models import PayoutAccount
from tests.support.moving_clock import MovingClock
from tests.support.sandbox_process import Sandbox
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_from_nothing_to_ready(colin: User, sandbox: Sandbox) -> None:
    client = signed_in(colin)
    assert "Not started" in client.get("/payouts/").text
    page = client.post("/payouts/connect/")
    found = re.search(r'content="0;url=([^"]+)"', page.text)
    assert found is not None
    assert found[1] in page.text.replace("content=", "", 1)
    assert client.get("/payouts/return/").status_code == 302
    assert "Not complete" in client.get("/payouts/").text
    sandbox.onboard(PayoutAccount.objects.get().account_id)
    client.get("/payouts/return/")
    assert "Ready" in client.get("/payouts/").text


def test_each_click_makes_a_fresh_link(colin: User, sandbox: Sandbox) -> None:
    client = signed_in(colin)
    links = {client.post("/api/v1/payouts/onboarding/").json()["url"] for _ in range(2)}
    assert len(links) == 2
    assert client.get("/payouts/connect/").status_code == 405


def test_who_is_no_connector_is_told_so(rita: User) -> None:
    assert signed_in(rita).get("/payouts/").status_code == 403
    assert signed_in(rita).get("/api/v1/payouts/").status_code == 403


def test_a_country_not_served_is_said(colin: User) -> None:
    colin.country = "BR"
    colin.save()
    answer = signed_in(colin).post("/payouts/connect/")
    assert answer.status_code == 409
    assert "cannot pay out to your country" in answer.text


def test_held_then_paid(stage: Stage, clock: MovingClock) -> None:
    client = signed_in(stage.connector)

    def sums() -> tuple[int, int, int]:
        found = client.get("/api/v1/payouts/").json()
        assert found["account"]["status"] == "ready"
        one = found["balances"][0]
        return one["held"], one["coming"], one["paid"]

    stage.requested()
    assert client.get("/api/v1/payouts/").json()["balances"] == []
    stage.accept().agree()
    assert sums() == (40_000, 0, 0)
    assert "€400.00" in client.get("/payouts/").text
    stage.introduce().confirm().wait(clock, days=8)
    assert stage.now().state == "released"
    assert sums() == (0, 0, 40_000)
