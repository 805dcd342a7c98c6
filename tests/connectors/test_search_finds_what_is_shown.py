"""Search finds what its filters say, of what is shown, in the order it promises: against a count by hand."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from brokerage.accounts.models import User
from brokerage.kit.clock import now
from brokerage.kit.errors import Refusal
from brokerage.kit.text.search_words import search_words
from connectors import queries
from connectors.actions import show_records
from connectors.census import DatabaseCensus
from connectors.companies import company_key, group_key
from connectors.models import Company, ConnectorProfile, Prospect, Relationship, SearchEntry
from connectors.queries import SearchFilters, blinded
from connectors.queries.listings import Listing
from connectors.queries.searching import ORDERS, entries, understood
from connectors.titles import Department, Seniority
from tests.support import builders

pytestmark = pytest.mark.django_db
QUERIES = [
    line.split("=>")[0].strip()
    for line in Path(__file__).with_name("queries.txt").read_text(encoding="utf-8").splitlines()
    if "=>" in line
]
COMPANIES = [
    ("3M", "Industrials", "US", "large", 90_000),
    ("BMW", "Consumer Discretionary", "DE", "large", 150_000),
    ("Meridian Freight", "Industrials", "DE", "large", 12_000),
    ("Borealis Bank", "Financials", "GB", "large", 40_000),
    ("Łódź Energia", "Energy", "PL", "medium", None),
    ("日立製作所", "Information Technology", "JP", "large", 270_000),
    ("Small Works", "Information Technology", "FR", "small", None),
    ("Bank of America", "Financials", "US", "large", 200_000),
    ("Other Bank", "Financials", "US", "large", 200_000),
]
MANY = 400


@pytest.fixture
def market(rita: User) -> list["Row"]:
    """Four hundred listings of six connectors, of everything that there is."""
    draw = random.Random(20)
    companies = [
        Company.objects.update_or_create(
            key=company_key(name),
            defaults={
                "name": name, "industry": industry, "country": country, "size_band": size, "headcount": people
            },
        )[0]
        for name, industry, country, size, people in COMPANIES
    ]  # fmt: skip
    sellers = [builders.connector(f"seller{at}") for at in range(6)]
    for at, seller in enumerate(sellers):
        ConnectorProfile.objects.create(user=seller, verified_at=now() if at % 3 == 0 else None)
    census, rows = DatabaseCensus(), []
    for prospect in Prospect.objects.bulk_create(Prospect() for _ in range(MANY)):
        row = Relationship(
            connector=draw.choice(sellers), prospect=prospect, company=draw.choice([*companies, None]),
            name="Hidden Person", seniority=draw.choice([*Seniority]).value,
            department=draw.choice([*Department]).value, country=draw.choice(["DE", "US", "GB", "FR", ""]),
            strength=draw.randint(1, 5), faded_by=draw.choice([0, 0, 0, 1]),
            price_minor=draw.choice([9_000, 20_000, 29_900, 31_000, 45_000, 250_000]),
            currency=draw.choice(["EUR", "EUR", "USD"]), show_company=draw.random() < 0.8,
            listed_at=now() - timedelta(days=draw.randint(0, 60)),
        )  # fmt: skip
        row.derive(census)
        rows.append(row)
    Relationship.objects.bulk_create(rows)
    show_records()
    return [Row(one, blinded(one)) for one in queries.listings().order_by("pk")]


class Row:
    """A listing, what it shows, and the words and facts by which it can be found."""

    def __init__(self, row: Relationship, shown: Listing) -> None:
        self.row, self.shown, self.facts = row, shown, facts_of(shown)
        self.group = group_key(row.company.name) if row.company and shown.company_shown else ""
        said = f"{shown.role} {shown.seniority_label} {shown.department_label}"
        self.words = set(
            search_words(f"{said} {shown.company} {shown.country_label} {shown.industry}")
        )


def by_hand(rows: list[Row], filters: SearchFilters, viewer: User) -> set[Any]:
    """What must be found, decided from what each listing shows; understood is only how the query is read."""
    asked = understood(filters, viewer)
    if asked.problem:
        return set()
    names = {str(one.pk): group_key(one.name) for one in Company.objects.all()}
    wanted = {names.get(one) for one in asked.only.get("company", ())} - {None}
    return {
        one.shown.public_id
        for one in rows
        if all(one.facts[name] & values for name, values in asked.only.items() if name in one.facts)
        and not any(
            one.facts[name] & values for name, values in asked.not_.items() if name in one.facts
        )
        and ("company" not in asked.only or one.group in wanted)
        and (asked.price_from is None or one.shown.price.amount >= asked.price_from)
        and (asked.price_to is None or one.shown.price.amount <= asked.price_to)
        and all(any(says(word, match.query) for word in one.words) for match in asked.matches)
        and not set(asked.unwanted) & one.words
    }


def says(word: str, query: str) -> bool:
    """Whether a word is one that the match looks for: 'word', 'begin':*, or ('one' | 'other')."""
    if query.endswith(":*"):
        return word.startswith(query[1:-3])
    return word in {one.strip(" '()") for one in query.split("|")}


def facts_of(shown: Listing) -> dict[str, set[str]]:
    return {
        "seniority": {shown.seniority}, "department": {shown.department}, "industry": {shown.industry},
        "country": {shown.country}, "size": {shown.size_band}, "currency": {shown.price.currency},
        "record": {shown.record.answers}, "named": {str(int(shown.company_shown))},
        "verified": {str(int(shown.connector_verified))},
        "strength": {str(step) for step in range(1, shown.strength + 1)},
    }  # fmt: skip


def pages(filters: SearchFilters, viewer: User) -> Iterator[queries.Found]:
    found = queries.search(filters, viewer)
    yield found
    while found.next:
        found = queries.search(SearchFilters(**{**vars(filters), "cursor": found.next}), viewer)
        yield found


def everything(filters: SearchFilters, viewer: User) -> list[Any]:
    return [one.public_id for page in pages(filters, viewer) for one in page.listings]


def test_every_query_of_the_table(
    market: list[Row], rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "PAGE_SIZE", MANY)
    wrong, some = {}, 0
    for query in QUERIES[::8]:
        filters = SearchFilters(q=query, grouped=False)
        found, expected = everything(filters, rita), by_hand(market, filters, rita)
        assert len(found) == len(set(found)), query
        some += bool(expected)
        if set(found) != expected:
            wrong[query] = (len(found), len(expected))
    assert not wrong
    assert some > 20


FILTERS: list[dict[str, Any]] = [
    {}, {"seniority": ("vp", "head")}, {"department": ("sales", "finance"), "country": ("DE",)},
    {"industry": ("Financials",), "named": False}, {"size": ("large",), "strength": 4},
    {"verified": True, "record": ("new",)}, {"currency": "EUR", "price_from": 20_000, "price_to": 31_000},
    {"named": True, "company": "bmw"}, {"q": "sales not germany", "strength": 2},
    {"company": "no such house"}, {"company": "bmw"},
]  # fmt: skip


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_filters_counts_and_facets(market: list[Row], rita: User, filters: dict[str, Any]) -> None:
    asked = SearchFilters(**filters, grouped=False)
    expected = by_hand(market, asked, rita)
    found = queries.search(asked, rita)
    assert (found.count, found.exact) == (len(expected), True)
    assert set(everything(asked, rita)) == expected
    shown = {one.shown.public_id: one.facts for one in market}
    said = understood(asked, rita)
    for facet in found.facets:
        if facet.name not in said.only:
            counts = Counter(one for pk in expected for one in shown[pk][facet.name])
            there = {one.value: one.count for one in facet.values}
            assert there == {one: counts[one] for one in there}, facet.name
            assert all(one in there for one in counts if one not in {"", "other", "0"}), facet.name


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("grouped", [True, False])
def test_many_are_walked_as_few_are_sorted(
    market: list[Row],
    rita: User,
    monkeypatch: pytest.MonkeyPatch,
    order: str,
    grouped: bool,
) -> None:
    """Above `EXACT` the index is walked, and nothing is collected: page by page the same comes out."""
    filters = SearchFilters(q="sales or finance not france", order=order, grouped=grouped)
    few = [[group.best.public_id for group in page.groups] for page in pages(filters, rita)]
    assert len(few) > 1
    monkeypatch.setattr(entries, "EXACT", 5)
    many = list(pages(filters, rita))
    assert [[group.best.public_id for group in page.groups] for page in many] == few
    assert not many[0].exact
    if grouped:
        seen = [entry_facts(one.best.public_id) for page in many for one in page.groups]
        assert len(seen) == len(set(seen)), "each kind stands once"


def entry_facts(listing: Any) -> int:
    return SearchEntry.objects.get(public_id=listing).facts


def test_order_is_as_promised(market: list[Row], rita: User) -> None:
    for order in ORDERS:
        rows = [
            SearchEntry.objects.get(public_id=one)
            for one in everything(SearchFilters(q="sales", order=order, grouped=False), rita)
        ]
        keys = {
            "best": lambda one: (one.best_first, one.public_id),
            "strength": lambda one: (-one.strength, one.public_id),
            "price": lambda one: (one.currency, one.price_minor, one.best_first, one.public_id),
            "newest": lambda one: (one.new_first, one.best_first, one.public_id),
        }
        assert rows == sorted(rows, key=keys[order]), order


def test_what_reads_alike_stands_together(market: list[Row], rita: User) -> None:
    found = queries.search(SearchFilters(seniority=("vp",)), rita)
    for group in found.groups:
        facts = {
            (one.listing.role, one.listing.company, one.listing.country, one.listing.industry)
            for one in group.paths
        }
        assert len(facts) == 1
        if group.more:
            alike = queries.search(
                SearchFilters(alike=group.best.public_id, seniority=("vp",)), rita
            )
            assert alike.count == group.count


def test_two_listings_of_one_person_stand_as_two_people_would(
    colin: User, rita: User, known: Callable[..., Relationship]
) -> None:
    """A guess in a network of one's own, listed, tells nothing: who is the same person is no ground."""
    other = builders.connector("carl")
    one = known(colin, "Petra Vandenbroucke", listed=True)
    same = known(other, "Petra Vandenbroucke", email=one.email, listed=True)
    assert one.prospect_id == same.prospect_id
    together = queries.search(SearchFilters(), rita)
    same.delete()
    different = known(other, "Somebody Else", email="else@meridian-freight.example", listed=True)
    assert different.prospect_id != one.prospect_id
    apart = queries.search(SearchFilters(), rita)
    assert [[path.listing.role for path in group.paths] for group in together.groups] == [
        [path.listing.role for path in group.paths] for group in apart.groups
    ]
    assert together.count == apart.count == 2


def test_a_cursor_of_somebody_elses_making_is_refused(market: list[Row], rita: User) -> None:
    for cursor in ("x", "W10:abc", "a" * 400):
        with pytest.raises(Refusal):
            queries.search(SearchFilters(cursor=cursor), rita)


def test_an_impossible_price_is_said(
    market: list[Row], rita: User, browse: Callable[[User], Client]
) -> None:
    for query in ({"q": "500 to 300"}, {"price_from": "500", "price_to": "300", "currency": "EUR"}):
        page = browse(rita).get("/search/", query)
        assert len(page.context["found"].asked.problem) > 20, query
        assert escape(page.context["found"].asked.problem) in page.content.decode()
        assert page.context["found"].count == 0


def test_what_comes_close_is_offered_and_found_there(
    market: list[Row], rita: User, browse: Callable[[User], Client]
) -> None:
    client = browse(rita)
    for query in (
        "vp sales energy japan under 100",
        "head finance france",
        "cfo at bmw",
        "nosuchword",
    ):
        page = client.get("/search/", {"q": query})
        assert page.context["nearby"], query
        look_there(client, page)


def look_there(client: Client, page: Any) -> None:
    for one, href in page.context["nearby"]:
        there = client.get(href).context["found"]
        here = page.context["found"]
        beside = not (one.set and one.set[0][0] == "seniority")
        assert there.count == one.count + (here.count if beside else 0), href


def test_a_hidden_listing_is_in_no_count(
    market: list[Row], rita: User, colin: User, known: Callable[..., Relationship]
) -> None:
    """Two worlds that differ only in which company a hidden listing is at answer alike to everything."""

    def told() -> list[Any]:
        answers = []
        for filters in FILTERS:
            found = queries.search(SearchFilters(**filters), rita)
            answers.append(
                (found.count, found.facets, found.prices, [one.role for one in found.listings])
            )
        for name in ("BMW", "3M", "Łódź", "lodz energia", "日立"):
            answers.append(queries.search(SearchFilters(q=name), rita).count)
        return answers

    banks = {
        one.name: one for one in Company.objects.filter(name__in=["Bank of America", "Other Bank"])
    }
    row = next(
        one.row for one in market if one.row.company in banks.values() and not one.row.company_shown
    )
    before = told()
    for bank in banks.values():
        row.company = bank
        row.derive()
        row.save()
        assert told() == before, bank


def test_plain_letters_find_the_others(market: list[Row], rita: User) -> None:
    for typed in ("Łódź Energia", "lodz energia", "ENERGIA"):
        assert queries.search(SearchFilters(q=typed), rita).count, typed
    for typed in ("日立製作所", "日立"):
        assert queries.search(SearchFilters(q=typed), rita).count, typed
    assert queries.search(SearchFilters(q="meridain freigth"), rita).count, "a slip"


def test_a_company_that_nobody_shows_is_read_as_any_other_word(
    colin: User, rita: User, known: Callable[..., Relationship]
) -> None:
    """How words are read never tells that a company stands in somebody's network."""

    def read(name: str) -> list[str]:
        asked = queries.search(SearchFilters(q=f"sales at {name}"), rita).asked
        return [one.field for one in asked.parts] + [str(len(asked.words))]

    known(colin, "Petra Vandenbroucke", company_name="Quillwright Works", listed=True)
    row = Relationship.objects.get(connector=colin)
    assert not row.company_shown
    assert read("Quillwright Works") == read("Quillwrong Works")
    assert "company" not in read("Quillwright Works")
    Relationship.objects.filter(pk=row.pk).update(company_shown=True)
    assert "company" in read("Quillwright Works")
