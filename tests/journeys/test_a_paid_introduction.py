"""The whole story, through the real doors: a real export in, a paid introduction out.

Three people in three browsers; the web server, a Celery worker, the payment sandbox with its signed
webhooks, and PostgreSQL behind them. axe looks at every page on the way.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail

from introductions.models import Introduction
from payments import ledger
from payments.models import LedgerAccount, Payment
from tests.journeys.conftest import World
from tests.support.shop import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
EXPORT = Path(__file__).resolve().parents[1] / "data" / "imports" / "linkedin-connections.csv"
PASSWORD = "a green side door"
PROSPECT = "Michael Reed"
PROSPECT_MAIL = "michael.reed@example.net"
PITCH = (
    "We help retailers see which of their data pipelines nobody reads any more. I would like half an "
    "hour to show what we found at two shops of your size."
)
Kind = LedgerAccount.Kind


def look(page: "Page") -> None:
    """axe finds nothing, and the page does not scroll sideways."""
    found = Axe().run(page)
    assert not found.violations_count, f"{page.url}\n{found.generate_report()}"
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0, f"{page.url} scrolls sideways"


def sign_up(page: "Page", world: World, name: str, email: str, role: str) -> None:
    """Sign up, and verify the address by the link in the mail."""
    page.goto(f"{world.url}/accounts/signup/")
    look(page)
    page.get_by_label(role, exact=False).check()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail", exact=False).first.fill(email)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("I accept the", exact=False).check()
    page.get_by_role("button", name=re.compile("sign up|create", re.I)).click()
    wait_until(lambda: letters(email))
    page.goto(link_in(letters(email)[-1], "/accounts/confirm-email/"))
    if page.get_by_role("button", name=re.compile("confirm", re.I)).count():
        page.get_by_role("button", name=re.compile("confirm", re.I)).first.click()
    page.goto(f"{world.url}/accounts/login/")
    if page.get_by_label("Password", exact=False).count():
        look(page)
        page.get_by_label("E-mail", exact=False).first.fill(email)
        page.get_by_label("Password", exact=False).first.fill(PASSWORD)
        page.get_by_role("button", name=re.compile("sign in", re.I)).first.click()
        page.wait_for_url(lambda url: "/login/" not in url)


def prove_again(page: "Page") -> None:
    """Give the password again, as the doors to money ask."""
    page.wait_for_url("**/reauthenticate/**")
    look(page)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()


def letters(address: str) -> list[Any]:
    return [letter for letter in mail.outbox if address in letter.to]


def link_in(letter: Any, part: str) -> str:
    found = re.search(rf"https?://\S*{part}[^\s>)]*", letter.body)
    assert found, letter.body
    return found[0]


def arrive(page: "Page", selector: str) -> None:
    """Wait for a page that our own page leads on to (another origin, by refresh)."""
    for _ in range(150):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} has no {selector}")


def card(page: "Page", number: str) -> None:
    """Fill the hosted checkout."""
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry date").fill("12 / 34")
    page.get_by_label("CVC").fill("123")
    page.get_by_label("Name on card").fill("Rita Moreau")
    page.locator("button[type=submit].primary").click()


def state() -> str:
    return Introduction.objects.get().state


def test_a_real_export_in_and_a_paid_introduction_out(
    world: World, window: "Callable[[], Page]"
) -> None:
    colin, rita, prospect = window(), window(), window()

    # 1. The connector: sign-up, profile, payout account, import, price, listing.
    sign_up(colin, world, "Colin Hartmann", "colin@northgate.example", "I can make introductions")
    colin.goto(f"{world.url}/network/profile/")
    colin.get_by_label("Headline").fill("15 years in retail data")
    colin.get_by_label("Your employer", exact=False).first.fill("Northgate Advisory")
    colin.get_by_role("button", name="Save").click()
    colin.goto(f"{world.url}/payouts/")
    look(colin)
    colin.get_by_role("button", name="Set up payouts").click()
    prove_again(colin)
    arrive(colin, "button[value=complete]")
    look(colin)
    colin.get_by_role("button", name="Complete").click()
    colin.wait_for_url("**/payouts/**")
    colin.get_by_text(re.compile("ready", re.I)).first.wait_for()
    look(colin)
    colin.goto(f"{world.url}/network/import/")
    colin.get_by_label("Your file").set_input_files(EXPORT)
    colin.get_by_label("I know these people myself", exact=False).check()
    colin.get_by_role("button", name="Upload and look").click()
    colin.wait_for_url("**/network/imports/**")
    colin.get_by_role("heading", name="Review linkedin-connections.csv").wait_for(timeout=60_000)
    look(colin)
    colin.get_by_role("button", name=re.compile(r"Add [\d,]+ people")).first.click()
    colin.get_by_text("Your contacts are in").wait_for(timeout=60_000)
    look(colin)
    colin.goto(f"{world.url}/network/?q=Reed")
    colin.get_by_label(f"Choose {PROSPECT}").check()
    colin.get_by_label("Price", exact=True).fill("500")
    colin.locator(".bulk-bar").get_by_label("Listing").select_option("yes")
    colin.get_by_role("button", name="Change 1").click()
    colin.get_by_text("1 changed.").wait_for()
    look(colin)

    # 2. and 3. The rep: sign-up, blinded search, pitch, every deadline, the hosted checkout.
    sign_up(rita, world, "Rita Moreau", "rita@brightlane.example", "I am looking for")
    rita.goto(f"{world.url}/search/?q=data")
    look(rita)
    assert "Reed" not in rita.content()
    rita.locator("article.card--link a").first.click()
    rita.get_by_role("link", name="Ask for an introduction").click()
    rita.get_by_label("What the talk is about").fill("Data pipelines")
    rita.get_by_label("Your pitch").fill("Too short")
    rita.get_by_label("I have no way in", exact=False).check()
    rita.get_by_role("button", name="Continue to payment").click()
    rita.get_by_text("between 80 and", exact=False).or_(
        rita.get_by_text("80 characters", exact=False)
    ).first.wait_for()
    assert rita.get_by_label("What the talk is about").input_value() == "Data pipelines"
    rita.get_by_label("Your pitch").fill(PITCH)
    look(rita)
    rita.get_by_role("button", name="Continue to payment").click()
    arrive(rita, "#card")
    look(rita)
    card(rita, "4000000000009995")
    rita.get_by_text(re.compile("insufficient", re.I)).first.wait_for()
    card(rita, "4242424242424242")
    rita.wait_for_url("**/introductions/**")
    wait_until(lambda: state() == "requested", 30)
    rita.reload()
    look(rita)
    assert Payment.objects.get().captured == 0
    page = rita.url.split("?")[0]

    # 4. The connector accepts.
    wait_until(
        lambda: any("request" in m.subject.lower() for m in letters("colin@northgate.example"))
    )
    colin.goto(page)
    look(colin)
    colin.get_by_text("400.00").first.wait_for()
    colin.get_by_label("does not work for my current employer", exact=False).check()
    colin.get_by_label("I breach no duty", exact=False).check()
    colin.get_by_role("button", name="Accept", exact=True).click()
    wait_until(lambda: state() == "consent", 30)

    # 5. The prospect gets one mail; looking changes nothing; agreeing orders the capture.
    wait_until(lambda: letters(PROSPECT_MAIL), 30)
    assert len(letters(PROSPECT_MAIL)) == 1
    link = link_in(letters(PROSPECT_MAIL)[0], "/p/")
    prospect.goto(link)
    look(prospect)
    prospect.reload()
    assert state() == "consent"
    rita.reload()
    assert "Reed" not in rita.content()
    if prospect.get_by_role("button", name=re.compile("agree", re.I)).count() == 0:
        prospect.get_by_role("link", name=re.compile("agree", re.I)).first.click()
    prospect.get_by_role("checkbox").first.check()
    prospect.get_by_role("button", name=re.compile("agree", re.I)).first.click()
    wait_until(lambda: state() == "introducing", 30)
    look(prospect)
    rita.reload()
    rita.get_by_text(PROSPECT).first.wait_for()
    look(rita)
    assert ledger.balance(Kind.HELD, "EUR", payment=Payment.objects.get()) == 50_000

    # 6. Introduced, confirmed, paid.
    colin.goto(page)
    look(colin)
    assert "paid" in colin.locator("[data-draft-note]").inner_text().lower()
    colin.get_by_label("I have made the introduction", exact=False).check()
    colin.get_by_role("button", name="Mark as introduced").click()
    wait_until(lambda: state() == "confirming", 30)
    rita.reload()
    look(rita)
    rita.get_by_role("button", name="Yes, we were introduced").click()
    wait_until(lambda: state() == "confirmed", 30)
    world.until(days=7, hours=1)
    assert state() == "released"
    payment = Payment.objects.get()
    assert (payment.transferred, payment.fee_kept, payment.funds) == (40_000, 10_000, "settled")
    books = world.sandbox.get("books")
    assert [g["transferred"] for g in books["transfer_groups"].values()] == [40_000]
    for reader in (colin, rita):
        reader.goto(page)
        look(reader)
        reader.goto(f"{page}receipt/")
        look(reader)
    rita.get_by_text("500.00").first.wait_for()
    colin.get_by_text("400.00").first.wait_for()
    assert len(letters(PROSPECT_MAIL)) <= 3
