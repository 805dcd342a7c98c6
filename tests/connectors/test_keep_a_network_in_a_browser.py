"""The network in a real browser: cells edited by keyboard, many people changed and put back."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions
from connectors.models import BulkChange, Prospect, Relationship
from tests.connectors.test_in_a_browser import assert_clean, enter

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def picture(page: "Page", name: str) -> None:
    """Keep a screenshot where the caller asked for them."""
    if folder := os.environ.get("SIDEDOOR_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "light"), (1280, "dark")])
def test_edit_cells_then_change_all_and_undo(
    colin: User, known: Callable[..., Relationship], live_server: "LiveServer",
    new_page: "Callable[..., Page]", browse: Callable[[User], Client], width: int, scheme: str,
) -> None:  # fmt: skip
    row = known(colin, "Anna Berg", strength=2)
    Relationship.objects.bulk_create(
        Relationship(connector=colin, prospect=Prospect.objects.create(), name=f"Mia Maurer {n:03}")
        for n in range(240)
    )
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    enter(page, live_server, browse(colin))
    page.goto(f"{live_server.url}/network/")
    assert_clean(page)
    picture(page, f"network-{width}-{scheme}")

    page.get_by_role("link", name="Change the price of Anna Berg").click()
    field = page.get_by_label("New value for the price")
    field.fill("a lot")
    field.press("Enter")
    page.get_by_text("Write the price as a number").wait_for()
    assert page.get_by_label("New value for the price").input_value() == "a lot"
    assert_clean(page)
    picture(page, f"refused-{width}-{scheme}")
    page.get_by_label("New value for the price").fill("320")
    page.get_by_label("New value for the price").press("Enter")
    page.get_by_role("button", name="Undo the price of Anna Berg").wait_for()
    row.refresh_from_db()
    assert row.price == Money(32_000, "EUR")
    assert page.evaluate("document.activeElement.matches('[data-cell]')")
    assert_clean(page)
    picture(page, f"saved-{width}-{scheme}")
    page.get_by_role("button", name="Undo the price of Anna Berg").click()
    page.get_by_role("button", name="Undo the price of Anna Berg").wait_for(state="detached")
    row.refresh_from_db()
    assert row.price == Money(20_000, "EUR")

    page.get_by_role("link", name="Change the email of Anna Berg").click()
    field = page.get_by_label("New value for the email")
    field.fill("thrown@away.example")
    field.press("Escape")
    page.get_by_role("link", name="Change the email of Anna Berg").wait_for()
    page.get_by_role("link", name="Change the email of Anna Berg").click()
    field = page.get_by_label("New value for the email")
    field.fill("anna@new.example")
    field.press("Tab")
    page.get_by_label("New value for the strength").select_option("5")
    page.get_by_label("New value for the strength").press("Enter")
    page.get_by_role("button", name="Undo the strength of Anna Berg").wait_for()
    page.get_by_role("button", name="Undo the email of Anna Berg").wait_for()
    row.refresh_from_db()
    assert (row.email, row.strength) == ("anna@new.example", 5)

    page.get_by_role("link", name="Change the email of Mia Maurer 000").click()
    for number in range(2):  # addresses typed down the list
        field = page.locator("[data-cell-field] input").last
        field.fill(f"mia{number}@maurer.example")
        field.press("ArrowDown")
        page.get_by_role("button", name=f"Undo the email of Mia Maurer 00{number}").wait_for()
    page.locator("[data-cell-field] input").last.press("Escape")
    page.get_by_role("link", name="Change the email of Mia Maurer 002").wait_for()
    assert {one.email for one in colin.relationships.all()} == {
        "anna@new.example", "mia0@maurer.example", "mia1@maurer.example", "",
    }  # fmt: skip

    page.get_by_label("Select all 241").check()
    page.get_by_label("Price", exact=True).fill("150")
    page.get_by_role("button", name="Change", exact=False).first.click()
    page.get_by_role("heading", name="241 people").wait_for()
    assert_clean(page)
    picture(page, f"preview-{width}-{scheme}")
    page.get_by_role("button", name="241 people").click()
    page.get_by_text("Making your change").wait_for()
    actions.carry_out_bulk(BulkChange.objects.filter(total=241).get().pk)
    page.get_by_text("241 of 241 changed").wait_for()
    assert_clean(page)
    picture(page, f"done-{width}-{scheme}")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Putting everything back").wait_for()
    actions.carry_out_bulk(BulkChange.objects.filter(total=241).get().pk)
    page.get_by_role("heading", name="Undone").wait_for()
    assert colin.relationships.filter(price_minor__isnull=False).get().price == Money(20_000, "EUR")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_price_rules_and_pasted_emails(
    colin: User, known: Callable[..., Relationship], live_server: "LiveServer",
    new_page: "Callable[..., Page]", browse: Callable[[User], Client], width: int, scheme: str,
) -> None:  # fmt: skip
    row = known(colin, "Anna Berg", email="", profile_url="linkedin.com/in/anna-berg", price=None)
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    enter(page, live_server, browse(colin))
    page.goto(f"{live_server.url}/network/prices/")
    page.get_by_label("Price", exact=True).fill("140")
    page.get_by_role("button", name="Save the rule").click()
    page.get_by_text("1 person").wait_for()
    assert_clean(page)
    picture(page, f"rules-{width}-{scheme}")
    page.get_by_role("button", name="Set 1 price").click()
    page.get_by_text("1 price is being set").wait_for()
    assert_clean(page)
    row.refresh_from_db()
    assert row.price == Money(14_000, "EUR")
    page.goto(f"{live_server.url}/network/emails/")
    page.get_by_label("Addresses").fill("Anna Berg <anna@acme.example>")
    page.get_by_role("button", name="Find whose they are").click()
    page.get_by_label("Anna Berg").check()
    assert_clean(page)
    picture(page, f"emails-{width}-{scheme}")
    page.get_by_role("button", name="Save the chosen emails").click()
    page.get_by_text("1 saved.").wait_for()
    row.refresh_from_db()
    assert row.email == "anna@acme.example"
