"""The desk by keyboard, and ready words: what the small script adds."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from introductions import actions
from tests.moderation.conftest import signed_in
from tests.support.stages import Stage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_dispute_is_opened_claimed_and_decided_by_keyboard(
    stage: Stage, live_server: Any, new_page: "Callable[..., Page]", settings: Any, mona: User
) -> None:
    settings.SITE_URL = live_server.url
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="other", statement="It was somebody else.")
    actions.respond(stage.now(), user=stage.connector, response="It was the right person.")
    case = Case.objects.get()
    page = new_page()
    cookie = signed_in(mona).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    page.goto(f"{live_server.url}/moderation/")
    page.keyboard.press("?")
    page.wait_for_selector("text=back to the queue")
    page.keyboard.press("?")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.public_id}/")
    page.keyboard.press("c")
    page.wait_for_selector("text=The case is yours")
    page.keyboard.press("u")
    page.wait_for_url("**/moderation/")
    page.go_back()

    page.select_option("[name=wording]", "both")
    assert "the price is divided" in page.input_value("[name=reason] >> nth=0")
    page.check("[name=ruling][value=split]")
    page.fill("[name=part]", "333.33")
    page.wait_for_selector("text=€266.66")
    page.click("#decide details.confirm summary")
    page.click("#decide .confirm__panel button")
    page.wait_for_selector("text=Announced to both sides")
    dispute = stage.now().disputes.get()
    assert (dispute.ruling, dispute.ruling_part, dispute.ruled_by) == ("split", 33_333, mona)
    case.refresh_from_db()
    assert case.claimed_by is None, "the next moderator must find it free"
