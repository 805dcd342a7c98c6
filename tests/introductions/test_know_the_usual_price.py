"""Reps and connectors read what introductions like one usually cost: a band of enough deals, from which no
single deal can be read."""

import re
from collections import Counter
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerage.accounts.models import User
from brokerage.kit.clock import now
from brokerage.kit.money import Money
from connectors.hooks import PriceKey, UsualPrice
from connectors.models import Relationship
from connectors.queries import blinded, listing_facts
from introductions.actions.prices import work_out_price_bands
from introductions.models import Dispute, Introduction, PriceBand, PriceBandRun
from introductions.queries.prices import Deal, band_of, is_enough, usual_prices
from introductions.tasks import sweep_price_bands
from payments.models import Checkout, Payment
from tests.support import builders
from tests.support.builders import Person
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed

NOT_TAKEN = (
    "requested consent declined lapsed withdrawn refused refunded disputed split charged_back securing"
).split()
KEY = PriceKey("EUR", "VP", "Industrials", "Germany", 4)


class Market:
    """Deals between anybody, each with a card of its own."""

    def __init__(self, connector: User) -> None:
        self.connector = connector
        self.count = 0

    def deal(
        self, price: int = 30_000, *, rep: User | None = None, state: str = "released",
        row: Relationship | None = None, card: str | None = None, **facts: Any,
    ) -> Introduction:  # fmt: skip
        self.count += 1
        rep = rep or builders.rep(f"payer{self.count}")
        row = row or listed(
            self.connector,
            Person(
                f"Pia Number{self.count}", f"pia.{self.count}@meridian-freight.example", "", "VP"
            ),
            price=price,
        )
        payment = Payment.objects.create(
            reference=f"deal-{self.count}", description="x", payer=rep, payee=self.connector,
            currency="EUR", price=price, fee=price // 5,
        )  # fmt: skip
        Checkout.objects.create(
            payment=payment, n=1, amount=price, fee=price // 5, status="captured",
            expires_at=now(), card_digests=[card or f"card{self.count}"],
        )  # fmt: skip
        said = listing_facts(blinded(row)) | facts
        return Introduction.objects.create(
            rep=rep, connector=self.connector, relationship=row, prospect=row.prospect,
            payment=payment, state=state, listing=said, pitch="x", purpose="x", price=price,
            fee=price // 5, currency="EUR", agreed_at=now(), accepted_at=now(),
        )  # fmt: skip


@pytest.fixture
def market(colin: User) -> Market:
    return Market(colin)


def usual(key: PriceKey = KEY) -> UsualPrice | None:
    return usual_prices([key]).get(key)


def worked_out() -> UsualPrice | None:
    work_out_price_bands()
    return usual()


# --- The band of any deals ----------------------------------------------------------------------------

DEALS = st.lists(
    st.builds(
        lambda payer, price: Deal(0, payer, 0, price, KEY),
        st.integers(0, 20),
        st.integers(500, 10**7),
    ),
    min_size=5,
    max_size=40,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DEALS)
def test_a_band_is_round_and_holds_the_middle_half(some: list[Deal]) -> None:
    low, high = band_of(some)
    assert 0 <= low < high
    prices = [one.price for one in some]
    assert min(prices) - max(prices) // 12 <= low <= max(prices)
    made = Counter(one.payer for one in some)
    assert sum(1 / made[one.payer] for one in some if one.price <= low) <= len(made) / 4, (
        "the first quarter"
    )
    assert sum(1 / made[one.payer] for one in some if one.price >= high) <= len(made) / 4 + 1e-9, (
        "the last"
    )
    assert str(low).rstrip("0")[:2] in {"", *map(str, range(100))}
    inside = [one for one in some if low < one.price < high]
    assert inside


@settings(deadline=None)
@given(st.integers(1_000, 10**6), st.integers(5, 30))
def test_deals_of_one_price_do_not_tell_it(price: int, count: int) -> None:
    low, high = band_of([Deal(n, n, n, price, KEY) for n in range(count)])
    assert low < price < high and high - low >= max(price // 60, 2)


def test_many_deals_of_one_payer_weigh_no_more_than_one() -> None:
    others = [Deal(n, n, n, 30_000, KEY) for n in range(5)]
    flood = [Deal(n, 99, n, 900_000, KEY) for n in range(5, 60)]
    assert band_of(others) == band_of(others + flood)


@settings(deadline=None)
@given(DEALS)
def test_five_of_five_payers_about_five_people_at_least(some: list[Deal]) -> None:
    payers, people = {one.payer for one in some}, {one.prospect for one in some}
    assert is_enough(some) == (len(payers) >= 5 and len(people) >= 5)


# --- What counts --------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestCases:
    def test_five_make_a_band_and_four_do_not(self, market: Market) -> None:
        for price in (26_000, 28_000, 30_000, 32_000):
            market.deal(price)
        assert worked_out() is None
        market.deal(34_000, state="introducing")
        band = worked_out()
        assert band == UsualPrice(Money(26_000, "EUR"), Money(34_000, "EUR"), 5)
        assert band and band.sentence == "usual: €260 to €340"
        assert band.beside(Money(20_000, "EUR")) == "below usual (€260 to €340)"
        assert "above usual" in band.beside(Money(50_000, "EUR"))

    @pytest.mark.parametrize("state", NOT_TAKEN)
    def test_what_nobody_took_does_not_count(self, market: Market, state: str) -> None:
        for _ in range(4):
            market.deal()
        for _ in range(3):
            market.deal(state=state)
        assert worked_out() is None

    def test_payers_who_are_one_count_once(self, market: Market) -> None:
        for _ in range(3):
            market.deal(card="one card")
        for _ in range(3):
            market.deal()
        assert worked_out() is None
        market.deal()
        band = worked_out()
        assert band and band.cases == 5

    def test_payers_of_one_company_count_once(self, market: Market) -> None:
        for _ in range(3):
            market.deal()
        for n in range(3):
            rep = builders.rep(f"same{n}", email=f"same{n}@one-company.example")
            market.deal(rep=rep)
        assert worked_out() is None

    def test_a_payer_tied_to_the_connector_does_not_count(self, market: Market) -> None:
        for _ in range(4):
            market.deal()
        friend = builders.rep("friend")
        EmailAddress.objects.create(user=friend, email="x@colin-company.example", verified=True)
        market.deal(rep=friend)
        assert worked_out() is None

    def test_five_different_people(self, market: Market) -> None:
        row = listed(market.connector, builders.PETRA)
        for _ in range(6):
            market.deal(row=row)
        assert worked_out() is None

    def test_a_dispute_and_an_unknown_card_take_it_out(self, market: Market) -> None:
        made = [market.deal() for _ in range(5)]
        Checkout.objects.filter(payment=made[0].payment).update(card_digests=[])
        assert worked_out() is None
        Checkout.objects.filter(payment=made[0].payment).update(card_digests=["c"])
        assert worked_out()
        Dispute.objects.create(introduction=made[1], opened_by="rep", reason="x")
        assert worked_out() is None
        assert not PriceBand.objects.exists()

    def test_it_widens_by_country_then_industry_then_strength_never_by_seniority(
        self, market: Market
    ) -> None:
        for _ in range(5):
            market.deal(country="France")
        work_out_price_bands()
        assert usual(KEY) and usual(KEY._replace(country="Spain"))
        assert not PriceBand.objects.filter(country="Germany").exists()
        assert usual(KEY._replace(industry="Banks"))
        assert usual(KEY._replace(industry="Banks", strength=5))
        assert not usual(KEY._replace(strength=2))
        assert not usual(KEY._replace(seniority="Director"))
        assert not usual(KEY._replace(currency="USD"))
        for _ in range(5):
            market.deal(90_000)
        work_out_price_bands()
        german, french = usual(KEY), usual(KEY._replace(country="France"))
        assert german and french and german.low > french.high

    def test_one_deal_more_changes_nothing_until_five_came(
        self, market: Market, clock: MovingClock
    ) -> None:
        """Two worlds that differ by one accepted introduction look alike, that day and the days after."""
        for price in (26_000, 28_000, 30_000, 32_000, 34_000):
            market.deal(price)
        before = worked_out()
        for extra in range(4):
            market.deal(90_000)
            assert usual() == before, "never live"
            assert not sweep_price_bands(), "once a night"
            clock.forward(days=1)
            assert sweep_price_bands() == 1
            assert usual() == before, extra
        market.deal(90_000)
        clock.forward(days=1)
        sweep_price_bands()
        after = usual()
        assert after and after != before and after.cases == 10

    def test_a_night_that_failed_is_made_good(
        self, market: Market, monkeypatch: pytest.MonkeyPatch, clock: MovingClock
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr("introductions.actions.prices.bands.deals", lambda: 1 / 0)
            assert sweep_price_bands() == 0
        assert not PriceBandRun.objects.exists()
        clock.forward(hours=1)
        assert sweep_price_bands() == 1


# --- Where it is read ---------------------------------------------------------------------------------


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def band(self, market: Market) -> UsualPrice:
        for price in (26_000, 28_000, 30_000, 32_000, 34_000):
            market.deal(price)
        found = worked_out()
        assert found
        return found

    def test_reps_read_it_beside_each_price(
        self, band: UsualPrice, market: Market, rita: User
    ) -> None:
        dear = listed(market.connector, builders.PETRA, price=70_000)
        rep = Client()
        rep.force_login(rita, backend="django.contrib.auth.backends.ModelBackend")
        page = rep.get("/search/", {"price_from": "600", "currency": "EUR"}).text
        assert "above usual (€260 to €340)" in page
        assert "usual: €260 to €340" in rep.get("/search/", {"price_to": "600"}).text
        assert "above usual" in rep.get(f"/listings/{dear.public_id}/").text
        said = rep.get(f"/api/v1/listings/{dear.public_id}/usual-price/").json()
        assert said == {
            "low": {"amount": 26_000, "currency": "EUR"},
            "high": {"amount": 34_000, "currency": "EUR"},
            "cases": 5,
        }
        answer = rep.get("/api/v1/listings/").json()
        assert {one["usual"]["cases"] for one in answer["usual"]} == {5}
        assert {one["id"] for one in answer["usual"]} == {one["id"] for one in answer["results"]}
        PriceBand.objects.all().delete()
        assert "usual" not in re.sub(r"usually", "", rep.get("/search/").text)
        assert rep.get(f"/api/v1/listings/{dear.public_id}/usual-price/").status_code == 404
        assert rep.get("/api/v1/listings/").json()["usual"] == []

    def test_connectors_read_it_where_they_set_a_price(
        self, band: UsualPrice, market: Market, colin: User
    ) -> None:
        row = listed(market.connector, builders.PETRA, price=20_000)
        page = Client()
        page.force_login(colin, backend="django.contrib.auth.backends.ModelBackend")
        assert "below usual (€260 to €340)" in page.get("/network/").text
        assert "below usual" in page.get(f"/network/{row.public_id}/").text
        rule = {"seniority": "vp", "strength": "4", "price": "300", "currency": "EUR"}
        page.post("/network/prices/", rule)
        assert "usual: €260 to €340" in page.get("/network/prices/").text

    def test_it_is_not_kept_with_a_request(self, band: UsualPrice, market: Market) -> None:
        row = listed(market.connector, builders.PETRA)
        assert "usual" not in listing_facts(blinded(row))


@pytest.mark.django_db
def test_deals_of_the_real_process_count(stage: Stage, clock: MovingClock, market: Market) -> None:
    for _ in range(4):
        market.deal(50_000)
    stage.consenting()
    assert worked_out() is None, "not before the money is held"
    stage.agree()
    assert worked_out()
