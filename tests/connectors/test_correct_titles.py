# ruff: noqa: E501  (sentences as examples)
"""Staff correct how a title is understood: kept in general words, used from then on, followed by stored rows."""

from collections.abc import Callable

import pytest

from brokerage.accounts.models import StaffAction, User
from brokerage.kit.errors import Refusal
from connectors import actions
from connectors.models import ImportRun, Relationship, TitleCorrection
from connectors.queries.corrections import understood
from tests.support.signing_in import signed_in_now

pytestmark = pytest.mark.django_db
MEANT = {"seniority": "head", "department": "security", "category": ""}


@pytest.fixture
def boss(db: None) -> User:
    """An administrator."""
    return User.objects.create_superuser("boss@sidedoor.example", "x" * 12, name="Boss")


def test_a_correction_counts_for_new_rows_edits_and_stored_ones(
    colin: User, boss: User, known: Callable[..., Relationship], take_in: Callable[..., ImportRun]
) -> None:
    before = known(colin, title="Building Manager (Shift)", listed=True)
    other = known(colin, "Ada Nwosu", title="Facilities Manager")
    facts = (other.seniority, other.department, other.role)
    assert (before.seniority, before.department) != ("head", "security")
    row = actions.correct_title("building manager SHIFT", **MEANT, staff=boss, reason="Asked there")
    assert (row.words, row.corrected_by) == ("building manager shift", boss)
    assert actions.recheck_titles(row.words) == 1
    before.refresh_from_db()
    other.refresh_from_db()
    assert (before.seniority, before.department, before.role) == (
        "head",
        "security",
        "Head, Security",
    )
    assert before.is_listed
    assert (other.seniority, other.department, other.role) == facts
    take_in(colin, "Bo,Ray,,bo@acme.example,Acme,Building manager – shift,\n")
    brought = Relationship.objects.exclude(pk__in=[before.pk, other.pk]).get()
    assert brought.role == "Head, Security"
    assert understood("Building Manager, Shift").position.role == "Head, Security"
    trace = StaffAction.objects.latest("pk")
    assert (trace.staff, trace.action) == (boss, "correct title")
    assert "Asked there" in trace.reason
    actions.drop_correction(row, staff=boss)
    actions.recheck_titles("building manager shift")
    before.refresh_from_db()
    assert before.role != "Head, Security"


def test_who_turns_out_to_hold_an_office_leaves_the_market(
    colin: User, boss: User, known: Callable[..., Relationship]
) -> None:
    row = known(colin, title="Head of the Chancellery", listed=True)
    meant = {**MEANT, "category": "public_official"}
    actions.correct_title("Head of the Chancellery", **meant, staff=boss, reason="A ministry")
    actions.recheck_titles("head of the chancellery")
    row.refresh_from_db()
    assert (row.category, row.is_listed) == ("public_official", False)


@pytest.mark.parametrize(
    "title",
    ["Assistant to Petra Vandenbroucke", "Head of Meridian", "Grace King", "Chief Ooft Officer", "IT Kowalczyk", ""],
)  # fmt: skip
def test_what_may_be_somebodys_own_title_is_not_kept(boss: User, title: str) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.correct_title(title, **MEANT, staff=boss, reason="x")
    assert refusal.value.field == "words"
    assert not TitleCorrection.objects.exists() and not StaffAction.objects.exists()


def test_a_correction_without_a_reason_is_refused(boss: User) -> None:
    with pytest.raises(Refusal, match="why"):
        actions.correct_title("Building Manager", **MEANT, staff=boss, reason=" ")
    assert not TitleCorrection.objects.exists()


def test_an_administrator_corrects_in_the_admin(boss: User) -> None:
    client = signed_in_now(boss)
    page = "/staff/connectors/titlecorrection/add/"
    facts = {"words": "Leiter Hausmeisterei", **MEANT, "reason": "Asked"}
    refused = client.post(page, facts | {"words": "Assistant to Petra Vandenbroucke"})
    assert refused.status_code == 200 and "may be a name" in refused.text
    assert not TitleCorrection.objects.exists()
    assert client.post(page, facts | {"words": "Leiter Technik"}).status_code == 302
    assert TitleCorrection.objects.get().corrected_by == boss
