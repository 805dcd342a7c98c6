"""What reps read and search for is counted so that a connector never learns of one of them."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors import actions
from connectors.actions.coverage import renew_coverage
from connectors.actions.interest import closing
from connectors.models import Company, InterestCount, InterestMark, InterestMonth, Relationship
from connectors.queries import counted_month, searched_segments, views_among, wanted_companies
from connectors.queries.interest import company_topic
from connectors.tasks import close_interest
from tests.support import builders
from tests.support.coverage import uploaded
from tests.support.moving_clock import MovingClock

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]


class Lot:
    """Draws what the test says."""

    def __init__(self, drawn: int) -> None:
        self.drawn = drawn

    def randrange(self, below: int) -> int:
        assert self.drawn < below
        return self.drawn


@pytest.fixture
def listing(colin: User, known: Callable[..., Relationship]) -> Relationship:
    return known(colin, listed=True)


def proven(name: str, domain: str = "") -> User:
    return builders.rep(
        name,
        work_domain=domain or f"{name}-company.example",
        work_domain_verified_at=clock.now(),
    )


def organisations(count: int, first: int = 0) -> list[User]:
    return [proven(f"rep{first + number}") for number in range(count)]


def read(listing: Relationship, reps: list[User]) -> None:
    for one in reps:
        actions.note_view(one, listing)


def after_the_month(clock: MovingClock, monkeypatch: pytest.MonkeyPatch, drawn: int = 0) -> None:
    clock.forward(days=32)
    monkeypatch.setattr(closing, "CHANCE", Lot(drawn))
    close_interest()


def told(listing: Relationship) -> dict[uuid.UUID, int]:
    return views_among(counted_month(), [listing.public_id])


@pytest.mark.parametrize("door", ["page", "api"])
def test_reading_and_searching_by_any_door_counts_an_organisation_once(
    listing: Relationship, browse: Browse, door: str
) -> None:
    first, colleague = proven("ann", "acme.example"), proven("bob", "mail.acme.example")
    place = "/listings/" if door == "page" else "/api/v1/listings/"
    search = "/search/" if door == "page" else "/api/v1/listings/"
    for rep in (first, colleague, first):
        assert browse(rep).get(f"{place}{listing.public_id}/").status_code == 200
        for page in (1, 2):
            browse(rep).get(search, {"seniority": "vp", "q": "Petra", "page": page})
    topics = sorted(InterestMark.objects.values_list("topic", flat=True))
    assert topics == [f"listing:{listing.public_id}", "segment:vp:"]
    assert not [one for one in topics if "petra" in one.lower()]


def test_what_is_typed_alone_is_not_kept(rita: User, listing: Relationship, browse: Browse) -> None:
    browse(proven("ann")).get("/search/", {"q": "Petra Vandenbroucke", "company": "Meridian"})
    assert not InterestMark.objects.exists()


def test_who_has_no_confirmed_work_address_does_not_count(
    listing: Relationship, rita: User
) -> None:
    """Accounts alone cost nothing: a connector with many would find the one look that is not theirs."""
    read(listing, [rita, *(builders.rep(f"free{n}") for n in range(12))])
    assert not InterestMark.objects.exists()


def test_the_connectors_own_people_do_not_count(listing: Relationship, colin: User) -> None:
    User.objects.filter(pk=colin.pk).update(
        work_domain="works.example", work_domain_verified_at=clock.now()
    )
    listing = Relationship.objects.select_related("connector").get(pk=listing.pk)
    read(listing, [proven("mate", "works.example"), proven("far", "eu.works.example")])
    assert not InterestMark.objects.exists()


@pytest.mark.parametrize(
    ("looks", "drawn", "at_least"),
    [(9, 0, None), (10, 0, 10), (10, 1, None), (19, 0, 10), (19, 9, 10), (29, 9, 20)],
)
def test_ten_at_least_rounded_down_and_less_by_lot(
    listing: Relationship,
    clock: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
    looks: int,
    drawn: int,
    at_least: int | None,
) -> None:
    read(listing, organisations(looks))
    after_the_month(clock, monkeypatch, drawn)
    assert told(listing).get(listing.public_id) == at_least


def test_nothing_is_told_while_the_month_runs_and_nothing_moves_afterwards(
    listing: Relationship, colin: User, browse: Browse, clock: MovingClock, monkeypatch: Any
) -> None:
    """Two looks at the page tell nothing of what happened in between."""
    client = browse(colin)
    before = client.get("/api/v1/numbers/").json()
    read(listing, organisations(40))
    close_interest()
    assert client.get("/api/v1/numbers/").json() == before
    after_the_month(clock, monkeypatch)
    counted = client.get("/api/v1/numbers/").json()
    assert counted["listings"][0]["views_at_least"] == 40
    read(listing, organisations(40, first=40))
    close_interest()
    assert client.get("/api/v1/numbers/").json() == counted


@pytest.mark.parametrize("looks", [0, 8, 12])
def test_two_worlds_that_differ_in_one_reps_look_read_alike(
    listing: Relationship,
    colin: User,
    browse: Browse,
    clock: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
    looks: int,
) -> None:
    first = organisations(looks)
    read(listing, first)
    other = Relationship.objects.get(pk=listing.pk)
    twin = InterestMonth.objects.first()
    after_the_month(clock, monkeypatch, drawn=1)
    without = browse(colin).get("/numbers/").text.split("Your record")[1]
    InterestCount.objects.all().delete()
    clock.forward(days=-32)
    assert twin is None or not InterestMonth.objects.filter(pk=twin.pk).exists()
    read(other, [*first, proven("one-more")])
    after_the_month(clock, monkeypatch, drawn=1)
    assert browse(colin).get("/numbers/").text.split("Your record")[1] == without


def test_what_was_counted_is_thrown_away_with_its_secret(
    listing: Relationship, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(listing, organisations(12))
    marks = list(InterestMark.objects.values_list("digest", flat=True))
    assert len(set(marks)) == 12
    after_the_month(clock, monkeypatch)
    assert not InterestMark.objects.exists() and not InterestMonth.objects.exists()
    assert list(InterestCount.objects.values_list("at_least", flat=True)) == [10]
    clock.forward(days=500)
    close_interest()
    assert not InterestCount.objects.exists()


def test_one_organisation_is_no_hash_that_two_topics_share(
    colin: User, known: Callable[..., Relationship]
) -> None:
    rows = [known(colin, name, listed=True) for name in ("Anna Schmidt", "Bo Lindqvist")]
    one = proven("ann")
    for row in rows:
        actions.note_view(one, row)
    assert len(set(InterestMark.objects.values_list("digest", flat=True))) == 2


def test_searches_are_told_for_ones_own_segments_only_and_alike_to_all(
    listing: Relationship, colin: User, browse: Browse, clock: MovingClock, monkeypatch: Any
) -> None:
    for rep in organisations(20):
        browse(rep).get("/api/v1/listings/", {"seniority": "vp", "department": "procurement"})
        browse(rep).get("/api/v1/listings/", {"department": "engineering"})
    after_the_month(clock, monkeypatch)
    assert listing.shown_seniority == "vp" and listing.shown_department == "procurement"
    [segment] = searched_segments(colin, counted_month())
    assert (segment.seniority, segment.department, segment.at_least) == ("vp", "procurement", 20)
    assert "VP, Procurement: 20 or more" in browse(colin).get("/numbers/").text
    assert searched_segments(builders.connector("cora"), counted_month()) == []


# --- Companies on the lists of reps ---------------------------------------------------------------

TARGETS = b"Account Name\nMeridian Freight\nNowhere Works\n"


def target(reps: list[User]) -> None:
    for one in reps:
        uploaded(one, TARGETS)


def test_companies_that_ten_organisations_target_are_told_where_one_knows_somebody(
    listing: Relationship, colin: User, browse: Browse, clock: MovingClock, monkeypatch: Any
) -> None:
    target(organisations(10))
    target([proven("mate", "mail.rep0-company.example"), builders.rep("free")])
    after_the_month(clock, monkeypatch)
    assert InterestCount.objects.get().at_least == 10
    [told_of] = wanted_companies(colin, counted_month())
    assert listing.company is not None
    assert (told_of.name, told_of.at_least) == (listing.company.name, 10)
    assert f"{told_of.name}: 10 or more" in browse(colin).get("/numbers/").text
    assert browse(colin).get("/api/v1/numbers/").json()["companies"] == [
        {"company": told_of.name, "organizations_at_least": 10}
    ]
    cora = builders.connector("cora")
    assert wanted_companies(cora, counted_month()) == []
    assert "Companies reps target" not in browse(cora).get("/numbers/").text


def test_nine_organisations_are_told_to_nobody(
    listing: Relationship, colin: User, clock: MovingClock, monkeypatch: Any
) -> None:
    target(organisations(9))
    after_the_month(clock, monkeypatch)
    assert not InterestCount.objects.exists()
    assert wanted_companies(colin, counted_month()) == []


def test_a_list_counts_once_a_month_and_again_in_the_next(
    listing: Relationship, clock: MovingClock, monkeypatch: Any
) -> None:
    [rep] = organisations(1)
    target([rep, rep])
    first = InterestMark.objects.get()
    assert first.topic == company_topic(listing.company.public_id)  # type: ignore[union-attr]
    clock.forward(days=1)
    renew_coverage()
    assert InterestMark.objects.get() == first
    after_the_month(clock, monkeypatch)
    renew_coverage()
    assert InterestMark.objects.get().month_id != first.month_id


def test_a_merged_company_counts_as_the_one_it_became(
    listing: Relationship, colin: User, clock: MovingClock, monkeypatch: Any
) -> None:
    company = listing.company
    assert company is not None
    company.merged_into = Company.objects.create(key="becomes", name="Becomes")
    company.save()
    target(organisations(10))
    after_the_month(clock, monkeypatch)
    [told_of] = wanted_companies(colin, counted_month())
    assert (told_of.name, told_of.at_least) == ("Becomes", 10)
