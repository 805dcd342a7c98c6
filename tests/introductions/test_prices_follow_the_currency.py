"""Each currency has its own digits, steps and limits: at every door, in every share, on every page."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from brokerage import production
from brokerage.accounts.countries import usual_currency
from brokerage.kit import currencies
from brokerage.kit.currencies import KNOWN, OFFERED, Currency
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors import actions as offers
from connectors.models import Relationship
from introductions import actions
from introductions.models import Introduction
from payments.models import Payment
from tests.house.test_production import manage
from tests.support.sandbox_process import Sandbox
from tests.support.stages import Stage, listed

ANY = st.sampled_from(sorted(OFFERED.values(), key=lambda row: row.code))
AMOUNTS = st.integers(0, 10**10)


@pytest.mark.parametrize("row", OFFERED.values(), ids=OFFERED)
def test_the_table_makes_sense(row: Currency) -> None:
    assert row.digits in {0, 2, 3} and row.step in {1, 10, 100}
    assert row.step == 10 or row.digits != 3  # the provider: three-decimal amounts end in 0
    assert row.least % row.step == row.greatest % row.step == 0
    assert 0 < row.least < row.greatest <= currencies.MOST_AT_PROVIDER
    assert not currencies.problems([row.code], {})


@pytest.mark.parametrize(
    ("money", "read", "typed"),
    [
        (Money(123_450, "EUR"), "€1,234.50", "1234.50"),
        (Money(-5, "GBP"), "−£0.05", "-0.05"),
        (Money(2_500, "JPY"), "¥2,500", "2500"),
        (Money(12_500, "KWD"), "KWD 12.500", "12.500"),
        (Money(100_000, "HUF"), "HUF 1,000.00", "1000.00"),
    ],
)
def test_it_is_written_with_its_digits(money: Money, read: str, typed: str) -> None:
    assert (str(money), money.plain) == (read, typed)


@given(ANY, AMOUNTS)
def test_what_is_written_can_be_typed(row: Currency, amount: int) -> None:
    money = Money(amount, row.code)
    assert Money.typed(Decimal(money.plain), row.code) == money
    assert Money.typed(Decimal(money.plain) + Decimal("0.0001"), row.code) is None


@given(
    ANY, AMOUNTS, st.integers(0, 10_000), st.lists(st.integers(0, 10**6), min_size=1, max_size=4)
)
def test_shares_add_up_in_whole_steps(
    row: Currency, steps: int, rate: int, weights: list[int]
) -> None:
    money = Money(steps * row.step, row.code)
    fee, rest = money.share(rate)
    assert fee + rest == money and fee.amount % row.step == rest.amount % row.step == 0
    if sum(weights):
        parts = money.split(weights)
        assert sum(part.amount for part in parts) == money.amount
        assert all(part.amount % row.step == 0 and part.amount >= 0 for part in parts)
        assert all(not part or weight for part, weight in zip(parts, weights, strict=True))


@given(ANY, AMOUNTS, st.integers(1, 99))
def test_what_others_took_oddly_still_adds_up(row: Currency, amount: int, weight: int) -> None:
    parts = Money(amount, row.code).split([0, weight, 100])
    assert sum(part.amount for part in parts) == amount and not parts[0]


@pytest.mark.parametrize("code", ["XYZ", "eur", "EU", "", "UGX", "€"])
def test_an_unknown_code_is_refused_at_start(settings: Any, code: str) -> None:
    settings.SETTLEMENT_CURRENCIES = ["EUR", code]
    with pytest.raises(SystemExit, match=r"sidedoor\.E033.*"):
        production.refuse_unsafe_settings()  # what web, worker and beat begin with


def test_the_check_command_refuses_it_in_production_and_demo() -> None:
    for mode in ({}, {"DEMO": "true"}):
        answer = manage("check", SETTLEMENT_CURRENCIES="EUR,XYZ", **mode)
        assert answer.returncode != 0 and "sidedoor.E033" in answer.stderr, mode
        assert "'XYZ' is no currency" in answer.stderr


@pytest.mark.parametrize(
    ("codes", "limits"),
    [
        ([], {}),
        (["EUR", "EUR"], {}),
        (["EUR"], {"USD": (2500, 10_000)}),
        (["EUR"], {"EUR": (0, 10_000)}),
        (["EUR"], {"EUR": (10_000, 2500)}),
        (["HUF"], {"HUF": (1_000_050, 2_000_000)}),
        (["EUR"], {"EUR": (2500, 100_000_000)}),
    ],
)
def test_what_makes_no_sense_is_named(codes: list[str], limits: Any) -> None:
    assert currencies.problems(codes, limits)


def test_an_operator_sets_other_limits() -> None:
    assert currencies.read_limits(["EUR:5000:20000"]) == {"EUR": (5000, 20000)}
    for wrong in ("EUR", "eur:1:2", "EUR:1", "EUR:a:b"):
        with pytest.raises(ValueError, match="is not like"):
            currencies.read_limits([wrong])


def test_a_country_is_paid_in_what_is_offered() -> None:
    assert usual_currency("GB", ["EUR", "GBP"]) == "GBP"
    assert usual_currency("DE", ["KWD", "JPY"]) == "KWD"


# --- Doors ----------------------------------------------------------------------------------------

WRONG = [
    ("JPY", 2_500, "lowest price is ¥4,000"),
    ("JPY", 1_700_000, "highest price is ¥1,600,000"),
    ("KWD", 12_505, "multiples of KWD 0.010"),
    ("HUF", 1_000_050, "multiples of HUF 1.00"),
    ("HUF", 2_500, "lowest price is HUF 10,000.00"),
]


@pytest.fixture
def everywhere(settings: Any, sandbox: Sandbox) -> None:
    """Prices may be asked in currencies of every kind."""
    settings.SETTLEMENT_CURRENCIES = ["EUR", "JPY", "KWD", "HUF", "ISK"]
    sandbox.settle_in(*settings.SETTLEMENT_CURRENCIES)


def priced(stage: Stage, code: str) -> Stage:
    price = OFFERED[code].least * 10
    Relationship.objects.filter(pk=stage.relationship.pk).update(price_minor=price, currency=code)
    stage.relationship.refresh_from_db()
    return stage


@pytest.mark.django_db
@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize(("code", "amount", "says"), WRONG)
def test_no_price_breaks_its_rules(colin: Any, code: str, amount: int, says: str) -> None:
    row = listed(colin)
    with pytest.raises(Refusal, match=says):
        offers.set_price(colin, [row.public_id], Money(amount, code))
    row.refresh_from_db()
    assert row.price == Money(50_000, "EUR")


@pytest.mark.django_db
@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize(("code", "amount", "says"), WRONG)
def test_no_counter_offer_breaks_them(stage: Stage, code: str, amount: int, says: str) -> None:
    priced(stage, code).requested()
    with pytest.raises(Refusal, match=says):
        actions.counter(stage.now(), user=stage.connector, price=Money(amount, code))
    assert stage.now().counter_price is None


@pytest.mark.django_db
@pytest.mark.usefixtures("everywhere")
def test_a_page_refuses_decimals_that_do_not_exist(stage: Stage) -> None:
    priced(stage, "JPY").requested()
    visitor = Client()
    visitor.force_login(stage.connector)
    page = f"/introductions/{stage.introduction.public_id}/"
    answer = visitor.post(f"{page}counter/", {"price": "5000.50"})
    assert answer.status_code == 400 and "JPY has fewer decimals" in answer.text
    assert 'value="5000.50"' in answer.text
    assert stage.now().counter_price is None
    visitor.post(f"{page}counter/", {"price": "5000"})
    assert stage.now().counter_price == 5_000


@pytest.mark.django_db
@pytest.mark.usefixtures("everywhere")
def test_no_division_breaks_them(stage: Stage) -> None:
    priced(stage, "HUF").confirming()
    why = "The address was wrong and nobody ever answered my letter."
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=why)
    with pytest.raises(Refusal, match="multiples"):
        actions.offer_split(stage.now(), user=stage.rep, part=Money(50, "HUF"))
    visitor = Client()
    visitor.force_login(stage.rep)
    page = f"/introductions/{stage.introduction.public_id}/division/"
    assert "HUF" in visitor.get(page, {"part": "1000"}).text
    for odd in ("1000.50", "1000.505"):
        assert "HUF 1,000" not in visitor.get(page, {"part": odd}).text


@pytest.mark.django_db
def test_an_old_listing_in_another_currency_cannot_be_bought(stage: Stage, settings: Any) -> None:
    priced(stage, "JPY")
    with pytest.raises(Refusal, match=r"JPY|not open"):
        stage.request()
    assert not Introduction.objects.exists() and not Payment.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize("code", ["JPY", "KWD", "HUF", "ISK"])
def test_an_odd_fee_is_shared_in_whole_steps(stage: Stage, settings: Any, code: str) -> None:
    settings.FEE_BASIS_POINTS = 1_777
    priced(stage, code).requested()
    row = stage.now()
    assert row.fee and row.fee % KNOWN[code].step == 0
