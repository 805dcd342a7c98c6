"""The pipeline: one's introductions in one list, filtered, paged, as a board and as a file; at any size."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brokerage.accounts.models import Reveal, User
from brokerage.kit.clock import now
from connectors.models import Prospect
from introductions.actions.kept_views import keeping as keeping_views
from introductions.models import Deadline, Introduction
from introductions.queries.pipeline import ORDERS, Wanted, asked_of, page_of_rows
from tests.introductions.test_disputes_in_a_browser import SEEN, enter, look
from tests.introductions.test_lists_cost_the_same import copy_of, rows_of_every_kind
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.stages import Stage, listed

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def many(stage: Stage, count: int) -> None:
    """The rep has so many more, with payments and clocks, in every state."""
    rows_of_every_kind(stage, count)
    Introduction.objects.update(rep=stage.rep)


def another(stage: Stage, state: str = "consent") -> Introduction:
    """One more of the rep's, with somebody else."""
    first = stage.now()
    someone = Prospect.objects.create()
    entry = copy_of(first.relationship, prospect=someone)
    found: Introduction = copy_of(
        first, payment=None, state=state, relationship=entry, prospect=someone
    )
    return found


def shown(page: str) -> list[str]:
    return re.findall(r'data-row>\s*<th[^>]*><a href="/introductions/([^/]+)/"', page)


def test_a_name_stands_in_the_list_once_it_is_revealed_and_never_before(stage: Stage) -> None:
    stage.requested()
    rep = signed_in(stage.rep)
    for path in ("", "?layout=board", "csv/", f"?q={PETRA.name.split()[0]}"):
        assert PETRA.name not in rep.get(f"/introductions/{path}").content.decode()
    assert not Reveal.objects.exists()
    stage.accept().agree()
    for path in ("", "?layout=board", "csv/", f"?q={PETRA.name.split()[0]}"):
        before = Reveal.objects.count()
        assert PETRA.name in rep.get(f"/introductions/{path}").content.decode()
        assert Reveal.objects.count() == before + 1
    assert PETRA.name in signed_in(stage.connector).get("/introductions/").text


def test_a_connector_is_found_by_no_more_of_their_name_than_is_shown(stage: Stage) -> None:
    User.objects.filter(pk=stage.connector.pk).update(name="Colin Hartmann")
    first, last = "Colin", "Hartmann"
    rep = signed_in(stage.rep)

    def found(text: str) -> bool:
        pages = [rep.get("/introductions/", {one: text}).text for one in ("who", "q")]
        hits = {bool(shown(page)) for page in pages}
        assert len(hits) == 1
        return hits.pop()

    stage.requested()
    assert not found(first) and not found(last)
    stage.accept()
    assert found(first) and not found(last)
    stage.agree()
    assert found(first) and found(last)


def test_each_filter_narrows_and_stands_in_the_address(stage: Stage) -> None:
    stage.consenting()
    rep = signed_in(stage.rep)
    row = stage.now()
    price = row.price // 100
    fits: list[dict[str, Any]] = [
        {"stage": "consent"}, {"stage": "asked"}, {"turn": "prospect"}, {"deadline": "week"},
        {"price_from": price, "price_to": price}, {"q": row.purpose[:8]}, {"as": "rep"},
        {"company": row.listing["company"][:5]},
    ]  # fmt: skip
    fails: list[dict[str, Any]] = [
        {"stage": "confirming"}, {"stage": "meeting"}, {"turn": "me"}, {"turn": "us"}, {"turn": "other"},
        {"deadline": "none"}, {"price_from": price + 1}, {"price_to": price - 1}, {"q": "zebra"},
        {"company": "zebra"}, {"as": "connector"},
    ]  # fmt: skip
    for asked in fits:
        assert shown(rep.get("/introductions/", asked).text), asked
        assert row.purpose in rep.get("/introductions/csv/", asked).content.decode(), asked
    for asked in fails:
        assert not shown(rep.get("/introductions/", asked).text), asked
        assert row.purpose not in rep.get("/introductions/csv/", asked).content.decode(), asked


def test_a_stranger_finds_nothing_of_others(stage: Stage, eve: User) -> None:
    stage.introducing()
    for path in ("", "?layout=board", "csv/", "?tab=all&q=a"):
        page = signed_in(eve).get(f"/introductions/{path}").content.decode()
        assert str(stage.now().public_id) not in page and PETRA.name not in page
    assert not Reveal.objects.filter(viewer=eve).exists()


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_pages_hold_each_row_once_there_and_back(stage: Stage, order: str) -> None:
    stage.requested()
    many(stage, 12)
    rows = asked_of(stage.rep, Wanted())
    seen, cursor = [], ""
    for _ in range(20):
        page = page_of_rows(rows, stage.rep, order, 5, after=cursor)
        seen += [row.pk for row in page.rows]
        cursor = page.after
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == Introduction.objects.count() == 13
    back = page_of_rows(rows, stage.rep, order, 5, before=page.before)
    assert [row.pk for row in back.rows] == seen[5:10]
    assert page_of_rows(rows, stage.rep, order, 5, after="no~cursor~\x00").rows


def test_what_comes_meanwhile_moves_no_page(stage: Stage) -> None:
    stage.requested()
    many(stage, 9)
    rows = asked_of(stage.rep, Wanted())
    first = page_of_rows(rows, stage.rep, "newest", 4)
    wanted = [row.pk for row in page_of_rows(rows, stage.rep, "newest", 10).rows][4:8]
    newest = another(stage)
    Introduction.objects.filter(pk=newest.pk).update(created_at=now())
    again = page_of_rows(rows, stage.rep, "newest", 4, after=first.after)
    assert [row.pk for row in again.rows] == wanted


@pytest.mark.parametrize(
    "path", ["?tab=running", "?tab=all", "?layout=board", "?q=a&who=a&turn=us&tab=all", "csv/"]
)
def test_few_cost_as_many_queries_as_many(stage: Stage, path: str) -> None:
    stage.introducing()
    counts = []
    for more in (7, 24):
        many(stage, more)
        client = signed_in(stage.rep)
        client.get(f"/introductions/{path}")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/introductions/{path}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_the_board_counts_all_and_leads_to_the_rest(stage: Stage) -> None:
    stage.consenting()
    for _ in range(10):
        another(stage)
    page = signed_in(stage.rep).get("/introductions/?layout=board").text
    assert 'Prospect asked <span class="count">11</span>' in page
    assert "3 more" in page and "stage=asked" in page


def test_a_file_for_a_crm_holds_no_formula(stage: Stage) -> None:
    stage.requested()
    Introduction.objects.update(purpose="=HYPERLINK(1)")
    text = signed_in(stage.rep).get("/introductions/csv/").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Stage"] == "Requested" and row["Contact name"] == ""
    assert row["Amount"] == f"{stage.now().price / 100:.2f}"
    assert not any(value.lstrip().startswith(("=", "+", "-", "@")) for value in row.values())


def test_filters_are_kept_under_a_name_and_are_their_owners_alone(stage: Stage, eve: User) -> None:
    stage.requested()
    rep, other = signed_in(stage.rep), signed_in(eve)
    asked = "tab=all&q=freight&after=1~2&stage=nonsense&evil=%22%3E"
    answer = rep.post("/introductions/views/", {"name": "Freight", "asked": asked})
    assert answer["Location"] == "/introductions/?tab=all&q=freight"
    rep.post("/introductions/views/", {"name": "freight", "asked": "tab=ended"})
    (kept,) = stage.rep.kept_views.all()
    assert (kept.name, kept.asked) == ("freight", "tab=ended")
    assert 'href="/introductions/?tab=ended"' in rep.get("/introductions/").text
    assert "freight" not in other.get("/introductions/").text
    assert other.post(f"/introductions/views/{kept.public_id}/delete/").status_code == 302
    assert stage.rep.kept_views.count() == 1
    rep.post(f"/introductions/views/{kept.public_id}/delete/")
    assert not stage.rep.kept_views.exists()


def test_a_view_without_a_name_and_one_too_many_are_refused(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping_views, "MOST_KEPT", 1)
    rep = signed_in(stage.rep)
    for name in ("", "x" * 61, "First", "Second"):
        answer = rep.post("/introductions/views/", {"name": name, "asked": ""}, follow=True)
        assert name == "First" or f'name="name" maxlength="60" value="{name}"' in answer.text
    assert [one.name for one in stage.rep.kept_views.all()] == ["First"]


def test_what_is_mine_comes_first_then_what_is_due_first(stage: Stage) -> None:
    stage.consenting()
    later = another(stage, "confirming")
    Deadline.objects.create(introduction=later, move="silence", due_at=now() + timedelta(days=90))
    page = signed_in(stage.rep).get("/introductions/?tab=running").text
    assert shown(page) == [str(later.public_id), str(stage.now().public_id)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", SEEN)
def test_the_pipeline_is_worked_by_keyboard(
    stage: Stage, live_server: "LiveServer", new_page: "Callable[..., Page]", how: str
) -> None:
    stage.confirming()
    other = listed(
        stage.connector, builders.Person("Pia Moss", "pia.moss@second.example", "", "Adviser")
    )
    Stage(stage.rep, stage.connector, other, stage.sandbox).requested()
    page = new_page(**SEEN[how])
    enter(page, stage.rep, live_server.url)
    page.goto(f"{live_server.url}/introductions/?layout=board")
    look(page, how, "pipeline-board")
    page.goto(f"{live_server.url}/introductions/")
    look(page, how, "pipeline-table")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == PETRA.name
    page.keyboard.press("/")
    page.keyboard.type("Petra")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Petra**")
    assert page.locator("[data-row]").count() == 1
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/introductions/{stage.introduction.public_id}/")
