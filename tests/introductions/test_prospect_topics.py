"""Petra says which topics she welcomes and which she refuses; nobody finds out which."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions import set_attention
from connectors.models import Prospect, Relationship
from connectors.topics import Topic
from introductions import actions
from introductions.actions.asking import TRIES_A_DAY
from introductions.dossier import held_on, own_link
from introductions.guards import NOT_OPEN
from introductions.models import Introduction
from tests.introductions.test_prospect_at_rest import clear_in_dump
from tests.support import builders
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
    if goes:
        assert ask(rita, petra_listed, asked).topic == asked
        return
    with pytest.raises(Refusal) as no:
        ask(rita, petra_listed, asked)
    assert (no.value.sentence, no.value.code) == (NOT_OPEN, "not_open")
    assert not Introduction.objects.exists()


def test_it_is_asked_again_when_the_connector_accepts(stage: Stage) -> None:
    stage.requested()
    choose(stage.now().prospect, welcome_topics=["finance"])
    with pytest.raises(Refusal, match=NOT_OPEN):
        stage.accept()
    assert stage.now().state == "requested"


def test_the_answer_is_that_of_budget_pause_and_suppression(
    petra_listed: Relationship, rita: User, client: Client
) -> None:
    """Word for word and field for field, on the page and in the API."""
    path = f"/introductions/new/{petra_listed.public_id}/"
    typed = {
        "topic": "it", "pitch": PITCH, "purpose": PURPOSE, "keep_asking": "no", "no_way_in": "on",
    }  # fmt: skip
    answers = set()
    for own in ({"requests_a_month": 0}, {"unwelcome_topics": ["it"]}):
        cache.clear()
        choose(petra_listed.prospect, **own)
        client.force_login(rita)
        api = client.post(
            "/api/v1/introductions/",
            {"listing": str(petra_listed.public_id), "pitch": PITCH, "purpose": PURPOSE,
             "no_way_in": True, "topic": "it"},
            "application/json",
        )  # fmt: skip
        answers.add((api.status_code, api.content))
        shown = client.post(path, typed)
        assert NOT_OPEN in shown.content.decode()
    assert len(answers) == 1
    assert not Introduction.objects.exists()


def test_trying_every_topic_tells_nothing_after_the_third(
    petra_listed: Relationship, rita: User, client: Client
) -> None:
    choose(petra_listed.prospect, welcome_topics=["sales"])
    topics = [topic.value for topic in Topic if topic != Topic.SALES]
    for topic in topics[:TRIES_A_DAY]:
        with pytest.raises(Refusal):
            ask(rita, petra_listed, topic)
    other = listed(builders.connector("otto"))  # the same person through somebody else
    for row in (petra_listed, other):
        with pytest.raises(Refusal) as no:
            ask(rita, row, "sales")
        assert no.value.sentence == NOT_OPEN
    client.force_login(rita)
    assert NOT_OPEN in client.get(f"/introductions/new/{petra_listed.public_id}/").content.decode()
    ask(builders.rep("somebody"), petra_listed, "sales")


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
