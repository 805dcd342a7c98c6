"""A rep saves a search, is told of a new match, turns that off, and compares a shortlist, in a browser."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors.models import Relationship
from connectors.queries.saving import saved_by, shortlist_of
from connectors.tasks import sweep_saved_searches, sweep_search_alerts
from tests.connectors.test_in_a_browser import assert_clean, enter
from tests.support.moving_clock import MovingClock

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_saved_search_alert_and_shortlist(
    rita: User,
    colin: User,
    known: Callable[..., Relationship],
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    browse: Callable[[User], Client],
    clock: MovingClock,
    width: int,
) -> None:
    known(colin, "Petra Vandenbroucke", listed=True, strength=5)
    page = new_page(viewport={"width": width, "height": 900})
    enter(page, live_server, browse(rita))
    page.goto(f"{live_server.url}/search/?q=VP+procurement")
    page.get_by_role("link", name="Recently seen").wait_for()
    page.get_by_role("link", name="Save search").click()
    page.get_by_label("Email me about new matches").select_option("at_once")
    assert "VP" in page.get_by_label("Name", exact=True).input_value()
    assert_clean(page)
    page.get_by_label("Name", exact=True).fill("Buyers")
    page.get_by_role("button", name="Save search").click()
    page.get_by_text("Saved as “Buyers”.").wait_for()
    page.get_by_role("link", name="Buyers").wait_for()
    assert_clean(page)

    known(colin, "Anna Schmidt", listed=True, strength=4, price=Money(25_000, "EUR"))
    clock.forward(hours=3)
    sweep_saved_searches()
    sweep_search_alerts()
    [message] = mail.outbox
    assert message.to == [rita.email] and "Buyers" in message.subject
    page.goto(f"{live_server.url}/search/")
    page.get_by_role("link", name="Buyers 1 new").click()
    page.wait_for_url("**/search/?q=VP**")
    page.get_by_role("link", name=re.compile("^Buyers$")).wait_for()

    found = re.search(r"Turn off emails about this search:\s+\S+?(/alerts/off/\S+)", message.body)
    assert found
    stranger = new_page(viewport={"width": width, "height": 900})
    stranger.goto(live_server.url + found.group(1))
    assert_clean(stranger)
    stranger.get_by_role("button", name="Turn off emails").click()
    stranger.get_by_role("heading", name="Emails are off").wait_for()
    assert saved_by(rita).get().alerts == "off"

    for _ in range(2):
        page.locator('button[form="star"][aria-pressed="false"]').first.click()
        page.locator('button[form="star"][aria-pressed="true"]').nth(_).wait_for()
    assert len(shortlist_of(rita)) == 2
    assert_clean(page)
    page.get_by_role("link", name="Shortlist").first.click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    assert_clean(page)
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Compare").wait_for()
    page.get_by_text("€250.00").wait_for()
    assert_clean(page)
    page.goto(f"{live_server.url}/search/saved/")
    assert_clean(page)
    page.get_by_role("button", name="Delete Buyers").click()
    page.get_by_text("No saved searches yet").wait_for()
    page.goto(f"{live_server.url}/search/recent/")
    assert_clean(page)
