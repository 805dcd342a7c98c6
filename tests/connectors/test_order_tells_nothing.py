"""Equal results come in an order that is drawn by lot, not in that of the address book."""

from collections.abc import Callable

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions
from connectors.models import Relationship

FIRST = [
    "Aaron",
    "Beate",
    "Carl",
    "Dora",
    "Emil",
    "Frida",
    "Gerd",
    "Hanna",
    "Ivo",
    "Jana",
    "Karl",
    "Lea",
]


@pytest.fixture
def alphabet(colin: User, take_in: Callable[..., object]) -> list[str]:
    """The ids of twelve alike, in the order of the address book and of the listing."""
    lines = [f"{name},Moss,,{name.lower()}@big.example,Boeing,Sales Manager,\n" for name in FIRST]
    take_in(colin, "".join(lines))
    actions.save_profile(colin, headline="Knows people", employer_name="Own Works")
    rows = sorted(Relationship.objects.filter(connector=colin), key=lambda row: row.name)
    ids = [row.public_id for row in rows]
    actions.set_price(colin, ids, Money(20_000, "EUR"))
    assert not actions.list_relationships(colin, ids).refused
    return [str(one) for one in ids]


@pytest.mark.parametrize("order", ["best", "relevance", "price", "strength", "newest"])
@pytest.mark.parametrize("query", [{}, {"q": "sales"}, {"company": "boeing"}])
def test_by_the_random_id(
    alphabet: list[str],
    rita: User,
    browse: Callable[[User], Client],
    order: str,
    query: dict[str, str],
) -> None:
    client = browse(rita)
    answer = client.get("/api/v1/listings/", {**query, "order": order})
    found = [one["id"] for one in answer.json()["results"]]
    assert found == sorted(alphabet)
    assert found != alphabet
    page = client.get("/search/", {**query, "order": order}).content.decode()
    shown = [one for one in alphabet if one in page]
    assert len(shown) == 3, "they read alike: the best three, and how many more"
    assert sorted(shown, key=page.index) == sorted(alphabet)[:3]
