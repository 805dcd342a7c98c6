"""Staff find a company by all it is or was called, with its group; no-go industries reach parts of groups."""

from collections.abc import Callable

import pytest

from brokerage.accounts.models import User
from connectors import actions
from connectors.actions import add_known_companies
from connectors.models import Company, ConnectorRules
from connectors.queries.own_rules import turns_away
from tests.support.signing_in import signed_in_now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def companies() -> None:
    if not Company.objects.filter(headcount__isnull=False).exists():
        add_known_companies()


@pytest.fixture
def boss(db: None) -> User:
    """An administrator."""
    return User.objects.create_superuser("boss@sidedoor.example", "x" * 12, name="Boss")


@pytest.fixture
def found(boss: User) -> Callable[[str], list[str]]:
    """The names that the desk's search finds."""
    visitor = signed_in_now(boss, "password", "mfa")

    def look(words: str) -> list[str]:
        answer = visitor.get("/staff/connectors/company/", {"q": words}, follow=True)
        assert answer.status_code == 200, answer.status_code
        return [one.name for one in answer.context["cl"].queryset]

    return look


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("International Business Machines", "IBM"),
        ("I.B.M. Deutschland GmbH", "IBM"),
        ("Facebook", "Meta"),
        ("sales force", "Salesforce"),
    ],
)
def test_former_names_and_spellings_are_found(
    found: Callable[[str], list[str]], typed: str, name: str
) -> None:
    assert any(one.startswith(name) for one in found(typed)), found(typed)


def test_names_that_staff_merged_and_parts_of_a_group_are_found_with_it(
    found: Callable[[str], list[str]], boss: User
) -> None:
    new = Company.objects.create(name="Blue Kite Works", key="bluekiteworks")
    old = Company.objects.create(name="Paper Dragon", key="paperdragon")
    part = Company.objects.create(name="Kite Labs", key="kitelabs", parent=new)
    actions.merge_companies(old, new, staff=boss, reason="Renamed")
    for words in ("Paper Dragon", "paper-dragon ltd", "Blue Kite Works", "Kite Labs"):
        assert {new.name} <= set(found(words)), words
    assert {old.name, part.name, new.name} <= set(found("Blue Kite Works"))
    assert new.name not in found("Red Kite Works")


@pytest.mark.parametrize(
    ("company", "excluded", "away"),
    [
        ("Kite Labs", "Insurance", True),  # the head of its group is an insurer
        ("Blue Kite Works", "Insurance", True),
        ("Blue Kite Works", "Software", False),  # one part of it is, the group is not
        ("Kite Labs", "Software", True),
        ("Paper Dragon", "Insurance", True),  # another name of the head
        ("Kite Labs GmbH", "Insurance", True),
        ("Somebody Else", "Insurance", False),
        ("", "Insurance", False),
    ],
)
def test_a_no_go_industry_reaches_the_parts_of_its_groups(
    colin: User, rita: User, company: str, excluded: str, away: bool
) -> None:
    head = Company.objects.create(name="Blue Kite Works", key="bluekiteworks", industry="Insurance")
    Company.objects.create(name="Kite Labs", key="kitelabs", industry="Software", parent=head)
    Company.objects.create(name="Paper Dragon", key="paperdragon", merged_into=head)
    User.objects.filter(pk=rita.pk).update(company=company)
    rita.refresh_from_db()
    rules = ConnectorRules(user=colin, currency="EUR", no_industries=[excluded])
    assert turns_away(rules, rita) is away


def test_a_part_that_we_know_counts_by_the_head_of_its_group(colin: User, rita: User) -> None:
    head = Company.objects.get(key="google")
    assert head.industry
    Company.objects.filter(key="youtube").update(industry="")
    User.objects.filter(pk=rita.pk).update(company="YouTube")
    rita.refresh_from_db()
    away = ConnectorRules(user=colin, currency="EUR", no_industries=[head.industry])
    other = ConnectorRules(user=colin, currency="EUR", no_industries=["Agriculture"])
    assert turns_away(away, rita) and not turns_away(other, rita)
