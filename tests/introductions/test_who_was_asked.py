"""Who is introduced is who was asked: whatever the connector writes into their network afterwards."""

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils.html import escape

from brokerage.accounts.actions import close_account
from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors.actions import edit_relationship, suppress_address
from connectors.models import KeyKind
from introductions import actions
from introductions.models import Introduction
from introductions.prospect_data import export, held_on
from introductions.tasks import forget_bought
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

BOB = {
    "name": "Bob Unasked",
    "email": "bob.unasked@other-house.example",
    "profile_url": "https://www.linkedin.com/in/bob-unasked",
    "title": "CFO",
}


def become_bob(stage: Stage, *facts: str) -> None:
    edit_relationship(
        stage.connector, stage.relationship.public_id, **{name: BOB[name] for name in facts or BOB}
    )


def test_a_rep_is_never_shown_somebody_who_was_not_asked(stage: Stage, clock: MovingClock) -> None:
    stage.introducing()
    become_bob(stage, "name", "profile_url", "title")
    seen = actions.reveal(stage.now(), viewer=stage.rep, ground="page")
    assert seen and (seen.name, seen.email) == (PETRA.name, PETRA.email)
    stage.introduce().confirm().wait(clock, days=30)
    become_bob(stage)
    seen = actions.reveal(stage.now(), viewer=stage.rep, ground="page")
    assert seen and (seen.name, seen.email) == (PETRA.name, PETRA.email)
    petra, bob = held_on(PETRA.email), held_on(BOB["email"])
    assert petra and len(petra.reveals) == 2
    assert bob and not bob.reveals
    assert not [one for one in mail.outbox if one.to == [BOB["email"]]]


def test_another_address_cannot_be_slipped_in_while_it_runs(stage: Stage) -> None:
    stage.consenting()
    with pytest.raises(Refusal, match="is being introduced"):
        become_bob(stage, "email")


def test_who_is_asked_is_who_was_listed(stage: Stage) -> None:
    stage.requested()
    stage.accept()
    asked = stage.now().asked
    assert asked and (asked["name"], asked["email"]) == (PETRA.name, PETRA.email)


def test_somebody_asked_and_then_suppressed_is_not_written_to_under_a_changed_entry(
    stage: Stage,
) -> None:
    stage.introducing()
    become_bob(stage, "name", "profile_url")
    suppress_address(KeyKind.PROFILE, PETRA.profile_url)
    mail.outbox.clear()
    stage.introduce()
    settle()
    assert not [one for one in mail.outbox if one.to == [PETRA.email]]


def test_an_erasure_reaches_who_was_asked_and_what_was_typed(
    stage: Stage, clock: MovingClock
) -> None:
    stage.introducing()
    actions.introduce(stage.now(), user=stage.connector, evidence=f"I wrote to {PETRA.name}.")
    stage.confirm().wait(clock, days=30)
    become_bob(stage)
    held = held_on(PETRA.email)
    assert held and PETRA.email in str(export(held)["requests"])
    actions.erase_person(held)
    row = stage.now()
    assert row.asked is not None and not any(row.asked.values())
    assert row.connector_evidence == "I wrote to [removed]."
    seen = actions.reveal(row, viewer=stage.rep, ground="page")
    assert seen and (seen.name, seen.email) == ("", "")
    stage.relationship.refresh_from_db()
    assert stage.relationship.name == "Bob Unasked"  # somebody else's data stay


def test_the_operator_erases_it_by_the_profile_too(stage: Stage, clock: MovingClock) -> None:
    stage.confirming().wait(clock, days=30)
    become_bob(stage)
    call_command("dsar", "nobody@home-mail.example", "--erase", "--profile", PETRA.profile_url)
    asked = stage.now().asked
    assert asked is not None and not any(asked.values())


def test_it_goes_some_time_after_the_connectors_account(stage: Stage, clock: MovingClock) -> None:
    stage.confirming().wait(clock, days=90)
    close_account(User.objects.get(pk=stage.connector.pk))
    clock.forward(days=settings.BOUGHT_KEPT.days - 1)
    forget_bought()
    assert Introduction.objects.get(pk=stage.introduction.pk).asked["name"] == PETRA.name
    clock.forward(days=2)
    forget_bought()
    row = Introduction.objects.get(pk=stage.introduction.pk)
    assert row.asked is not None and not any(row.asked.values())


@pytest.mark.parametrize("end", ["missed", "called off", "stepped back"])
def test_what_came_to_nothing_tells_the_rep_nothing_any_more(
    stage: Stage, clock: MovingClock, end: str
) -> None:
    stage.introducing()
    assert actions.reveal(stage.now(), viewer=stage.rep, ground="page")
    if end == "missed":
        stage.wait(clock, days=6)
    elif end == "called off":
        actions.offer_cancel(stage.now(), user=stage.rep)
        actions.agree_cancel(stage.now(), user=stage.connector)
    else:
        actions.step_back(stage.now(), user=stage.connector)
    settle()
    row = stage.now()
    assert row.state == "refunded"
    assert actions.reveal(row, viewer=stage.rep, ground="page") is None
    client = Client()
    client.force_login(stage.rep, backend="django.contrib.auth.backends.ModelBackend")
    for path in (f"/introductions/{row.public_id}/", f"/api/v1/introductions/{row.public_id}/"):
        assert PETRA.email not in client.get(path).text


# --- Before the reveal ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"It is {PETRA.name}.",
        "Ask for VANDENBROUCKE, petra",
        f"Write to {PETRA.email} and skip the fee.",
        f"See {PETRA.profile_url}",
        "Call +32 470 12 34 56",
    ],
)
def test_a_connector_names_nobody_before_the_person_agreed(stage: Stage, text: str) -> None:
    stage.requested()
    client = Client()
    client.force_login(stage.connector, backend="django.contrib.auth.backends.ModelBackend")
    page = f"/introductions/{stage.now().public_id}/"
    answer = client.post(f"{page}ask/", {"text": text})
    assert answer.status_code == 400
    assert "Leave out" in answer.text and escape(text) in answer.text
    assert not stage.now().messages.exists()
    stage.accept()
    with pytest.raises(Refusal, match="Leave out"):
        actions.step_back(stage.now(), user=stage.connector, note=text)
    assert stage.now().state == "consent"


def test_afterwards_they_may_be_named(stage: Stage) -> None:
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector, note=f"{PETRA.name} is ill.")
    assert stage.now().state == "refunded"
