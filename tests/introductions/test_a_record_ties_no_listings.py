"""A change of what is known of a connector says of no listing that it is theirs.

Colin and Cora each list somebody openly. The worlds differ in which of the two lists a third person, too.
Whatever becomes of Colin's record, a rep is answered alike in both: before, from the very move on, and after
the night.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions as connectors
from connectors.actions import add_relationship
from connectors.models import ConnectorProfile, Relationship, SearchEntry, ShownRecord
from introductions import actions
from introductions.models import ConnectorRecord
from tests.support import builders
from tests.support.crawler import addresses
from tests.support.onlooker import Onlooker, StandingClock, assert_alike, told_apart
from tests.support.stages import Stage, payable
from tests.support.two_worlds import world

ELSEWHERE = (
    "/accounts/",
    "/demo/",
    "/staff",
    "/moderation/",
    "/static/",
    "/account/delete",
    "/api/schema",
)
SEARCHES = [
    f"{start}?{said}"
    for start in ("/search/", "/api/v1/listings/")
    for said in (
        "grouped=0", "order=strength", "order=price", "order=newest", "verified=1", "record=new",
        "record=some", "record=most", "record=nearly_all", "record=new&record=most",
        "q=verified+connectors+operations",
    )
]  # fmt: skip
FACTS = {"company_name": "Meridian Freight", "title": "Head of Operations", "strength": 3}


@pytest.fixture
def still(stage: Stage) -> Iterator[StandingClock]:
    """The clock stands."""
    standing = StandingClock()
    standing.install()
    yield standing
    standing.remove()


@pytest.fixture
def cora(stage: Stage) -> User:
    """A second connector, known as well as Colin is: two requests each so far, both answered."""
    cora = builders.connector("cora")
    payable(cora, stage.sandbox)
    for user in (stage.connector, cora):
        connectors.save_profile(user, headline="Knows people", employer_name="Own Works")
        ConnectorRecord.objects.update_or_create(
            connector=user, defaults={"asked": 2, "answered": 2}
        )
    connectors.show_records()
    return cora


def listing(owner: User, name: str, **facts: Any) -> Relationship:
    email = f"{name.split()[0].lower()}@meridian-freight.example"
    row = add_relationship(owner, name=name, email=email, **{**FACTS, **facts})
    connectors.set_price(owner, [row.public_id], Money(40_000, "EUR"))
    assert not connectors.list_relationships(owner, [row.public_id]).refused
    return row


def become_known(user: User) -> None:
    """One more answer, and the desk's mark, as it becomes of Colin in the moves below."""
    ConnectorRecord.objects.filter(pk=user.pk).update(asked=3, answered=3)
    ConnectorProfile.objects.filter(user=user).update(verified_at=user.date_joined)


def told(
    stage: Stage, still: StandingClock, owner: User, cora: User, rep: User
) -> dict[str, dict[str, Any]]:
    """What a rep reads at each point in time, where the third listing is this owner's."""
    with stage.fork(still), world():
        open_, hidden = listing(cora, "Otto Open"), listing(owner, "Henny Hidden")
        about = [
            *SEARCHES,
            *(f"/api/v1/listings/compare/?listing={one.public_id}" for one in (open_, hidden)),
            f"/shortlist/compare/?listing={stage.relationship.public_id}&listing={hidden.public_id}",
            f"/introductions/new/{hidden.public_id}/",
            *(one for one in addresses(public_id=hidden.public_id, listing=hidden.public_id)
              if not one.startswith(ELSEWHERE)),
        ]  # fmt: skip
        rosa = Onlooker(rep)

        def look() -> dict[str, Any]:
            cache.clear()  # as much as a minute later: nothing is refused
            return rosa.look(*about)

        for row in (stage.relationship, open_, hidden):
            rosa.do("post", f"/listings/{row.public_id}/star/", {"on": "1"})
        found = {"before": look()}
        stage.requested()
        actions.accept(
            stage.now(), user=stage.connector, not_my_employer=True, no_duty_breached=True
        )
        ConnectorProfile.objects.filter(user=stage.connector).update(verified_at=still.now())
        assert ConnectorRecord.objects.get(pk=stage.connector.pk).answers_band == "nearly_all"
        found["after the move"] = look()
        assert "New here" in str(found["after the move"][f"/listings/{hidden.public_id}/"])
        become_known(cora)
        connectors.check_search()
        assert set(SearchEntry.objects.values_list("answers", "is_verified")) == {
            ("nearly_all", True)
        }
        found["after the night"] = look()
        page = str(found["after the night"][f"/listings/{hidden.public_id}/"])
        assert "Answers nearly all requests" in page and "Verified" in page
        assert "Henny" not in str(found)
        return found


def test_a_rep_is_answered_alike_whoever_of_two_lists_it(
    still: StandingClock, stage: Stage, cora: User
) -> None:
    rep = builders.rep("rosa")
    one, other = (told(stage, still, owner, cora, rep) for owner in (stage.connector, cora))
    for when, found in one.items():
        answers = [one[0] for one in found.values() if isinstance(one, tuple)]
        assert answers.count(200) > 60 and 429 not in answers
        assert_alike(found, other[when], when)


def test_and_would_not_be_if_records_were_shown_at_once(
    still: StandingClock, stage: Stage, cora: User
) -> None:
    """The comparison is no empty one."""

    def seen(owner: User) -> dict[str, Any]:
        with stage.fork(still), world():
            row = listing(owner, "Henny Hidden")
            become_known(stage.connector)
            connectors.show_records()
            return Onlooker(stage.rep).look(f"/listings/{row.public_id}/")

    assert told_apart(seen(stage.connector), seen(cora))


def test_a_connector_who_is_new_since_the_last_night_is_shown_as_new(stage: Stage) -> None:
    """Whatever they have done today; and the connector reads the same of themself as reps do."""
    become_known(stage.connector)
    ConnectorRecord.objects.update_or_create(
        connector=stage.connector, defaults={"asked": 5, "answered": 5, "introduced": 1}
    )
    assert not ShownRecord.objects.exists()
    rita, colin = Onlooker(stage.rep), Onlooker(stage.connector)
    place = f"/api/v1/listings/{stage.relationship.public_id}/"
    assert rita.client.get(place).json()["record"]["answers"] == "new"
    assert colin.client.get("/api/v1/numbers/").json()["as_read_by_reps"] == "New here"
    connectors.show_records()
    shown = rita.client.get(place).json()["record"]
    assert (shown["answers"], shown["introduced"]) == ("nearly_all", "some")
    assert "has made introductions" in colin.client.get("/api/v1/numbers/").text
