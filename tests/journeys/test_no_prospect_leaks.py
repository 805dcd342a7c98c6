"""Nothing that identifies a prospect is read by anybody but their connector before they consent.

Every page and endpoint is read as anonymous, rep, other rep, other connector, in each state before
the payment is held, with the prospect's name, e-mail and profile planted.
"""

import logging
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import User
from introductions import actions
from tests.support import builders
from tests.support.crawler import addresses, crawl
from tests.support.stages import Stage, listed, settle

PLANTED = ("vandenbroucke", "petra-vandenbroucke-77", "meridian-freight.example")
STARTS = ("/", "/search/", "/introductions/", "/network/", "/account/", "/payouts/", "/api/schema/")
pytestmark = pytest.mark.django_db


def reader(user: User | None) -> Client:
    client = Client(raise_request_exception=True)
    if user:
        client.force_login(user)
    return client


def leaks(user: User | None, stage: Stage) -> list[str]:
    """The addresses at which `user` can read something planted."""
    client = reader(user)
    known: dict[str, Any] = {
        "public_id": stage.relationship.public_id,
        "listing": stage.relationship.public_id,
        "relationship": stage.relationship.public_id,
    }
    starts = [*STARTS, *addresses(**known)]
    if stage.introduction is not None:
        starts += addresses(**dict.fromkeys(known, stage.introduction.public_id))
    pages = crawl(client, *starts)
    assert len(pages) > 20, "the crawler reads next to nothing"
    broken = [address for address, (status, _) in pages.items() if status >= 500]
    assert not broken, broken
    return [
        address
        for address, (_, text) in pages.items()
        if any(word in text.lower() for word in PLANTED)
    ]


BEFORE_CONSENT = ["listed", "request", "requested", "consenting"]


@pytest.mark.parametrize("how_far", BEFORE_CONSENT)
def test_nobody_reads_who_it_is(
    stage: Stage, eve: User, how_far: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    listed(builders.connector("otto"), builders.Person("Else", "else@example.org", "", "CTO"))
    otto = User.objects.get(name="Otto")
    if how_far != "listed":
        getattr(stage, how_far)()
    for user in (None, stage.rep, eve, otto):
        assert leaks(user, stage) == [], f"read by {user}"
    to_others = [m for m in mail.outbox if builders.PETRA.email not in m.to]
    assert not [m.subject for m in to_others if _says(str(m.message()))]
    ours = [r for r in caplog.records if not r.name.startswith(("django.db", "asyncio"))]
    assert not [r.getMessage() for r in ours if _says(r.getMessage())]


def _says(text: str) -> bool:
    return any(word in text.lower() for word in PLANTED)


def test_the_connector_reads_who_it_is(stage: Stage) -> None:
    assert leaks(stage.connector, stage)


def test_nothing_is_shown_while_the_payment_is_being_taken(stage: Stage) -> None:
    stage.consenting()
    actions.agree(stage.now())
    assert stage.now().state == "securing"
    assert leaks(stage.rep, stage) == []
    settle()
    assert stage.now().state == "introducing"
    assert leaks(stage.rep, stage)


@pytest.mark.parametrize("how", ["not_now", "not_seller", "never"])
def test_a_refusal_never_tells_who_refused(stage: Stage, eve: User, how: str) -> None:
    stage.consenting()
    actions.refuse(stage.now(), how=how)
    settle()
    assert leaks(stage.rep, stage) == []
    assert leaks(eve, stage) == []
