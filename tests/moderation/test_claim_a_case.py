"""Claiming: of two at once one gets it; giving back; a senior takes it from another."""

from collections.abc import Callable

import pytest

from brokerage.accounts import sanctions
from brokerage.accounts.models import StaffAction, User
from brokerage.cases import actions as cases
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from tests.moderation.conftest import hire, signed_in
from tests.support.together import together, won


def path_of(case: Case, more: str = "") -> str:
    return f"/moderation/cases/{case.public_id}/{more}"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_it(mona: User, max: User) -> None:
    case = cases.open_case("report", f"person:{'0' * 32}")
    answers = together(*(lambda who=who: cases.claim(case, staff=who) for who in (mona, max) * 3))
    winners = {one.claimed_by_id for one in won(answers)}
    assert len(winners) == 1
    refused = [one for one in answers if isinstance(one, Exception)]
    assert refused and all(isinstance(one, Refusal) for one in refused)
    case.refresh_from_db()
    assert case.claimed_by_id in winners


@pytest.mark.django_db
def test_it_is_claimed_released_and_both_are_in_the_log(mona: User, max: User) -> None:
    case = cases.open_case("report", f"person:{'0' * 32}")
    assert signed_in(mona).post(path_of(case, "claim/")).status_code == 302
    assert signed_in(max).post(path_of(case, "claim/")).status_code == 409
    assert signed_in(max).post(path_of(case, "release/")).status_code == 403
    case.refresh_from_db()
    assert case.claimed_by == mona
    assert signed_in(mona).post(path_of(case, "release/")).status_code == 302
    case.refresh_from_db()
    assert case.claimed_by is None
    done = StaffAction.objects.filter(target=str(case.public_id)).values_list("action", flat=True)
    assert list(done.order_by("pk")) == ["claim report case", "release report case"]


@pytest.mark.django_db
def test_a_senior_takes_it_from_another(mona: User) -> None:
    case = cases.open_case("report", f"person:{'0' * 32}")
    cases.claim(case, staff=mona)
    senior = hire("senior moderator")
    assert signed_in(senior).post(path_of(case, "release/")).status_code == 302
    case.refresh_from_db()
    assert case.claimed_by is None


@pytest.mark.django_db
def test_what_another_has_claimed_is_not_worked_on(mona: User, max: User) -> None:
    case = cases.open_case("report", f"person:{'0' * 32}")
    cases.claim(case, staff=mona)
    reason = {"reason": "Nothing is wrong with it at all."}
    assert signed_in(max).post(path_of(case, "dismiss/"), reason).status_code == 409
    case.refresh_from_db()
    assert case.is_open
    assert signed_in(mona).post(path_of(case, "dismiss/"), reason).status_code == 302


@pytest.mark.django_db
def test_back_to_the_queue_as_it_was_and_never_elsewhere(mona: User) -> None:
    case = cases.open_case("report", f"person:{'0' * 32}")
    client = signed_in(mona)
    answer = client.post(path_of(case, "claim/"), {"next": "/moderation/?whose=free"})
    assert answer.headers["Location"] == "/moderation/?whose=free"
    answer = client.post(path_of(case, "release/"), {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == path_of(case)


def _suspended(someone: User, by: User) -> None:
    sanctions.suspend(someone, staff=by, code="other", reason="Looked where there was no case.")


def _without_a_role(someone: User, by: User) -> None:
    someone.groups.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("leave", [_suspended, _without_a_role])
def test_whoever_leaves_the_desk_holds_no_case(
    mona: User, max: User, leave: Callable[[User, User], None]
) -> None:
    case, other = (cases.open_case("report", f"person:{n * 32}") for n in "01")
    cases.claim(case, staff=mona)
    cases.claim(other, staff=max)
    leave(mona, hire("senior moderator"))
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.claimed_by, other.claimed_by) == (None, max)
    assert signed_in(max).post(path_of(case, "claim/")).status_code == 302
