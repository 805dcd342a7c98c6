"""The public rubric: one source for page, docs, forms, desk and the clock's own ruling."""

from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from brokerage.moderation.kinds.dispute import PROOFS as DESK_PROOFS
from brokerage.moderation.kinds.dispute import RuleForm
from introductions import actions, queries, rubric
from introductions.actions import disputing
from introductions.forms import form_class
from introductions.lifecycle import CONFIRM_WAIT, Actor
from introductions.management.commands.draw_rubric import page
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

ROOT = Path(__file__).resolve().parents[2]
WHY = "Nobody ever wrote to me, and the month is almost over."


def test_docs_rubric_is_up_to_date() -> None:
    text = (ROOT / "docs" / "rubric.md").read_text()
    assert text == page()
    assert [one for one in rubric.sentences() if one not in text] == []


@pytest.mark.django_db
def test_everybody_can_read_all_of_it(client: Client) -> None:
    answer = client.get("/rubric/")
    text = unescape(answer.text)
    assert answer.status_code == 200
    assert [one for one in rubric.sentences() if one not in text] == []
    assert 'href="/rubric/"' in client.get("/").text


def test_forms_desk_and_process_use_its_names() -> None:
    assert disputing.REASONS is rubric.REASONS
    assert dict(form_class("dispute").base_fields["reason"].choices) == rubric.REASONS  # type: ignore[attr-defined]
    named = {proof.name for proof in rubric.PROOFS if proof.name}
    assert named == set(CONFIRM_WAIT) == set(queries.PROOFS) == set(DESK_PROOFS)
    weights = [proof.days for proof in rubric.PROOFS if proof.days]
    assert weights == sorted(weights), "what weighs more waits less"


def test_each_reason_has_ready_words_for_both_ends() -> None:
    for code in rubric.REASONS:
        fitting = [one for one in rubric.WORDINGS if code in one.reasons]
        assert {one.ruling for one in fitting} >= {"release", "refund"}, code
    assert {one.ruling for one in rubric.WORDINGS} <= set(rubric.RULINGS) == set(disputing.RULINGS)
    assert {code for one in rubric.WORDINGS for code in one.reasons} == set(rubric.REASONS)
    html = str(RuleForm(auto_id="id_decide_%s")["wording"])
    for one in rubric.WORDINGS:
        assert one.text in unescape(html)
        assert f'data-reasons="{" ".join(one.reasons)}"' in html


@pytest.mark.django_db
@pytest.mark.parametrize("side", rubric.DEFAULT_RULING)
def test_what_the_clock_rules_is_what_it_says(
    stage: Stage, clock: MovingClock, side: Actor
) -> None:
    stage.confirming()
    opener = stage.rep if side == Actor.REP else stage.connector
    actions.dispute(stage.now(), user=opener, reason="other", statement=WHY)
    stage.wait(clock, days=3, hours=1)
    assert stage.now().disputes.get().ruling == rubric.DEFAULT_RULING[side]
    page = Client()
    page.force_login(opener)
    shown = page.get(f"/introductions/{stage.introduction.public_id}/").text
    assert "/rubric/#other" in shown
    assert str(settings.EVIDENCE_FILES_A_SIDE) in page.get("/rubric/").text
