"""A company asks that nobody of theirs is listed: it bites everywhere, and can be taken back."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import StaffAction, User
from brokerage.kit.errors import Refusal
from connectors import queries as connectors
from connectors.actions import list_relationships, save_profile
from connectors.models import OptedOutDomain, Relationship, Suppression
from connectors.queries import SearchFilters
from introductions import actions
from introductions.models import Introduction
from tests.moderation.conftest import hire, signed_in
from tests.support.builders import PETRA, Person
from tests.support.stages import PITCH, PURPOSE, Stage, listed, settle
from tests.support.together import together

pytestmark = pytest.mark.django_db
DOMAIN = "meridian-freight.example"
WHY = "Their data protection officer wrote from dpo@meridian-freight.example."
BELOW = Person(
    "Piet Below", "piet@ops.meridian-freight.example", "linkedin.com/in/piet-below", "VP"
)


@pytest.fixture
def senior(db: None) -> User:
    return hire("senior moderator")


def opt_out(senior: User, **more: Any) -> Any:
    facts = {"domain": f"https://www.{DOMAIN}/", "reason": WHY, "sure": "on"}
    return signed_in(senior).post("/moderation/domains/", facts | more)


def test_is_looked_at_first_and_nothing_happens_by_looking(stage: Stage, senior: User) -> None:
    stage.requested()
    page = opt_out(senior, sure="")
    assert page.status_code == 200
    assert f"{DOMAIN}: what it touches" in page.text
    assert WHY in page.text
    assert not OptedOutDomain.objects.exists()
    assert not Suppression.objects.exists()
    assert Relationship.objects.get().listed_at


def test_takes_every_listing_off_the_market_below_the_domain_too(
    stage: Stage, eve: User, senior: User
) -> None:
    below = listed(eve, BELOW)
    assert opt_out(senior).status_code == 302
    assert not Relationship.objects.filter(listed_at__isnull=False).exists()
    assert not connectors.search(SearchFilters(), stage.rep).listings
    for row in (stage.relationship, below):
        row.refresh_from_db()
        save_profile(row.connector, headline="Knows people", no_employer=True)
        assert list_relationships(row.connector, [row.public_id]).refused
        row.refresh_from_db()
        assert row.listed_at is None
    said = StaffAction.objects.get()
    assert (said.action, said.target, said.reason) == ("opt a domain out", DOMAIN, WHY)


def test_a_request_or_an_acceptance_a_moment_later_is_refused(stage: Stage, senior: User) -> None:
    stage.requested()
    opt_out(senior)
    settle()
    assert stage.now().state == "lapsed"
    Relationship.objects.update(listed_at=stage.introduction.created_at)  # a race, lost
    with pytest.raises(Refusal, match="not open"):
        actions.request(
            stage.rep,
            stage.relationship,
            pitch=PITCH,
            purpose=PURPOSE,
            keep_asking=False,
            no_way_in=True,
        )
    assert Introduction.objects.count() == 1


@pytest.mark.parametrize("reach", ["requested", "consenting", "introducing"])
def test_what_is_not_made_yet_ends_and_costs_nobody_anything(
    stage: Stage, senior: User, reach: str
) -> None:
    getattr(stage, reach)()
    opt_out(senior)
    settle()
    row = stage.now()
    assert row.state == ("lapsed" if reach == "requested" else "refused")
    assert row.payment is not None
    assert row.payment.captured == row.payment.refunded
    assert row.payment.held_amount == 0
    assert row.payment.funds in {"settled", "lost"}, "given back, or never taken"
    assert not [one for one in mail.outbox if "domain" in one.body.lower().replace(DOMAIN, "")]


def test_what_was_made_goes_on(stage: Stage, senior: User) -> None:
    stage.confirming()
    opt_out(senior)
    settle()
    assert stage.now().state == "confirming"


def test_can_be_taken_back_with_a_reason(stage: Stage, senior: User) -> None:
    opt_out(senior)
    row = OptedOutDomain.objects.get()
    client = signed_in(senior)
    refused = client.post(f"/moderation/domains/{row.pk}/lift/", {"reason": "short"})
    assert refused.status_code == 422
    assert Suppression.objects.exists()
    answer = client.post(f"/moderation/domains/{row.pk}/lift/", {"reason": "They wrote again."})
    assert answer.status_code == 302
    assert not Suppression.objects.exists()
    assert stage.relationship.listed_at is not None
    stage.relationship.refresh_from_db()
    assert stage.relationship.listed_at is None, "the connector lists again, or does not"
    again = client.post(f"/moderation/domains/{row.pk}/lift/", {"reason": "They wrote again."})
    assert again.status_code == 409
    assert opt_out(senior).status_code == 302


@pytest.mark.parametrize("domain", ["gmail.com", "co.uk", "not a domain", "", "@", "example"])
def test_a_domain_of_the_public_is_refused_and_nothing_typed_is_lost(
    senior: User, domain: str
) -> None:
    answer = opt_out(senior, domain=domain)
    assert answer.status_code in {400, 422}
    assert WHY in answer.text
    assert not Suppression.objects.exists()
    assert not OptedOutDomain.objects.exists()


@pytest.mark.parametrize("role", ["moderator", "finance", "support"])
def test_others_of_the_staff_may_not(role: str) -> None:
    client = signed_in(hire(role))
    assert client.get("/moderation/domains/").status_code == 403
    assert client.post("/moderation/domains/", {"domain": DOMAIN}).status_code == 403
    assert not OptedOutDomain.objects.exists()


def test_nobody_else_knows_of_the_room(rita: User) -> None:
    assert Client().get("/moderation/domains/").status_code == 302
    assert signed_in(rita).get("/moderation/domains/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_at_once_note_it_once(senior: User) -> None:
    def one() -> int:
        return int(opt_out(senior).status_code)

    assert sorted(together(one, one)) == [302, 409]
    assert OptedOutDomain.objects.count() == 1
    assert PETRA.email not in OptedOutDomain.objects.get().reason
