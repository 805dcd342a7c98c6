"""Everything the pages can do, a program can do too."""

import uuid

import pytest
from django.test import Client

from brokerage.accounts.models import Reveal, User
from introductions import actions
from introductions.models import Introduction
from tests.support.builders import PETRA
from tests.support.stages import PITCH, PURPOSE, Stage, settle

pytestmark = pytest.mark.django_db
LIST = "/api/v1/introductions/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(row: Introduction, move: str = "") -> str:
    return f"{LIST}{row.public_id}/{move + '/' if move else ''}"


def post(client: Client, path: str, **body: object) -> object:
    return client.post(path, body, content_type="application/json")


def test_ask_and_get_the_page_to_pay_on(stage: Stage) -> None:
    body = {
        "listing": str(stage.relationship.public_id),
        "pitch": PITCH,
        "purpose": PURPOSE,
        "no_way_in": True,
    }
    answer = signed_in(stage.rep).post(LIST, body, content_type="application/json")
    assert answer.status_code == 201
    row = Introduction.objects.get()
    checkout = row.payment.checkouts.get()  # type: ignore[union-attr]
    assert answer.json()["checkout_url"] == checkout.url != ""
    assert answer.json()["allowed_actions"] == ["reopen_checkout", "withdraw"]
    again = signed_in(stage.rep).post(LIST, body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "already_open")


def test_a_refusal_names_its_field(stage: Stage) -> None:
    body = {
        "listing": str(stage.relationship.public_id),
        "pitch": "Too short",
        "purpose": PURPOSE,
        "no_way_in": True,
    }
    answer = signed_in(stage.rep).post(LIST, body, content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (400, "pitch")


def test_the_whole_way(stage: Stage) -> None:
    row = stage.requested().now()
    rep, connector = signed_in(stage.rep), signed_in(stage.connector)
    assert post(connector, at(row, "counter"), price=45_000).status_code == 200  # type: ignore[attr-defined]
    assert post(rep, at(row, "agree_to_counter")).json()["price"] == 45_000  # type: ignore[attr-defined]
    accepted = post(connector, at(row, "accept"), not_my_employer=True, no_duty_breached=True)
    assert accepted.json()["state"] == "consent"  # type: ignore[attr-defined]
    assert rep.get(at(row)).json()["prospect"] is None
    actions.agree(stage.now())
    settle()
    seen = rep.get(at(row))
    assert seen.json()["prospect"]["email"] == PETRA.email
    assert seen["Cache-Control"] == "no-store"
    assert Reveal.objects.filter(viewer=stage.rep, ground="api").count() == 1
    assert post(connector, at(row, "introduce")).json()["state"] == "confirming"  # type: ignore[attr-defined]
    assert post(rep, at(row, "confirm")).json()["state"] == "confirmed"  # type: ignore[attr-defined]


def test_allowed_actions_are_those_of_ones_own_side(stage: Stage) -> None:
    row = stage.requested().now()
    rep = signed_in(stage.rep).get(at(row)).json()
    connector = signed_in(stage.connector).get(at(row)).json()
    assert rep["side"] == "rep"
    assert set(rep["allowed_actions"]) == {"answer", "withdraw"}
    assert set(connector["allowed_actions"]) == {"ask", "counter", "accept", "decline"}


def test_the_others_action_is_refused_and_changes_nothing(stage: Stage) -> None:
    row = stage.requested().now()
    answer = post(signed_in(stage.rep), at(row, "decline"))
    assert answer.status_code == 403  # type: ignore[attr-defined]
    assert stage.now().state == "requested"


def test_a_stranger_finds_nothing(stage: Stage, eve: User) -> None:
    row = stage.requested().now()
    client = signed_in(eve)
    assert client.get(at(row)).status_code == 404
    assert post(client, at(row, "accept")).status_code == 404  # type: ignore[attr-defined]
    assert client.get(LIST).json()["results"] == []
    assert client.get(f"{LIST}{uuid.uuid4()}/").status_code == 404
    assert Client().get(LIST).status_code == 401


def test_the_list_can_be_narrowed(stage: Stage) -> None:
    stage.requested()
    rep, connector = signed_in(stage.rep), signed_in(stage.connector)
    assert rep.get(LIST).json()["count"] == 1
    assert rep.get(LIST, {"waiting": "1"}).json()["count"] == 0
    assert connector.get(LIST, {"waiting": "1"}).json()["count"] == 1
    assert connector.get(LIST, {"as": "rep"}).json()["count"] == 0
