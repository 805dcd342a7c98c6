"""Many are removed at once and brought back exactly for seven days, as far as the rules still allow it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors import actions, queries
from connectors.actions.bulk import changing
from connectors.models import (
    BulkChange,
    FactChange,
    ImportRun,
    KeyKind,
    Prospect,
    Relationship,
    RemovedContact,
)
from introductions.prospect_data import export, held_on
from tests.support.builders import Person
from tests.support.importing import imported
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed
from tests.support.together import together

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
APART = {
    "id", "prospect", "updated_at", "last_listed_at",
    # fingerprints hold the row they stand in, or are made anew
}  # fmt: skip


@pytest.fixture(autouse=True)
def profile(colin: User) -> None:
    actions.save_profile(colin, headline="15 years in software", employer_name="Colin Works")


def whole(user: User) -> list[dict[str, Any]]:
    """All that is known of a network but for keys of the database."""
    fields = [one for one in Relationship._meta.concrete_fields if one.name not in APART]
    return [
        {one.name: getattr(row, one.attname) for one in fields}
        | {"emails": sorted(row.prospect.keys.values_list("digest", flat=True))}
        for row in user.relationships.order_by("public_id")
    ]


def removed(user: User, rows: list[Relationship]) -> BulkChange:
    bulk = actions.prepare_bulk(user, [row.pk for row in rows], None)
    return done(actions.confirm_bulk(user, bulk.public_id))


def undone(bulk: BulkChange) -> BulkChange:
    return done(actions.undo_bulk(bulk.connector, bulk.public_id))


def done(bulk: BulkChange) -> BulkChange:
    actions.carry_out_bulk(bulk.pk)
    bulk.refresh_from_db()
    return bulk


@pytest.fixture
def rich(colin: User, known: Known) -> list[Relationship]:
    """A listing, one brought by a file whose job changed since, one without addresses but a profile."""
    one = listed(colin)
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    imported(
        colin, "a.csv", (head + "Anna,Berg,,anna@acme.example,Acme,CFO,03 Mar 2020\n").encode()
    )
    imported(colin, "b.csv", (head + "Anna,Berg,,anna@acme.example,Acme,CEO,\n").encode())
    anna = next(row for row in colin.relationships.all() if row.name == "Anna Berg")
    actions.edit_relationship(
        colin, anna.public_id, notes="met in Rome", strength=4, how_known="client"
    )
    three = known(colin, "Tom Okafor", email="", profile_url="linkedin.com/in/tom")
    return [one, Relationship.objects.get(pk=anna.pk), three]


def test_they_come_back_exactly_with_their_history(
    colin: User, rich: list[Relationship], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "BATCH", 2)
    before = whole(colin)
    past = list(FactChange.objects.values_list("fact", "before", "after", "at"))
    assert past
    bulk = removed(colin, rich)
    assert (bulk.status, bulk.changed) == ("done", 3)
    assert not colin.relationships.exists() and not Prospect.objects.exists()
    assert undone(bulk).status == "undone"
    assert whole(colin) == before
    history = FactChange.objects.filter(fact__in=["title", "company_name"])
    assert set(history.values_list("fact", "before", "after", "at")) <= set(past)
    assert history.exists()
    assert not RemovedContact.objects.exists()
    assert undone(bulk).status == "undone"
    assert whole(colin) == before


def test_nothing_of_it_stands_in_clear(colin: User, rich: list[Relationship]) -> None:
    removed(colin, rich)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '') FROM connectors_removedcontact t")
        stored = cursor.fetchone()[0].lower()
    for secret in ("anna", "berg", "acme", "cfo", "rome", "okafor"):
        assert secret not in stored


def test_who_came_in_again_stays_as_they_are(colin: User, rich: list[Relationship]) -> None:
    bulk = removed(colin, rich)
    again = actions.add_relationship(
        colin, name="Anna Berg", email="anna@acme.example", title="New"
    )
    bulk = undone(bulk)
    assert bulk.refused == {"They are in your network again, so the old entry stays removed.": 1}
    assert colin.relationships.count() == 3
    assert Relationship.objects.get(pk=again.pk).title == "New"


def test_who_said_never_meanwhile_comes_back_and_stays_off_the_market(
    colin: User, rich: list[Relationship]
) -> None:
    email = rich[0].email
    bulk = removed(colin, rich)
    actions.suppress_address(KeyKind.EMAIL, email)
    bulk = undone(bulk)
    row = next(one for one in colin.relationships.all() if one.email == email)
    assert not row.is_listed and queries.suppressed_among([row]) == {row.pk}
    assert bulk.refused == {queries.CANNOT_BE_LISTED: 1}


def test_who_is_erased_meanwhile_does_not_come_back_and_reads_of_it_before(
    colin: User, rich: list[Relationship]
) -> None:
    bulk = removed(colin, rich)
    actions.know_who_asks("anna@acme.example")
    held = held_on("anna@acme.example")
    assert held is not None
    (one,) = held.entries_aside
    assert one.is_removed and one.until == one.since + timedelta(days=7)
    said = export(held)["in_no_network"]
    assert [(entry["what"], entry["email"]) for entry in said] == [("removed", "anna@acme.example")]
    actions.erase_waiting("anna@acme.example")
    undone(bulk)
    assert {row.name for row in colin.relationships.all()} == {rich[0].name, "Tom Okafor"}


def test_what_is_in_an_introduction_stays_and_is_named_and_not_doubled(stage: Stage) -> None:
    stage.requested()
    user, bound = stage.connector, stage.introduction.relationship
    free = actions.add_relationship(user, name="Frida Free", email="frida@acme.example")
    bulk = removed(user, [free, bound])
    assert (bulk.changed, bulk.stayed) == (1, [bound.name])
    undone(bulk)
    assert sorted(row.name for row in user.relationships.all()) == sorted(
        [bound.name, "Frida Free"]
    )


def test_nobody_else_undoes_it_and_nobody_after_seven_days(
    colin: User, eve: User, rich: list[Relationship], clock: MovingClock
) -> None:
    bulk = removed(colin, rich)
    with pytest.raises(BulkChange.DoesNotExist):
        actions.undo_bulk(eve, bulk.public_id)
    clock.forward(days=7, minutes=1)
    with pytest.raises(Refusal, match="more than 7 days"):
        actions.undo_bulk(colin, bulk.public_id)
    assert actions.forget_removed() == 3
    assert not colin.relationships.exists() and not RemovedContact.objects.exists()


def test_a_network_that_filled_up_takes_nobody_back(
    colin: User, rich: list[Relationship], monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk = removed(colin, rich)
    monkeypatch.setattr(changing, "NETWORK_LIMIT", 2)
    with pytest.raises(Refusal, match="can hold 2 people"):
        actions.undo_bulk(colin, bulk.public_id)
    assert bulk.removed.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_undo_it_at_once_and_an_import_beside_it(colin: User, rich: list[Relationship]) -> None:
    bulk = removed(colin, rich)
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    run = actions.import_network(
        colin, "a.csv", (head + "Anna,Berg,,anna@acme.example,Acme,CFO,\n").encode()
    )
    actions.carry_out_import(run.pk)
    actions.add_chosen(colin, run.public_id)
    answers = together(
        lambda: actions.undo_bulk(colin, bulk.public_id),
        lambda: actions.undo_bulk(colin, bulk.public_id),
        lambda: actions.carry_out_import(run.pk),
    )
    assert not [one for one in answers if isinstance(one, Exception)], answers
    actions.carry_out_bulk(bulk.pk)
    emails = [row.email for row in colin.relationships.all() if row.email]
    assert sorted(emails) == sorted({rich[0].email, "anna@acme.example"})
    assert ImportRun.objects.get(pk=run.pk).status == "done"


# --- One alone ------------------------------------------------------------------------------------


def test_one_comes_back_from_the_page_as_they_were(
    colin: User, rich: list[Relationship], browse: Callable[[User], Any]
) -> None:
    before, visitor = whole(colin), browse(colin)
    page = visitor.post(f"/network/{rich[0].public_id}/remove/", follow=True).text
    assert "Removed." in page and "Your last change: 1 person removed." in page
    assert {row.pk for row in colin.relationships.all()} == {row.pk for row in rich[1:]}
    bulk = BulkChange.objects.get()
    assert "Remove: 1 person<" in visitor.get("/network/changes/").text
    assert "Undone." in visitor.post(f"/network/changes/{bulk.public_id}/undo/", follow=True).text
    assert whole(colin) == before


def test_the_last_of_a_network_can_be_brought_back_from_the_empty_page(
    colin: User, browse: Callable[[User], Any]
) -> None:
    row, visitor = listed(colin), browse(colin)
    page = visitor.post(f"/network/{row.public_id}/remove/", follow=True).text
    assert "Nobody here yet" in page
    assert f"/network/changes/{BulkChange.objects.get().public_id}/undo/" in page


def test_one_comes_back_by_the_api(
    colin: User, rich: list[Relationship], browse: Callable[[User], Any]
) -> None:
    before, visitor = whole(colin), browse(colin)
    answer = visitor.delete(f"/api/v1/relationships/{rich[1].public_id}/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert visitor.get(answer["Location"]).json()["status"] == "done"
    assert colin.relationships.count() == 2
    assert visitor.post(f"{answer['Location']}undo/").json()["status"] == "undone"
    assert whole(colin) == before


def test_one_in_an_introduction_stays_and_nothing_is_kept_aside(stage: Stage) -> None:
    stage.requested()
    row = stage.introduction.relationship
    with pytest.raises(Refusal, match="introduction with this person"):
        actions.remove_one(stage.connector, row.public_id)
    assert Relationship.objects.filter(pk=row.pk).exists()
    assert not BulkChange.objects.exists() and not RemovedContact.objects.exists()


def test_one_who_said_never_meanwhile_is_not_listed_again_and_the_page_says_so(
    colin: User, rich: list[Relationship], browse: Callable[[User], Any]
) -> None:
    bulk = actions.remove_one(colin, rich[0].public_id)
    actions.suppress_address(KeyKind.EMAIL, rich[0].email)
    page = browse(colin).post(f"/network/changes/{bulk.public_id}/undo/", follow=True).text
    assert "Undone, but:" in page
    row = Relationship.objects.get(public_id=rich[0].public_id)
    assert not row.is_listed and queries.suppressed_among([row]) == {row.pk}


def test_one_who_is_erased_meanwhile_does_not_come_back(
    colin: User, rich: list[Relationship]
) -> None:
    bulk = actions.remove_one(colin, rich[1].public_id)
    actions.know_who_asks("anna@acme.example")
    actions.erase_waiting("anna@acme.example")
    undone(bulk)
    assert {row.name for row in colin.relationships.all()} == {rich[0].name, "Tom Okafor"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["objects", "undoes", "removes"])
def test_one_is_removed_and_brought_back_beside_another(
    colin: User, rich: list[Relationship], second: str
) -> None:
    """Whoever wins: one entry or none, never one on the market of somebody who objected."""
    row = rich[0]
    bulk = None if second == "removes" else actions.remove_one(colin, row.public_id)
    deeds: dict[str, Callable[[], Any]] = {
        "objects": lambda: actions.suppress_address(KeyKind.EMAIL, row.email),
        "undoes": lambda: actions.undo_bulk(colin, bulk.public_id if bulk else ""),
        "removes": lambda: actions.remove_one(colin, row.public_id),
    }
    first = deeds["removes"] if bulk is None else deeds["undoes"]
    answers = together(first, deeds[second])
    bad = [one for one in answers if isinstance(one, Exception)]
    assert all(isinstance(one, Relationship.DoesNotExist) for one in bad), answers
    found = [one for one in colin.relationships.all() if one.email == row.email]
    if second == "removes":
        assert len(bad) == 1 and not found and RemovedContact.objects.count() == 1
        return
    assert not bad and len(found) == 1 and not RemovedContact.objects.exists()
    if second == "objects":
        assert not found[0].is_listed and queries.suppressed_among(found) == {found[0].pk}


# --- Rest for 30 days ------------------------------------------------------------------------------


def rest(user: User, rows: list[Relationship]) -> BulkChange:
    bulk = actions.prepare_bulk(user, [row.pk for row in rows], actions.Change(rest=True))
    return done(actions.confirm_bulk(user, bulk.public_id))


def fresh(row: Relationship) -> Relationship:
    return Relationship.objects.get(pk=row.pk)


def test_a_listing_rests_for_thirty_days_and_comes_back_by_itself(
    colin: User, known: Known, clock: MovingClock
) -> None:
    row = listed(colin)
    other = known(colin, "Not Listed")
    attested = fresh(row).attested_at
    bulk = rest(colin, [row, other])
    assert bulk.refused == {"It is not listed, so it cannot rest.": 1}
    assert not fresh(row).is_listed and fresh(row).back_at is not None
    clock.forward(days=29, hours=23)
    actions.end_rests()
    assert not fresh(row).is_listed
    clock.forward(days=1, hours=2)
    assert actions.end_rests() == 1
    assert fresh(row).is_listed and fresh(row).back_at is None
    assert fresh(row).attested_at == attested
    assert not fresh(other).is_listed


def test_two_listings_come_back_at_different_times(colin: User, clock: MovingClock) -> None:
    rows = [listed(colin), listed(colin, Person("Second Person", "second@acme.example", "", "CFO"))]
    rest(colin, rows)
    assert fresh(rows[0]).back_at != fresh(rows[1]).back_at


@pytest.mark.parametrize("how", ["never", "listed", "unlisted", "profile"])
def test_what_changed_during_the_rest_counts(colin: User, clock: MovingClock, how: str) -> None:
    row = listed(colin)
    rest(colin, [row])
    if how == "never":
        actions.suppress(row.prospect)
    elif how == "profile":
        colin.connector_profile.delete()
    else:
        actions.change(colin, [row.public_id], actions.Change(listed=how == "listed"))
        assert fresh(row).back_at is None
    clock.forward(days=32)
    actions.end_rests()
    assert fresh(row).is_listed == (how == "listed")
    assert fresh(row).back_at is None


def test_a_rest_is_undone(colin: User) -> None:
    row = listed(colin)
    undone(rest(colin, [row]))
    assert fresh(row).is_listed and fresh(row).back_at is None
    bulk = rest(colin, [row])
    actions.change(colin, [row.public_id], actions.Change(listed=False))
    undone(bulk)
    assert not fresh(row).is_listed  # unlisted by hand since


def test_resting_and_listing_at_once_is_refused(colin: User) -> None:
    row = listed(colin)
    with pytest.raises(Refusal, match="either"):
        actions.prepare_bulk(colin, [row.pk], actions.Change(rest=True, listed=True))
    assert fresh(row).is_listed


def test_from_the_page(colin: User, browse: Callable[[User], Any]) -> None:
    row = listed(colin)
    visitor = browse(colin)
    sent = {"chosen": [str(row.public_id)], "set-listed": "rest", "set-currency": "EUR"}
    page = visitor.post("/network/change/", sent, follow=True)
    assert "1 changed." in page.text and "Back in search by" in page.text
    bulk = BulkChange.objects.get()
    assert "1 of 1 changed" in visitor.get(f"/network/changes/{bulk.public_id}/").text
