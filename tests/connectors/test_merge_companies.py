"""Staff merge two names of one company and split them again: contacts, employers, imports follow."""

from collections.abc import Callable

import pytest

from brokerage.accounts.models import StaffAction, User
from brokerage.kit.errors import Refusal
from connectors import actions
from connectors.models import Company, ConnectorProfile, ImportRun, Relationship
from connectors.queries.rules import EmployerRule
from tests.support.signing_in import signed_in_now
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
Known = Callable[..., Relationship]


@pytest.fixture
def boss(db: None) -> User:
    """An administrator."""
    return User.objects.create_superuser("boss@sidedoor.example", "x" * 12, name="Boss")


@pytest.fixture
def two(colin: User, known: Known) -> tuple[Company, Company]:
    """Two names, each with a contact."""
    short = known(colin, company_name="Meridian", email="petra@x.example").company
    long = known(colin, "Ada Nwosu", company_name="Meridian Freight Forwarders").company
    assert short and long and short != long
    return short, long


def people_at(company: Company) -> list[str]:
    return sorted(row.name for row in Relationship.objects.filter(company=company))


def test_merged_names_are_one_and_split_ones_two(
    colin: User, boss: User, two: tuple[Company, Company], take_in: Callable[..., ImportRun]
) -> None:
    short, long = two
    before = dict(Relationship.objects.values_list("pk", "name_digest"))
    actions.merge_companies(short, long, staff=boss, reason="Same register number")
    actions.move_merged_rows(short.pk, long.pk)
    assert (people_at(short), people_at(long)) == ([], ["Ada Nwosu", "Petra Vandenbroucke"])
    take_in(colin, "Bo,Ray,,bo@y.example,Meridian,CFO,\n")
    assert people_at(long) == ["Ada Nwosu", "Bo Ray", "Petra Vandenbroucke"]
    assert actions.move_merged_rows(short.pk, long.pk) == 0
    actions.split_company(short, staff=boss, reason="Not the same")
    actions.move_merged_rows(short.pk, long.pk)
    assert (people_at(short), people_at(long)) == (["Bo Ray", "Petra Vandenbroucke"], ["Ada Nwosu"])
    now = dict(Relationship.objects.values_list("pk", "name_digest"))
    assert {pk: now[pk] for pk in before} == before
    traces = list(StaffAction.objects.order_by("pk").values_list("action", flat=True))
    assert traces == ["merge company", "split company"]


def test_the_own_employer_follows_at_once_and_in_its_row(
    colin: User, boss: User, two: tuple[Company, Company]
) -> None:
    short, long = two
    ConnectorProfile.objects.filter(user=colin).update(employer=short, employer_name="Meridian")
    theirs = Relationship.objects.get(company=long)
    assert not EmployerRule(colin).bites(theirs)
    actions.merge_companies(short, long, staff=boss, reason="Same")
    assert EmployerRule(colin).bites(theirs)
    actions.move_merged_rows(short.pk, long.pk)
    assert ConnectorProfile.objects.get(user=colin).employer == long
    actions.split_company(short, staff=boss, reason="Not the same")
    actions.move_merged_rows(short.pk, long.pk)
    assert ConnectorProfile.objects.get(user=colin).employer == short


def test_a_group_is_staffs_word(colin: User, two: tuple[Company, Company]) -> None:
    short, long = two
    ConnectorProfile.objects.filter(user=colin).update(employer=short, employer_name="Meridian")
    Company.objects.filter(pk=long.pk).update(parent=short)
    assert EmployerRule(colin).bites(Relationship.objects.get(company=long))


@pytest.mark.parametrize("how", ["itself", "chain", "no reason", "not merged"])
def test_what_cannot_be_merged_is_refused(
    boss: User, two: tuple[Company, Company], how: str
) -> None:
    short, long = two
    third = Company.objects.create(name="Third", key="third", merged_into=long)
    with pytest.raises(Refusal):
        if how == "itself":
            actions.merge_companies(short, short, staff=boss, reason="x")
        elif how == "chain":
            actions.merge_companies(long, short, staff=boss, reason="x")
        elif how == "no reason":
            actions.merge_companies(short, long, staff=boss, reason=" ")
        else:
            actions.split_company(short, staff=boss, reason="x")
    assert list(Company.objects.filter(merged_into__isnull=False)) == [third]
    assert not StaffAction.objects.exists()


def test_an_administrator_merges_in_the_admin(boss: User, two: tuple[Company, Company]) -> None:
    short, long = two
    client = signed_in_now(boss)
    page = f"/staff/connectors/company/{short.pk}/change/"
    facts = {"name": short.name, "merged_into": long.pk}
    refused = client.post(page, facts)
    assert refused.status_code == 200 and "Say why." in refused.text
    short.refresh_from_db()
    assert short.merged_into is None
    assert client.post(page, facts | {"reason": "Same"}).status_code == 302
    short.refresh_from_db()
    assert short.merged_into == long
    assert client.post(page, facts | {"merged_into": "", "reason": "No"}).status_code == 302
    short.refresh_from_db()
    assert short.merged_into is None
    actions_taken = set(StaffAction.objects.values_list("action", flat=True))
    assert actions_taken == {"change company", "merge company", "split company"}


@pytest.mark.django_db(transaction=True)
def test_nobody_is_left_behind_by_an_edit_at_the_same_moment(
    colin: User, boss: User, known: Known, two: tuple[Company, Company]
) -> None:
    """Whoever looked a company up before it was merged is moved; whoever looks it up after is led on."""
    short, long = two
    rows = [known(colin, f"Bo Ray {number}", email=f"bo{number}@y.example") for number in range(6)]
    answers = together(
        lambda: actions.merge_companies(short, long, staff=boss, reason="Same"),
        *(
            lambda row=row: actions.edit_relationship(colin, row.public_id, company_name="Meridian")
            for row in rows
        ),
    )
    assert won(answers) == answers
    actions.move_merged_rows(short.pk, long.pk)
    assert people_at(short) == []
    assert len(people_at(long)) == 8
