"""Petra turns requests off, pauses or refuses a topic while a request waits for her: it ends as a no."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.kit import clock as our_clock
from connectors.models import Relationship
from introductions import actions
from introductions.actions import refusing
from introductions.models import Introduction, PendingRefusal
from introductions.notices import why_silent
from introductions.prospect_data import held_on, own_link
from introductions.queries import ANSWER, prospect_token
from introductions.tasks import sweep
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle


def own(path: str = "") -> str:
    held = held_on(PETRA.email)
    assert held is not None
    return "/" + own_link(held).split("/", 3)[3] + path


def in_days(days: int) -> str:
    return f"{our_clock.now() + timedelta(days=days):%Y-%m-%d}"


WISHES = {
    "nobody may ask": {"requests_a_month": "0"},
    "a pause": {"paused_until": "IN 300"},
    "a word": {"refused_topics": "freight"},
    "a topic": {"unwelcome_topics": ["other"]},
    "other topics only": {"welcome_topics": ["hiring"]},
}


def wish(name: str) -> dict[str, Any]:
    return {
        key: in_days(300) if value == "IN 300" else value for key, value in WISHES[name].items()
    }


def texts_to(address: str) -> list[tuple[str, str]]:
    return [(one.subject, str(one.body)) for one in mail.outbox if one.to == [address]]


@pytest.mark.parametrize("name", WISHES)
@pytest.mark.parametrize("door", ["page", "api"])
def test_what_waits_for_her_ends_as_a_no(
    stage: Stage, client: Client, clock: MovingClock, name: str, door: str
) -> None:
    stage.consenting()
    mail.outbox.clear()
    chosen = wish(name)
    if door == "page":
        assert client.post(own(), chosen).status_code == 302
    else:
        facts: dict[str, Any] = {
            "requests_a_month": None, "rest_days": None, "paused_until": None, "refused_topics": "",
        }  # fmt: skip
        facts |= chosen
        if facts["paused_until"]:
            facts["paused_until"] += "T00:00:00Z"
        path = "/api/v1/own-data" + own()[3:]
        answer = client.put(path, facts, "application/json")
        assert answer.status_code == 200, answer.content
    assert (stage.now().state, stage.now().refusal) == ("refused", "not_now")
    stage.wait(clock, days=20)
    payment = stage.now().payment
    assert payment is not None and (payment.captured, payment.funds) == (0, "lost")
    assert texts_to(PETRA.email) == []
    assert not PendingRefusal.objects.exists()


def test_the_sides_read_what_they_read_of_any_no(stage: Stage, client: Client) -> None:
    def told() -> list[tuple[str, str]]:
        settle()
        name = stage.now().public_id.hex, str(stage.now().public_id)
        found = texts_to(stage.rep.email) + texts_to(stage.connector.email)
        mail.outbox.clear()
        return [(s, b.replace(name[0], "ID").replace(name[1], "ID")) for s, b in found]

    stage.consenting()
    mail.outbox.clear()
    client.post(f"/p/{prospect_token(stage.now(), ANSWER)}/", {"answer": "not_now"})
    by_link = told()
    events = list(stage.now().events.values_list("move", "actor", "note", "facts"))
    long_ago = "2020-01-01T00:00:00Z"
    old = Introduction.objects.filter(pk=stage.introduction.pk)
    old.update(created_at=long_ago, state_since=long_ago)
    Relationship.objects.filter(pk=stage.relationship.pk).update(listed_at=our_clock.now())
    stage.consenting()
    mail.outbox.clear()
    client.post(own(), {"requests_a_month": "0"})
    assert told() == by_link and by_link
    assert list(stage.now().events.values_list("move", "actor", "note", "facts")) == events


HARMLESS: list[dict[str, Any]] = [
    {"requests_a_month": "1"},
    {"rest_days": "30"},
    {"refused_topics": "solar"},
    {"welcome_topics": ["other"]},
    {"requests_a_month": ""},
]


@pytest.mark.parametrize("numbers", HARMLESS)
def test_a_wish_that_says_nothing_against_it_ends_nothing(
    stage: Stage, client: Client, numbers: dict[str, Any]
) -> None:
    stage.consenting()
    client.post(own(), numbers)
    assert stage.now().state == "consent"
    assert not PendingRefusal.objects.exists()


def test_what_she_agreed_to_goes_on(stage: Stage, client: Client) -> None:
    stage.introducing()
    client.post(own(), {"requests_a_month": "0"})
    assert stage.now().state == "introducing"


def test_it_is_kept_and_no_reminder_sent_though_ending_fails(
    stage: Stage, client: Client, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.consenting()
    mail.outbox.clear()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no")

    with monkeypatch.context() as patch:
        patch.setattr(refusing, "_way_out", lambda row: fail)
        assert client.post(own(), {"requests_a_month": "0"}).status_code == 302
        assert stage.now().prospect.requests_a_month == 0
        assert stage.now().state == "consent"
        for notice in (n for event in stage.now().events.all() for n in event.notices.all()):
            if notice.audience == "prospect":
                assert why_silent(notice) == "not wanted any more"
        stage.wait(clock, days=5)
        assert texts_to(PETRA.email) == []
    clock.forward(hours=7)
    sweep()
    assert (stage.now().state, stage.now().refusal) == ("refused", "not_now")


def test_a_request_that_the_connector_has_not_taken_yet_is_decided_when_they_do(
    stage: Stage, client: Client
) -> None:
    """Nobody learns from a change of hers what stands behind a listing."""
    from brokerage.kit.errors import Refusal

    stage.requested()
    client.post(own(), {"requests_a_month": "0"})
    assert stage.now().state == "requested"
    with pytest.raises(Refusal):
        actions.accept(
            stage.now(), user=stage.connector, not_my_employer=True, no_duty_breached=True
        )
    assert PETRA.email not in [one.to[0] for one in mail.outbox]
