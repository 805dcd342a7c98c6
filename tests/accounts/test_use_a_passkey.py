"""A passkey, in a real browser with a virtual authenticator: added, then used to sign in.

Runs under our content security policy: a breach of it would show in the console and fail the test.
"""

from collections.abc import Callable
from typing import Any

import pytest

from brokerage.accounts.models import User

from .conftest import PASSWORD

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in_a_key(page: Any) -> None:
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


@pytest.mark.django_db(transaction=True)
def test_is_added_and_opens_the_door(
    live_server: Any, new_page: Any, member: Callable[..., User]
) -> None:
    user = member()
    home = live_server.url.replace("127.0.0.1", "localhost")
    page = new_page()
    plug_in_a_key(page)
    page.goto(f"{home}/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.goto(f"{home}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Recovery Codes").wait_for()

    page.goto(f"{home}/account/")
    page.locator("summary").filter(has_text="Rita").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{home}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto(f"{home}/account/")
    assert page.get_by_role("heading", name="Rita").is_visible()
