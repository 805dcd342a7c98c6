"""Programs change many people and set price rules as the pages do: preview, confirm, progress, undo."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from connectors import actions
from connectors.models import BulkChange, PriceRule, Prospect, Relationship

pytestmark = pytest.mark.django_db
JSON = "application/json"
BULK, RULES = "/api/v1/relationships/bulk/", "/api/v1/price-rules/"
PRICE = {"amount": 30_000, "currency": "EUR"}


@pytest.fixture
def crowd(colin: User) -> list[Relationship]:
    """250 people, half of them VPs."""
    rows = [
        Relationship(
            connector=colin,
            prospect=Prospect.objects.create(),
            name=f"Anna Berg{number}",
            seniority="vp" if number % 2 else "manager",
        )
        for number in range(250)
    ]
    return Relationship.objects.bulk_create(rows)


@pytest.fixture
def api(colin: User, browse: Callable[[User], Client]) -> Client:
    return browse(colin)


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(path, body, JSON)


def ids(rows: list[Relationship]) -> list[str]:
    return [str(row.public_id) for row in rows]


def prices(user: User) -> set[int | None]:
    return set(user.relationships.values_list("price_minor", flat=True))


def test_few_are_changed_at_once_and_many_after_a_look(
    colin: User, api: Client, crowd: list[Relationship]
) -> None:
    answer = post(api, BULK, ids=ids(crowd[:200]), price=PRICE)
    assert (answer.status_code, answer.json()) == (200, {"changed": 200, "refused": []})
    answer = post(api, BULK, ids=ids(crowd), price=PRICE | {"amount": 40_000})
    said = answer.json()
    assert (answer.status_code, said["status"], said["total"]) == (202, "preview", 250)
    assert said["does"] == "Price €400.00"
    assert said["preview"]["people"] == 250 and said["preview"]["unpriced"] == 50
    assert said["preview"]["prices"] == [{"least": PRICE, "most": PRICE}]
    assert prices(colin) == {30_000, None}
    path = f"{BULK}{said['id']}/"
    confirmed = post(api, f"{path}confirm/")
    assert (confirmed.status_code, confirmed.json()["status"]) == (202, "waiting")
    assert confirmed.json()["preview"] is None
    actions.carry_out_bulk(BulkChange.objects.get().pk)
    done = api.get(path).json()
    assert (done["status"], done["changed"], done["percent"], done["can_undo"]) == (
        "done",
        250,
        100,
        True,
    )
    assert prices(colin) == {40_000}
    assert [one["id"] for one in api.get(BULK).json()] == [said["id"]]
    assert post(api, f"{path}undo/").json()["status"] == "undoing"
    actions.carry_out_bulk(BulkChange.objects.get().pk)
    assert api.get(path).json()["status"] == "undone"
    assert prices(colin) == {30_000, None}


def test_all_that_match_are_chosen_and_removal_is_looked_at_whoever_few(
    colin: User, api: Client, crowd: list[Relationship]
) -> None:
    said = post(api, BULK, matching={"seniority": "vp"}, price=PRICE).json()
    assert said["preview"]["people"] == 125
    said = post(api, BULK, ids=ids(crowd[:2]), remove=True).json()
    assert (said["status"], said["does"], said["total"]) == ("preview", "Remove", 2)
    assert colin.relationships.count() == 250
    post(api, f"{BULK}{said['id']}/confirm/")
    assert colin.relationships.count() == 248
    assert post(api, f"{BULK}{said['id']}/undo/").json()["status"] == "undone"
    assert set(ids(crowd[:2])) <= set(ids(list(colin.relationships.all())))
    few = post(api, BULK, ids=ids(crowd[:2]), strength=5, preview=True)
    assert (few.status_code, few.json()["status"]) == (202, "preview")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": []},
        {"ids": ["x"]},
        {"ids": [str(uuid.uuid4())], "matching": {}, "strength": 3},
        {"matching": {"seniorty": "vp"}, "remove": True},
        {"matching": {"q": ["a"]}, "remove": True},
        {"matching": {}, "remove": True, "strength": 3},
        {"matching": {}, "rest": True, "listed": True},
        {"matching": {}},
        {"matching": {}, "strength": 9},
        {"matching": {}, "price": {"amount": 1, "currency": "EUR"}},
        {"matching": {}, "price": {"amount": 30_000, "currency": "XXX"}},
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    colin: User, api: Client, crowd: list[Relationship], body: dict[str, Any]
) -> None:
    answer = post(api, BULK, **body)
    assert answer.status_code == 400, answer.json()
    assert not BulkChange.objects.exists()
    assert prices(colin) == {None} and colin.relationships.count() == 250


def test_nobody_else_sees_or_does_it(
    colin: User, eve: User, api: Client, crowd: list[Relationship], browse: Callable[[User], Client]
) -> None:
    said = post(api, BULK, matching={}, price=PRICE).json()
    rule = post(api, RULES, price=PRICE).json()
    other = browse(eve)
    for path in (f"{BULK}{said['id']}/", f"{RULES}{rule['id']}/"):
        assert other.get(path).status_code == 404
    for part in ("confirm", "undo"):
        assert post(other, f"{BULK}{said['id']}/{part}/").status_code == 404
    assert other.patch(f"{RULES}{rule['id']}/", {"for_new": True}, JSON).status_code == 404
    assert other.delete(f"{RULES}{rule['id']}/").status_code == 404
    assert other.get(BULK).json() == other.get(RULES).json() == []
    assert post(other, BULK, ids=ids(crowd), price=PRICE).status_code == 400
    assert prices(colin) == {None} and PriceRule.objects.get().new_since is None
    assert Client().post(BULK, {}, JSON).status_code in {401, 403}


def test_price_rules_are_listed_made_changed_previewed_applied_and_forgotten(
    colin: User, api: Client, crowd: list[Relationship]
) -> None:
    made = post(api, RULES, seniority="vp", price=PRICE, for_new=True)
    assert made.status_code == 201
    rule = made.json()
    assert rule == {
        "id": rule["id"], "seniority": "vp", "department": "", "industry": "", "strength": None,
        "price": PRICE, "for_new": True,
    }  # fmt: skip
    path = f"{RULES}{rule['id']}/"
    assert api.get(path).json() == rule and api.get(RULES).json() == [rule]
    changed = api.patch(path, {"price": PRICE | {"amount": 50_000}}, JSON).json()
    assert changed == rule | {"price": PRICE | {"amount": 50_000}}
    other = post(api, RULES, seniority="manager", price=PRICE).json()
    moved = api.patch(path, {"seniority": "manager"}, JSON).json()
    assert moved["id"] == rule["id"] and [one["id"] for one in api.get(RULES).json()] == [
        rule["id"]
    ]
    assert api.get(f"{RULES}{other['id']}/").status_code == 404
    preview = post(api, f"{RULES}preview/", matching={}).json()
    assert preview == {
        "people": 125, "unmatched": 125, "rules": [{"rule": rule["id"], "people": 125}],
        "prices": ["€500.00"],
    }  # fmt: skip
    assert prices(colin) == {None}
    applied = post(api, f"{RULES}apply/", ids=ids(crowd))
    assert (applied.status_code, [one["total"] for one in applied.json()]) == (202, [125])
    assert prices(colin) == {None, 50_000}
    assert post(api, f"{BULK}{applied.json()[0]['id']}/undo/").json()["status"] == "undone"
    assert prices(colin) == {None}
    assert api.delete(path).status_code == 204
    assert api.get(RULES).json() == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"price": {"amount": 1, "currency": "EUR"}},
        {"price": PRICE, "seniority": "king"},
        {"price": PRICE, "industry": "Alchemy"},
        {"price": PRICE, "strength": 7},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(api: Client, body: dict[str, Any]) -> None:
    assert post(api, RULES, **body).status_code == 400
    assert not PriceRule.objects.exists()
    rule = post(api, RULES, price=PRICE).json()
    if body:
        assert api.patch(f"{RULES}{rule['id']}/", body, JSON).status_code == 400
    assert api.get(RULES).json() == [rule]
