"""A clock that steps back, or differs from another machine's, hides no page and loses no follow-up; nothing
that is told lies in the future."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from brokerage.kit import clock as our_clock
from brokerage.kit.errors import Refusal
from connectors import actions as connectors
from connectors.models import Relationship
from introductions import actions
from introductions.models import Introduction
from introductions.queries import is_under_way, payments_to_follow, visible_to, waiting_for
from introductions.tasks import sweep, sweep_payments
from payments import hooks
from payments.models import Payment
from payments.tasks import sweep_calls
from tests.support.builders import PETRA
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, listed, settle

pytestmark = pytest.mark.django_db
BACK = {"hours": -3}


def opens(stage: Stage, user: Any) -> int:
    client = Client()
    client.force_login(user)
    one = client.get(f"/introductions/{stage.introduction.public_id}/").status_code
    assert client.get(f"/api/v1/introductions/{stage.introduction.public_id}/").status_code == one
    listed_ids = [row["id"] for row in client.get("/api/v1/introductions/").json()["results"]]
    assert (str(stage.introduction.public_id) in listed_ids) == (one == 200)
    return one


def test_a_step_back_hides_no_page_from_the_connector(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    clock.forward(**BACK)
    assert opens(stage, stage.connector) == 200
    assert stage.introduction in waiting_for(stage.connector)
    stage.accept()
    assert stage.now().state == "consent"


def test_a_batch_once_handed_out_stays_so(stage: Stage, clock: MovingClock) -> None:
    now = our_clock.now()
    connectors.set_rules(stage.connector, batch_hour=(now + timedelta(hours=5)).hour)
    stage.requested()
    assert opens(stage, stage.connector) == 404
    clock.forward(hours=6)
    sweep()
    assert opens(stage, stage.connector) == 200
    clock.forward(hours=-5)
    assert opens(stage, stage.connector) == 200
    clock.forward(hours=-20)
    assert opens(stage, stage.connector) == 200


def test_a_batch_is_not_handed_out_before_its_hour(stage: Stage, clock: MovingClock) -> None:
    now = our_clock.now()
    connectors.set_rules(stage.connector, batch_hour=(now + timedelta(hours=5)).hour)
    stage.requested()
    sweep()
    assert opens(stage, stage.connector) == 404
    assert not visible_to(stage.connector).exists()


def test_a_step_back_loses_no_follow_up(
    stage: Stage, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fact comes from a machine whose clock is behind, and its wake-up is lost."""
    stage.consenting()
    payment = stage.now().payment
    assert payment is not None
    sweep_payments()
    clock.forward(**BACK)
    with monkeypatch.context() as patch:
        patch.setattr(hooks.changed, "all", [lambda payment_id: None])
        actions.agree(stage.now())
        sweep_calls()
        from payments import actions as payments

        payments.look(payment.pk)
    payment.refresh_from_db()
    assert payment.funds == "held" and stage.now().state == "securing"
    assert payments_to_follow().filter(payment=payment).exists()
    sweep_payments()
    assert stage.now().state == "introducing"
    assert not payments_to_follow().filter(payment=payment).exists()


def test_changes_are_counted_by_the_database(stage: Stage) -> None:
    stage.requested()
    payment = Payment.objects.get()
    before = payment.changes
    payment.changed_at = our_clock.now() - timedelta(days=1)
    payment.changes = 1  # an old copy in somebody's memory
    payment.save()
    payment.refresh_from_db()
    assert payment.changes == before + 1
    payment.save()
    payment.refresh_from_db()
    assert payment.changes == before + 1


def test_pages_are_ordered_as_things_came(stage: Stage, clock: MovingClock) -> None:
    stage.requested()
    actions.withdraw(stage.now(), user=stage.rep)
    settle()
    clock.forward(days=-1)
    second = Stage(stage.rep, stage.connector, stage.relationship, stage.sandbox).request()
    assert list(visible_to(stage.rep)) == [second.introduction, stage.introduction]


# --- No day that is still to come ----------------------------------------------------------------------


@pytest.mark.parametrize("door", ["patch", "page", "add by page", "add by api", "deed", "add"])
@pytest.mark.parametrize("day", ["2999-01-01", "tomorrow"])
def test_nobody_was_in_touch_in_the_future(colin: Any, door: str, day: str) -> None:
    row = listed(colin)
    day = str(our_clock.now().date() + timedelta(days=1)) if day == "tomorrow" else day
    client = Client()
    client.force_login(colin)
    new = {"name": "Bob Nolan", "email": "bob@nolan.example", "strength": 2, "last_contact_on": day}
    if door == "patch":
        answer = client.patch(
            f"/api/v1/relationships/{row.public_id}/", {"last_contact_on": day}, "application/json"
        )
        assert answer.status_code == 400
    elif door == "add by api":
        answer = client.post("/api/v1/relationships/", new, "application/json")
        assert answer.status_code == 400
    elif door == "page":
        facts = {"name": row.name, "email": row.email, "strength": 4, "last_contact_on": day}
        assert client.post(f"/network/{row.public_id}/", facts).status_code in {200, 404, 422}
    elif door == "add by page":
        assert client.post("/network/add/", new).status_code in {200, 404, 422}
    else:
        with pytest.raises(Refusal) as no:
            if door == "deed":
                connectors.edit_relationship(
                    colin, row.public_id, last_contact_on=date.fromisoformat(day)
                )
            else:
                connectors.add_relationship(
                    colin, **(new | {"last_contact_on": date.fromisoformat(day)})
                )
        assert no.value.code == "future"
    row.refresh_from_db()
    assert row.last_contact_on is None and Relationship.objects.count() == 1


def test_today_is_no_future(colin: Any) -> None:
    row = listed(colin)
    today = our_clock.now().date()
    assert (
        connectors.edit_relationship(colin, row.public_id, last_contact_on=today).last_contact_on
        == today
    )
    assert not is_under_way(row) and PETRA.name == row.name and not Introduction.objects.exists()
