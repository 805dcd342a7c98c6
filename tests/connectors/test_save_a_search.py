"""A rep saves a search, sees what is new in it, and is written to about that alone, as often as they said."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.clock import now
from brokerage.kit.errors import Refusal
from brokerage.kit.masking import masked
from brokerage.kit.money import Money
from connectors import actions
from connectors.actions import saving
from connectors.models import Relationship, SavedSearch, SearchAlert
from connectors.queries import SearchFilters
from connectors.queries.saving import (
    address_of,
    not_among,
    packed,
    saved_by,
    unpacked,
    with_new,
)
from connectors.queries.searching import entries
from connectors.tasks import send_search_alert, sweep_saved_searches, sweep_search_alerts
from tests.support import builders
from tests.support.moving_clock import MovingClock
from tests.support.together import together

Known = Callable[..., Relationship]
Browse = Callable[[User], Client]
pytestmark = pytest.mark.django_db
VPS = SearchFilters(seniority=("vp",))
API = "/api/v1/saved-searches/"


def new(rep: User) -> list[int | None]:
    """What is new, counted now and not up to ten minutes ago."""
    cache.clear()
    return [one.new for one in with_new(saved_by(rep), rep)]


def told(clock: MovingClock, **period: float) -> list[Any]:
    """Emails that leave once so much time has passed."""
    mail.outbox.clear()
    clock.forward(**(period or {"hours": 3}))
    sweep_saved_searches()
    sweep_search_alerts()
    return list(mail.outbox)


def off_path(message: Any, words: str) -> str:
    found = re.search(rf"{words}:\s+https?://[^/]+(/alerts/off/\S+)", str(message.body))
    assert found
    return found.group(1)


def test_new_matches_are_counted_since_one_last_looked(
    rita: User, colin: User, known: Known
) -> None:
    known(colin, "Petra Vandenbroucke", listed=True)
    row = saving.save_search(rita, VPS)
    assert new(rita) == [0]
    anna = known(colin, "Anna Schmidt", listed=True)
    known(colin, "Bo Lindqvist", title="Director of Finance", listed=True)
    assert new(rita) == [1]
    saving.look_at_saved_search(rita, row.public_id)
    assert new(rita) == [0]
    actions.unlist(colin, [anna.public_id])
    saving.look_at_saved_search(rita, row.public_id)
    actions.list_relationships(colin, [anna.public_id])
    assert new(rita) == [0], "whoever comes back is not new"


def test_the_numbers_stay_for_ten_minutes(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    """Whoever asks every minute, by any of their searches, does not see when a listing came."""

    def counts() -> list[int | None]:
        return [one.new for one in with_new(saved_by(rita), rita)]

    row = saving.save_search(rita, VPS)
    assert counts() == [0]
    clock.forward(minutes=4)
    known(colin, "Anna Schmidt", listed=True)
    saving.save_search(rita, SearchFilters(country=("US",)))
    for _ in range(5):
        clock.forward(minutes=1)
        assert counts() == [0, 0], "all searches are counted in one moment"
    clock.forward(minutes=2)
    assert counts()[0] == 1
    clock.forward(minutes=4)
    saving.look_at_saved_search(rita, row.public_id)
    assert counts()[0] == 0, "a look is known at once"
    known(colin, "Bo Lindqvist", listed=True)
    clock.forward(minutes=4)
    assert counts()[0] == 0, "and begins no new ten minutes, nor ends any"
    clock.forward(minutes=3)
    assert counts()[0] == 1


def test_what_comes_into_its_price_is_new(rita: User, colin: User, known: Known) -> None:
    row = known(colin, listed=True, price=Money(40_000, "EUR"))
    saving.save_search(rita, SearchFilters(currency="EUR", price_to=30_000))
    assert new(rita) == [0]
    actions.set_price(colin, [row.public_id], Money(29_000, "EUR"))
    assert new(rita) == [1]


def test_too_many_are_not_counted_and_not_told(
    rita: User, colin: User, known: Known, monkeypatch: pytest.MonkeyPatch, clock: MovingClock
) -> None:
    monkeypatch.setattr(entries, "EXACT", 1)
    known(colin, "Petra Vandenbroucke", listed=True)
    row = saving.save_search(rita, VPS, alerts="at_once")
    for name in ("Anna Schmidt", "Bo Lindqvist"):
        known(colin, name, listed=True)
    assert new(rita) == [None]
    assert not told(clock)
    with pytest.raises(Refusal, match="too many"):
        saving.save_search(rita, SearchFilters(), alerts="daily")
    assert saved_by(rita).count() == 1
    row.refresh_from_db()
    assert row.told is None


@pytest.mark.parametrize(
    ("alerts", "wait"),
    [("at_once", {"hours": 3}), ("daily", {"hours": 25}), ("weekly", {"days": 8})],
)
def test_an_email_tells_new_matches_once(
    rita: User, colin: User, known: Known, clock: MovingClock, alerts: str, wait: dict[str, float]
) -> None:
    known(colin, "Petra Vandenbroucke", listed=True)
    row = saving.save_search(rita, VPS, name="Buyers, DE", alerts=alerts)
    anna = known(colin, "Anna Schmidt", strength=4, listed=True)
    assert not told(clock, minutes=1), "not at the moment of the listing"
    [message] = told(clock, **wait)
    assert message.to == [rita.email]
    assert "Buyers, DE" in message.subject
    text = str(message.body)
    assert f"/listings/{anna.public_id}/" in text
    assert "VP" in text and "€200" in text
    for hidden in ("Anna", "Schmidt", anna.email, colin.email, "Colin"):
        assert hidden not in text
    assert text.count("/listings/") == 1
    assert SearchAlert.objects.get().found == {}
    assert not told(clock, **wait), "quiet when nothing is new"
    assert new(rita) == [1], "an email is not a look"
    row.refresh_from_db()
    assert row.due_at is not None and row.due_at > now()


def test_nothing_is_told_that_cannot_be_found_any_more(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    saving.save_search(rita, VPS, alerts="at_once")
    anna = known(colin, "Anna Schmidt", listed=True)
    bo = known(colin, "Bo Lindqvist", listed=True)
    clock.forward(hours=3)
    sweep_saved_searches()
    alert = SearchAlert.objects.get()
    search = str(saved_by(rita).get().public_id)
    again = {"told_at": None, "claimed_at": None}
    SearchAlert.objects.update(**again, found={search: [anna.pk, bo.pk]})
    mail.outbox.clear()
    actions.suppress(anna.prospect)
    send_search_alert(alert.pk)
    [message] = mail.outbox
    assert f"/listings/{bo.public_id}/" in str(message.body)
    assert f"/listings/{anna.public_id}/" not in str(message.body)
    SearchAlert.objects.update(**again, found={search: [anna.pk]})
    mail.outbox.clear()
    send_search_alert(alert.pk)
    assert not mail.outbox
    assert SearchAlert.objects.get().dropped


def test_nobody_is_told_of_what_they_list_or_of_themself(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    User.objects.filter(pk=colin.pk).update(is_rep=True)
    colin.refresh_from_db()
    saving.save_search(colin, VPS, alerts="at_once")
    saving.save_search(rita, VPS, alerts="at_once")
    known(colin, "Anna Schmidt", listed=True)
    known(colin, "Rita Reppel", email=rita.email, listed=True)
    [message] = told(clock)
    assert message.to == [rita.email]
    assert str(message.body).count("/listings/") == 1


@pytest.mark.parametrize("how", ["suspended_at", "closed_at"])
def test_it_stops_with_the_account(
    rita: User, colin: User, known: Known, clock: MovingClock, how: str
) -> None:
    saving.save_search(rita, VPS, alerts="at_once")
    known(colin, "Anna Schmidt", listed=True)
    User.objects.filter(pk=rita.pk).update(**{how: now()})
    assert not told(clock)
    User.objects.filter(pk=rita.pk).update(**{how: None})
    clock.forward(hours=3)
    sweep_saved_searches()
    SearchAlert.objects.update(told_at=None, claimed_at=None, dropped="")
    mail.outbox.clear()
    User.objects.filter(pk=rita.pk).update(**{how: now()})
    sweep_search_alerts()
    assert not mail.outbox, "written before, not sent after"


def test_closing_the_account_forgets_all_of_it(rita: User) -> None:
    saving.save_search(rita, VPS, alerts="daily")
    SearchAlert.objects.create(owner=rita)
    actions.forget_network(rita)
    assert not SavedSearch.objects.exists() and not SearchAlert.objects.exists()


def test_one_click_turns_it_off_without_signing_in(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    one = saving.save_search(rita, VPS, alerts="at_once")
    other = saving.save_search(rita, SearchFilters(department=("procurement",)), alerts="daily")
    known(colin, "Anna Schmidt", listed=True)
    [message] = told(clock)
    path = off_path(message, "Turn off emails about this search")
    assert masked(f"GET {path}") == "GET /alerts/off/[key]/"
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    for said in ({}, {"List-Unsubscribe": "no"}, {"off": "1"}):
        stranger.post(path, said)
    assert set(saved_by(rita).values_list("alerts", flat=True)) == {"at_once", "daily"}
    assert "Emails are off" in stranger.post(path, {"off": "yes"}).text
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.alerts, one.due_at, other.alerts) == ("off", None, "daily")
    header = str(message.extra_headers["List-Unsubscribe"]).strip("<>").partition("/alerts/")[2]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stranger.post(f"/alerts/{header}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    other.refresh_from_db()
    assert other.alerts == "off"
    assert stranger.get(path[:-8] + "x/").status_code == 404
    saving.delete_saved_search(rita, one.public_id)
    assert "Emails are off" in stranger.get(path).text


def test_turned_on_again_it_begins_anew(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    row = saving.save_search(rita, VPS)
    known(colin, "Anna Schmidt", listed=True)
    saving.change_saved_search(rita, row.public_id, alerts="at_once")
    assert not told(clock)
    bo = known(colin, "Bo Lindqvist", listed=True)
    [message] = told(clock)
    assert f"/listings/{bo.public_id}/" in str(message.body)
    assert new(rita) == [2]


def test_all_searches_of_a_rep_tell_in_one_moment_that_nobody_can_foresee(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    for level in ("vp", "director", "head", "manager"):
        saving.save_search(rita, SearchFilters(seniority=(level,)), alerts="at_once")
    assert len(set(saved_by(rita).values_list("due_at", flat=True))) == 1
    known(colin, "Anna Schmidt", listed=True)
    known(colin, "Bo Lindqvist", title="Director of Finance", listed=True)
    start = now()
    assert len(told(clock)) == 1, "one email for all"
    assert len(set(saved_by(rita).values_list("due_at", flat=True))) == 1
    moments = set()
    for number in range(5):
        other = builders.rep(f"rep{number}")
        moments.add(saving.save_search(other, VPS, alerts="at_once").due_at)
    assert len(moments) == 5
    assert all(one and one - start >= timedelta(hours=1) for one in moments)


def test_what_came_waits_for_a_lot_of_its_own(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    row = saving.save_search(rita, VPS, alerts="at_once")
    rows = [
        known(colin, name, listed=True) for name in ("Anna Schmidt", "Bo Lindqvist", "Cy Young")
    ]
    SavedSearch.objects.update(due_at=now())
    sweep_saved_searches()
    early = SearchAlert.objects.count()
    row.refresh_from_db()
    assert not early or len(row.told or []) < len(rows)
    assert told(clock)
    row.refresh_from_db()
    assert set(row.told or []) == {one.pk for one in rows}


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_once(
    rita: User, colin: User, known: Known, clock: MovingClock
) -> None:
    saving.save_search(rita, VPS, alerts="at_once")
    known(colin, "Anna Schmidt", listed=True)
    clock.forward(hours=3)
    together(*[lambda: saving.tell_new_matches(rita.pk)] * 4)
    assert SearchAlert.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_more_than_fifty_even_at_once(rita: User) -> None:
    for price in range(saving.MOST_SAVED - 1):
        saving.save_search(rita, SearchFilters(currency="EUR", price_to=1_000 + price))
    answers = together(
        *[
            (lambda one=level: saving.save_search(rita, SearchFilters(seniority=(one,))))
            for level in ("vp", "director", "head")
        ]
    )
    assert saved_by(rita).count() == saving.MOST_SAVED
    assert sum(isinstance(one, Refusal) for one in answers) == 2


def test_a_search_is_kept_as_it_was_asked() -> None:
    asked = SearchFilters(
        q="vp sales not uk", seniority=("vp", "head"), industry=("Industrials",), country=("DE",),
        company="Meridian", named=False, verified=True, currency="EUR", price_from=0,
        price_to=30_000, strength=3, order="price", size=("large",), record=("most",),
    )  # fmt: skip
    assert unpacked(packed(asked)) == asked
    assert unpacked(packed(SearchFilters())) == SearchFilters()
    assert not_among(None, [1]) == not_among([1], None) == []
    assert "price_to=300" in address_of(asked) and "named=0" in address_of(asked)


def test_pages_save_open_rename_and_delete(
    rita: User, eve: User, colin: User, known: Known, browse: Browse, clock: MovingClock
) -> None:
    known(colin, "Anna Schmidt", listed=True)
    rep = browse(rita)
    page = rep.get("/search/", {"q": "VP procurement", "price_to": "300", "currency": "EUR"})
    path = re.search(r'href="(/search/saved/new/[^"]+)"', page.text)
    assert path
    address = path.group(1).replace("&amp;", "&")
    form = rep.get(address)
    suggested = re.search(r'name="name" value="([^"]+)"', form.text)
    assert suggested and "VP" in suggested.group(1) and "€300" in suggested.group(1)
    assert rep.post(address, {"name": "", "alerts": "daily"}).status_code == 422
    saved = rep.post(address, {"name": suggested.group(1), "alerts": "daily"}, follow=True)
    assert "Saved as" in saved.text
    row = saved_by(rita).get()
    again = rep.post(address, {"name": "Again", "alerts": "off"})
    assert (
        again.status_code == 422 and "already saved" in again.text and saved_by(rita).count() == 1
    )
    opened = rep.get(f"/search/saved/{row.public_id}/")
    assert "price_to=300" in opened["Location"] and "q=VP+procurement" in opened["Location"]
    known(colin, "Bo Lindqvist", listed=True)
    clock.forward(minutes=11)
    assert "1 new" in rep.get("/search/saved/").text
    assert "new</span></strong>" in rep.get("/search/saved/panel/").text
    rep.post(f"/search/saved/{row.public_id}/change/", {"name": "Mine", "alerts": "off"})
    row.refresh_from_db()
    assert (row.name, row.alerts, row.due_at) == ("Mine", "off", None)
    User.objects.filter(pk=eve.pk).update(is_rep=True)
    thief = browse(eve)
    assert thief.get(f"/search/saved/{row.public_id}/").status_code == 404
    for verb in ("change", "delete"):
        said = {"name": "x", "alerts": "off"}
        assert thief.post(f"/search/saved/{row.public_id}/{verb}/", said).status_code == 404
    row.refresh_from_db()
    assert row.name == "Mine"
    rep.post(f"/search/saved/{row.public_id}/delete/")
    assert not saved_by(rita).exists()
    assert Client().get("/search/saved/").status_code == 302
    assert "Save search" not in Client().get("/search/").text


def test_programs_do_the_same(
    rita: User, eve: User, colin: User, known: Known, browse: Browse, clock: MovingClock
) -> None:
    rep, js = browse(rita), "application/json"
    body = {"search": {"q": "vp", "seniority": ["vp"], "currency": "EUR", "price_to": 30_000}}
    made = rep.post(API, body, js)
    assert made.status_code == 201
    said = made.json()
    assert (said["new"], said["alerts"]) == (0, "off")
    assert said["search"]["price_to"] == 30_000
    assert rep.post(API, body, js).status_code == 409
    assert rep.post(API, {"search": {"price_to": 3}}, js).status_code == 400
    assert rep.post(API, {"search": "x"}, js).status_code == 400
    known(colin, "Anna Schmidt", listed=True)
    one = f"{API}{said['id']}/"
    assert rep.get(one).json()["new"] == 0
    clock.forward(minutes=11)
    assert rep.get(one).json()["new"] == 1
    assert [each["new"] for each in rep.get(API).json()] == [1]
    assert rep.post(f"{one}looked/").json()["new"] == 0
    assert rep.patch(one, {"name": "Mine", "alerts": "weekly"}, js).json()["alerts"] == "weekly"
    assert rep.patch(one, {"alerts": "hourly"}, js).status_code == 400
    User.objects.filter(pk=eve.pk).update(is_rep=True)
    thief = browse(eve)
    answers = [
        thief.get(one), thief.patch(one, {"name": "x"}, js), thief.delete(one), thief.post(f"{one}looked/"),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {404}
    assert saved_by(rita).get().name == "Mine"
    assert rep.delete(one).status_code == 204
    assert not saved_by(rita).exists()
