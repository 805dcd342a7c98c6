"""The page of one introduction: one header, one stream, the reveal, and a way on after an end."""

import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from brokerage.accounts.models import User
from introductions.models import Event, Introduction
from introductions.queries import OF_THE_CARD
from tests.introductions.test_disputes_in_a_browser import SEEN, enter, look
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.stages import Stage, listed

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db


def page_of(stage: Stage, user: User) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/introductions/{stage.introduction.public_id}/")
    assert answer.status_code == 200
    return re.sub(
        r"value=\"[^\"]{20,}\"|\{\"X-CSRFToken[^}]*\}|data-now=\"\d+\"", "", unescape(answer.text)
    )


def test_the_header_says_whose_turn_it_is_and_leads_to_the_one_next_action(stage: Stage) -> None:
    stage.confirming()
    rep, connector = page_of(stage, stage.rep), page_of(stage, stage.connector)
    assert "Your turn: did Colin introduce you?" in rep
    assert 'href="#confirm">Confirm or report a problem</a>' in rep and 'id="confirm"' in rep
    assert "Your turn" not in connector and "Waiting for Rita to confirm" in connector


def test_the_name_is_revealed_to_the_rep_in_its_moment_and_not_before(stage: Stage) -> None:
    stage.consenting()
    assert 'class="reveal"' not in page_of(stage, stage.rep)
    stage.agree()
    page = page_of(stage, stage.rep)
    assert 'class="reveal"' in page and page.count(f"<h1>{PETRA.name}</h1>") == 1
    assert 'class="reveal"' not in page_of(stage, stage.connector)


def test_moves_and_messages_stand_in_one_stream_newest_first(stage: Stage) -> None:
    stage.introducing()
    client = Client()
    client.force_login(stage.rep)
    client.post(
        f"/introductions/{stage.introduction.public_id}/messages/", {"text": "Zebra crossing"}
    )
    page = page_of(stage, stage.connector)
    stream = page[page.index('<ol class="stream">') :]
    order = [
        stream.index(text) for text in ("Zebra crossing", "The prospect agreed", stage.now().pitch)
    ]
    assert order == sorted(order)
    alone = client.get(f"/introductions/{stage.introduction.public_id}/messages/").text
    assert "Zebra crossing" in alone and "The prospect agreed" in unescape(alone)


def test_nothing_on_the_connectors_page_tells_of_a_failed_card(stage: Stage) -> None:
    stage.consenting()
    row = stage.now()
    before = page_of(stage, stage.connector)
    for move in sorted(OF_THE_CARD):
        Event.objects.create(
            introduction=row, move=move, source=row.state, target=row.state, actor="payment"
        )
    assert page_of(stage, stage.connector) == before
    client = Client()
    client.force_login(stage.connector)
    said = client.get(f"/api/v1/introductions/{row.public_id}/").json()["history"]
    assert not OF_THE_CARD & {one["move"] for one in said}
    assert "could not be taken" in page_of(stage, stage.rep)


def test_after_an_end_others_can_be_asked_with_the_same_pitch(stage: Stage) -> None:
    other = listed(
        stage.connector, builders.Person("Pia Moss", "pia@second.example", "", PETRA.title)
    )
    stage.consenting()
    actions_of = Client()
    actions_of.force_login(stage.rep)
    assert "Ask somebody else" not in page_of(stage, stage.rep)
    stage.now().events.create(move="lapse", source="consent", target="lapsed", actor="clock")
    Introduction.objects.filter(pk=stage.introduction.pk).update(state="lapsed")
    page = page_of(stage, stage.rep)
    assert "The prospect didn't answer in time." in page and "Ask somebody else" in page
    like = f"/introductions/new/{other.public_id}/?like={stage.introduction.public_id}"
    assert stage.now().pitch in unescape(actions_of.get(like).text)
    eve = Client()
    eve.force_login(builders.rep("evelyn"))
    assert stage.now().pitch not in unescape(eve.get(like).text)
    for odd in ("x", "%00", ""):
        assert actions_of.get(like.split("=")[0] + "=" + odd).status_code < 500
    assert "Ask somebody else" not in page_of(stage, stage.connector)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", SEEN)
def test_rep_and_connector_see_the_page_whole(
    stage: Stage, live_server: "LiveServer", new_page: "Callable[..., Page]", how: str
) -> None:
    stage.confirming()
    for user in (stage.rep, stage.connector):
        page = new_page(**SEEN[how])
        enter(page, user, live_server.url)
        page.goto(f"{live_server.url}/introductions/{stage.introduction.public_id}/")
        page.wait_for_timeout(700)
        look(page, how, f"introduction-{'rep' if user == stage.rep else 'connector'}")
        if user == stage.rep:
            page.click("text=Confirm or report a problem")
            assert page.url.endswith("#confirm")
