"""Until a connector answers a paid request reps read their record, and nothing that says who they are or
which listings are theirs: on every page, in every answer, list, order, export and email."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions as connectors
from connectors.actions import add_relationship
from connectors.models import ConnectorProfile, Relationship
from introductions import actions
from tests.support import builders
from tests.support.onlooker import Onlooker, StandingClock, assert_alike, told_apart
from tests.support.stages import PITCH, PURPOSE, Stage, listed, payable, settle
from tests.support.two_worlds import world

WORDS = {
    "name": "Ottokar Zwiebelhuber", "headline": "Knows every foundry",
    "about": "Thirty years of casting bells",
    "employer_name": "Glockenwerk", "employer_domain": "glockenwerk.example",
}  # fmt: skip
OTHER = {
    "name": "Brigid Quillfeather", "headline": "Reads the whole market", "about": "Sold ink to half the town",
    "employer_name": "Inkwell House", "employer_domain": "inkwell.example",
}  # fmt: skip


def become(user: User, words: dict[str, str]) -> None:
    facts: dict[str, Any] = dict(words)
    name = facts.pop("name")
    first = name.split()[0].lower()
    User.objects.filter(pk=user.pk).update(
        name=name, email=f"{first}@sellers.example", company=name
    )
    EmailAddress.objects.filter(user=user).update(email=f"{first}@sellers.example")
    user.refresh_from_db()
    connectors.save_profile(user, **facts)


def asks(rita: Onlooker, listing: Any) -> None:
    rita.do("post", "/api/v1/introductions/", {
        "listing": str(listing.public_id), "pitch": PITCH, "purpose": PURPOSE, "no_way_in": True,
    })  # fmt: skip


STATES: dict[str, Callable[[Stage], object]] = {
    "not paid yet": lambda stage: stage.request(),
    "paid": lambda stage: stage.requested(),
    "withdrawn": lambda stage: actions.withdraw(stage.requested().now(), user=stage.rep),
}


def told(
    stage: Stage, still: StandingClock, state: Callable[[Stage], object], words: dict[str, str]
) -> dict[str, Any]:
    with stage.fork(still), world():
        mail.outbox.clear()
        become(stage.connector, words)
        stage.connector = User.objects.get(pk=stage.connector.pk)
        second = listed(
            stage.connector, builders.Person("Q O", "q@other.example", "", "Head of Sales")
        )
        state(stage)
        settle()
        rita = Onlooker(stage.rep)
        about = [f"/listings/{stage.relationship.public_id}/", f"/listings/{second.public_id}/"]
        if stage.introduction is not None:
            one = f"/introductions/{stage.introduction.public_id}/"
            about += [one, f"{one}pay/", f"{one}receipt/", f"/api/v1{one}"]
        asks(rita, second)
        found = rita.look(*about)
        return {**found, "answers": rita.seen}


@pytest.fixture
def still(stage: Stage) -> Iterator[StandingClock]:
    """The clock stands."""
    standing = StandingClock()
    standing.install()
    yield standing
    standing.remove()


@pytest.mark.parametrize("state", STATES)
def test_who_it_is_reads_alike(still: StandingClock, stage: Stage, state: str) -> None:
    one, other = (told(stage, still, STATES[state], words) for words in (WORDS, OTHER))
    assert len(one) > 40
    assert_alike(one, other)
    said = str(one)
    hidden = {part for text in WORDS.values() for part in text.split() if len(part) > 5} | {
        "sellers.example"
    }
    assert not [part for part in hidden if part in said]


def test_an_expired_request_names_nobody_either(
    still: StandingClock, stage: Stage, settings: Any
) -> None:
    def expire(stage: Stage) -> None:
        stage.requested()
        still.forward(days=30)
        stage.sandbox.follow(still.offset.total_seconds())

    one, other = (told(stage, still, expire, words) for words in (WORDS, OTHER))
    assert_alike(one, other)


def test_the_comparison_is_no_empty_one(still: StandingClock, stage: Stage) -> None:
    """Once the connector has asked something, the rep reads who it is."""

    def answered(stage: Stage) -> None:
        stage.requested()
        actions.ask(stage.now(), user=stage.connector, text="Which plants is this about?")

    one = told(stage, still, answered, WORDS)
    assert "Ottokar Z." in str(one) and "Zwiebelhuber" not in str(one)
    assert told_apart(one, told(stage, still, answered, OTHER))


FACTS = [("Head of Sales", 30_000, 3), ("Head of Sales", 30_000, 3), ("VP Procurement", 50_000, 5)]


@pytest.mark.parametrize("paid", [False, True], ids=["no request", "a paid request"])
def test_two_listings_of_one_connector_read_as_those_of_two(
    still: StandingClock, stage: Stage, paid: bool
) -> None:
    """No handle, order or number ties one connector's listings together."""
    twin = builders.connector("twin")
    payable(twin, stage.sandbox)
    for user in (stage.connector, twin):
        connectors.save_profile(user, headline="Knows people", employer_name="Own Works")
    ConnectorProfile.objects.update(verified_at=still.now())

    def seen(owners: list[User]) -> dict[str, Any]:
        with stage.fork(still), world():
            mail.outbox.clear()
            Relationship.objects.all().update(listed_at=None)
            rows = []
            for number, (owner, (title, price, strength)) in enumerate(
                zip(owners, FACTS, strict=True)
            ):
                row = add_relationship(
                    owner, name=f"Person N{number}", email=f"person.{number}@meridian-freight.example",
                    title=title, company_name="Meridian Freight", strength=strength,
                )  # fmt: skip
                connectors.set_price(owner, [row.public_id], Money(price, "EUR"))
                assert not connectors.list_relationships(owner, [row.public_id]).refused
                rows.append(row)
                still.forward(hours=5)
                stage.sandbox.follow(still.offset.total_seconds())
            stage.relationship = rows[0]
            if paid:
                stage.requested()
            rita = Onlooker(stage.rep)
            for row in rows[1:]:
                asks(rita, row)
            found = rita.look(*(f"/listings/{row.public_id}/" for row in rows))
            return {**found, "answers": rita.seen}

    kept = stage.relationship
    colin = stage.connector
    one = seen([colin, colin, colin])
    stage.relationship = kept
    two = seen([colin, twin, twin])
    stage.relationship = kept
    three = seen([colin, twin, colin])
    assert_alike(one, two)
    assert_alike(one, three)
