"""Coverage in a real browser, from upload to watch: on a phone and on a desk, by day and by night."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from connectors import actions
from connectors.models import AccountWatch, CoverageList
from tests.connectors.test_in_a_browser import assert_clean, enter
from tests.support.coverage import big_company, listed_at

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
FILE = (
    b"Account ID,Account Name,Website,Industry,Tier\n1,IBM,ibm.com,IT,1\n2,Siemens AG,,Industrials,1\n"
    b"3,Nowhere Works,,Retail,2\n4,Nordwind,,Logistics,2\n"
)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_rep_uploads_matches_looks_and_watches(
    rita: User,
    colin: User,
    known: Any,
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    browse: Callable[[User], Client],
    width: int,
    scheme: str,
) -> None:
    for name in ("IBM", "Siemens", "Nordwind Logistics", "Nordwind Energy"):
        big_company(name)
    listed_at(known, colin, "IBM", 6)
    listed_at(known, colin, "Nordwind Logistics", 1, name="Gitta Sereny", email="g@nw.example")
    listed_at(known, colin, "Nordwind Energy", 1, name="Hella Pick", email="h@nw.example")
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    enter(page, live_server, browse(rita))
    page.goto(f"{live_server.url}/coverage/")
    assert_clean(page)
    page.get_by_label("Your file").set_input_files(
        {"name": "targets-q1.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    page.get_by_label("Name of the list").fill("Q1 target accounts")
    page.get_by_role("button", name="Upload accounts").click()
    page.get_by_text("Reading your file").wait_for()
    assert_clean(page)
    actions.read_list(CoverageList.objects.get().pk)
    page.get_by_role("heading", name="Reach by tier").wait_for()
    page.get_by_text("1 of 4").first.wait_for()
    assert_clean(page)

    page.get_by_role("link", name="Match them").click()
    page.get_by_role("button", name="Nordwind Logistics").wait_for()
    assert_clean(page)
    page.get_by_role("button", name=re.compile("Nordwind Energy|Nordwind Logistics")).first.focus()
    page.keyboard.press("1")
    page.get_by_text("Every account has an answer.").wait_for()
    assert_clean(page)
    page.get_by_role("button", name="See coverage").click()
    page.get_by_text("2 of 4").first.wait_for()

    page.get_by_role("button", name="Watch 2 accounts not reachable yet").click()
    page.get_by_text("You watch 2 accounts of this list.").wait_for()
    assert AccountWatch.objects.count() == 2
    page.get_by_role("link", name=re.compile("^Not yet")).click()
    page.get_by_role("button", name="Stop watching Siemens AG").click()
    page.get_by_text("You watch 1 account of this list.").wait_for()
    assert_clean(page)
    page.get_by_role("link", name=re.compile("^Reachable")).click()
    with page.expect_download() as kept:
        page.get_by_role("link", name="CSV").click()
    assert kept.value.suggested_filename == "q1-target-accounts.csv"
    page.get_by_role("link", name="See paths to IBM").click()
    page.get_by_text("6 paths").first.wait_for()
