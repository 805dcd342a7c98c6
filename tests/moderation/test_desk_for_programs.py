"""People and opted-out domains through the API: the same deeds, roles, masks and refusals as the pages."""

from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import Sanction, StaffAction, User
from connectors.models import OptedOutDomain
from tests.moderation.conftest import hire, signed_in
from tests.support.stages import Stage

pytestmark = pytest.mark.django_db
API = "/api/v1/moderation/"
WHY = {"code": "unwanted", "reason": "Forty requests with the same pitch in a day."}
DOMAIN = {"domain": "meridian-freight.example", "reason": "Their counsel wrote on paper, checked."}


def send(client: Client, path: str, **facts: Any) -> Any:
    return client.post(f"{API}{path}", facts, content_type="application/json")


def test_a_step_is_taken_and_lifted(rita: User) -> None:
    desk = signed_in(hire("senior moderator"))
    taken = send(desk, f"people/{rita.public_id}/limit/", **WHY, length="7")
    assert taken.status_code == 201, taken.content
    said = taken.json()
    assert (said["is_limited"], said["email"]) == (True, rita.email)
    (row,) = said["sanctions"]
    assert (row["kind"], row["reason"], row["is_running"]) == ("limit", WHY["reason"], True)
    lifted = send(desk, f"people/{rita.public_id}/lift/{row['id']}/", reason="It was a colleague.")
    assert lifted.json()["is_limited"] is False
    again = send(desk, f"people/{rita.public_id}/lift/{row['id']}/", reason="It was a colleague.")
    assert again.status_code == 409
    assert list(StaffAction.objects.values_list("action", flat=True)) == ["limit", "lift limit"]


@pytest.mark.parametrize(
    ("role", "kind", "facts", "status"),
    [
        ("moderator", "ban", WHY, 403),
        ("support", "warn", WHY, 403),
        ("finance", "warn", WHY, 403),
        ("senior moderator", "warn", {"code": "unwanted", "reason": "short"}, 400),
        ("senior moderator", "warn", {"code": "magic", "reason": WHY["reason"]}, 400),
        ("senior moderator", "exile", WHY, 404),
    ],
)
def test_a_step_that_is_refused_changes_nothing(
    rita: User, role: str, kind: str, facts: dict[str, str], status: int
) -> None:
    answer = send(signed_in(hire(role)), f"people/{rita.public_id}/{kind}/", **facts)
    assert answer.status_code == status, answer.content
    rita.refresh_from_db()
    assert rita.suspended_at is None
    assert not Sanction.objects.exists()


def test_a_look_is_logged_and_support_sees_nobody(rita: User, colin: User) -> None:
    path = f"{API}people/{rita.public_id}/"
    seen = signed_in(hire("moderator")).get(path)
    assert seen.json()["name"] == rita.name
    assert StaffAction.objects.get().action == "look at a person"
    masked = signed_in(hire("support")).get(path)
    assert masked.status_code == 200
    assert rita.email not in masked.text and rita.name not in masked.text
    assert StaffAction.objects.count() == 1
    assert signed_in(colin).get(path).status_code == 403
    assert Client().get(path).status_code in {401, 403}


def test_a_domain_is_opted_out_and_back(stage: Stage) -> None:
    desk = signed_in(hire("senior moderator"))
    done = send(desk, "domains/", **DOMAIN)
    assert done.status_code == 201, done.content
    assert done.json()["domain"] == DOMAIN["domain"]
    (row,) = desk.get(f"{API}domains/").json()
    back = send(desk, f"domains/{row['id']}/lift/", reason="They have changed their minds.")
    assert back.status_code == 204
    assert desk.get(f"{API}domains/").json() == []


@pytest.mark.parametrize("role", ["moderator", "finance", "support"])
def test_domains_are_for_senior_moderators(role: str) -> None:
    desk = signed_in(hire(role))
    assert desk.get(f"{API}domains/").status_code == 403
    assert send(desk, "domains/", **DOMAIN).status_code == 403
    assert not OptedOutDomain.objects.exists()


def test_what_is_no_domain_is_refused() -> None:
    desk = signed_in(hire("senior moderator"))
    assert send(desk, "domains/", domain="not a domain", reason=DOMAIN["reason"]).status_code == 400
    assert send(desk, "domains/", domain="", reason="").json().keys() >= {"domain", "reason"}
    assert not OptedOutDomain.objects.exists()
