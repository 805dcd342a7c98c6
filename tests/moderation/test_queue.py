"""The queue: what is due first on top, filters, search, and what each role reads."""

from datetime import timedelta

import pytest

from brokerage.accounts.models import User
from brokerage.cases import actions as cases
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.kit.money import Money
from brokerage.moderation import queries
from brokerage.moderation.queries.cases import Filters
from tests.moderation.conftest import hire, signed_in

pytestmark = pytest.mark.django_db


def opened(kind: str, subject: str, hours: int | None) -> Case:
    due = None if hours is None else clock.now() + timedelta(hours=hours)
    return cases.open_case(kind, subject, due_at=due, amount=Money(50_000, "EUR"))


def subjects(user: User, **filters: object) -> list[str]:
    return [one.subject for one in queries.queue(user, Filters(**filters))]  # type: ignore[arg-type]


@pytest.fixture
def world(mona: User) -> dict[str, Case]:
    return {
        "late": opened("refund", "late", -2),
        "soon": opened("call", "soon", 3),
        "never": opened("difference", "never", None),
        "far": opened("unpaid", "far", 90),
    }


def test_what_is_due_first_stands_on_top_and_what_has_no_limit_last(
    world: dict[str, Case], mona: User
) -> None:
    assert subjects(mona) == ["late", "soon", "far", "never"]
    page = signed_in(mona).get("/moderation/").text
    assert "€500.00" in page
    late, soon = (f"/moderation/cases/{world[name].public_id}/" for name in ("late", "soon"))
    assert page.index(late) < page.index(soon)


def test_filters_narrow_and_combine(world: dict[str, Case], mona: User) -> None:
    assert subjects(mona, kind="call") == ["soon"]
    assert subjects(mona, overdue=True) == ["late"]
    cases.claim(world["far"], staff=mona)
    assert subjects(mona, whose="mine") == ["far"]
    assert "far" not in subjects(mona, whose="free")
    assert subjects(mona, whose="mine", overdue=True) == []


def test_closed_cases_are_found_by_their_reason_and_reference(
    world: dict[str, Case], mona: User
) -> None:
    cases.close_case(world["soon"], staff=mona, outcome="paid", reason="The bank was closed.")
    assert subjects(mona) == ["late", "far", "never"]
    assert subjects(mona, closed=True, q="bank was") == ["soon"]
    assert subjects(mona, closed=True, q=str(world["soon"].public_id)) == ["soon"]
    assert subjects(mona, closed=True, q="no such words") == []
    page = signed_in(mona).get("/moderation/?state=closed&q=bank").text
    assert "Paid" in page


def test_there_are_25_on_a_page(mona: User) -> None:
    for number in range(26):
        opened("call", f"w{number}", number)
    client = signed_in(mona)
    assert client.get("/moderation/").text.count("data-case") == 25
    assert client.get("/moderation/?page=2").text.count("data-case") == 1


@pytest.mark.parametrize(
    "odd", ["?kind=nothing", "?page=x", "?whose=x", "?q=%00", "?q=%F0%9F%9A%80"]
)
def test_odd_filters_are_answered(world: dict[str, Case], mona: User, odd: str) -> None:
    page = signed_in(mona).get(f"/moderation/{odd}").status_code
    answer = signed_in(mona).get(f"/api/v1/moderation/cases/{odd}").status_code
    if "%00" in odd:  # what nobody can read is refused
        assert (page, answer) == (400, 400)
    else:
        assert page == 200
        assert answer in {200, 404}


def test_support_looks_and_cannot_claim(world: dict[str, Case]) -> None:
    page = signed_in(hire("support")).get("/moderation/")
    assert page.status_code == 200
    assert ">Claim<" not in page.text.replace("\n", "").replace(" ", "")
