"""No small cells: what a rep reads of somebody is shared by several people, or it is not shown."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from brokerage.accounts.models import User
from brokerage.kit.clock import now
from connectors import actions
from connectors.anonymity import Cell, Facts, Shown, fewer_and_fewer, what_to_show
from connectors.companies import SizeBand, company_key
from connectors.models import Company, ConnectorProfile, Relationship
from connectors.tasks import renew_shown_facts
from connectors.titles import Department, Seniority
from tests.support import builders

Known = Callable[..., Relationship]
SENIORITIES = [one.value for one in Seniority]
DEPARTMENTS = [one.value for one in Department]
ORDER = ("seniority", "department", "industry", "country", "size_band")


class Counts:
    """A census that says what it is told."""

    def __init__(self, companies: int = 0) -> None:
        self.known_companies = companies

    def companies(self, cell: Cell) -> int:
        return self.known_companies


def decide(facts: Facts, census: Any = None) -> Shown:
    return what_to_show(facts, census or Counts(), at_company=3, in_cell=10)


def at(headcount: int | None, seniority: str, department: str, **more: Any) -> Facts:
    usual: dict[str, Any] = {
        "industry": "Industrials", "size_band": "large", "company_country": "US", "country": "US",
        "may_name": True,
    }  # fmt: skip
    return Facts(seniority=seniority, department=department, headcount=headcount, **usual | more)


# --- The one function that decides ----------------------------------------------------------------


@given(
    seniority=st.sampled_from(["c_level", "founder"]),
    department=st.sampled_from(DEPARTMENTS),
    headcount=st.one_of(st.none(), st.integers(0, 3_000_000)),
    companies=st.integers(0, 50),
)
def test_the_top_is_never_shown_with_the_company(
    seniority: str, department: str, headcount: int | None, companies: int
) -> None:
    shown = decide(at(headcount, seniority, department), Counts(companies))
    assert not shown.company


FACTS = st.builds(
    Facts,
    seniority=st.sampled_from(SENIORITIES),
    department=st.sampled_from(DEPARTMENTS),
    country=st.sampled_from(["", "US", "CH"]),
    industry=st.sampled_from(["", "Industrials", "Financials"]),
    size_band=st.sampled_from([one.value for one in SizeBand]),
    company_country=st.sampled_from(["", "US", "CH"]),
    headcount=st.one_of(st.none(), st.integers(0, 100_000)),
    may_name=st.booleans(),
)


@given(facts=FACTS, counts=st.dictionaries(st.sampled_from(ORDER), st.integers(0, 12)))
def test_what_is_shown_is_true_and_shared_by_enough(facts: Facts, counts: dict[str, int]) -> None:
    """Whatever the census says: nothing is made up, and the cell holds ten or says nothing of a company."""

    class Some(Counts):
        def companies(self, cell: Cell) -> int:
            said = [counts.get(name, 12) for name in ORDER if getattr(cell, name)]
            return min(said, default=12)

    shown = decide(facts, Some())
    for name in ORDER:
        said = getattr(shown.cell, name)
        assert said in {"", getattr(facts, name)}
        assert said != "other", "nothing is shown, rather than that it is something else"
    if not shown.company and (shown.cell.industry or shown.cell.size_band):
        assert Some().companies(shown.cell) >= 10
    assert facts.may_name or not shown.company


@given(facts=FACTS)
def test_more_companies_never_mean_fewer_facts(facts: Facts) -> None:
    few, many = decide(facts, Counts(0)).cell, decide(facts, Counts(99)).cell
    if not facts.may_name:
        assert {n for n in ORDER if getattr(few, n)} <= {n for n in ORDER if getattr(many, n)}


@pytest.mark.parametrize(
    ("headcount", "seniority", "department", "named"),
    [
        (60_000, "vp", "procurement", True),
        (10_000, "vp", "procurement", True),
        (1_000, "vp", "procurement", False),
        (1_000, "individual", "engineering", True),
        (40, "individual", "engineering", False),
        (300, "director", "finance", False),
        (5_000, "board", "executive", True),
        (900, "board", "executive", False),
        (2, "other", "other", False),
    ],
)
def test_the_company_is_named_where_headcount_and_role_make_three_likely(
    headcount: int, seniority: str, department: str, named: bool
) -> None:
    assert decide(at(headcount, seniority, department), Counts(99)).company is named


def test_of_a_company_whose_size_nobody_knows_no_role_is_named() -> None:
    for seniority in SENIORITIES[:-1]:
        facts = at(None, seniority, "sales", size_band="")
        assert not decide(facts, Counts(99)).company


def test_the_country_goes_before_the_name_of_the_company() -> None:
    shown = decide(at(6_000, "vp", "procurement"))
    assert (shown.company, shown.cell.country) == (True, "")


def test_facts_go_one_by_one_the_least_useful_first() -> None:
    cells = list(fewer_and_fewer(Cell("vp", "sales", "Industrials", "US", "large")))
    kept = ["".join(str(int(bool(getattr(cell, name)))) for name in ORDER) for cell in cells]
    assert kept == [f"{number:05b}" for number in range(31, -1, -1)]


# --- Through the doors -----------------------------------------------------------------------------


@pytest.fixture
def rep(rita: User, browse: Callable[[User], Client]) -> Client:
    return browse(rita)


@pytest.fixture
def company(db: None) -> Callable[..., Company]:
    def make(name: str, **facts: Any) -> Company:
        return Company.objects.update_or_create(
            key=company_key(name), defaults={"name": name, **facts}
        )[0]

    return make


def shown(rep: Client, row: Relationship) -> dict[str, Any]:
    return dict(rep.get(f"/api/v1/listings/{row.public_id}/").json())


def finds(rep: Client, row: Relationship, **query: str) -> bool:
    """Whether search finds it, by page and API alike."""
    api = rep.get("/api/v1/listings/", query).json()
    page = rep.get("/search/", query).content.decode()
    found = str(row.public_id) in [one["id"] for one in api["results"]]
    assert found == (f"/listings/{row.public_id}/" in page)
    assert found or api["count"] == 0
    return found


@pytest.mark.parametrize("title", ["Chief Financial Officer", "CEO", "Founder", "CTO & co-owner"])
def test_a_chief_is_shown_without_the_company_however_large(
    colin: User, known: Known, rep: Client, title: str
) -> None:
    row = known(colin, title=title, company_name="Boeing", listed=True)
    texts = [
        rep.get(path).content.decode()
        for path in (
            "/search/", f"/listings/{row.public_id}/", f"/introductions/new/{row.public_id}/",
            "/api/v1/listings/", f"/api/v1/listings/{row.public_id}/",
        )
    ]  # fmt: skip
    assert not any("Boeing" in text for text in texts)
    assert shown(rep, row)["company"] == "Industrials, large company"
    assert not finds(rep, row, company="boeing")
    assert not finds(rep, row, q="boeing")
    assert finds(rep, row, industry="Industrials")


def test_a_cell_of_one_company_loses_its_country(colin: User, known: Known, rep: Client) -> None:
    """Of the companies we know, one alone is in Communication Services and in Switzerland."""
    row = known(colin, title="Chief Executive Officer", company_name="Swisscom", listed=True)
    assert row.company is not None
    place = (row.company.industry, row.company.country, row.country)
    assert place == ("Communication Services", "CH", "CH")
    assert shown(rep, row)["country"] == ""
    assert not finds(rep, row, country="CH")
    assert not finds(rep, row, q="Switzerland")
    assert finds(rep, row, industry="Communication Services")
    assert not finds(rep, row, industry="Financials", country="CH")


def test_what_is_dropped_cannot_be_filtered_by_in_any_combination(
    colin: User, known: Known, rep: Client, company: Callable[..., Company]
) -> None:
    company("Quaint Guild", industry="Bell founding", size_band="medium", country="LI")
    row = known(colin, title="Head of Sales", company_name="Quaint Guild", listed=True)
    facts = shown(rep, row)
    assert (facts["industry"], facts["size_band"], facts["company_shown"]) == ("", "", False)
    for dropped in ({"industry": "Bell founding"}, {"company": "quaint"}, {"q": "bell"}):
        for more in ({}, {"strength": "1"}, {"currency": "EUR", "price_to": "1000000"}):
            assert not finds(rep, row, **dropped, **more)
    assert finds(rep, row, department="sales", seniority="head")


def test_a_promotion_hides_the_company_at_once(colin: User, known: Known, rep: Client) -> None:
    row = known(colin, title="Software Engineer", company_name="Boeing", listed=True)
    assert finds(rep, row, company="boeing")
    actions.edit_relationship(colin, row.public_id, title="Chief Technology Officer")
    assert not finds(rep, row, company="boeing")
    assert "Boeing" not in rep.get(f"/listings/{row.public_id}/").content.decode()


def test_an_import_hides_it_too(
    colin: User, known: Known, rep: Client, take_in: Callable[..., Any]
) -> None:
    row = known(colin, "Ada Moss", title="Software Engineer", company_name="Boeing", listed=True)
    Relationship.objects.filter(pk=row.pk).update(typed="")  # as if a file had brought it
    take_in(colin, f"Ada,Moss,,{row.email},Boeing,Chief Technology Officer,01 Jan 2024\n")
    assert not finds(rep, row, company="boeing")


def test_what_staff_learn_of_a_company_hides_it(
    colin: User, known: Known, rep: Client, admin_client: Client, company: Callable[..., Company]
) -> None:
    firm = company("Borealis Bank", industry="Financials", size_band="large", country="US")
    row = known(colin, title="Head of Sales", company_name="Borealis Bank", listed=True)
    assert finds(rep, row, company="borealis")
    facts = {"name": firm.name, "industry": firm.industry, "country": "US", "headcount": "120",
             "size_band": "medium"}  # fmt: skip
    answer = admin_client.post(f"/staff/connectors/company/{firm.pk}/change/", facts)
    assert answer.status_code == 302
    assert not finds(rep, row, company="borealis")


def fill_cell(company: Company, connectors: list[User], known: Known, each: int) -> None:
    for connector in connectors:
        for number in range(each):
            known(connector, f"Some{number} Body{connector.pk}", company_name=company.name,
                  title="Head of Sales")  # fmt: skip


def verified(name: str) -> User:
    user = builders.connector(name)
    ConnectorProfile.objects.create(user=user, headline="x", no_employer=True, verified_at=now())
    return user


def test_the_clock_sees_that_companies_came_and_left(
    colin: User, known: Known, rep: Client, company: Callable[..., Company]
) -> None:
    guild = {"industry": "Bell founding", "size_band": "medium", "country": "LI"}
    company("Quaint Guild", **guild)
    row = known(colin, title="Head of Sales", company_name="Quaint Guild", listed=True)
    others = [company(f"Guild {number}", **guild) for number in range(9)]
    renew_shown_facts()
    assert finds(rep, row, industry="Bell founding")
    others[0].delete()
    renew_shown_facts()
    assert not finds(rep, row, industry="Bell founding")


@pytest.mark.parametrize("who", ["unverified", "one verified", "many verified"])
def test_nobody_fills_a_cell_to_see_who_is_in_it(
    colin: User, known: Known, rep: Client, company: Callable[..., Company], who: str
) -> None:
    """No number of accounts, whether somebody looked at them or not."""
    guild = company("Quaint Guild", industry="Bell founding", size_band="medium", country="LI")
    row = known(colin, title="Head of Sales", company_name="Quaint Guild", listed=True)
    before = shown(rep, row)
    fakes = {
        "unverified": [builders.connector(f"c{n}") for n in range(4)],
        "one verified": [verified("carla")],
        "many verified": [verified(f"v{n}") for n in range(4)],
    }[who]
    fill_cell(guild, fakes, known, each=12 if len(fakes) == 1 else 3)
    renew_shown_facts()
    assert shown(rep, row) == before


def test_the_connector_sees_what_reps_see(
    colin: User, known: Known, browse: Callable[[User], Client]
) -> None:
    row = known(colin, title="Chief Financial Officer", company_name="Boeing", listed=True)
    page = browse(colin).get(f"/network/{row.public_id}/").content.decode()
    assert "Industrials, large company" in page
    assert "Too few people at this company have such a role" in page
