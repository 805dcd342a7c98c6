"""A listing that was taken down stays down for that connector and person, whatever row leads there."""

import pytest
from django.test import Client

from brokerage.accounts import sanctions
from brokerage.accounts.actions import close_account
from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors import actions
from connectors.actions.import_rows import take_in
from connectors.models import ConnectorProfile, Relationship, TakeDown
from connectors.readers import ContactRow
from introductions import actions as introductions
from tests.support import builders
from tests.support.builders import PETRA
from tests.support.stages import PITCH, PURPOSE, listed

pytestmark = pytest.mark.django_db
BOB = {"name": "Bob Nolan", "email": "bob@nolan.example", "title": "Clerk", "profile_url": ""}
AS_SHE_IS = {
    "name": PETRA.name, "email": PETRA.email, "title": PETRA.title, "profile_url": PETRA.profile_url,
}  # fmt: skip
PRICE = Money(50_000, "EUR")


@pytest.fixture
def down(colin: User, mona: User) -> Relationship:
    """Petra, taken down."""
    return actions.take_down(listed(colin), staff=mona, reason="She is nobody's contact.")


def lists(user: User, row: Relationship) -> str:
    """What listing it says; "" where it is listed now."""
    ConnectorProfile.objects.get_or_create(
        user=user, defaults={"headline": "Freight", "no_employer": True}
    )
    actions.set_price(user, [row.public_id], PRICE)
    outcome = actions.list_relationships(user, [row.public_id])
    row.refresh_from_db()
    assert (row.listed_at is None) == bool(outcome.refused)
    return " ".join(outcome.refused.values())


def add(user: User, **facts: str) -> Relationship:
    return actions.add_relationship(user, **facts)


@pytest.mark.parametrize(
    "again",
    [
        AS_SHE_IS,
        AS_SHE_IS | {"email": "Petra.Vandenbroucke+x@meridian-freight.example", "name": "P. V."},
        AS_SHE_IS | {"email": "pv@elsewhere.example", "profile_url": ""},
        AS_SHE_IS | {"email": "pv@elsewhere.example", "name": "Pet V", "title": "Buyer"},
        AS_SHE_IS | {"email": "pv@elsewhere.example", "profile_url": "", "name": "Vandenbroucke, Petra"},
    ],
    ids=["as she was", "another spelling", "another address", "another name", "turned name"],
)  # fmt: skip
def test_removing_and_adding_again_brings_nobody_back(
    down: Relationship, colin: User, again: dict[str, str]
) -> None:
    actions.remove(colin, [down.public_id])
    assert "took this listing down" in lists(colin, add(colin, **again))


def test_somebody_else_is_listed_as_ever(down: Relationship, colin: User) -> None:
    assert lists(colin, add(colin, **BOB)) == ""


def test_editing_another_row_into_the_person_takes_it_off(down: Relationship, colin: User) -> None:
    actions.remove(colin, [down.public_id])
    row = add(colin, **BOB)
    assert lists(colin, row) == ""
    row = actions.edit_relationship(colin, row.public_id, **AS_SHE_IS)
    assert row.listed_at is None
    assert "took this listing down" in lists(colin, row)


def test_editing_into_somebody_else_and_back_lifts_nothing(down: Relationship, colin: User) -> None:
    actions.edit_relationship(colin, down.public_id, **BOB)
    row = actions.edit_relationship(colin, down.public_id, **AS_SHE_IS)
    assert "took this listing down" in lists(colin, row)


def test_an_import_brings_nobody_back(down: Relationship, colin: User) -> None:
    actions.remove(colin, [down.public_id])
    take_in(colin, [ContactRow(1, PETRA.name, "", PETRA.profile_url, PETRA.email, PETRA.title)])
    row = Relationship.objects.get(connector=colin)
    assert "took this listing down" in lists(colin, row)


def test_an_import_that_merges_her_into_a_listed_row_takes_it_off(
    down: Relationship, colin: User
) -> None:
    actions.remove(colin, [down.public_id])
    row = add(colin, **(BOB | {"name": "Pet V", "email": "pv@else.example"}))
    assert lists(colin, row) == ""
    take_in(colin, [ContactRow(1, "Pet V", "", PETRA.profile_url, "pv@else.example", "Buyer")])
    row.refresh_from_db()
    assert row.listed_at is None


def test_a_new_account_of_the_same_connector_lists_her_not(down: Relationship, colin: User) -> None:
    mailbox = colin.email.replace("@", "+again@")
    close_account(colin)
    again = builders.connector("colinagain", email=mailbox)
    assert "took this listing down" in lists(again, add(again, **AS_SHE_IS))
    assert lists(again, add(again, **BOB)) == ""


def test_another_connector_lists_her_as_ever(down: Relationship) -> None:
    carla = builders.connector("carla")
    assert listed(carla).listed_at is not None


def test_other_rows_that_lead_to_her_leave_the_market_with_it(colin: User, mona: User) -> None:
    row = listed(colin)
    second = add(colin, **(AS_SHE_IS | {"email": "pv@home.example", "profile_url": ""}))
    assert lists(colin, second) == ""
    actions.take_down(row, staff=mona, reason="She is nobody's contact.")
    second.refresh_from_db()
    assert second.listed_at is None


def test_a_row_that_slipped_through_is_asked_for_by_nobody(
    down: Relationship, colin: User, rita: User
) -> None:
    Relationship.objects.filter(pk=down.pk).update(
        listed_at=down.created_at, taken_down_at=None, taken_down_reason=""
    )
    with pytest.raises(Refusal) as no:
        introductions.request(
            rita, down, pitch=PITCH, purpose=PURPOSE, keep_asking=False, no_way_in=True
        )
    assert no.value.code == "not_open"


def test_the_desk_lets_her_back_under_any_row(down: Relationship, colin: User, mona: User) -> None:
    actions.remove(colin, [down.public_id])
    row = add(colin, **AS_SHE_IS)
    actions.let_back(row, staff=mona, reason="She wrote to us herself.")
    assert lists(colin, row) == ""
    assert not TakeDown.objects.filter(lifted_at=None).exists()


def test_letting_somebody_else_back_does_not_free_her(
    down: Relationship, colin: User, mona: User
) -> None:
    row = actions.edit_relationship(colin, down.public_id, **BOB)
    actions.let_back(row, staff=mona, reason="Bob is fine, all are agreed.")
    assert lists(colin, row) == ""
    actions.edit_relationship(colin, row.public_id, **AS_SHE_IS)
    row.refresh_from_db()
    assert row.listed_at is None


@pytest.mark.parametrize("change", [BOB, {"email": "bob@nolan.example"}, {"name": "Bob Nolan"}])
def test_a_limited_connector_turns_no_listing_into_somebody_else(
    colin: User, change: dict[str, str]
) -> None:
    row = listed(colin)
    sanctions.limit(
        colin,
        staff=builders.staff("sena", "senior moderator"),
        code="other",
        reason="Listed people they do not know.",
    )
    assert actions.edit_relationship(colin, row.public_id, notes="Met in Ghent").listed_at
    client = Client()
    client.force_login(colin)
    answer = client.patch(
        f"/api/v1/relationships/{row.public_id}/", change, content_type="application/json"
    )
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.listed_at is None


def test_no_name_is_kept_in_clear(down: Relationship) -> None:
    kept = TakeDown.objects.get().marks.all()
    assert kept
    assert not [one for one in kept if len(one.digest) != 64]
