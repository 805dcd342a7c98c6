"""Petra walks through her own page in a real browser: who lists her, correct, leave one network, never,
another address, erase. In light, in dark and on a phone it works, fits, and axe finds nothing.

With `SHOTS=folder` in the environment, pictures of what was seen are left there.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.cache import cache

from brokerage.accounts.models import User
from connectors.models import Relationship
from connectors.queries import listings
from introductions import actions, tasks
from introductions.actions.own_data import other_addresses, rights
from introductions.models import Introduction
from tests.introductions.test_disputes_in_a_browser import SEEN, look
from tests.support import builders
from tests.support.builders import PETRA, Person
from tests.support.emails import sent
from tests.support.stages import Stage, listed, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = Person("Pia Moss", "pia.moss@second.example", "", "Adviser")
"""How another connector knows her."""


@pytest.fixture
def carla(db: None) -> User:
    return builders.connector("carla")


def newest_link(word: str) -> str:
    """The newest link in any mail whose address holds this word."""
    found = [link for one in sent() for link in re.findall(r"http://\S+", str(one.body))]
    return next(link.strip("()") for link in reversed(found) if word in link)


@pytest.mark.parametrize("how", SEEN)
def test_she_reads_corrects_leaves_says_never_and_erases(
    stage: Stage,
    carla: User,
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    cache.clear()
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    work: list[tuple[Any, ...]] = []
    monkeypatch.setattr(rights, "run_later", lambda *call: work.append(call))
    monkeypatch.setattr(other_addresses, "run_later", lambda _, token: tasks.send_other_link(token))
    hers = listed(carla, price=20_000)
    other = listed(builders.connector("dora"), SECOND)
    stage.introducing()
    mail.outbox.clear()
    page = new_page(**SEEN[how])

    # She asks for her page; the link goes to her address.
    page.goto(f"{live_server.url}/me/")
    look(page, how, "own-1-ask")
    page.fill("input[type=email]", PETRA.email)
    page.click("button:has-text('Send me the link')")
    page.wait_for_selector("h1:has-text('Check your email')")
    look(page, how, "own-2-sent")
    ((name, sealed),) = work
    assert name == "introductions.tasks.send_own_link"
    tasks.send_own_link(sealed)

    # Who lists her, and what each holds, before anything to set.
    own = newest_link("/me/")
    page.goto(own)
    titles = page.locator("h2").all_inner_texts()
    assert titles.index("Who lists you") < titles.index("How often you may be asked")
    cards = page.locator("section[aria-labelledby=networks] article")
    assert cards.locator("h3").all_inner_texts() == ["Colin", "Carla"]
    assert "€500" in cards.nth(0).inner_text() and "€200" in cards.nth(1).inner_text()
    assert "Rita" in page.locator("section[aria-labelledby=requests]").inner_text()
    look(page, how, "own-3-page")

    # She corrects what Carla holds.
    cards.nth(1).get_by_text("Correct", exact=True).click()
    page.wait_for_selector("h1:has-text('Correct what Carla holds')")
    look(page, how, "own-4-correct")
    page.fill("input[name=title]", "Head of Procurement")
    page.click("button:has-text('Save')")
    page.wait_for_selector("dd:has-text('Head of Procurement')")
    assert Relationship.objects.get(pk=hers.pk).title == "Head of Procurement"

    # She leaves Carla's network; Colin's goes on.
    page.click('a:has-text("Leave Carla\'s network")')
    page.wait_for_selector('h1:has-text("Leave Carla\'s network?")')
    assert hers in listings(), "looking changes nothing"
    look(page, how, "own-5-leave")
    page.click("button[value=leave]")
    page.wait_for_selector("h1:has-text('Done. You left')")
    look(page, how, "own-6-left")
    assert hers not in listings() and stage.relationship in listings()
    assert stage.now().state == "introducing"

    # Never: what runs ends, and nobody can offer her.
    page.click("a:has-text('Back to your page')")
    page.click("a:has-text('Never contact me again')")
    page.wait_for_selector("h1:has-text('Never contact you again?')")
    look(page, how, "own-7-never")
    page.click("button[value=never]")
    page.wait_for_selector('h1:has-text("Done. We won\'t contact you again")')
    look(page, how, "own-8-said")
    assert stage.relationship not in listings() and stage.now().state == "refused"

    # Her other address, proven by a link that goes there.
    assert other in listings()
    page.fill("#other-email", SECOND.email)
    page.click("button:has-text('Send the link')")
    page.wait_for_selector("h1:has-text('Check your email')")
    assert other in listings(), "nothing is proven yet"
    page.goto(newest_link("/me/other/"))
    look(page, how, "own-9-other")
    page.click("button:has-text('Confirm')")
    page.wait_for_selector('h1:has-text("Done. We won\'t contact this address again")')
    assert other not in listings()

    # And all of it goes.
    page.goto(own)
    page.click("a:has-text('Erase my data')")
    page.wait_for_selector("h1:has-text('Erase everything about you?')")
    look(page, how, "own-a-erase")
    page.click("button:has-text('Erase everything about me')")
    page.wait_for_selector("h1:has-text('Your data is erased')")
    look(page, how, "own-b-erased")
    settle()
    rows = Relationship.objects.filter(pk__in=[stage.relationship.pk, hers.pk])
    assert not [row for row in rows if row.name or row.email or row.title]
    assert PETRA.name not in str(Introduction.objects.values_list("asked", flat=True).get())
    assert not actions.reveal(stage.now(), viewer=stage.rep, ground="page")
