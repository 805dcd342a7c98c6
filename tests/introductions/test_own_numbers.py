"""A connector reads their own numbers, and nobody else's."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brokerage.accounts.models import User
from connectors.models import Relationship
from introductions import actions
from introductions.models import Introduction
from introductions.queries import answer_record
from payments.queries import balances_of, earned_by_month
from tests.support import builders
from tests.support.builders import Person
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, settle

pytestmark = pytest.mark.django_db
API = "/api/v1/numbers/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def numbers(user: User) -> dict[str, Any]:
    answer = signed_in(user).get(API)
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]


def test_the_record_as_reps_read_it_and_in_full(stage: Stage) -> None:
    assert numbers(stage.connector)["as_read_by_reps"] == "New here"
    stage.confirmed()
    found = numbers(stage.connector)
    assert found["record"] == answer_record(stage.connector).sentence
    assert found["answer_hours"] == 0
    page = signed_in(stage.connector).get("/numbers/").text
    assert found["record"] in page and "Within the hour" in page


def test_requests_count_once_the_connector_has_seen_them(stage: Stage) -> None:
    stage.request()
    assert numbers(stage.connector)["listings"][0]["requests"] == 0
    stage.pay()
    assert numbers(stage.connector)["listings"][0]["requests"] == 1


def test_money_on_its_way_with_its_day_and_then_in_its_month(
    stage: Stage, clock: MovingClock
) -> None:
    stage.introducing()
    [coming] = numbers(stage.connector)["coming"]
    assert (coming["amount"], coming["currency"], coming["on"]) == (40_000, "EUR", None)
    stage.introduce().confirm()
    [coming] = numbers(stage.connector)["coming"]
    due = stage.now().deadlines.get(move="release").due_at
    assert coming["on"][:19] == due.isoformat()[:19]
    assert numbers(stage.connector)["months"] == []
    page = signed_in(stage.connector).get("/numbers/").text
    assert f"paid on {due:%b} {due.day}" in page
    stage.wait(clock, days=8)
    settle()
    found = numbers(stage.connector)
    assert found["coming"] == []
    [month] = found["months"]
    assert (month["earned"], month["sent"], month["kept"], month["back"]) == (40_000, 40_000, 0, 0)
    assert month["month"] == f"{stage.now().state_since:%Y-%m}-01"
    [balance] = balances_of(stage.connector)
    assert balance.paid.amount == sum(
        one.sent - one.back for one in earned_by_month(stage.connector)
    )


def test_what_was_taken_back_is_told_in_its_month(stage: Stage, clock: MovingClock) -> None:
    stage.confirmed()
    stage.wait(clock, days=8)
    settle()
    actions.reclaim(stage.now(), staff=builders.staff("fritz", "finance"), reason="In vain.")
    settle()
    months = earned_by_month(stage.connector)
    assert sum(one.back for one in months) == 40_000
    [balance] = balances_of(stage.connector) or [None]  # type: ignore[list-item]
    assert balance is None or balance.paid.amount == 0


def test_nobody_elses(stage: Stage, eve: User) -> None:
    """A stranger who is a connector reads their own empty page, a rep none at all."""
    stage.confirmed()
    for other in (builders.connector("cora"), eve):
        found = numbers(other)
        assert (found["count"], found["months"], found["coming"]) == (0, [], [])
        assert str(stage.introduction.public_id) not in str(found)
    assert signed_in(stage.rep).get(API).status_code == 403
    assert signed_in(stage.rep).get("/numbers/").status_code in {302, 403}
    assert Client().get(API).status_code in {401, 403}
    assert Client().get("/numbers/").status_code == 302


def test_it_names_the_connectors_own_people_on_the_page_alone(stage: Stage) -> None:
    stage.requested()
    row = stage.now().relationship
    assert row.name in signed_in(stage.connector).get("/numbers/").text
    assert row.name.split()[-1] not in str(numbers(stage.connector))
    assert stage.rep.name not in signed_in(stage.connector).get("/numbers/").text


@pytest.mark.parametrize("path", [API, "/numbers/"])
def test_it_costs_the_same_for_few_and_many(stage: Stage, path: str) -> None:
    stage.introducing()
    client, costs = signed_in(stage.connector), []
    for more in (3, 15):
        _copies(stage, more)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


def _copies(stage: Stage, count: int) -> None:
    first = Introduction.objects.get(pk=stage.introduction.pk)
    for _ in range(count):
        n = Relationship.objects.count()
        person = Person(f"Ann Other{n}", f"ann{n}@meridian-freight.example", "", "VP Procurement")
        row = listed(stage.connector, person)
        fields = {
            one.attname: getattr(first, one.attname)
            for one in first._meta.concrete_fields
            if one.name not in {"id", "public_id", "payment", "rep", "relationship", "state"}
        }
        fields["prospect_id"] = row.prospect_id
        rep = builders.rep(f"more{n}")
        Introduction.objects.create(**fields, rep=rep, relationship=row, state="consent")
