"""The export is made from the models: a field is given, or named as left out with its reason."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from brokerage.accounts import sanctions
from brokerage.accounts.portable import all_parts
from brokerage.kit.portable import Part, nobody
from introductions import actions
from introductions.models import Introduction, Trace
from introductions.prospect_data import export, held_on
from introductions.prospect_data import portable as prospect_portable
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.signing_in import signed_in_now
from tests.support.stages import PITCH, PURPOSE, Stage

RITAS = "Nobody wrote to me, and nobody called for two weeks."
COLINS = "I wrote to both on Monday; the mail is in the thread."
OF_OTHERS = {"admin", "auth", "contenttypes", "sessions", "demo", "messages"}
"""Django's own tables (roles, sessions by key), and what only the demo has."""


def every_model() -> list[type[models.Model]]:
    return [one for one in apps.get_models() if one._meta.app_label not in OF_OTHERS]


@pytest.mark.parametrize("model", every_model(), ids=lambda one: one._meta.label)
def test_every_model_is_accounted_for_once(model: type[models.Model]) -> None:
    assert [one.model for one in all_parts()].count(model) == 1


@pytest.mark.parametrize(
    "part", [*all_parts(), *prospect_portable.PARTS], ids=lambda one: one.model._meta.label
)
def test_every_field_is_given_or_left_out_for_a_reason(part: Part) -> None:
    assert part.wrong() == []


def test_a_field_that_is_forgotten_is_noticed() -> None:
    part = Part(Introduction, nobody, given=("state", "state", "nothing"), left_out={"pitch": ""})
    wrong = part.wrong()
    assert "introductions.Introduction.price is neither given nor left out" in wrong
    assert "introductions.Introduction.nothing is no field" in wrong
    assert "introductions.Introduction.state twice" in wrong
    assert "introductions.Introduction.pitch has no reason" in wrong


def test_every_model_that_points_at_a_prospect_is_in_theirs() -> None:
    """Whatever has a column for them, or for one of their requests that says something of them."""
    points = {
        one
        for one in every_model()
        if any(f.related_model is not None and f.related_model._meta.label == "connectors.Prospect"
               for f in one._meta.concrete_fields)
    }  # fmt: skip
    assert points <= {one.model for one in prospect_portable.PARTS}


@pytest.mark.django_db
class TestWhatIsInIt:
    """Through the page, for each of the three."""

    @pytest.fixture
    def told(self, stage: Stage) -> Stage:
        stage.confirming()
        actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=RITAS)
        actions.respond(stage.now(), user=stage.connector, response=COLINS)
        sanctions.warn(
            stage.rep,
            staff=builders.staff("sena", "senior moderator"),
            code="unwanted",
            reason="Forty requests in a day.",
        )
        page = f"/introductions/{stage.introduction.public_id}/"
        assert signed_in_now(stage.rep).get(page).status_code == 200
        Trace.objects.create(
            introduction=stage.introduction, move="request", address="192.0.2.7", device="Firefox"
        )
        return stage

    @staticmethod
    def records(user: Any) -> tuple[str, dict[str, list[dict[str, Any]]]]:
        answer = signed_in_now(user).get("/account/data/export/")
        return answer.text, json.loads(answer.text)["records"]

    def test_a_rep_reads_all_of_theirs(self, told: Stage) -> None:
        text, records = self.records(told.rep)
        (row,) = records["introductions"]
        assert (row["pitch"], row["purpose"], row["topic"]) == (PITCH, PURPOSE, "other")
        assert row["keep_asking"] is False and row["asker"]["name"] == told.rep.name
        assert records["sanctions"][0]["reason"] == "Forty requests in a day."
        assert records["traces"][0]["address"] == "192.0.2.7" and records["reveals"]
        assert records["payments"][0]["captured"] == 50_000
        assert records["payments"][0]["transferred"] is None
        assert records["disputes"][0]["statement"] == RITAS
        assert COLINS not in text
        assert PETRA.email not in text and PETRA.name not in text and "prospect_word" not in text

    def test_a_connector_reads_all_of_theirs(self, told: Stage) -> None:
        text, records = self.records(told.connector)
        (row,) = records["relationships"]
        for name in ("role", "seniority", "department", "category", "show_company"):
            assert name in row
        assert (row["name"], row["email"]) == (PETRA.name, PETRA.email)
        assert records["payout_accounts"][0]["country"]
        assert records["connector_rules"] == [] and records["ledger_accounts"] is not None
        assert PITCH not in text and RITAS not in text
        assert records["introductions"][0]["pitch"] is None

    def test_a_prospect_reads_all_of_theirs(self, told: Stage) -> None:
        held = held_on(PETRA.email)
        assert held is not None
        records = export(held)["records"]
        (row,) = records["relationships"]
        assert row["name"] == PETRA.name and "notes" not in row and "price_minor" not in row
        (asked,) = records["introductions"]
        assert asked["pitch"] == PITCH and asked["asked"]["email"] == PETRA.email
        assert [one["viewer"] for one in records["reveals"]]
        json.dumps(export(held), default=str)

    def test_a_prospect_reads_nothing_of_who_never_asked_them(self, stage: Stage) -> None:
        stage.requested()
        held = held_on(PETRA.email)
        assert held is not None
        assert PITCH not in json.dumps(export(held), default=str)

    def test_nobody_reads_of_somebody_else(self, told: Stage, eve: Any) -> None:
        text, records = self.records(eve)
        assert {name for name, rows in records.items() if rows} <= {
            "users", "email_addresses", "proven_mailboxes", "user_sessions",
        }  # fmt: skip
        assert told.rep.email not in text and PETRA.email not in text
