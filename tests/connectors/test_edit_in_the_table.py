"""A cell of the network's table is edited where it stands: saved, undone, or refused with what was typed."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from connectors import actions
from connectors.models import BulkChange, Relationship

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def row(colin: User, known: Known) -> Relationship:
    return known(colin, strength=2)


@pytest.fixture
def send(
    colin: User, browse: Callable[[User], Client], row: Relationship
) -> Callable[..., HttpResponse]:
    visitor = browse(colin)

    def post(name: str, **said: str) -> HttpResponse:
        return visitor.post(f"/network/{row.public_id}/cell/{name}/", said, headers=HTMX)

    return post


@pytest.mark.parametrize(
    ("name", "typed", "field", "before", "after"),
    [
        ("price", "1,250.50", "price", Money(20_000, "EUR"), Money(125_050, "EUR")),
        ("strength", "5", "strength", 2, 5),
        ("company", "no", "show_company", True, False),
        (
            "email",
            "p@meridian.example",
            "email",
            "petra-vandenbroucke@meridian-freight.example",
            "p@meridian.example",
        ),
    ],
)
def test_saved_and_undone(
    row: Relationship, send: Callable[..., HttpResponse], name: str, typed: str, field: str,
    before: object, after: object,
) -> None:  # fmt: skip
    saved = send(name, value=typed)
    assert saved.status_code == 200
    assert "data-undo" in saved.text
    row.refresh_from_db()
    assert getattr(row, field) == after
    undo = {"undo": "typed", "value": str(before)} if name == "email" else {
        "undo": str(BulkChange.objects.get().public_id)
    }  # fmt: skip
    assert all(
        f"{said}".split("@")[0][:8] in saved.text.replace("\\u002D", "-") for said in undo.values()
    )
    assert send(name, **undo).status_code == 200
    row.refresh_from_db()
    assert getattr(row, field) == before


def test_no_price_comes_back_too(
    colin: User, row: Relationship, send: Callable[..., HttpResponse]
) -> None:
    Relationship.objects.filter(pk=row.pk).update(price_minor=None)
    send("price", value="150")
    send("price", undo=str(BulkChange.objects.get().public_id))
    row.refresh_from_db()
    assert row.price is None


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("price", "a lot", "as a number"),
        ("price", "NaN", "as a number"),
        ("price", "1e99", "as a number"),
        ("price", "1.005", "decimals"),
        ("price", "0.01", "lowest price"),
        ("price", "", "as a number"),
        ("strength", "9", "1 to 5"),
        ("strength", "<b>", "1 to 5"),
        ("email", "<no> address", "no e-mail address"),
    ],
)
def test_refused_in_the_row_with_what_was_typed(
    row: Relationship, send: Callable[..., HttpResponse], name: str, typed: str, says: str
) -> None:
    before = Relationship.objects.filter(pk=row.pk).values().get()
    answer = send(name, value=typed)
    assert answer.status_code == 422
    assert says in answer.text
    if name != "strength":
        assert f'value="{typed}"'.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert Relationship.objects.filter(pk=row.pk).values().get() == before
    assert not BulkChange.objects.exclude(status="preview").filter(changed__gt=0).exists()


def test_a_listing_that_an_edit_takes_off_says_so_beside_it(
    colin: User, row: Relationship, send: Callable[..., HttpResponse]
) -> None:
    actions.list_relationships(colin, [row.public_id])
    answer = send("email", value="")
    assert "no e-mail address yet" in answer.text
    row.refresh_from_db()
    assert not row.is_listed


def test_the_same_again_changes_nothing(
    row: Relationship, send: Callable[..., HttpResponse]
) -> None:
    for name, typed in (
        ("price", "200"),
        ("strength", "2"),
        ("email", row.email),
        ("company", "yes"),
    ):
        assert "data-undo" not in send(name, value=typed).text
    assert not BulkChange.objects.exists()


def test_strangers_and_visitors_without_a_script(
    colin: User, eve: User, row: Relationship, browse: Callable[[User], Client]
) -> None:
    path = f"/network/{row.public_id}/cell/price/"
    assert browse(eve).post(path, {"value": "300"}, headers=HTMX).status_code == 404
    assert browse(eve).get(path, headers=HTMX).status_code == 404
    assert browse(colin).get(path)["Location"] == f"/network/{row.public_id}/"
    assert (
        browse(colin).get(f"/network/{row.public_id}/cell/notes/", headers=HTMX).status_code == 404
    )
    row.refresh_from_db()
    assert row.price == Money(20_000, "EUR")


def test_undo_of_another_row_is_not_found(
    colin: User, known: Known, row: Relationship, send: Callable[..., HttpResponse]
) -> None:
    elsewhere = known(colin, "Tom Okafor")
    bulk = actions.prepare_bulk(colin, [elsewhere.pk], actions.Change(strength=5))
    actions.confirm_bulk(colin, bulk.public_id)
    assert send("strength", undo=str(bulk.public_id)).status_code == 404
    assert send("strength", undo="x").status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.strength == 5
