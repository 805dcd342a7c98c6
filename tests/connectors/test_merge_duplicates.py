"""A connector finds contacts who may be one person, merges them or tells them apart, and can undo it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from connectors import actions
from connectors.actions import merging
from connectors.models import ContactMerge, KeyKind, Prospect, ProspectKey, Relationship
from connectors.queries import CANNOT_BE_LISTED, why_not_listable
from connectors.queries.own_contacts.duplicates import likely_duplicates, recent_merges
from tests.support.builders import PETRA
from tests.support.importing import imported
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


@pytest.fixture
def pair(colin: User) -> tuple[Relationship, Relationship]:
    """Anna by her profile, and by an address."""
    actions.save_profile(colin, headline="x", no_employer=True)
    lines = "Anna,Berg,https://www.linkedin.com/in/anna-berg,,Acme,CFO,01 Jan 2020\n"
    imported(colin, "a.csv", (HEAD + lines).encode())
    other = actions.add_relationship(
        colin, name="Berg, Anna", email="anna@acme.example", title="Finance", notes="Met in Rome"
    )
    return colin.relationships.exclude(pk=other.pk).get(), other


def everything(user: User) -> list[dict[str, Any]]:
    """All that stands in the network, but keys, times and where it came from."""
    left_out = {
        "id", "public_id", "prospect_id", "updated_at", "created_at", "attested_at", "faded_on",
        "brought_by_id",
    }  # fmt: skip
    return sorted(
        (
            {name: value for name, value in row.items() if name not in left_out}
            for row in Relationship.objects.filter(connector=user).values()
        ),
        key=lambda row: (row["name"], row["email"]),
    )


def test_who_has_the_same_name_is_found(colin: User, eve: User, pair: Any) -> None:
    one, other = pair
    actions.add_relationship(eve, name="Anna Berg", email="anna@other.example")
    actions.add_relationship(colin, name="Bob Low", email="bob@low.example")
    assert [(found.one, found.other) for found in likely_duplicates(colin)] == [(one, other)]
    assert likely_duplicates(eve) == []


def test_two_profiles_are_two_people(colin: User) -> None:
    for slug in ("anna-1", "anna-2"):
        actions.add_relationship(colin, name="Anna Berg", profile_url=f"linkedin.com/in/{slug}")
    assert likely_duplicates(colin) == []


def test_the_kept_one_takes_over_what_it_does_not_say(colin: User, pair: Any) -> None:
    one, other = pair
    merging.merge_contacts(colin, one.public_id, other.public_id)
    kept = colin.relationships.get()
    assert (kept.pk, kept.name, kept.title, kept.notes) == (
        one.pk,
        "Anna Berg",
        "CFO",
        "Met in Rome",
    )
    assert (kept.email, kept.profile_url) == ("anna@acme.example", one.profile_url)
    assert kept.prospect.keys.get().kind == KeyKind.EMAIL
    assert Prospect.objects.count() == ProspectKey.objects.count() == 1
    assert likely_duplicates(colin) == []


@pytest.mark.parametrize("turned", [False, True])
def test_an_undo_brings_both_back(colin: User, pair: Any, turned: bool) -> None:
    before = everything(colin)
    keep, gone = reversed(pair) if turned else pair
    merge = merging.merge_contacts(colin, keep.public_id, gone.public_id)
    merging.undo_merge(colin, merge.public_id)
    assert everything(colin) == before
    assert not ContactMerge.objects.exists()
    for row in colin.relationships.all():
        assert row.prospect.keys.count() == bool(row.email)


def test_it_ends_after_seven_days(colin: User, pair: Any, clock: MovingClock) -> None:
    one, other = pair
    merge = merging.merge_contacts(colin, one.public_id, other.public_id)
    clock.forward(days=7, minutes=1)
    assert recent_merges(colin) == []
    with pytest.raises(Refusal, match="no longer be undone"):
        merging.undo_merge(colin, merge.public_id)
    actions.tidy_imports()
    assert not ContactMerge.objects.exists() and colin.relationships.count() == 1


def test_two_people_are_not_asked_about_again(colin: User, pair: Any) -> None:
    one, other = pair
    merging.tell_apart(colin, other.public_id, one.public_id)
    merging.tell_apart(colin, one.public_id, other.public_id)
    assert likely_duplicates(colin) == []
    assert colin.relationships.count() == 2


def test_a_never_under_either_address_holds_for_the_one_that_stays(colin: User, pair: Any) -> None:
    one, other = pair
    actions.edit_relationship(colin, one.public_id, email="anna@private.example")
    actions.suppress_address(KeyKind.EMAIL, "anna@acme.example")
    merging.merge_contacts(colin, one.public_id, other.public_id)
    kept = colin.relationships.get()
    kept.price_minor, kept.currency = 20_000, "EUR"
    assert kept.email == "anna@private.example"
    assert why_not_listable(kept) == CANNOT_BE_LISTED


def test_who_is_being_introduced_stays_who_they_are(stage: Stage) -> None:
    other = actions.add_relationship(
        stage.connector, name=PETRA.name, email="petra@second.example", title="VP"
    )
    stage.consenting()
    before = list(Relationship.objects.order_by("pk").values())
    for keep, gone in ((stage.relationship, other), (other, stage.relationship)):
        with pytest.raises(Refusal):
            merging.merge_contacts(stage.connector, keep.public_id, gone.public_id)
    assert list(Relationship.objects.order_by("pk").values()) == before


def test_somebody_elses_contacts_are_nobody(
    colin: User, eve: User, pair: Any, browse: Callable[[User], Client]
) -> None:
    one, other = pair
    stranger = browse(eve)
    mine = actions.add_relationship(eve, name="Anna Berg", email="anna@x.example")
    merge = merging.merge_contacts(colin, one.public_id, other.public_id)
    for path in (
        f"merges/{one.public_id}/{mine.public_id}/",
        f"merges/{mine.public_id}/{one.public_id}/",
        f"apart/{mine.public_id}/{one.public_id}/",
        f"merges/{merge.public_id}/undo/",
    ):
        assert stranger.post(f"/network/{path}").status_code == 404
    assert colin.relationships.count() == eve.relationships.count() == 1


def test_the_page(colin: User, pair: Any, browse: Callable[[User], Client]) -> None:
    one, other = pair
    visitor = browse(colin)
    page = visitor.get("/network/duplicates/").content.decode()
    assert "anna@acme.example" in page and "Keep this one" in page
    assert visitor.post(f"/network/merges/{one.public_id}/{other.public_id}/").status_code == 302
    page = visitor.get("/network/duplicates/").content.decode()
    assert "No duplicates found" in page and "Merged lately" in page
    merge = ContactMerge.objects.get()
    visitor.post(f"/network/merges/{merge.public_id}/undo/")
    assert colin.relationships.count() == 2


def test_looking_costs_the_same_at_any_size(colin: User) -> None:
    def asked(first: int, last: int) -> int:
        lines = "".join(
            f"Anna{n},Berg{n},https://www.linkedin.com/in/a-{n},,Acme,CFO,\n"
            f"Berg{n},Anna{n},,a{n}@mail.example,Globex,CFO,\n"
            for n in range(first, last)
        )
        run = imported(colin, "a.csv", (HEAD + lines).encode())
        assert run.status == "done"
        likely_duplicates(colin)
        with CaptureQueriesContext(connection) as seen:
            likely_duplicates(colin)
        return len(seen)

    assert asked(0, 5) == asked(5, 40)


@pytest.mark.django_db(transaction=True)
def test_merged_both_ways_at_once_one_stays(colin: User) -> None:
    one, other = (
        actions.add_relationship(colin, name="Anna Berg", email=f"{letter}@acme.example")
        for letter in "ab"
    )
    ids = one.public_id, other.public_id
    answers = together(
        lambda: merging.merge_contacts(colin, *ids),
        lambda: merging.merge_contacts(colin, *reversed(ids)),
    )
    assert len(won(answers)) == 1 and colin.relationships.count() == 1
