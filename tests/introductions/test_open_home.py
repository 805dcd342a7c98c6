"""Home: what is mine to do, what I wait for, and how it goes; for nobody's eyes but mine, at any size."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brokerage.accounts import sanctions
from brokerage.accounts.models import User
from connectors.models import Prospect
from introductions import actions
from introductions.models import Introduction
from payments.models import Payment
from payments.queries import spending_of
from payments.sums import sums_of
from tests.introductions.test_disputes_in_a_browser import SEEN, enter, look
from tests.introductions.test_lists_cost_the_same import copy_of, rows_of_every_kind
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def home_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get("/home/")
    assert answer.status_code == 200
    return answer.content.decode()


def queries_of(user: User) -> int:
    client = Client()
    client.force_login(user)
    client.get("/home/")
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/home/").status_code == 200
    return len(seen)


# --- Who sees what -------------------------------------------------------------------------------------


def test_signing_in_leads_home(rita: User) -> None:
    facts = {"login": rita.email, "password": builders.PASSWORD}
    answer = Client().post("/accounts/login/", facts)
    assert answer.status_code == 302 and answer["Location"] == "/home/"


def test_nobody_without_an_account_gets_in() -> None:
    answer = Client().get("/home/")
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


def test_an_empty_home_says_where_to_begin(rita: User, colin: User) -> None:
    page = home_of(rita)
    assert "Nothing needs you right now." in page and "You're not waiting for anybody." in page
    assert "Send your first request" in page and "Money in" not in page
    page = home_of(colin)
    assert "Import your network" in page and "Nothing earned yet." in page


def test_the_first_steps_end(stage: Stage) -> None:
    stage.requested()
    assert "Before your first introduction" not in home_of(stage.rep)


def test_it_says_whose_turn_it_is_with_one_button_and_what_silence_leads_to(stage: Stage) -> None:
    stage.request()
    page = home_of(stage.rep)
    assert "Your turn: reserve €500.00" in page
    assert f'href="/introductions/{stage.introduction.public_id}/pay/"' in page
    assert "Otherwise the request ends. You pay nothing." in page
    assert "Your turn" not in home_of(stage.connector)
    stage.pay()
    page = home_of(stage.connector)
    assert "Your turn: answer Rita&#x27;s request" in page and "€400.00" in page
    assert "left" in page
    page = home_of(stage.rep)
    assert "Waiting for the connector to answer your request" in page
    assert "Colin" not in page and "With the connector" not in page
    stage.accept()
    assert "Waiting for the prospect to answer" in home_of(stage.rep)


def test_a_stranger_sees_nothing_of_it(stage: Stage, eve: User) -> None:
    stage.confirming()
    page = home_of(eve)
    assert str(stage.introduction.public_id) not in page and "Nothing needs you" in page


def test_it_names_no_prospect(stage: Stage) -> None:
    stage.requested()
    for step in (stage.accept, stage.agree, stage.introduce, stage.confirm):
        step()
        for user in (stage.rep, stage.connector):
            page = home_of(user)
            assert PETRA.name not in page and PETRA.email not in page
            assert "Vandenbroucke" not in page


def test_before_consent_two_prospects_look_alike(stage: Stage) -> None:
    """Whoever it is, and whatever they refuse, a home says the same before they have answered."""
    stage.consenting()
    before = home_of(stage.rep)
    Prospect.objects.filter(pk=stage.now().prospect_id).update(requests_a_month=0)
    assert _without_clock(home_of(stage.rep)) == _without_clock(before)


def _without_clock(page: str) -> str:
    import re

    return re.sub(r'data-now="\d+"|nonce="[^"]*"|"X-CSRFToken": "[^"]*"|value="\w{64}"', "", page)


def test_a_card_that_failed_is_no_business_of_the_connectors(stage: Stage) -> None:
    stage.consenting()
    actions.agree(stage.now())
    Payment.objects.update(funds="lost")
    assert "The payment is being taken" in home_of(stage.connector)
    assert "Your turn: the hold on your card ended" in home_of(stage.rep)


def test_a_banned_side_still_finds_what_runs(stage: Stage) -> None:
    stage.confirming()
    sena = builders.staff("sena", "senior moderator")
    sanctions.ban(stage.rep, staff=sena, code="unwanted", reason="Forty requests in a day.")
    assert "did Colin introduce you?" in home_of(User.objects.get(pk=stage.rep.pk))


# --- The money -----------------------------------------------------------------------------------------


def test_the_money_ties_to_the_cent(stage: Stage, clock: MovingClock) -> None:
    assert spending_of(stage.rep) == []
    stage.requested()
    (one,) = spending_of(stage.rep)
    assert (one.on_hold.amount, one.held.amount, one.this_month.amount) == (50_000, 0, 0)
    stage.accept().agree()
    (one,) = spending_of(stage.rep)
    sums = sums_of(Payment.objects.get())
    assert (one.on_hold.amount, one.held, one.this_month) == (0, sums.held, sums.cost)
    assert one.held.amount == 50_000 and "€500.00" in home_of(stage.rep)
    assert spending_of(stage.connector) == []


def test_what_came_back_is_not_spent(stage: Stage) -> None:
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector)
    from tests.support.stages import settle

    settle()
    (one,) = spending_of(stage.rep)
    (month,) = one.months
    sums = sums_of(Payment.objects.get())
    assert (month.taken, month.back, month.spent) == (sums.taken, sums.returned, sums.cost)
    assert one.this_month.amount == 0 and one.held.amount == 0


def test_currencies_are_never_added_up(stage: Stage) -> None:
    stage.introducing()
    paid = Payment.objects.get()
    copy_of(paid, reference="dollars", currency="USD", captured=7_000, price=7_000, fee=1_400)
    euros, dollars = spending_of(stage.rep)
    assert (euros.currency, euros.held.amount) == ("EUR", 50_000)
    assert (dollars.currency, dollars.held.amount, dollars.this_month.amount) == (
        "USD",
        7_000,
        7_000,
    )


# --- At any size ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["rep", "connector"])
def test_it_asks_the_database_no_more_with_many(stage: Stage, side: str) -> None:
    stage.introducing()
    user = getattr(stage, side)
    found = []
    for more in (7, 24):
        rows_of_every_kind(stage, more)
        if side == "rep":
            Introduction.objects.update(rep=user)
        found.append(queries_of(user))
    assert found[0] == found[1] and found[1] <= MOST_QUERIES, found


# --- In a browser --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", SEEN)
@pytest.mark.parametrize("side", ["rep", "connector"])
def test_it_fits_and_axe_finds_nothing(
    stage: Stage,
    live_server: "LiveServer",
    new_page: "Callable[..., Page]",
    settings: Any,
    how: str,
    side: str,
) -> None:
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    stage.confirming()
    other = listed(
        stage.connector, builders.Person("Pia Moss", "pia.moss@second.example", "", "Adviser")
    )
    Stage(stage.rep, stage.connector, other, stage.sandbox).requested()
    page = new_page(**SEEN[how])
    enter(page, getattr(stage, side), live_server.url)
    page.goto(f"{live_server.url}/home/")
    look(page, how, f"home-{side}")
