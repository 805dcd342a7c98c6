"""Petra says which topics she welcomes and which she refuses; nobody finds out which."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions import set_attention
from connectors.models import Prospect, Relationship
from introductions import actions
from introductions.guards import NOT_OPEN
from introductions.models import Introduction
from introductions.prospect_data import held_on, own_link
from introductions.queries import prospect_is_open
from tests.introductions.test_prospect_at_rest import clear_in_dump
from tests.support.builders import PETRA
from tests.support.stages import PITCH, PURPOSE, Stage, listed


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def petra_listed(colin: User) -> Relationship:
    return listed(colin)


def choose(prospect: Prospect, **own: Any) -> None:
    usual: dict[str, Any] = {
        "requests_a_month": None, "rest_days": None, "paused_until": None, "refused_topics": "",
    }  # fmt: skip
    set_attention(prospect, **usual | own)


def ask(rep: User, row: Relationship, topic: str) -> Introduction:
    made, _ = actions.request(
        rep, row, pitch=PITCH, purpose=PURPOSE, keep_asking=False, no_way_in=True, topic=topic
    )
    return made


def page() -> str:
    held = held_on(PETRA.email)
    assert held is not None
    return "/" + own_link(held).split("/", 3)[3]


@pytest.mark.parametrize(
    ("own", "asked", "goes"),
    [
        ({"welcome_topics": ["finance", "it"]}, "finance", True),
        ({"welcome_topics": ["finance", "it"]}, "other", False),
        ({"unwelcome_topics": ["finance"]}, "finance", False),
        ({"unwelcome_topics": ["finance"]}, "it", True),
        ({"welcome_topics": ["finance"], "unwelcome_topics": ["finance"]}, "finance", False),
        ({}, "other", True),
    ],
)
def test_only_what_she_welcomes_reaches_her(
    rita: User, petra_listed: Relationship, own: dict[str, Any], asked: str, goes: bool
) -> None:
    choose(petra_listed.prospect, **own)
    assert prospect_is_open(petra_listed.prospect, rita, topic=asked) is goes


def test_a_request_is_made_whatever_she_chose(rita: User, petra_listed: Relationship) -> None:
    choose(petra_listed.prospect, welcome_topics=["finance"])
    assert ask(rita, petra_listed, "it").topic == "it"


def test_it_is_asked_when_the_connector_accepts_and_the_rep_is_released(stage: Stage) -> None:
    stage.requested()
    choose(stage.now().prospect, welcome_topics=["finance"])
    with pytest.raises(Refusal, match=NOT_OPEN):
        stage.accept()
    assert (stage.now().state, stage.now().accepted_at) == ("lapsed", None)


def test_neither_page_nor_api_of_a_request_shows_it_before(stage: Stage, client: Client) -> None:
    """The connector's page and list of moves are the same whatever she chose."""
    stage.requested()
    client.force_login(stage.connector)
    path = f"/introductions/{stage.now().public_id}/"
    seen = []
    for own in ({}, {"welcome_topics": ["finance"]}, {"requests_a_month": 0}):
        choose(stage.now().prospect, **own)
        moves = client.get(f"/api/v1{path}").json()["allowed_actions"]
        seen.append((moves, NOT_OPEN in client.get(path).content.decode()))
    assert seen == [seen[0]] * 3
    assert "accept" in seen[0][0]


def test_she_chooses_them_on_her_page(petra_listed: Relationship, client: Client) -> None:
    shown = client.get(page()).content.decode()
    assert "Topics I welcome" in shown
    answer = client.post(
        page(), {"welcome_topics": ["it", "finance"], "unwelcome_topics": ["legal"]}
    )
    assert answer.status_code == 302
    data = client.get(page() + "export/").json()["attention"]
    assert (data["welcome_topics"], data["unwelcome_topics"]) == (["finance", "it"], ["legal"])
    wrong = client.post(page(), {"welcome_topics": ["nonsense"]})
    assert wrong.status_code == 200
    assert client.get(page() + "export/").json()["attention"] == data
    put = client.put(
        "/api/v1/own-data" + page()[3:],
        {"requests_a_month": None, "rest_days": None, "paused_until": None, "refused_topics": "",
         "welcome_topics": ["ai"]},
        "application/json",
    )  # fmt: skip
    assert put.status_code == 200
    data = client.get(page() + "export/").json()["attention"]
    assert (data["welcome_topics"], data["unwelcome_topics"]) == (["ai"], [])


def test_what_she_chose_is_closed_at_rest(petra_listed: Relationship) -> None:
    choose(petra_listed.prospect, welcome_topics=["logistics", "sustainability"])
    assert not clear_in_dump(["logistics,sustainability"])


def test_a_topic_that_is_none_is_refused(rita: User, petra_listed: Relationship) -> None:
    with pytest.raises(Refusal) as no:
        ask(rita, petra_listed, "weather")
    assert no.value.field == "topic"
    assert not Introduction.objects.exists()
