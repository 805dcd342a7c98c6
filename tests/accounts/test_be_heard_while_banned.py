"""Silence decides for nobody whom we shut out: a banned side speaks in what runs, and reaches no more."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts import sanctions
from brokerage.accounts.models import User
from brokerage.kit.money import Money
from introductions import actions
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"code": "unwanted", "reason": "Forty requests with the same pitch in a day."}
WORDS = "Nobody ever wrote to me, and the month is almost over."
JSON = "application/json"


@pytest.fixture
def sena(db: None) -> User:
    """A senior moderator."""
    return builders.staff("sena", "senior moderator")


def sign_in(user: User) -> Client:
    """Through the door itself."""
    client = Client()
    facts = {"login": user.email, "password": builders.PASSWORD}
    answer = client.post("/accounts/login/", facts)
    assert answer.status_code == 302, answer.text
    return client


def disputed_by_rep(stage: Stage) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=WORDS)


def disputed_by_connector(stage: Stage) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.connector, reason="not_confirmed", statement=WORDS)


def settling(stage: Stage) -> None:
    disputed_by_rep(stage)
    half = Money(25_000, "EUR")
    actions.offer_split(stage.now(), user=stage.rep, part=half)
    actions.accept_split(stage.now(), user=stage.connector, part=half)


STATES: dict[str, Callable[[Stage], object]] = {
    "introducing": lambda stage: stage.introducing(),
    "confirming": lambda stage: stage.confirming(),
    "confirmed": lambda stage: stage.confirmed(),
    "disputed by the rep": disputed_by_rep,
    "disputed by the connector": disputed_by_connector,
    "settling": settling,
}
CASES = [
    (role, state)
    for role in ("rep", "connector")
    for state in STATES
    if (role, state) != ("connector", "introducing")  # that one is stopped
]


@pytest.mark.parametrize("kind", ["suspend", "ban"])
@pytest.mark.parametrize(("role", "state"), CASES)
def test_no_mail_leads_to_a_door_that_is_shut(
    stage: Stage, sena: User, clock: MovingClock, kind: str, role: str, state: str
) -> None:
    STATES[state](stage)
    settle()
    someone = getattr(stage, role)
    mail.outbox.clear()
    getattr(sanctions, kind)(someone, staff=sena, **WHY)
    seen: set[str] = set()
    for _ in range(8):
        settle()
        over = stage.now().is_over
        mine = [one for one in mail.outbox if one.to == [someone.email]]
        links = {
            link
            for one in mine
            for link in re.findall(r"https?://[^/\s]+(/[^\s)>\]]*)", str(one.body))
        }
        if not over:
            client = sign_in(someone)
            for link in links - seen:
                assert client.get(link).status_code == 200, (state, link)
        seen |= links
        stage.wait(clock, days=2)
    assert seen or kind == "suspend"


def post(client: Client, stage: Stage, move: str, **facts: Any) -> int:
    path = f"/api/v1/introductions/{stage.introduction.public_id}/{move}/"
    return client.post(path, facts, content_type=JSON).status_code


def test_a_banned_rep_confirms_or_disputes(stage: Stage, sena: User) -> None:
    stage.confirming()
    sanctions.ban(stage.rep, staff=sena, **WHY)
    client, page = sign_in(stage.rep), f"/introductions/{stage.introduction.public_id}/"
    assert "Yes, we were introduced" in client.get(page).text
    facts = {"reason": "never_happened", "statement": WORDS}
    assert client.post(f"{page}dispute/", facts).status_code == 302
    assert stage.now().state == "disputed"
    assert post(client, stage, "withdraw_dispute") == 200
    assert client.post(f"{page}confirm/", {"evidence": ""}).status_code == 302
    assert stage.now().state == "confirmed"


def test_a_banned_connector_answers_settles_appeals_and_brings_evidence(
    stage: Stage, sena: User, mona: User, evidence_folder: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    disputed_by_rep(stage)
    sanctions.ban(stage.connector, staff=sena, **WHY)
    client = sign_in(stage.connector)
    assert post(client, stage, "respond", response=WORDS) == 200
    path = f"/introductions/{stage.introduction.public_id}/evidence/"
    note = SimpleUploadedFile("note.txt", b"I wrote to both of them on Monday.", "text/plain")
    assert client.post(path, {"files": note}).status_code == 302
    assert post(client, stage, "offer_split", part=10_000) == 200
    actions.decide(stage.now(), moderator=mona, ruling="refund", reason=WORDS)
    assert post(client, stage, "appeal", statement=WORDS) == 200
    actions.answer_appeal(stage.now(), user=stage.rep, response=WORDS)
    kept = stage.now().disputes.get()
    assert (kept.appealed_by, kept.evidence.count(), kept.split_offer) == ("connector", 1, 10_000)
    file = kept.evidence.get()
    given = client.get(f"/evidence/{file.public_id}/")
    assert given.status_code in {200, 302}
    given.close()


def test_a_banned_side_reaches_nothing_else(stage: Stage, sena: User, eve: User) -> None:
    stage.confirming()
    sanctions.ban(stage.rep, staff=sena, **WHY)
    client, mine = sign_in(stage.rep), f"/introductions/{stage.introduction.public_id}"
    assert client.get("/introductions/").status_code == 200
    assert client.get("/api/v1/introductions/").status_code == 200
    for path in (
        "/search/", "/network/", "/account/", "/accounts/email/", "/accounts/password/change/",
        f"/introductions/new/{stage.relationship.public_id}/", "/payments/papers/", "/moderation/",
        "/api/v1/me/", "/api/v1/listings/", f"/listings/{stage.relationship.public_id}/",
        "/introductions/00000000-0000-4000-8000-000000000000/",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 403, path
    for path in (
        "/account/close/", "/accounts/email/", "/introductions/", f"{mine}/step_back/",
        f"{mine}/offer_cancel/", "/api/v1/introductions/",
    ):  # fmt: skip
        assert client.post(path, {}).status_code == 403, path
    assert client.patch("/api/v1/me/", {"name": "x"}, JSON).status_code == 403
    assert stage.now().state == "confirming"
    assert "still confirm, answer and settle" in client.get("/search/").text


def test_the_door_shuts_when_nothing_runs_any_more(
    stage: Stage, sena: User, clock: MovingClock
) -> None:
    stage.confirming()
    sanctions.ban(stage.rep, staff=sena, **WHY)
    client = sign_in(stage.rep)
    stage.wait(clock, days=30)
    assert stage.now().state == "released"
    assert client.get(f"/introductions/{stage.introduction.public_id}/").status_code == 403
    assert "_auth_user_id" not in client.session
    facts = {"login": stage.rep.email, "password": builders.PASSWORD}
    assert Client().post("/accounts/login/", facts).status_code == 403


def test_an_objection_after_the_payout_opens_it_again(
    stage: Stage, sena: User, clock: MovingClock
) -> None:
    stage.confirmed().wait(clock, days=8)
    assert stage.now().state == "released"
    sanctions.ban(stage.connector, staff=sena, **WHY)
    facts = {"login": stage.connector.email, "password": builders.PASSWORD}
    assert Client().post("/accounts/login/", facts).status_code == 403
    actions.object_to(stage.now(), word="no")
    client = sign_in(stage.connector)
    assert post(client, stage, "respond", response=WORDS) == 200


def test_a_banned_member_of_staff_is_heard_and_sees_no_staff_room(stage: Stage, sena: User) -> None:
    stage.confirming()
    User.objects.filter(pk=stage.rep.pk).update(is_staff=True)
    sanctions.suspend(User.objects.get(pk=stage.rep.pk), staff=sena, **WHY)
    client = sign_in(stage.rep)
    assert client.get(f"/introductions/{stage.introduction.public_id}/").status_code == 200
    assert client.get("/moderation/").status_code == 403
    assert client.get("/staff/").status_code == 403
