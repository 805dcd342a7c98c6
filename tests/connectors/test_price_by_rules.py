"""A price for each segment: looked at first, set by hand, or for whoever comes later, and undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors import actions, queries
from connectors.models import BulkChange, Company, PriceRule, Prospect, Relationship

pytestmark = pytest.mark.django_db


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


@pytest.fixture
def crowd(colin: User) -> dict[str, Relationship]:
    """Four people without a price, and one with."""
    bank = Company.objects.create(name="Bank", key="some bank", industry="Banking")
    facts: dict[str, dict[str, Any]] = {
        "vp": {"seniority": "vp", "department": "sales"},
        "strong vp": {"seniority": "vp", "department": "sales", "strength": 5},
        "banker": {"seniority": "head", "company": bank},
        "other": {"seniority": "other"},
        "priced": {"seniority": "vp", "price_minor": 7_000, "currency": "EUR"},
    }
    return {
        name: Relationship.objects.create(
            connector=colin, prospect=Prospect.objects.create(), name=name, **said
        )
        for name, said in facts.items()
    }


def prices(user: User) -> dict[str, int | None]:
    return {row.name: row.price_minor for row in user.relationships.all()}


def test_the_most_exact_rule_counts_and_nobody_changes_before_it_is_said(
    colin: User, crowd: dict[str, Relationship]
) -> None:
    before = prices(colin)
    actions.set_price_rule(colin, seniority="vp", price=euros(100))
    actions.set_price_rule(colin, seniority="vp", strength=5, price=euros(300))
    actions.set_price_rule(colin, industry="Banking", price=euros(80))
    pks = queries.own_matches(colin, queries.NetworkFilters(status="unpriced"))
    preview = queries.what_rules_do(colin, pks)
    assert (preview.people, preview.unmatched) == (3, 1)
    assert preview.spans == [f"{euros(80)} to {euros(300)}"]
    assert prices(colin) == before
    done = actions.apply_price_rules(colin, pks)
    after = before | {"vp": 10_000, "strong vp": 30_000, "banker": 8_000}
    assert prices(colin) == after
    for one in done:
        actions.undo_bulk(colin, one.public_id)
    assert prices(colin) == before


def test_newcomers_are_priced_by_choice_and_only_they(
    colin: User, crowd: dict[str, Relationship]
) -> None:
    Relationship.objects.update(created_at=clock.now() - timedelta(days=1))
    before = prices(colin)
    actions.set_price_rule(colin, price=euros(90), for_new=True)
    actions.set_price_rule(colin, seniority="vp", price=euros(100))
    for name, seniority in (("new", "head"), ("new vp", "vp")):
        Relationship.objects.create(
            connector=colin, prospect=Prospect.objects.create(), name=name, seniority=seniority
        )
    assert actions.price_new_arrivals() == 1
    assert prices(colin) == before | {"new": 9_000, "new vp": None}
    assert actions.price_new_arrivals() == 0


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"price": Money(1, "EUR")}, "price"), ({"price": Money(500, "JPY")}, "price")],
)
def test_a_price_nobody_can_ask(colin: User, facts: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.set_price_rule(colin, **facts)
    assert refusal.value.code == code
    assert not PriceRule.objects.exists()


def test_not_below_ones_own_floor_and_one_rule_a_segment(colin: User) -> None:
    actions.set_rules(colin, seniority_floors={"vp": 15_000})
    with pytest.raises(Refusal, match="lowest price"):
        actions.set_price_rule(colin, seniority="vp", price=euros(100))
    assert not PriceRule.objects.exists()
    actions.set_price_rule(colin, seniority="vp", price=euros(200))
    actions.set_price_rule(colin, seniority="vp", price=euros(250))
    assert PriceRule.objects.get().price == euros(250)


def test_from_the_page(
    colin: User, eve: User, crowd: dict[str, Relationship], browse: Callable[[User], Client]
) -> None:
    visitor = browse(colin)
    typed = {"seniority": "vp", "price": "120", "currency": "EUR"}
    assert visitor.post("/network/prices/", typed | {"price": "x"}).status_code == 422
    assert not PriceRule.objects.exists()
    visitor.post("/network/prices/", typed)
    page = visitor.get("/network/prices/").text
    assert "2 people, €120" in page
    assert "2 fit no rule" in page
    assert "3 people" in visitor.get("/network/prices/?seniority=vp").text
    assert "Price these 3 by your rules" in visitor.get("/network/?seniority=vp").text
    rule = PriceRule.objects.get()
    browse(eve).post(f"/network/prices/{rule.pk}/remove/")
    browse(eve).post("/network/prices/apply/", {"filters": ""})
    assert PriceRule.objects.exists() and not BulkChange.objects.exists()
    answer = visitor.post("/network/prices/apply/", {"filters": "status=unpriced"}, follow=True)
    assert "2 prices are being set" in answer.text
    assert prices(colin)["vp"] == prices(colin)["strong vp"] == 12_000
    assert prices(colin)["priced"] == 7_000
    visitor.post(f"/network/prices/{rule.pk}/remove/")
    assert not PriceRule.objects.exists()
    actions.set_price_rule(colin, price=euros(90))
    actions.forget_network(colin)
    assert not PriceRule.objects.exists()
