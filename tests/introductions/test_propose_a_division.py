"""Proposing a division: exact amounts, what each gets to the cent before anything is pressed."""

from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from introductions import actions
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
WHY = "The address was wrong and nobody ever answered my letter."


@pytest.fixture
def disputed(stage: Stage) -> Stage:
    """Rita disputed."""
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WHY)
    return stage


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(stage: Stage, more: str = "") -> str:
    return f"/introductions/{stage.introduction.public_id}/{more}"


def shown(stage: Stage, part: str) -> str:
    return signed_in(stage.rep).get(page_of(stage, "division/"), {"part": part}).text


@pytest.mark.parametrize(
    ("part", "back", "net", "fee"),
    [
        ("0", "€500.00", "€0.00", "€0.00"),
        ("0.01", "€499.99", "€0.01", "€0.00"),
        ("300.01", "€199.99", "€240.01", "€60.00"),
        ("333.33", "€166.67", "€266.66", "€66.67"),
        ("500", "€0.00", "€400.00", "€100.00"),
    ],
)
def test_what_is_shown_is_what_is_paid(
    disputed: Stage, clock: MovingClock, part: str, back: str, net: str, fee: str
) -> None:
    text = shown(disputed, part)
    assert [text.count(amount) > 0 for amount in (back, net, fee)] == [True] * 3
    minor = round(float(part) * 100)
    actions.offer_split(disputed.now(), user=disputed.rep, part=Money(minor, "EUR"))
    actions.accept_split(disputed.now(), user=disputed.connector, part=Money(minor, "EUR"))
    disputed.wait(clock, days=7, hours=1)
    payment = disputed.now().payment
    assert payment is not None
    moved = (payment.refunded, payment.transferred, payment.captured - payment.refunded)
    assert str(Money(moved[0], "EUR")) == back
    assert str(Money(moved[1], "EUR")) == net
    assert str(Money(moved[2] - moved[1], "EUR")) == fee


@pytest.mark.parametrize("part", ["", "500.01", "-1", "half", "1e9", "3.333"])
def test_no_amount_no_lines(disputed: Stage, part: str) -> None:
    text = shown(disputed, part)
    assert "An amount between nothing and €500.00" in text
    assert "Back to the rep" not in text


def test_the_form_works_without_a_script(disputed: Stage) -> None:
    client = signed_in(disputed.rep)
    page = client.get(page_of(disputed)).text
    assert 'value="250.00"' in page
    assert "€200.00" in page, "half of the price, less half of the fee"
    answer = client.post(page_of(disputed, "offer_split/"), {"part": "123.45"})
    assert answer.status_code == 302
    assert disputed.now().disputes.get().split_offer == 12_345
    refused = client.post(page_of(disputed, "offer_split/"), {"part": "500.01"})
    assert refused.status_code == 400
    assert 'value="500.01"' in refused.text
    assert disputed.now().disputes.get().split_offer == 12_345


def test_nobody_else_asks(disputed: Stage, eve: Any) -> None:
    place = page_of(disputed, "division/")
    assert signed_in(eve).get(place, {"part": "1"}).status_code == 404
    assert Client().get(place, {"part": "1"}).status_code == 302
