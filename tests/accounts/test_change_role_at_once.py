"""A role given up, or a country changed, in the very moment in which somebody asks for an introduction,
pays or accepts: one of the two wins, and nothing changes under a request that runs."""

from collections.abc import Callable
from typing import Any

import pytest

from brokerage.accounts.actions import change_account
from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.lifecycle import ENDS
from introductions.models import Introduction
from payments.models import Payment
from tests.support.signing_in import signed_in_now
from tests.support.stages import PITCH, PURPOSE, Stage, settle
from tests.support.together import together, won

pytestmark = pytest.mark.django_db(transaction=True)
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "the rep's role": ("rep", {"is_rep": False}),
    "the rep's country": ("rep", {"country": "FR"}),
    "the connector's role": ("connector", {"is_connector": False}),
    "the connector's country": ("connector", {"country": "FR"}),
}
ROUNDS = 4


def ask(stage: Stage) -> Introduction:
    row, _ = actions.request(
        User.objects.get(pk=stage.rep.pk), stage.relationship,
        pitch=PITCH, purpose=PURPOSE, keep_asking=False, no_way_in=True,
    )  # fmt: skip
    return row


def ask_by_api(stage: Stage) -> int:
    body = {
        "listing": str(stage.relationship.public_id),
        "pitch": PITCH,
        "purpose": PURPOSE,
        "no_way_in": True,
    }
    answer = signed_in_now(stage.rep).post(
        "/api/v1/introductions/", body, content_type="application/json"
    )
    if answer.status_code != 201:
        raise Refusal(str(answer.status_code))
    return answer.status_code


def facts_of(stage: Stage) -> tuple[bool, bool, str, str]:
    rep, connector = (User.objects.get(pk=one.pk) for one in (stage.rep, stage.connector))
    return rep.is_rep, connector.is_connector, rep.country, connector.country


BEFORE = (True, True, "DE", "DE")


@pytest.fixture
def both(stage: Stage) -> Stage:
    """Everybody has both roles, so that either can be given up."""
    User.objects.update(is_rep=True, is_connector=True)
    return stage


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("start", [ask, ask_by_api], ids=["deed", "API"])
def test_a_request_and_a_change_at_once(
    both: Stage, change: str, start: Callable[[Stage], Any]
) -> None:
    side, facts = CHANGES[change]
    person: User = getattr(both, side)
    for _ in range(ROUNDS):
        User.objects.update(is_rep=True, is_connector=True, country="DE")
        answers = together(
            lambda: start(both),
            lambda: change_account(User.objects.get(pk=person.pk), **facts),
        )
        asked, changed = (not isinstance(one, Exception) for one in answers)
        assert asked or changed, answers
        assert all(isinstance(one, Refusal) for one in answers if isinstance(one, Exception)), (
            answers
        )
        running = Introduction.objects.exclude(state__in=ENDS)
        assert running.count() == asked
        if "country" not in facts or not changed:
            assert asked != changed, (
                answers
            )  # a country that changed first stops nobody from asking
        assert (facts_of(both) == BEFORE) is not changed
        for row in running:
            actions.withdraw(row, user=row.rep)
        settle()
    assert not Payment.objects.filter(captured__gt=0).exists()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("step", ["pay", "accept", "agree"])
def test_nothing_changes_under_a_step_of_what_runs(both: Stage, change: str, step: str) -> None:
    before: dict[str, Callable[[], object]] = {
        "pay": both.request, "accept": both.requested, "agree": both.consenting,
    }  # fmt: skip
    steps: dict[str, Callable[[], object]] = {
        "pay": lambda: actions.reopen_checkout(both.now(), user=both.rep),
        "accept": lambda: actions.accept(
            both.now(), user=both.connector, not_my_employer=True, no_duty_breached=True
        ),
        "agree": lambda: actions.agree(both.now()),
    }
    before[step]()
    side, facts = CHANGES[change]
    person: User = getattr(both, side)
    tries = [lambda: change_account(User.objects.get(pk=person.pk), **facts)] * 2
    made, *changed = together(steps[step], *tries)
    assert not isinstance(made, Exception), made
    assert not won(changed)
    assert all(isinstance(one, Refusal) and one.code == "money_runs" for one in changed)
    assert facts_of(both) == BEFORE


def test_a_request_whose_page_ran_out_still_keeps_the_role(both: Stage) -> None:
    """It can be paid on a new page until it lapses."""
    both.request()
    payment = both.now().payment
    assert payment is not None
    payment.checkouts.update(status="expired")
    for side, facts in CHANGES.values():
        with pytest.raises(Refusal) as no:
            change_account(getattr(both, side), **facts)
        assert no.value.code == "money_runs"
    assert facts_of(both) == BEFORE
    actions.withdraw(both.now(), user=both.rep)
    settle()
    assert not change_account(both.rep, is_rep=False).is_rep


def test_whoever_gave_the_role_up_a_moment_ago_asks_for_nothing(both: Stage) -> None:
    """The account was read before the change, and the request is made after it."""
    before = User.objects.get(pk=both.rep.pk)
    change_account(both.rep, is_rep=False)
    with pytest.raises(Refusal) as no:
        actions.request(
            before, both.relationship, pitch=PITCH, purpose=PURPOSE, keep_asking=False, no_way_in=True
        )  # fmt: skip
    assert no.value.code == "not_yours" and not Introduction.objects.exists()
