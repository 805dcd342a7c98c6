"""A rep keeps a shortlist, compares some of it, and finds again what they looked at: theirs alone."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions
from connectors.actions import saving
from connectors.actions.saving import shortlisting
from connectors.models import Relationship, SeenListing, ShortlistEntry
from connectors.queries import SearchFilters, search
from connectors.queries.saving import seen_by, shortlist_of
from connectors.tasks import tidy_saved
from tests.support.moving_clock import MovingClock
from tests.support.together import together

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
Browse = Callable[[User], Client]
NAMES = ("Petra Vandenbroucke", "Anna Schmidt", "Bo Lindqvist", "Cy Young", "Di Moreau")


@pytest.fixture
def rows(colin: User, known: Known) -> list[Relationship]:
    return [
        known(colin, name, listed=True, strength=1 + n, price=Money(20_000 + n * 1_000, "EUR"))
        for n, name in enumerate(NAMES)
    ]


def test_a_star_puts_a_path_on_the_shortlist_and_search_marks_it(
    rita: User, eve: User, rows: list[Relationship], browse: Browse
) -> None:
    rep, row = browse(rita), rows[-1]
    star = f"/listings/{row.public_id}/star/"
    assert rep.post(star, {"on": "1"}).status_code == 302
    rep.post(star, {"on": "1"})
    assert ShortlistEntry.objects.filter(owner=rita).count() == 1
    marked = {
        path.listing.public_id
        for group in search(SearchFilters(grouped=False), rita).groups
        for path in group.paths
        if path.is_shortlisted
    }
    assert marked == {row.public_id}
    other = search(SearchFilters(grouped=False), eve).groups
    assert not any(path.is_shortlisted for group in other for path in group.paths)
    assert rep.get("/search/").text.count('aria-pressed="true"') == 1
    assert 'aria-pressed="true"' in rep.get(f"/listings/{row.public_id}/").text
    assert row.shown_role in rep.get("/shortlist/").text
    rep.post(star, {"on": "0"})
    rep.post(star, {"on": "0"})
    assert not shortlist_of(rita)
    assert "/star/" not in Client().get("/search/").text


def test_it_goes_back_only_to_pages_of_ours(
    rita: User, rows: list[Relationship], browse: Browse
) -> None:
    rep, star = browse(rita), f"/listings/{rows[0].public_id}/star/"
    here = "http://testserver/search/?q=vp"
    assert rep.post(star, {"on": "1"}, headers={"Referer": here})["Location"] == here
    evil = rep.post(star, {"on": "1"}, headers={"Referer": "https://evil.example/"})
    assert evil["Location"] == "/shortlist/"


def gone(row: Relationship, colin: User, how: str) -> None:
    if how == "never":
        actions.suppress(row.prospect)
    elif how == "unlisted":
        actions.unlist(colin, [row.public_id])
    elif how == "removed":
        actions.remove(colin, [row.public_id])
    else:
        User.objects.filter(pk=colin.pk).update(suspended_at="2026-01-01T00:00Z")


ROLE = re.compile(r"\bVP\b")  # the two letters also come up within the tokens of forms


@pytest.mark.parametrize("how", ["never", "unlisted", "removed", "suspended"])
def test_what_is_gone_says_so_and_not_why(
    rita: User, colin: User, known: Known, browse: Browse, how: str
) -> None:
    row = known(colin, "Petra Vandenbroucke", listed=True)
    saving.shortlist(rita, row.public_id)
    saving.note_seen(rita, row)
    public_id = str(row.public_id)
    gone(row, colin, how)
    rep = browse(rita)
    page = rep.get("/shortlist/").text
    assert "This listing is not available any more." in page and not ROLE.search(page)
    said = rep.get("/api/v1/shortlist/").json()
    assert said == [{"id": public_id, "listing": None, "asked": ""}]
    assert seen_by(rita) == []
    assert not ROLE.search(rep.get("/search/recent/").text)
    thief = rep.post(f"/listings/{public_id}/star/", {"on": "1"})
    assert thief.status_code == 404


def test_two_to_four_stand_side_by_side(
    rita: User, rows: list[Relationship], browse: Browse
) -> None:
    rep = browse(rita)
    ids = [str(one.public_id) for one in rows]
    for some in ([], ids[:1], ids):
        assert rep.get("/shortlist/compare/", {"id": some}).status_code == 302
        assert rep.get("/api/v1/listings/compare/", {"id": some}).status_code == 400
    page = rep.get("/shortlist/compare/", {"id": ids[:4]}).text
    assert page.count('scope="col"') == 5
    for price in ("€200.00", "€210.00", "€220.00", "€230.00"):
        assert price in page
    assert "Usual price" in page and "New here" in page
    for name in NAMES:
        assert name not in page
    said = rep.get("/api/v1/listings/compare/", {"id": [ids[2], ids[0]]}).json()
    assert [one["id"] for one in said] == [ids[2], ids[0]]
    odd = rep.get("/shortlist/compare/", {"id": [ids[0], str(uuid.uuid4())]})
    assert "1 listing is not available any more." in odd.text


def test_the_last_twenty_seen_are_kept_for_thirty_days(
    rita: User, colin: User, known: Known, browse: Browse, clock: MovingClock,
    monkeypatch: pytest.MonkeyPatch, rows: list[Relationship],
) -> None:  # fmt: skip
    monkeypatch.setattr(shortlisting, "MOST_SEEN", 3)
    rep = browse(rita)
    for row in (*rows, rows[2]):
        clock.forward(minutes=1)
        rep.get(f"/listings/{row.public_id}/")
    assert [one.public_id for one in seen_by(rita)] == [
        rows[2].public_id, rows[4].public_id, rows[3].public_id,
    ]  # fmt: skip
    rep.get(f"/api/v1/listings/{rows[0].public_id}/")
    assert len(rep.get("/api/v1/recently-seen/").json()) == 3
    assert seen_by(rita)[0].public_id == rows[0].public_id
    clock.forward(days=31)
    assert seen_by(rita) == []
    tidy_saved()
    assert not SeenListing.objects.exists()
    rep.get(f"/listings/{rows[0].public_id}/")
    assert re.search(r"Recently seen", rep.get("/search/recent/").text)
    rep.post("/search/recent/delete/")
    assert not SeenListing.objects.exists()
    rep.get(f"/listings/{rows[0].public_id}/")
    assert rep.delete("/api/v1/recently-seen/").status_code == 204
    assert not SeenListing.objects.exists()


def test_all_of_it_is_the_reps_alone(
    rita: User, eve: User, rows: list[Relationship], browse: Browse
) -> None:
    User.objects.filter(pk=eve.pk).update(is_rep=True)
    saving.shortlist(rita, rows[0].public_id)
    saving.note_seen(rita, rows[0])
    other = browse(eve)
    assert other.get("/api/v1/shortlist/").json() == []
    assert other.get("/api/v1/recently-seen/").json() == []
    other.delete(f"/api/v1/shortlist/{rows[0].public_id}/")
    other.delete("/api/v1/recently-seen/")
    assert shortlist_of(rita) and seen_by(rita)
    assert Client().get("/shortlist/").status_code == 302
    assert Client().get("/api/v1/shortlist/").status_code in {401, 403}
    actions.forget_network(rita)
    assert not ShortlistEntry.objects.exists() and not SeenListing.objects.exists()


def test_nobody_puts_their_own_listing_there(
    colin: User, rows: list[Relationship], browse: Browse
) -> None:
    User.objects.filter(pk=colin.pk).update(is_rep=True)
    assert browse(colin).put(f"/api/v1/shortlist/{rows[0].public_id}/").status_code == 404
    assert not ShortlistEntry.objects.exists()


def test_nobody_reads_their_own_there(
    rita: User, colin: User, known: Known, rows: list[Relationship]
) -> None:
    """What came onto a shortlist in another way: neither one's own listing, nor oneself."""
    herself = known(colin, "Rita Somebody", email=rita.email, listed=True)
    for owner, row in ((colin, rows[0]), (rita, herself), (rita, rows[1])):
        ShortlistEntry.objects.create(owner=owner, listing=row.public_id)
    assert [one.listing for one in shortlist_of(colin)] == [None]
    shown = {one.public_id: bool(one.listing) for one in shortlist_of(rita)}
    assert shown == {herself.public_id: False, rows[1].public_id: True}


@pytest.mark.django_db(transaction=True)
def test_no_more_than_fit_even_at_once(
    rita: User, rows: list[Relationship], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortlisting, "MOST_SHORTLISTED", 2)
    together(*[(lambda one=row: saving.shortlist(rita, one.public_id)) for row in rows[:4]])
    assert ShortlistEntry.objects.count() == 2
