"""A rep searches: finds by what is shown, and sees nothing that says who it is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.clock import now
from brokerage.kit.money import Money
from connectors import actions, queries
from connectors.models import Company, KeyKind, Relationship
from connectors.queries import SearchFilters

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]


def found(rita: User, **filters: object) -> list[str]:
    found = queries.search(SearchFilters(**filters), rita)  # type: ignore[arg-type]
    return [listing.role for listing in found.listings]


@pytest.fixture
def market(colin: User, known: Known, company: Callable[..., Company]) -> list[Relationship]:
    company("Meridian Freight", industry="Industrials", country="DE", size_band="large")
    company("Borealis Bank", industry="Financials", country="US", size_band="large")
    return [
        known(colin, "Petra Vandenbroucke", listed=True, strength=3),
        known(colin, "Tom Okafor", title="Head of Information Security", company_name="Borealis Bank",
              price=Money(50_000, "EUR"), strength=5, listed=True),
        known(colin, "Ines Duarte", title="Senior Data Engineer", company_name="Borealis Bank",
              price=Money(9_000, "USD"), listed=True),
        known(colin, "Not Listed", title="VP Procurement"),
    ]  # fmt: skip


PROCUREMENT, SECURITY, DATA = "VP, Procurement", "Head, Security", "Senior specialist, Data"


@pytest.mark.parametrize(
    ("filters", "roles"),
    [
        ({}, {PROCUREMENT, SECURITY, DATA}),
        ({"q": "security"}, {SECURITY}),
        ({"q": "procuremnt"}, {PROCUREMENT}),
        ({"q": "borealis data"}, {DATA}),
        ({"q": "Germany"}, {PROCUREMENT}),
        ({"q": "petra"}, set()),
        ({"q": "okafor"}, set()),
        ({"q": "information"}, set()),
        ({"seniority": ("vp", "head")}, {PROCUREMENT, SECURITY}),
        ({"department": ("data",)}, {DATA}),
        ({"industry": ("Financials",)}, {SECURITY, DATA}),
        ({"country": ("DE",)}, {PROCUREMENT}),
        ({"company": "borealis"}, {SECURITY, DATA}),
        ({"strength": 4}, {SECURITY}),
        ({"currency": "EUR", "price_to": 30_000}, {PROCUREMENT}),
        ({"currency": "EUR", "price_from": 30_000}, {SECURITY}),
        ({"currency": "GBP"}, set()),
        ({"q": "100% _ '; drop"}, set()),
    ],
)
def test_filters(
    rita: User, market: list[Relationship], filters: dict[str, object], roles: set[str]
) -> None:
    assert set(found(rita, **filters)) == roles


def test_order(rita: User, market: list[Relationship]) -> None:
    assert found(rita, order="strength")[0] == SECURITY
    assert found(rita, order="price") == [PROCUREMENT, SECURITY, DATA]


def test_a_company_that_is_not_shown_cannot_be_found_by_its_name(
    rita: User, colin: User, market: list[Relationship]
) -> None:
    actions.set_visibility(colin, [market[0].public_id], show_company=False)
    assert found(rita, company="meridian") == []
    assert found(rita, q="meridian") == []
    assert found(rita, q="industrials") == [PROCUREMENT]
    assert queries.blinded(queries.listing_for(market[0].public_id)).company.startswith(
        "Industrials"
    )


def test_who_is_not_found(rita: User, colin: User, market: list[Relationship]) -> None:
    assert not queries.search(SearchFilters(), colin).listings, "one's own"
    actions.suppress(market[1].prospect)
    Relationship.objects.filter(pk=market[1].pk).update(listed_at=now())
    assert set(found(rita)) == {PROCUREMENT, DATA}
    actions.suppress_address(KeyKind.DOMAIN, "meridian-freight.example")
    Relationship.objects.update(listed_at=now())
    assert found(rita) == []


def test_a_company_that_turns_out_small_is_hidden_from_search_too(
    rita: User, market: list[Relationship], admin_client: Client
) -> None:
    assert found(rita, company="borealis") == [SECURITY, DATA]
    bank = Company.objects.get(name="Borealis Bank")
    facts = {"name": bank.name, "industry": bank.industry, "country": "US", "size_band": "small"}
    answer = admin_client.post(f"/staff/connectors/company/{bank.pk}/change/", facts)
    assert answer.status_code == 302
    for query in ({"company": "borealis"}, {"q": "borealis"}):
        assert SECURITY not in found(rita, **query)


def test_a_suspended_connector_is_not_found(
    rita: User, colin: User, market: list[Relationship]
) -> None:
    User.objects.filter(pk=colin.pk).update(suspended_at=now())
    assert found(rita) == []
    with pytest.raises(Relationship.DoesNotExist):
        queries.listing_for(market[0].public_id, rita)


def test_nobody_finds_themself(rita: User, colin: User, known: Known) -> None:
    known(colin, "Rita Rep", email=rita.email, listed=True)
    assert found(rita) == []


def test_pages_and_api_name_nobody(
    rita: User, market: list[Relationship], browse: Callable[[User], Client]
) -> None:
    visitor = browse(rita)
    row = market[1]
    answers = [
        visitor.get("/search/"),
        visitor.get("/search/?q=okafor"),
        visitor.get("/search/", headers={"HX-Request": "true"}),
        visitor.get(f"/listings/{row.public_id}/"),
        visitor.get("/api/v1/listings/"),
        visitor.get(f"/api/v1/listings/{row.public_id}/"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        text = answer.content.decode()
        for secret in ("Tom", "tom-okafor", "meridian-freight.example", "Information Security"):
            assert secret not in text
    assert "Head, Security" in answers[0].content.decode()
    assert "€500.00" in answers[3].content.decode()
    assert f"/introductions/new/{row.public_id}/" in answers[3].content.decode()


def test_anybody_may_look_and_reads_nothing_that_a_rep_does_not(
    colin: User,
    rita: User,
    market: list[Relationship],
    browse: Callable[[User], Client],
    client: Client,
) -> None:
    row = market[1]
    for path in ("/search/", "/search/?q=security", f"/listings/{row.public_id}/"):
        visitor, rep = client.get(path), browse(rita).get(path)
        assert visitor.status_code == rep.status_code == 200
        for secret in ("Okafor", "tom-okafor", "Information Security", "Colin"):
            assert secret not in visitor.content.decode()
    assert browse(colin).get("/search/").status_code == 200


def test_programs_of_others_may_not(
    colin: User, market: list[Relationship], browse: Callable[[User], Client], client: Client
) -> None:
    for path in ("/api/v1/listings/", f"/api/v1/listings/{market[0].public_id}/"):
        assert browse(colin).get(path).status_code == 403
        assert client.get(path).status_code in {401, 403}


def test_nobody_reads_the_whole_market(
    rita: User, market: list[Relationship], browse: Callable[[User], Client], settings: Any
) -> None:
    settings.SEARCHES_SIGNED_IN, settings.SEARCHES_BY_VISITORS = (3, 5), (2, 5)
    visitor, rep = Client(), browse(rita)
    assert [visitor.get("/search/").status_code for _ in range(3)] == [200, 200, 429]
    answers = [rep.get("/api/v1/listings/") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    late = rep.get(f"/listings/{market[1].public_id}/")
    assert late.status_code == 429
    assert "3 times a minute" in late.content.decode()
    assert rep.get("/api/v1/listings/").json()["code"] == "too_often"


def test_an_unlisted_one_is_not_there(
    rita: User, market: list[Relationship], browse: Callable[[User], Client]
) -> None:
    assert browse(rita).get(f"/listings/{market[3].public_id}/").status_code == 404
    assert browse(rita).get(f"/api/v1/listings/{market[3].public_id}/").status_code == 404


def test_wild_queries_never_break_the_page(rita: User, browse: Callable[[User], Client]) -> None:
    visitor = browse(rita)
    for query in (
        "page=0",
        "page=999",
        "page=x",
        "strength=9",
        "price_from=-1",
        "price_to=1e400",
        "q=%00",
        "seniority=x",
        "country=XX",
    ):
        expected = 400 if "%00" in query else 200  # what nobody can read is refused
        assert visitor.get(f"/search/?{query}").status_code == expected, query
        assert visitor.get(f"/api/v1/listings/?{query}").status_code in {200, 400}, query
