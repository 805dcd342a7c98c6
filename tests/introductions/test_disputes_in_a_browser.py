"""Evidence, the rubric and a division in a real browser: they work, and axe finds nothing.

With `SHOTS=folder` in the environment, pictures of what was seen are left there.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from brokerage.accounts.models import StaffAction, User
from brokerage.cases.models import Case
from introductions import actions
from introductions.models import Evidence
from tests.support import papers
from tests.support.papers import given
from tests.support.stages import Stage

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("evidence_folder")]
WHY = "Nobody ever wrote to me, and the month is almost over."
SEEN: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}


def enter(page: "Page", user: User, url: str) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


def open_picture(page: "Page") -> int:
    """Open the first picture given as evidence; returns how wide it is, in dots."""
    with page.expect_response("**/picture/"):
        page.click("summary:has-text('Show the picture') >> nth=0")
    picture = page.locator(".evidence__picture >> nth=0")
    return int(picture.evaluate("it => it.decode().then(() => it.naturalWidth)"))


def look(page: "Page", how: str, what: str) -> None:
    """Nothing for axe, nothing sideways, and a picture where one is wanted."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 1, (what, wide)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{what}-{how}.png", full_page=True)


@pytest.mark.parametrize("how", SEEN)
def test_a_side_gives_evidence_and_chooses_a_division(
    stage: Stage,
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    how: str,
    tmp_path: Path,
) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="wrong_person", statement=WHY)
    long = "A very long name of a file that somebody gave without a single thought of phones.pdf"
    files = [given("inbox.png", papers.picture(size=(900, 500))), given(long, papers.PDF)]
    actions.bring_evidence(stage.now(), user=stage.connector, files=files)
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(papers.photograph())
    page = new_page(**SEEN[how])
    enter(page, stage.rep, live_server.url)
    page.goto(f"{live_server.url}/introductions/{stage.introduction.public_id}/")

    page.click("#evidence > summary")
    page.set_input_files("#id_evidence_files", str(shot))
    page.click("button:has-text('Add the files')")
    page.wait_for_selector("text=The other side and our desk can read it")
    assert Evidence.objects.filter(side="rep", kind="jpg").count() == 1

    page.click("#offer_split > summary")
    page.fill("#id_offer_split_part", "333.33")
    page.wait_for_selector("text=€266.66")
    assert page.input_value("#division-slider") == "33300"
    page.focus("#division-slider")
    page.keyboard.press("End")
    page.wait_for_selector("#offer_split >> text=€400.00")
    assert page.input_value("#id_offer_split_part") == "500.00"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#offer_split >> text=€0.80")
    assert open_picture(page) == 900
    look(page, how, "introduction")
    page.fill("#id_offer_split_part", "123.45")
    page.click("button:has-text('Propose')")
    page.wait_for_selector("text=Division proposed by the rep")
    assert stage.now().disputes.get().split_offer == 12_345

    page.goto(f"{live_server.url}/rubric/")
    look(page, how, "rubric")


@pytest.mark.parametrize("how", SEEN)
def test_the_desk_looks_at_a_picture_and_that_is_logged(
    stage: Stage,
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    how: str,
    mona: User,
) -> None:
    stage.confirming()
    actions.dispute(stage.now(), user=stage.rep, reason="wrong_person", statement=WHY)
    files = [given("inbox.png", papers.picture(size=(900, 500))), given("a.pdf", papers.PDF)]
    actions.bring_evidence(stage.now(), user=stage.connector, files=files)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    page = new_page(**SEEN[how])
    enter(page, mona, live_server.url)
    page.goto(f"{live_server.url}/moderation/cases/{Case.objects.get().public_id}/")
    page.click("#open_files > summary")
    page.fill("#id_open_files_reason", WHY)
    page.click("#open_files button[type=submit]")
    page.wait_for_selector("text=You can open the files")
    looks = StaffAction.objects.filter(action="look at evidence")
    assert not looks.exists(), "a closed picture is not fetched"
    assert open_picture(page) == 900
    assert looks.get().staff == mona

    offered = page.locator("optgroup >> nth=0").locator("option").all_inner_texts()
    assert offered[0] == "Paid: it was the person described"
    page.select_option("[name=wording]", "wrong")
    assert page.is_checked("[name=ruling][value=refund]")
    look(page, how, "case")
