"""Two people are added by hand at the same moment: each is there once, with what was typed."""

import pytest

from brokerage.accounts.models import User
from connectors import actions
from connectors.models import Relationship
from tests.support.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_are_there(colin: User) -> None:
    people = [(f"Anna {letter}", f"anna-{letter}@acme.example") for letter in "abcd"]

    def add(number: int) -> Relationship:
        name, email = people[number]
        return actions.add_relationship(colin, name=name, email=email, title=f"VP {number}")

    together(*[lambda number=number: add(number) for number in range(4)])
    found = {(row.name, row.email, row.title) for row in colin.relationships.all()}
    assert found == {(*person, f"VP {number}") for number, person in enumerate(people)}
