"""The desk's pages: the queue, a case, what a decision does to the cent."""

import pytest
from django.test import Client

from brokerage.accounts.models import User
from introductions import actions
from tests.support.builders import PETRA
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
STATEMENT = "Nobody ever wrote to me, and the month is almost over."
REASON = "The mail that the connector showed never left their mailbox."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def disputed(stage: Stage) -> Stage:
    """Rita disputed and Colin answered."""
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=STATEMENT)
    actions.respond(stage.now(), user=stage.connector, response="I did write, on Monday morning.")
    return stage


def path_of(stage: Stage, more: str = "") -> str:
    return f"/moderation/{stage.introduction.public_id}/{more}"


def test_the_queue_and_the_case_show_both_sides_and_no_identity(
    disputed: Stage, mona: User
) -> None:
    client = signed_in(mona)
    assert "To decide" in client.get("/moderation/").text
    page = client.get(path_of(disputed)).text
    for words in (STATEMENT, "on Monday morning", "€500.00", "€400.00", "€100.00"):
        assert words in page
    assert PETRA.name not in page
    assert PETRA.email not in page


def test_a_decision_is_announced_and_takes_effect(disputed: Stage, mona: User) -> None:
    client = signed_in(mona)
    facts = {"ruling": "split", "part": "200", "reason": REASON}
    assert client.post(path_of(disputed, "decide/"), facts).status_code == 302
    assert (
        "€160.00" in signed_in(disputed.rep).get(f"/introductions/{disputed.now().public_id}/").text
    )
    for side in (disputed.rep, disputed.connector):
        actions.accept_decision(disputed.now(), user=side)
    settle()
    assert disputed.now().state == "split"
    payment = disputed.now().payment
    assert payment is not None
    assert (payment.refunded, payment.transferred) == (30_000, 16_000)


def test_a_preview_to_the_cent(disputed: Stage, mona: User) -> None:
    client = signed_in(mona)
    assert "€266.66" in client.get(path_of(disputed, "preview/"), {"part": "333.33"}).text
    assert "€" not in client.get(path_of(disputed, "preview/"), {"part": "900"}).text


def test_a_refused_decision_keeps_the_reason(disputed: Stage, mona: User) -> None:
    facts = {"ruling": "split", "part": "", "reason": REASON}
    answer = signed_in(mona).post(path_of(disputed, "decide/"), facts)
    assert answer.status_code == 400
    assert REASON in answer.text
    assert "A split leaves each side something" in answer.text


def test_only_moderators_come_in_and_never_a_party(disputed: Stage, mona: User, eve: User) -> None:
    assert signed_in(eve).get("/moderation/").status_code == 403
    assert signed_in(disputed.rep).get(path_of(disputed)).status_code == 403
    disputed.rep.groups.set(mona.groups.all())
    assert signed_in(disputed.rep).get(path_of(disputed)).status_code == 404
