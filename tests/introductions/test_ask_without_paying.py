"""An unpaid request keeps others from asking the same person: nobody holds many for nothing."""

import pytest

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.actions.asking import UNPAID_AT_ONCE
from introductions.models import Introduction
from tests.support.builders import Person
from tests.support.stages import PITCH, PURPOSE, listed

pytestmark = pytest.mark.django_db


def ask(rita: User, colin: User, number: int) -> Introduction:
    person = Person(f"Paul {number}", f"paul{number}@other-freight.example", "", "VP Sales")
    row, _ = actions.request(
        rita,
        listed(colin, person),
        pitch=PITCH,
        purpose=PURPOSE,
        keep_asking=False,
        no_way_in=True,
    )
    return row


def test_only_a_few_at_once_and_one_withdrawn_makes_room(rita: User, colin: User) -> None:
    rows = [ask(rita, colin, number) for number in range(UNPAID_AT_ONCE)]
    with pytest.raises(Refusal) as no:
        ask(rita, colin, 7)
    assert no.value.code == "too_many_unpaid"
    assert Introduction.objects.count() == UNPAID_AT_ONCE
    actions.withdraw(rows[0], user=rita)
    assert ask(rita, colin, 8).state == "checkout"
