"""The pages of network and search in a real browser: they work, and axe finds nothing."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions, queries
from connectors.models import ImportRun, Relationship
from tests.support.importing import imported

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
FILE = "tests/data/imports/linkedin-connections-german.csv"


def enter(page: "Page", server: "LiveServer", client: Client) -> None:
    """Take over a sign-in."""
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])


def assert_clean(page: "Page") -> None:
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, "the page scrolls sideways"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_connector_brings_in_people_and_prices_them(
    colin: User,
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    browse: Callable[[User], Client],
    width: int,
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    enter(page, live_server, browse(colin))
    page.goto(f"{live_server.url}/network/")
    assert_clean(page)
    page.goto(f"{live_server.url}/network/profile/")
    page.get_by_label("Headline").fill("15 years in software")
    page.get_by_label("Your employer", exact=False).first.fill("Colin Works")
    assert_clean(page)
    page.get_by_role("button", name="Save").click()
    page.goto(f"{live_server.url}/network/import/")
    page.get_by_label("Your file").set_input_files(FILE)
    page.get_by_label("I know these people myself", exact=False).check()
    assert_clean(page)
    page.get_by_role("button", name="Upload and look").click()
    page.wait_for_url("**/network/imports/**")
    actions.carry_out_import(ImportRun.objects.get().pk)
    page.get_by_role("heading", name="Review linkedin-connections-german.csv").wait_for()
    assert_clean(page)
    page.get_by_role("button", name=re.compile(r"Add \d+ people")).first.click()
    actions.carry_out_import(ImportRun.objects.get().pk)
    page.get_by_text("Your contacts are in").wait_for()
    assert_clean(page)
    page.get_by_role("link", name="Set prices and list").click()
    page.get_by_label("Choose Beate Ehlert").check()
    page.get_by_label("Choose Concetta Bolzmann").check()
    page.get_by_label("Price", exact=True).fill("120")
    assert_clean(page)
    page.get_by_role("button", name="Change 2").click()
    page.get_by_text("2 changed.").wait_for()
    assert queries.counts(colin).priced == 2
    page.get_by_role("link", name="Beate Ehlert", exact=True).click()
    page.get_by_label("E-mail address").fill("beate@msci.example")
    assert_clean(page)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Listed: reps can find", exact=False).check()
    page.get_by_role("button", name="Save the offer").click()
    page.get_by_text("Saved.").wait_for()
    assert queries.counts(colin).listed == 1


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_a_connector_looks_at_a_file_answers_adds_and_undoes(
    colin: User,
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    browse: Callable[[User], Client],
    width: int,
    scheme: str,
) -> None:
    anna = b"Anna,Berg,,anna@acme.example,Acme,CFO\n"
    head = b"First Name,Last Name,URL,Email Address,Betrieb,Position\n"
    imported(colin, "first.csv", head.replace(b"Betrieb", b"Company") + anna)
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    enter(page, live_server, browse(colin))
    page.goto(f"{live_server.url}/network/import/")
    lines = anna.replace(b"anna@acme", b"ab@acme") + b"Bob,Low,,bob@low.example,Low,CEO\n"
    lines += b"Cid,Doe,,cid@doe.example,Doe,CTO\n"
    page.get_by_label("Your file").set_input_files(
        {"name": "second.csv", "mimeType": "text/csv", "buffer": head + lines}
    )
    page.get_by_label("I know these people myself", exact=False).check()
    page.get_by_role("button", name="Upload and look").click()
    page.wait_for_url("**/network/imports/**")
    run = ImportRun.objects.latest("pk")
    actions.carry_out_import(run.pk)
    page.get_by_role("heading", name="Review second.csv").wait_for()
    assert_clean(page)
    if "Betrieb" not in page.locator("details[open]").all_inner_texts().__str__():
        page.get_by_text("Not used: Betrieb").click()
    page.get_by_label("Betrieb").select_option("Company")
    assert_clean(page)
    page.get_by_role("button", name="Read again").click()
    page.get_by_text("Reading your file").wait_for()
    actions.carry_out_import(run.pk)
    page.get_by_text("Which Anna Berg?").wait_for()
    page.get_by_label("Add Bob Low").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Add 1 person").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.get_by_label("Add Cid Doe").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="New person").focus()
    page.keyboard.press("1")
    page.get_by_role("button", name="Add 1 person, update 1").first.wait_for()
    assert_clean(page)
    page.get_by_role("button", name="Add 1 person, update 1").first.click()
    actions.carry_out_import(run.pk)
    page.get_by_text("Your contacts are in").wait_for()
    assert {row.name for row in colin.relationships.all()} == {"Anna Berg", "Cid Doe"}
    assert_clean(page)
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_text("Undoing the import").wait_for()
    actions.carry_out_import(run.pk)
    page.get_by_text("Who was added is gone").wait_for()
    assert [row.name for row in colin.relationships.all()] == ["Anna Berg"]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_emails_of_a_mail_book_are_given_by_one_key(
    colin: User,
    known: Callable[..., Relationship],
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    browse: Callable[[User], Client],
    width: int,
    scheme: str,
) -> None:
    for number, company in enumerate(("Zeta", "Acme")):
        known(
            colin,
            "Anna Berg",
            email="",
            profile_url=f"linkedin.com/in/{number}",
            company_name=company,
        )
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    enter(page, live_server, browse(colin))
    page.goto(f"{live_server.url}/network/emails/")
    assert_clean(page)
    book = b"Name,Email\nAnna Berg,anna@acme.example\nNobody Here,nobody@acme.example\n"
    page.get_by_label("Your file").set_input_files(
        {"name": "book.csv", "mimeType": "text/csv", "buffer": book}
    )
    page.get_by_role("button", name="Upload and match").click()
    page.wait_for_url("**/network/imports/**")
    run = ImportRun.objects.latest("pk")
    actions.carry_out_import(run.pk)
    page.get_by_role("heading", name="Whose emails are these?").wait_for()
    assert_clean(page)
    page.get_by_role("button", name="Acme").focus()
    page.keyboard.press("1")
    page.get_by_role("button", name="Save 1 email").wait_for()
    assert_clean(page)
    assert {row.email for row in colin.relationships.all()} == {""}
    page.get_by_role("button", name="Save 1 email").click()
    actions.carry_out_import(run.pk)
    page.get_by_text("The emails you chose are saved").wait_for()
    emails = {row.company_name: row.email for row in colin.relationships.all()}
    assert emails == {"Zeta": "", "Acme": "anna@acme.example"}
    assert_clean(page)
    page.get_by_role("button", name="Undo this import").click()
    actions.carry_out_import(run.pk)
    page.get_by_text("The emails from this file are gone").wait_for()
    assert {row.email for row in colin.relationships.all()} == {""}


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_rep_searches(
    colin: User,
    rita: User,
    known: Callable[..., Relationship],
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    browse: Callable[[User], Client],
    width: int,
    scheme: str,
) -> None:
    known(colin, listed=True)
    known(colin, "Tom Okafor", title="Head of Security", listed=True)
    known(colin, "Ann Other", title="VP Procurement", price=Money(31_000, "EUR"), listed=True)
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    enter(page, live_server, browse(rita))
    page.goto(f"{live_server.url}/search/")
    page.get_by_role("heading", name="3 paths").wait_for()
    assert_clean(page)
    card = page.get_by_role("article").filter(has_text="VP, Procurement")
    assert card.get_by_text("2 paths").is_visible()
    if width < 800:
        page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Head", exact=False).first.check()
    page.get_by_role("heading", name="1 path").wait_for()
    assert "seniority=head" in page.url
    page.get_by_role("link", name="Level Head", exact=False).click()
    page.get_by_role("heading", name="3 paths").wait_for()
    page.get_by_label("Search", exact=True).fill("heads of security, under 250")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="1 path").wait_for()
    for chip in ("Level Head", "Department Security", "Price under €250"):
        assert page.get_by_role("link", name=chip, exact=False).is_visible()
    assert_clean(page)
    page.get_by_role("link", name="Department Security", exact=False).click()
    page.get_by_role("link", name="Price under €250", exact=False).wait_for()
    assert page.get_by_role("link", name="Department", exact=False).count() == 0
    page.get_by_role("link", name="Head, Security", exact=True).click()
    page.get_by_role("link", name="Ask for an introduction").wait_for()
    assert_clean(page)
    assert "Okafor" not in page.content()
