"""Confirming listings, and one's own numbers, in a real browser: light, dark, phone; axe is clean."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from brokerage.accounts.models import User
from connectors.models import Relationship
from connectors.queries import attest_link
from tests.connectors.test_in_a_browser import assert_clean, enter

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def asked(colin: User, known: Callable[..., Relationship]) -> list[Relationship]:
    """Two listings that Colin is asked about, and one that left search unconfirmed."""
    rows = [
        known(colin, name, listed=True, email=f"{name.split()[0].lower()}@acme.example")
        for name in ("Anna Berg", "Bob Low", "Cid Doe")
    ]
    year = timezone.now() - timedelta(days=350)
    mine = Relationship.objects.filter(connector=colin)
    mine.update(attested_at=year, attest_by=timezone.now() + timedelta(days=20))
    mine.filter(pk=rows[2].pk).update(
        listed_at=None, attest_by=None, rests_unattested=True, last_listed_at=timezone.now()
    )
    return rows


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_listings_are_confirmed_a_few_or_all(
    colin: User,
    asked: list[Relationship],
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    browse: Callable[[User], Client],
    width: int,
    scheme: str,
) -> None:
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    enter(page, live_server, browse(colin))
    page.goto(f"{live_server.url}/network/")
    page.get_by_text("3 listings to confirm").wait_for()
    assert_clean(page)
    page.get_by_role("link", name="Confirm", exact=True).click()
    page.get_by_role("heading", name="Are these still true?").wait_for()
    assert_clean(page)
    page.get_by_label("Anna Berg", exact=False).check()
    page.get_by_role("button", name="Confirm the ticked ones").click()
    page.get_by_text("Bob Low").wait_for()
    assert Relationship.objects.get(pk=asked[0].pk).attest_by is None
    assert_clean(page)
    link = attest_link(colin, timezone.now())
    page.goto(f"{live_server.url}/" + link.split("/", 3)[3])
    assert_clean(page)
    assert "Bob" not in page.content()
    page.get_by_role("button", name="Confirm all 2").click()
    page.get_by_role("button", name="Confirm all 2").wait_for(state="detached")
    assert_clean(page)
    assert not Relationship.objects.filter(attest_by__isnull=False).exists()
    page.goto(f"{live_server.url}/network/")
    assert "to confirm" not in page.content()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_own_numbers(
    colin: User,
    asked: list[Relationship],
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    browse: Callable[[User], Client],
    width: int,
    scheme: str,
) -> None:
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    enter(page, live_server, browse(colin))
    page.goto(f"{live_server.url}/numbers/")
    page.get_by_role("heading", name="Your numbers").wait_for()
    assert_clean(page)


@pytest.mark.parametrize(
    ("count", "says"), [(0, ""), (1, "1 listing to confirm"), (2, "2 listings to confirm")]
)
def test_the_network_page_says_how_many(
    colin: User,
    eve: User,
    known: Callable[..., Relationship],
    browse: Callable[[User], Client],
    count: int,
    says: str,
) -> None:
    for user in (colin, eve):
        for number in range(2):
            known(user, f"Anna Berg{number}", listed=True, email=f"a{number}@{user.pk}.example")
    rows = Relationship.objects.filter(connector=colin).order_by("pk")[:count]
    due = timezone.now() + timedelta(days=20)
    Relationship.objects.filter(pk__in=[row.pk for row in rows]).update(attest_by=due)
    Relationship.objects.filter(connector=eve).update(attest_by=due)
    text = browse(colin).get("/network/").text
    assert (says in text) if says else ("to confirm" not in text)
