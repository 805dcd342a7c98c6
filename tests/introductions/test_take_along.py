"""Taking one's introductions along: one's own words and money, nothing of the prospect or the other side."""

import json
from typing import Any

import pytest

from brokerage.accounts.models import User
from introductions import actions
from introductions.models import Event, Introduction
from introductions.queries import OF_THE_CARD
from tests.support.builders import PETRA
from tests.support.signing_in import signed_in_now
from tests.support.stages import PITCH, Stage

pytestmark = pytest.mark.django_db
RITAS = "Nobody wrote to me, and nobody called for two weeks."
COLINS = "I wrote to both on Monday; the mail is in the thread."


def export(user: User) -> tuple[str, list[dict[str, Any]]]:
    answer = signed_in_now(user).get("/account/data/export/")
    assert answer.status_code == 200
    return answer.text, json.loads(answer.text)["introductions"]


def test_each_side_takes_its_own_words_and_no_others(stage: Stage) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=RITAS)
    actions.respond(stage.now(), user=stage.connector, response=COLINS)
    text, (mine,) = export(stage.rep)
    assert (mine["side"], mine["paid"], mine["pitch"]) == ("rep", 50_000, PITCH)
    assert mine["disputes"][0]["my_statement"] == RITAS
    assert COLINS not in text
    assert PETRA.email not in text and PETRA.name not in text
    text, (mine,) = export(stage.connector)
    assert (mine["side"], mine["received"]) == ("connector", 0)
    assert mine["disputes"][0]["my_answer"] == COLINS
    assert RITAS not in text and PITCH not in text
    assert "asked_or_confirmed_from" not in mine


def test_a_connector_takes_nothing_along_that_was_not_shown(stage: Stage) -> None:
    stage.request()
    assert export(stage.connector)[1] == []
    assert len(export(stage.rep)[1]) == 1


def test_how_the_card_did_is_taken_along_by_the_rep_alone(stage: Stage) -> None:
    stage.consenting()
    row = stage.now()
    without, _ = export(stage.connector)
    for move in sorted(OF_THE_CARD):
        Event.objects.create(
            introduction=row, move=move, source=row.state, target=row.state, actor="payment"
        )
    assert all(move in export(stage.rep)[0] for move in OF_THE_CARD)
    assert not [move for move in OF_THE_CARD if move in export(stage.connector)[0]]
    assert (
        json.loads(export(stage.connector)[0])["introductions"]
        == (json.loads(without)["introductions"])
    )


def test_nobody_else_takes_it_along(stage: Stage, eve: User) -> None:
    stage.requested()
    assert Introduction.objects.count() == 1
    assert export(eve)[1] == []
