"""A role is not given up, and a country not changed, while money of that person is held or on its way."""

from collections.abc import Callable

import pytest
from django.test import Client

from brokerage.accounts.models import User
from introductions import actions
from payments.models import PayoutAccount
from tests.payments.test_chargebacks import charge_back, desk, end, paid, see
from tests.support.moving_clock import MovingClock
from tests.support.shop import Desk
from tests.support.signing_in import signed_in_now
from tests.support.stages import Stage

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
WHERE: dict[str, Callable[[Stage], object]] = {
    "a page to pay on": Stage.request,
    "reserved": Stage.requested,
    "held": Stage.introducing,
    "on its way": lambda stage: stage.confirmed() and stage.connector_cannot_be_paid(),
}


def by_page(user: User, **facts: object) -> None:
    client = signed_in_now(user)
    said = {
        "name": user.name, "company": user.company, "country": user.country, "currency": user.currency,
        "is_rep": user.is_rep, "is_connector": user.is_connector,
    }  # fmt: skip
    chosen = {name: value for name, value in (said | facts).items() if value is not False}
    client.post("/account/edit/", chosen)


def by_api(user: User, **facts: object) -> None:
    signed_in_now(user).patch("/api/v1/me/", facts, content_type="application/json")


def by_admin(user: User, **facts: object) -> None:
    name = f"root{User.objects.count()}"
    root = User.objects.create_user(
        email=f"{name}@sidedoor.example", name=name, is_staff=True, is_superuser=True
    )
    client = Client()
    client.force_login(root)
    client.post(f"/staff/accounts/user/{user.pk}/change/", facts)


DOORS = {"page": by_page, "api": by_api, "admin": by_admin}


def facts_of(user: User) -> tuple[object, ...]:
    user.refresh_from_db()
    return (user.is_rep, user.is_connector, user.country)


@pytest.mark.parametrize("where", WHERE)
def test_nothing_changes_by_any_door(stage: Stage, where: str) -> None:
    User.objects.update(is_rep=True, is_connector=True)
    WHERE[where](stage)
    for user, role in ((stage.rep, "is_rep"), (stage.connector, "is_connector")):
        before = facts_of(user)
        for change in DOORS.values():
            change(user, **{role: False})
            change(user, country="FR")
        assert facts_of(user) == before
    answer = signed_in_now(stage.rep).patch(
        "/api/v1/me/", {"country": "FR"}, content_type="application/json"
    )
    assert answer.status_code == 409 and "not settled" in answer.text


def test_the_other_role_is_free(stage: Stage) -> None:
    User.objects.update(is_rep=True, is_connector=True)
    stage.introducing()
    by_api(stage.rep, is_connector=False)
    by_api(stage.connector, is_rep=False)
    assert not facts_of(stage.rep)[1] and not facts_of(stage.connector)[0]


def test_once_it_is_settled_both_may_change(stage: Stage) -> None:
    User.objects.update(is_rep=True, is_connector=True)
    stage.introducing()
    actions.step_back(stage.now(), user=stage.connector)
    see(stage)
    by_api(stage.rep, is_rep=False, country="FR")
    by_api(stage.connector, is_connector=False)
    assert facts_of(stage.rep) == (False, True, "FR")
    assert not facts_of(stage.connector)[1]


def test_whoever_owes_us_stays_a_connector(stage: Stage, desk: Desk, clock: MovingClock) -> None:
    User.objects.update(is_rep=True, is_connector=True)
    paid(stage, clock)
    account = stage.connector.payout_account.account_id
    desk.post("payout", {"account": account, "amount": 40_000, "currency": "eur"})
    end(stage, desk, charge_back(stage, desk), "lost")
    by_api(stage.connector, is_connector=False)
    by_api(stage.connector, country="FR")
    assert facts_of(stage.connector)[1:] == (True, "DE")


def test_what_the_provider_says_of_an_account_changes_no_person(stage: Stage) -> None:
    stage.introducing()
    before = facts_of(stage.connector), PayoutAccount.objects.get(user=stage.connector).country
    stage.connector_cannot_be_paid()
    after = facts_of(stage.connector), PayoutAccount.objects.get(user=stage.connector).country
    assert before == after
