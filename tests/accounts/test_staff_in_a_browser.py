"""The admin and a person's page in a real browser: no breach of the policy, no error, in both themes.

With `SHOTS=folder` in the environment, pictures of what was seen are left there.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from brokerage.accounts import sanctions
from brokerage.accounts.models import User
from payments.models import Difference, ProviderCall
from tests.support import builders
from tests.support.stages import Stage

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
SEEN: list[dict[str, Any]] = [
    {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
]


def enter(page: "Page", user: User, url: str) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


@pytest.mark.parametrize("how", SEEN, ids=["light", "dark", "phone"])
def test_staff_rooms_work_under_their_policy(
    stage: Stage,
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    how: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    boss = User.objects.create_superuser("boss@sidedoor.example", "x" * 12, name="Boss Baker")
    stage.introducing()
    Difference.objects.create(payment=stage.now().payment, kind="held", ours=1, theirs=2)
    ProviderCall.objects.filter(pk=ProviderCall.objects.earliest("pk").pk).update(status="stuck")
    sanctions.limit(
        stage.connector,
        staff=builders.staff("sena", "senior moderator"),
        code="unwanted",
        reason="Forty requests with the same pitch in a day.",
    )
    page = new_page(**how)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("response", lambda r: broken.append(r.url) if r.status >= 400 else None)
    enter(page, boss, live_server.url)
    name = request.node.callspec.id
    introduction = stage.introduction.pk
    for number, place in enumerate(
        (
            "/staff/",
            "/staff/introductions/introduction/",
            f"/staff/introductions/introduction/{introduction}/change/",
            f"/staff/accounts/user/{stage.rep.pk}/change/",
            f"/moderation/people/{stage.connector.public_id}/",
        )
    ):
        page.goto(live_server.url + place)
        if "/people/" in place:
            page.locator("#suspend > summary").click()
            assert "€500.00" in page.locator("#suspend").inner_text()
        if folder := os.environ.get("SHOTS"):
            page.wait_for_timeout(300)
            page.screenshot(path=f"{folder}/{name}-{number}.png", full_page=number == 4)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 1, (place, wide)
    assert not broken
