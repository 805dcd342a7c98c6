"""The sandbox's pages in a browser: usable, accessible, within their security policy."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.support.shop import Shop

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"viewport": {"width": 360, "height": 740}}
NewPage = Callable[..., "Page"]


def accessible(page: "Page") -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def local(shop: Shop, path: str) -> str:
    """An address that exists, on another origin than the pages: the webhook receiver's."""
    return shop.receiver.url.replace("/stripe/webhook/", path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pays_after_a_decline_and_3d_secure(shop: Shop, new_page: NewPage, scheme: str) -> None:
    success = local(shop, "/paid?s={CHECKOUT_SESSION_ID}")
    session = shop.session(success_url=success, cancel_url=local(shop, "/back"))
    page = new_page(color_scheme=scheme, **PHONE)
    page.goto(session.url)
    accessible(page)
    page.get_by_label("Email").fill("rita@example.com")
    page.get_by_role("button", name="Is declined").click()
    page.get_by_role("button", name="Authorise €500.00").click()
    page.get_by_role("alert").get_by_text("Your card was declined.").wait_for()
    accessible(page)

    page.get_by_label("Email").fill("rita@example.com")
    page.get_by_label("Card number").fill("4000000000003220")
    page.get_by_label("Expiry").fill("1234")
    page.get_by_label("CVC").fill("123")
    page.get_by_role("button", name="Authorise €500.00").click()
    page.get_by_role("heading", name="3-D Secure").wait_for()
    accessible(page)
    page.get_by_role("button", name="Complete authentication").click()
    page.wait_for_url(f"**/paid?s={session.id}")
    paid = shop.client.v1.checkout.sessions.retrieve(session.id)
    assert paid.customer_details.email == "rita@example.com"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_onboards(shop: Shop, new_page: NewPage, scheme: str) -> None:
    account = shop.connector(ready=False)
    use_case = {"refresh_url": local(shop, "/again"), "return_url": local(shop, "/back")}
    link = shop.client.v2.core.account_links.create(
        {
            "account": account,
            "use_case": {"type": "account_onboarding", "account_onboarding": use_case},
        }
    )
    page = new_page(color_scheme=scheme, **PHONE)
    page.goto(link.url)
    accessible(page)
    page.get_by_label("IBAN").fill("")
    page.get_by_role("button", name="Complete").click()
    page.get_by_role("alert").wait_for()
    accessible(page)
    page.get_by_label("IBAN").fill("DE89 3704 0044 0532 0130 00")
    page.get_by_role("button", name="Complete").click()
    page.wait_for_url("**/back")
    books = shop.sandbox.get("books")["accounts"]
    assert account in books


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_presses_its_buttons(shop: Shop, new_page: NewPage, scheme: str) -> None:
    page = new_page(color_scheme=scheme, **PHONE)
    page.goto(f"{shop.sandbox.url}/_sandbox/")
    accessible(page)
    page.get_by_role("button", name="Move").click()
    page.get_by_text("+24.0 hours").wait_for()
    page.get_by_label("Go wrong by").select_option("429")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("429 × 1").wait_for()
    page.get_by_label("Mode").select_option("duplicate")
    page.get_by_role("button", name="Set").click()
    page.get_by_role("strong").get_by_text("duplicate").wait_for()
    page.get_by_label("Money is withdrawn").fill("3")
    page.get_by_role("button", name="Apply").click()
    page.locator("#withdrawn_after[value='3']").wait_for()
    assert shop.sandbox.get("withdrawals") == {"seconds": 10_800}
