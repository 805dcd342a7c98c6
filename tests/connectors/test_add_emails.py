"""Addresses are pasted, matched with candidates side by side, and saved for nobody who was not chosen."""

from collections.abc import Callable

import pytest
from django.test import Client

from brokerage.accounts.models import User
from connectors.models import Relationship

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]
PASTED = """"Berg, Anna" <anna@acme.example>; tom.okafor@zeta.example
Nobody Known <nobody@acme.example>
Anna Berg\tanna@acme.example
not an address"""


@pytest.fixture
def lacking(colin: User, known: Known) -> list[Relationship]:
    """Two of one name, one of another, and one who has an address."""
    facts = [("Anna Berg", "Zeta"), ("Anna Berg", "Acme"), ("Tom Okafor", "Zeta")]
    rows = [
        known(colin, name, email="", profile_url=f"linkedin.com/in/one-{n}", company_name=company)
        for n, (name, company) in enumerate(facts)
    ]
    return [*rows, known(colin, "Has One")]


def addresses(user: User) -> list[str]:
    return [row.email for row in user.relationships.order_by("pk")]


def test_candidates_stand_side_by_side_and_nothing_is_saved(
    colin: User, lacking: list[Relationship], browse: Callable[[User], Client]
) -> None:
    before = addresses(colin)
    visitor = browse(colin)
    page = visitor.post("/network/emails/", {"addresses": PASTED}).text
    assert page.count('name="whose-anna@acme.example"') == 3
    assert page.index(str(lacking[1].public_id)) < page.index(str(lacking[0].public_id))
    assert page.count('name="whose-tom.okafor@zeta.example"') == 2
    assert "fits: nobody@acme.example" in page
    visitor.post("/network/emails/", {"addresses": PASTED, "save": "1"})
    assert addresses(colin) == before


def test_the_chosen_ones_are_saved_and_a_refusal_keeps_what_was_typed(
    colin: User,
    eve: User,
    known: Known,
    lacking: list[Relationship],
    browse: Callable[[User], Client],
) -> None:
    theirs = known(eve, "Eve Friend", email="", profile_url="linkedin.com/in/eve-friend")
    chosen = {
        "addresses": PASTED,
        "save": "1",
        "whose-anna@acme.example": str(lacking[1].public_id),
    }
    for whose in (str(theirs.public_id), "x", str(lacking[0].public_id)[:-1]):
        answer = browse(colin).post("/network/emails/", chosen | {"whose-anna@acme.example": whose})
        assert answer.status_code == 422
        assert "not in your network" in answer.text and "nobody@acme.example" in answer.text
    assert "anna@acme.example" not in addresses(colin) + addresses(eve)
    answer = browse(colin).post("/network/emails/", chosen, follow=True)
    assert "1 saved." in answer.text
    assert addresses(colin)[1] == "anna@acme.example"
    assert addresses(colin)[0] == addresses(colin)[2] == ""


def test_an_address_of_somebody_else_is_refused_in_its_place(
    colin: User, lacking: list[Relationship], browse: Callable[[User], Client]
) -> None:
    taken = lacking[3].email
    answer = browse(colin).post(
        "/network/emails/",
        {
            "addresses": f"Anna Berg <{taken}>",
            "save": "1",
            f"whose-{taken}": str(lacking[0].public_id),
        },
    )
    assert answer.status_code == 422
    assert "in your network already" in answer.text
    assert addresses(colin)[0] == ""
