"""Prices, visibility and listing, for one relationship or many; what cannot be says why."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from connectors import actions, queries
from connectors.models import Company, KeyKind, Relationship

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]


def test_many_at_once(colin: User, known: Known) -> None:
    rows = [known(colin, f"Anna Berg{n}", price=None) for n in "abc"]
    ids = [row.public_id for row in rows]
    assert actions.set_price(colin, ids, Money(15_000, "EUR")).changed == 3
    assert actions.set_visibility(colin, ids, show_company=False).changed == 3
    assert actions.list_relationships(colin, ids).changed == 3
    assert queries.counts(colin) == queries.NetworkCounts(total=3, listed=3, priced=3)
    actions.unlist(colin, ids[:1])
    assert queries.counts(colin).listed == 2


@pytest.mark.parametrize(
    ("price", "says"),
    [
        (Money(1, "EUR"), "lowest price"),
        (Money(10**9, "EUR"), "highest price"),
        (Money(20_000, "JPY"), "EUR, USD, GBP"),
    ],
)
def test_a_price_nobody_can_ask(colin: User, known: Known, price: Money, says: str) -> None:
    row = known(colin)
    with pytest.raises(Refusal, match=says):
        actions.set_price(colin, [row.public_id], price)
    row.refresh_from_db()
    assert row.price == Money(20_000, "EUR")


def test_those_that_cannot_be_listed_say_why_and_the_rest_is(colin: User, known: Known) -> None:
    good = known(colin)
    cases = {
        known(
            colin, "No Mail", email="", profile_url="linkedin.com/in/no-mail"
        ).public_id: "e-mail",
        known(colin, "No Price", price=None).public_id: "No price",
        known(colin, "Col League", company_name="Colin Works GmbH").public_id: "own employer",
        known(
            colin, "Do Main", company_name="", email="x@colin-company.example"
        ).public_id: "own employer",
        known(colin, "May Or", title="Mayor").public_id: "office",
        known(colin, "Me Myself", company_name="", email=colin.email).public_id: "own address",
    }
    outcome = actions.list_relationships(colin, [good.public_id, *cases])
    assert outcome.changed == 1
    for public_id, words in cases.items():
        assert words in outcome.refused[public_id]
    assert "1 changed." in outcome.sentence
    assert colin.relationships.filter(listed_at__isnull=False).get() == good


def test_somebody_who_asked_not_to_be_listed(colin: User, known: Known) -> None:
    row = known(colin, listed=True)
    actions.suppress_address(KeyKind.EMAIL, row.email)
    row.refresh_from_db()
    assert row.listed_at is None
    outcome = actions.list_relationships(colin, [row.public_id])
    assert outcome.refused[row.public_id] == queries.CANNOT_BE_LISTED


def test_a_person_suppressed_under_an_address_of_another_network(
    colin: User, eve: User, known: Known
) -> None:
    profile = "https://linkedin.com/in/petra"
    theirs = known(eve, email="petra@home.example", profile_url=profile)
    mine = known(colin, email="", profile_url=profile)
    actions.edit_relationship(colin, mine.public_id, email="petra@work.example")
    mine.refresh_from_db()
    actions.suppress(theirs.prospect)
    assert queries.is_suppressed(mine)
    assert queries.why_not_listable(mine) == queries.CANNOT_BE_LISTED


def test_nobody_is_listed_before_the_profile_is_there(colin: User) -> None:
    row = actions.add_relationship(colin, name="Anna Berg", email="anna@acme.example")
    actions.set_price(colin, [row.public_id], Money(20_000, "EUR"))
    with pytest.raises(Refusal, match="profile first"):
        actions.list_relationships(colin, [row.public_id])


def test_a_new_employer_takes_its_people_off_the_market(colin: User, known: Known) -> None:
    row = known(colin, listed=True)
    actions.save_profile(colin, headline="x", employer_name="Meridian Freight Ltd")
    row.refresh_from_db()
    assert row.listed_at is None


def test_other_peoples_relationships_stay_theirs(colin: User, eve: User, known: Known) -> None:
    row = known(colin)
    with pytest.raises(Refusal, match="at least one"):
        actions.unlist(eve, [row.public_id])


def test_the_database_keeps_the_rules(colin: User, known: Known) -> None:
    row = known(colin)
    for broken in (
        {"price_minor": 0},
        {"strength": 6},
        {"currency": "eur"},
        {"price_minor": None, "listed_at": row.created_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Relationship.objects.filter(pk=row.pk).update(**broken)


def test_from_the_page(colin: User, known: Known, browse: Callable[[User], Client]) -> None:
    rows = [known(colin, f"Anna Berg{n}", price=None) for n in "abc"]
    visitor = browse(colin)
    answer = visitor.post(
        "/network/change/",
        {
            "all_matching": "1",
            "filters": "q=berga",
            "set-price": "120.50",
            "set-currency": "GBP",
            "set-listed": "yes",
        },
        follow=True,
    )
    assert b"1 changed." in answer.content
    rows[0].refresh_from_db()
    assert rows[0].price == Money(12_050, "GBP")
    assert rows[0].is_listed
    assert queries.counts(colin).priced == 1


def test_a_company_name_is_never_shown_where_it_would_point_at_one_person(
    colin: User, known: Known, company: Callable[..., Company]
) -> None:
    company("Meridian Freight", size_band="small", industry="Industrials")
    row = known(colin, title="Founder & CEO", listed=True)
    assert not row.company_shown
    assert queries.blinded(row).company == "Industrials"
    assert "meridian" not in row.search_text
