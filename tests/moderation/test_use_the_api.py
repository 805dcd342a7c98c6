"""The desk for programs: the same cases, claims and deeds."""

from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases import actions as cases
from brokerage.cases.models import Case
from introductions import actions
from tests.moderation.conftest import signed_in
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
REASON = "Nothing shows that the introduction took place at all."


def post(client: Client, path: str, facts: dict[str, Any] | None = None) -> Any:
    return client.post(path, facts or {}, content_type="application/json")


@pytest.fixture
def case(stage: Stage) -> Case:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="other", statement="It was somebody else.")
    actions.respond(stage.now(), user=stage.connector, response="It was the right person.")
    return Case.objects.get()


def test_list_read_claim_decide(case: Case, mona: User, stage: Stage) -> None:
    client, path = signed_in(mona), f"/api/v1/moderation/cases/{case.public_id}/"
    listed = client.get("/api/v1/moderation/cases/?kind=dispute").json()
    assert [one["public_id"] for one in listed["results"]] == [str(case.public_id)]
    assert client.get("/api/v1/moderation/cases/?kind=report").json()["results"] == []
    one = client.get(path).json()
    assert one["amount"] == 50_000
    assert "decide" in one["allowed_actions"]
    assert post(client, path + "claim/").json()["mine"] is True
    wrong = post(client, path + "decide/", {"ruling": "refund"})
    assert wrong.status_code == 400
    answer = post(client, path + "decide/", {"ruling": "refund", "reason": REASON})
    assert answer.status_code == 200, answer.json()
    assert "decide" not in answer.json()["allowed_actions"]
    assert stage.now().disputes.get().ruling == "refund"


def test_two_claim_and_one_releases(case: Case, mona: User, max: User) -> None:
    path = f"/api/v1/moderation/cases/{case.public_id}/"
    post(signed_in(mona), path + "claim/")
    assert post(signed_in(max), path + "claim/").status_code == 409
    assert post(signed_in(max), path + "release/").status_code == 403
    assert post(signed_in(mona), path + "release/").json()["claimed"] is False
    assert post(signed_in(max), path + "nothing/").status_code == 404


def test_a_case_that_is_over_stays_so(mona: User) -> None:
    case = cases.open_case("report", f"person:{'0' * 32}")
    client, path = signed_in(mona), f"/api/v1/moderation/cases/{case.public_id}/dismiss/"
    assert post(client, path, {"reason": REASON}).status_code == 200
    assert post(client, path, {"reason": REASON}).status_code == 409
