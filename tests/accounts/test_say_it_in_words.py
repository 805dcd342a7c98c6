"""Money, periods and states as templates say them."""

from datetime import timedelta

import pytest

from brokerage.kit import clock
from brokerage.kit.money import Money
from brokerage.templatetags import sidedoor
from introductions.lifecycle import State
from introductions.places import PLACES


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (timedelta(days=3, hours=4, minutes=5), "3 days 4 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute"),
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(hours=-2), "2 hours"),
    ],
)
def test_a_period(period: timedelta, words: str) -> None:
    assert sidedoor.duration(period) == words


def test_a_deadline_ahead_near_and_past() -> None:
    now = clock.now()
    assert sidedoor.countdown(now + timedelta(days=2, minutes=1)).endswith("left")
    assert sidedoor.countdown(now - timedelta(days=2)) == "2 days ago"
    assert sidedoor.countdown_tone(now + timedelta(days=2)) == ""
    assert sidedoor.countdown_tone(now + timedelta(hours=2)) == "soon"
    assert sidedoor.countdown_tone(now - timedelta(hours=2)) == "over"


def test_money_of_either_kind() -> None:
    assert sidedoor.money(125_000, "EUR") == str(Money(125_000, "EUR")) == "€1,250.00"
    assert sidedoor.money(Money(500, "JPY")) == "¥500"
    assert sidedoor.money(None) == ""


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_own_words(state: State) -> None:
    place = PLACES[state]
    assert place.label
    assert place.tone in {"go", "wait", "note", "stop", "quiet"}
