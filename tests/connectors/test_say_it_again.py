"""What a connector said of a relationship fades, is asked for again by one email, and rests unsaid."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brokerage.accounts.models import User
from connectors import actions
from connectors.actions import ask_connectors, renew_strengths, rest_unattested
from connectors.actions.suppressing import suppress
from connectors.models import Relationship
from connectors.queries import attest_link
from connectors.tasks import sweep_attestations
from introductions import actions as introductions
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
Browse = Callable[[User], Client]
PEOPLE = ("Petra Vandenbroucke", "Anna Schmidt", "Bo Lindqvist")


@pytest.fixture
def three(colin: User, known: Known) -> list[Relationship]:
    return [known(colin, name, strength=5, listed=True) for name in PEOPLE]


def found(browse: Browse, rep: User, **query: Any) -> dict[str, int]:
    answer = browse(rep).get("/api/v1/listings/", query).json()
    return {one["id"]: one["strength"] for one in answer["results"]}


def asked(clock: MovingClock, days: int = 331) -> str:
    """The link of the email that asks."""
    clock.forward(days=days)
    mail.outbox.clear()
    sweep_attestations()
    settle()
    [letter] = mail.outbox
    return re.search(r"https?://\S+(/network/confirm/[^/\s]+/)", str(letter.body)).group(1)  # type: ignore[union-attr]


def test_reps_read_and_search_the_faded_strength(
    three: list[Relationship], colin: User, rita: User, browse: Browse, clock: MovingClock
) -> None:
    clock.forward(days=220)
    actions.edit_relationship(colin, three[0].public_id, strength=5)
    sweep_attestations()
    ids = [str(one.public_id) for one in three]
    assert found(browse, rita) == {ids[0]: 5, ids[1]: 4, ids[2]: 4}
    assert set(found(browse, rita, strength=5)) == {ids[0]}
    assert list(found(browse, rita, order="strength")) == [ids[0], *sorted(ids[1:])]
    page = browse(rita).get(f"/listings/{ids[1]}/").text
    assert "Know each other well" in page and "Close" not in page
    own = browse(colin).get(f"/api/v1/relationships/{ids[1]}/").json()
    assert own["strength"] == 5, "the connector's own word stays"


def test_it_changes_once_a_month_for_all_at_once(
    three: list[Relationship], colin: User, rita: User, browse: Browse, clock: MovingClock
) -> None:
    """Nobody reads from the day on which several change that one connector confirmed them."""
    clock.move_to((clock.now() + timedelta(days=220)).replace(day=10))
    sweep_attestations()
    before = found(browse, rita)
    assert set(before.values()) == {4}
    Relationship.objects.update(attest_by=clock.now())
    assert actions.attest(colin).count == 3
    clock.forward(days=15)
    assert renew_strengths() == 0
    assert found(browse, rita) == before
    clock.forward(days=32)
    assert renew_strengths() == 3
    assert set(found(browse, rita).values()) == {5}


def test_one_email_names_nobody_and_one_click_confirms_all(
    three: list[Relationship], colin: User, rita: User, browse: Browse, clock: MovingClock
) -> None:
    page = asked(clock)
    [letter] = mail.outbox
    assert letter.to == [colin.email]
    assert "Confirm 3 of your listings by" in letter.subject
    shown = Client().get(page)
    for text in (str(letter.message()), shown.text):
        assert not [one for one in PEOPLE if one.split()[1] in text]
        assert "meridian" not in text.lower()
    assert not Relationship.objects.filter(attest_by=None).exists()
    assert Client().post(page).status_code == 200
    assert not Relationship.objects.exclude(attest_by=None).exists()
    clock.forward(days=60)
    sweep_attestations()
    assert len(found(browse, rita)) == 3
    settle()
    assert len(mail.outbox) == 1, "asked once"


def test_opening_the_link_changes_nothing_and_an_old_one_says_nothing_twice(
    three: list[Relationship], clock: MovingClock
) -> None:
    page = asked(clock)
    before = list(Relationship.objects.order_by("pk").values())
    assert Client().get(page).status_code == 200
    assert Client().head(page).status_code in {200, 405}
    assert list(Relationship.objects.order_by("pk").values()) == before
    Client().post(page)
    said = set(Relationship.objects.values_list("attested_at", flat=True))
    clock.forward(days=5)
    assert "nothing to confirm" in Client().get(page).text
    Client().post(page)
    assert set(Relationship.objects.values_list("attested_at", flat=True)) == said
    Relationship.objects.update(attest_by=clock.now())  # asked anew, of what was said since
    Client().post(page)
    assert set(Relationship.objects.values_list("attested_at", flat=True)) == said


@pytest.mark.parametrize("fault", ["forged", "old", "suspended", "closed"])
def test_no_other_link_confirms_anything(
    three: list[Relationship], colin: User, clock: MovingClock, fault: str, settings: Any
) -> None:
    page = asked(clock)
    if fault == "forged":
        page = page[:-2] + ("A/" if page[-2] != "A" else "B/")
    elif fault == "old":
        settings.ATTEST_LINK_LASTS = timedelta(seconds=-1)
    elif fault == "suspended":
        User.objects.filter(pk=colin.pk).update(suspended_at=clock.now())
    else:
        User.objects.filter(pk=colin.pk).update(closed_at=clock.now(), is_active=False)
    before = list(Relationship.objects.order_by("pk").values())
    assert Client().post(page).status_code == 404
    assert Client().get(page).status_code == 404
    assert list(Relationship.objects.order_by("pk").values()) == before


def test_a_few_are_confirmed_by_name_and_nobody_elses(
    three: list[Relationship], colin: User, browse: Browse, clock: MovingClock
) -> None:
    asked(clock)
    client = browse(colin)
    page = client.get("/network/confirm/").text
    assert all(name in page for name in PEOPLE)
    assert client.post("/network/confirm/", {"id": ["nonsense"]}).status_code == 400
    assert Relationship.objects.filter(attest_by=None).count() == 0
    client.post("/network/confirm/", {"id": [str(three[1].public_id)]})
    left = set(Relationship.objects.exclude(attest_by=None).values_list("pk", flat=True))
    assert left == {three[0].pk, three[2].pk}


def test_by_the_api_and_never_anothers(
    three: list[Relationship], colin: User, rita: User, browse: Browse, clock: MovingClock
) -> None:
    asked(clock)
    other = builders.connector("cora")
    path = "/api/v1/relationships/confirm/"
    body = {"ids": [str(three[0].public_id)]}
    stranger = browse(other)
    assert stranger.get(path).json()["count"] == 0
    assert stranger.post(path, body, content_type="application/json").status_code == 400
    assert browse(rita).get(path).status_code == 403
    assert Relationship.objects.filter(attest_by=None).count() == 0
    client = browse(colin)
    listed = client.get(path).json()
    assert listed["count"] == 3
    answer = client.post(path, body, content_type="application/json")
    assert (answer.status_code, answer.json()["confirmed"]) == (200, 1)
    answer = client.post(path, {"all": True}, content_type="application/json")
    assert answer.json()["confirmed"] == 2
    assert client.get(path).json()["count"] == 0


def test_unsaid_for_a_year_it_leaves_search_on_a_day_drawn_by_lot_and_comes_back(
    three: list[Relationship], colin: User, rita: User, browse: Browse, clock: MovingClock
) -> None:
    page = asked(clock)
    drawn = list(Relationship.objects.values_list("attest_by", flat=True))
    assert len(set(drawn)) == 3
    told = clock.now() + timedelta(days=34)
    assert all(
        told - timedelta(hours=1) <= one <= told + timedelta(days=15) for one in drawn if one
    )
    clock.move_to(sorted(one for one in drawn if one)[0])
    sweep_attestations()
    assert len(found(browse, rita)) == 2
    clock.forward(days=20)
    sweep_attestations()
    assert found(browse, rita) == {}
    assert browse(rita).get(f"/listings/{three[0].public_id}/").status_code == 404
    Client().post(page)
    assert len(found(browse, rita)) == 3


def test_to_reps_and_in_the_network_it_looks_like_what_was_taken_off_by_hand(
    three: list[Relationship], colin: User, rita: User, browse: Browse, clock: MovingClock
) -> None:
    asked(clock)
    Relationship.objects.filter(pk=three[0].pk).update(attest_by=clock.now() - timedelta(1))
    clock.forward(days=35)
    rest_unattested()
    actions.unlist(colin, [three[1].public_id])
    looks = [browse(rita).get(f"/listings/{one.public_id}/") for one in three[:2]]
    assert [one.status_code for one in looks] == [404, 404]
    own = [browse(colin).get(f"/api/v1/relationships/{one.public_id}/").json() for one in three]
    assert [one["listed_at"] is None for one in own] == [True, True, False]
    assert set(own[0]) == set(own[1])


def test_what_is_confirmed_late_and_may_not_be_listed_stays_off_for_the_one_reason(
    three: list[Relationship], colin: User, rita: User, browse: Browse, clock: MovingClock
) -> None:
    page = asked(clock)
    clock.forward(days=60)
    sweep_attestations()
    suppress(three[0].prospect)
    answer = Client().post(page).text
    assert "2 listed again" in answer and "1 not listed" in answer
    assert PEOPLE[0].split()[1] not in answer
    assert len(found(browse, rita)) == 2


def test_who_took_it_off_the_market_by_hand_is_not_asked_and_it_does_not_come_back(
    three: list[Relationship], colin: User, rita: User, browse: Browse, clock: MovingClock
) -> None:
    page = asked(clock)
    actions.unlist(colin, [three[0].public_id])
    Client().post(page)
    assert len(found(browse, rita)) == 2


def test_an_introduction_that_took_place_is_proof(stage: Stage, clock: MovingClock) -> None:
    Relationship.objects.update(strength=5)
    stage.confirmed()
    stage.wait(clock, days=8)
    assert stage.now().state == "released"
    clock.forward(days=150)
    row = Relationship.objects.get(pk=stage.introduction.relationship_id)
    Relationship.objects.filter(pk=row.pk).update(
        attested_at=clock.now() - timedelta(days=320), listed_at=clock.now(), faded_on=None
    )
    renew_strengths()
    row.refresh_from_db()
    assert row.shown_strength == 5
    introductions.reclaim(stage.now(), staff=builders.staff("fritz", "finance"), reason="In vain.")
    Relationship.objects.update(faded_on=None)
    renew_strengths()
    row.refresh_from_db()
    assert row.shown_strength == 4


def test_what_was_shown_when_the_rep_asked_stays(stage: Stage, clock: MovingClock) -> None:
    stage.request().pay()
    frozen = dict(stage.now().listing)
    Relationship.objects.update(attested_at=clock.now() - timedelta(days=300), faded_on=None)
    renew_strengths()
    assert Relationship.objects.get(pk=stage.introduction.relationship_id).faded_by > 0
    assert stage.now().listing == frozen
    stage.accept()
    assert stage.now().state == "consent", "fading is no change of the entry"


def test_a_connector_who_is_out_is_neither_asked_nor_put_to_rest(
    three: list[Relationship], colin: User, clock: MovingClock
) -> None:
    User.objects.filter(pk=colin.pk).update(suspended_at=clock.now())
    clock.forward(days=500)
    assert ask_connectors() == 0 and rest_unattested() == 0


def test_sweeping_costs_the_same_for_few_and_many(
    colin: User, known: Known, clock: MovingClock
) -> None:
    costs = []
    for names in (PEOPLE[:1], PEOPLE[1:]):
        for name in names:
            known(colin, name, strength=4, listed=True)
        Relationship.objects.update(
            faded_on=None, attest_by=None, attested_at=clock.now() - timedelta(days=340)
        )
        with CaptureQueriesContext(
            connection,
        ) as seen:
            renew_strengths()
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert attest_link(colin, clock.now()).startswith("http")
