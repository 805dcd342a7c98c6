"""Whoever opened a dispute can withdraw it: it goes on where it stood, held no longer and paid no sooner."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.kit.money import Money
from introductions import actions
from introductions.models import ThreadMail
from introductions.queries import INTRODUCES, clean_introductions
from introductions.tasks import sweep
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage, settle
from tests.support.together import together

pytestmark = pytest.mark.django_db
WHY = "Nobody ever wrote to me, and the month is almost over."
CLOCKS = {"introducing": "miss", "confirming": "silence", "confirmed": "release"}
Reach = Callable[[Stage], object]
REACH: dict[str, Reach] = {
    "introducing": lambda stage: stage.introducing(),
    "confirming": lambda stage: stage.confirming(),
    "confirmed": lambda stage: stage.confirmed(),
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of(stage: Stage, move: str = "") -> str:
    return f"/api/v1/introductions/{stage.introduction.public_id}/{move}{'/' if move else ''}"


def withdraw(who: User, stage: Stage) -> Any:
    return signed_in(who).post(of(stage, "withdraw_dispute"), {}, content_type="application/json")


def dispute(stage: Stage, who: User) -> None:
    actions.dispute(stage.now(), user=who, reason="never_happened", statement=WHY)
    settle()


def due(stage: Stage, move: str) -> Any:
    return stage.now().deadlines.get(move=move).due_at


def nothing_moved(stage: Stage) -> bool:
    settle()
    payment = stage.now().payment
    assert payment is not None
    return (payment.captured, payment.refunded, payment.transferred) == (50_000, 0, 0)


@pytest.mark.parametrize("opener", ["rep", "connector"])
@pytest.mark.parametrize("state", CLOCKS)
def test_it_goes_on_where_it_stood(
    stage: Stage, clock: MovingClock, state: str, opener: str
) -> None:
    REACH[state](stage)
    before = due(stage, CLOCKS[state])
    who, other = (stage.rep, stage.connector) if opener == "rep" else (stage.connector, stage.rep)
    dispute(stage, who)
    mail.outbox.clear()
    seen = signed_in(who).get(of(stage)).json()["allowed_actions"]
    assert "withdraw_dispute" in seen
    assert "withdraw_dispute" not in signed_in(other).get(of(stage)).json()["allowed_actions"]
    answer = withdraw(who, stage)
    assert answer.status_code == 200 and answer.json()["state"] == state
    settle()
    assert any("withdrawn" in str(one.subject) and one.to == [other.email] for one in mail.outbox)
    row, payment = stage.now(), stage.now().payment
    assert payment is not None and payment.frozen_at is None and nothing_moved(stage)
    found = row.disputes.get()
    assert (found.finding, found.closed_at is not None) == ("withdrawn", True)
    assert not Case.objects.filter(kind="dispute", closed_at=None).exists()
    assert abs(due(stage, CLOCKS[state]) - before) < timedelta(minutes=1), "as it was promised"
    stage.wait(clock, days=30)
    assert stage.now().state == ("refunded" if state == "introducing" else "released")


@pytest.mark.parametrize("state", ["confirming", "confirmed"])
def test_nobody_is_paid_at_once_and_the_rep_holds_nothing_longer(
    stage: Stage, clock: MovingClock, state: str
) -> None:
    """The rep's own time went by while their dispute stood: a day is left, and no more."""
    REACH[state](stage)
    dispute(stage, stage.rep)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    stage.wait(clock, days=20)
    assert withdraw(stage.rep, stage).status_code == 200
    left = due(stage, CLOCKS[state]) - clock.now()
    assert timedelta(hours=23) < left <= timedelta(hours=24, minutes=1)
    sweep()
    assert stage.now().state == state and nothing_moved(stage)
    stage.wait(clock, hours=25)
    assert stage.now().state == ("confirmed" if state == "confirming" else "released")


def test_the_connector_gets_back_the_time_that_the_reps_dispute_took(
    stage: Stage, clock: MovingClock
) -> None:
    stage.introducing().wait(clock, days=1)
    dispute(stage, stage.rep)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    stage.wait(clock, days=9)
    withdraw(stage.rep, stage)
    left = due(stage, "miss") - clock.now()
    assert timedelta(days=3, hours=23) < left <= timedelta(days=4)


def test_and_none_that_their_own_took(stage: Stage, clock: MovingClock) -> None:
    stage.introducing().wait(clock, days=1)
    dispute(stage, stage.connector)
    actions.respond(stage.now(), user=stage.rep, response=WHY)
    stage.wait(clock, days=9)
    withdraw(stage.connector, stage)
    assert due(stage, "miss") - clock.now() <= timedelta(days=1)


def test_the_reps_time_is_given_back_where_the_connector_disputed(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirming().wait(clock, days=4)
    dispute(stage, stage.connector)
    actions.respond(stage.now(), user=stage.rep, response=WHY)
    stage.wait(clock, days=12)
    withdraw(stage.connector, stage)
    left = due(stage, "silence") - clock.now()
    assert timedelta(days=9, hours=23) < left <= timedelta(days=10)


def test_by_the_page(stage: Stage) -> None:
    stage.confirming()
    dispute(stage, stage.rep)
    client, path = signed_in(stage.rep), f"/introductions/{stage.introduction.public_id}/"
    assert "Withdraw the dispute" in client.get(path).text
    assert client.post(f"{path}withdraw_dispute/").status_code == 302
    assert stage.now().state == "confirming"
    text = client.get(path).text
    assert "The dispute was withdrawn" in text and "Yes, we were introduced" in text


def test_a_proposal_falls_with_it(stage: Stage) -> None:
    stage.confirming()
    dispute(stage, stage.rep)
    actions.offer_split(stage.now(), user=stage.connector, part=Money(10_000, "EUR"))
    withdraw(stage.rep, stage)
    with pytest.raises(Refusal):
        actions.accept_split(stage.now(), user=stage.rep, part=Money(10_000, "EUR"))
    assert stage.now().state == "confirming" and nothing_moved(stage)


def test_it_is_no_mark_on_the_connectors_record(stage: Stage, clock: MovingClock) -> None:
    stage.confirming()
    dispute(stage, stage.rep)
    withdraw(stage.rep, stage)
    stage.wait(clock, days=30)
    assert stage.now().state == "released"
    assert clean_introductions(stage.connector).count() == 1


def test_a_mail_that_was_kept_meanwhile_counts_now(stage: Stage) -> None:
    stage.introducing()
    dispute(stage, stage.rep)
    ThreadMail.objects.create(
        introduction=stage.now(), sender="connector", digest="d", said=INTRODUCES
    )
    withdraw(stage.rep, stage)
    settle()
    assert stage.now().state == "confirming"


# --- Where it is refused --------------------------------------------------------------------------


def after_a_decision(stage: Stage, mona: User) -> None:
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    actions.decide(stage.now(), moderator=mona, ruling="release", reason=WHY)


def after_an_appeal(stage: Stage, mona: User) -> None:
    after_a_decision(stage, mona)
    actions.appeal(stage.now(), user=stage.connector, statement=WHY)


def after_the_prospects_no(stage: Stage, mona: User) -> None:
    actions.object_to(stage.now(), word="no")


def while_the_bank_disputes(stage: Stage, mona: User) -> None:
    payment = stage.now().payment
    assert payment is not None
    intent = payment.checkouts.get().intent_id
    stage.sandbox.post("dispute", payment_intent=intent, reason="fraudulent")
    settle()


@pytest.mark.parametrize(
    "change",
    [after_a_decision, after_an_appeal, after_the_prospects_no, while_the_bank_disputes],
)
def test_not_any_more(stage: Stage, mona: User, change: Callable[[Stage, User], None]) -> None:
    stage.confirming()
    dispute(stage, stage.rep)
    change(stage, mona)
    before = (stage.now().state, stage.now().events.count())
    assert withdraw(stage.rep, stage).status_code == 409
    assert (stage.now().state, stage.now().events.count()) == before
    payment = stage.now().payment
    assert payment is not None and payment.frozen_at is not None


def test_not_after_it_was_decided_by_silence(stage: Stage, clock: MovingClock) -> None:
    stage.confirming()
    dispute(stage, stage.rep)
    stage.wait(clock, days=3, hours=1)
    assert withdraw(stage.rep, stage).status_code == 409
    assert stage.now().state == "disputed"


def test_neither_side_withdraws_the_prospects_objection(stage: Stage) -> None:
    stage.confirming()
    actions.object_to(stage.now(), word="never_asked")
    for side in (stage.rep, stage.connector):
        assert withdraw(side, stage).status_code == 409
    assert stage.now().state == "disputed"


def test_each_side_withdraws_once(stage: Stage, clock: MovingClock) -> None:
    """Or the money could be held for ever by opening and withdrawing."""
    stage.confirming()
    dispute(stage, stage.rep)
    withdraw(stage.rep, stage)
    dispute(stage, stage.rep)
    answer = withdraw(stage.rep, stage)
    assert answer.status_code == 409 and "before" in answer.json()["detail"]
    assert stage.now().state == "disputed"


def test_one_ruling_that_nobody_was_told_of_is_kept_for_the_desk(
    stage: Stage, mona: User, settings: Any
) -> None:
    """Above the limit one moderator has ruled: whoever withdraws learns nothing of it."""
    settings.SECOND_MODERATOR_ABOVE_MINOR = 10_000
    stage.confirming()
    dispute(stage, stage.rep)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    secret = "The mail that the connector showed never left their mailbox."
    actions.decide(stage.now(), moderator=mona, ruling="refund", reason=secret)
    answer = withdraw(stage.rep, stage)
    assert answer.status_code == 200
    for user in (stage.rep, stage.connector):
        client = signed_in(user)
        page = client.get(f"/introductions/{stage.introduction.public_id}/").text
        assert secret not in client.get(of(stage)).text and secret not in page
    assert stage.now().disputes.get().set_aside[0]["reason"] == secret


@pytest.mark.django_db(transaction=True)
def test_withdrawing_against_a_decision(stage: Stage, mona: User) -> None:
    stage.confirming()
    dispute(stage, stage.rep)
    actions.respond(stage.now(), user=stage.connector, response=WHY)
    row = stage.now()
    together(
        lambda: actions.withdraw_dispute(row, user=stage.rep),
        lambda: actions.decide(row, moderator=mona, ruling="refund", reason=WHY),
    )
    withdrawn = stage.now().state == "confirming"
    moves = set(
        stage.now()
        .events.filter(move__in=["withdraw_dispute", "decide"])
        .values_list("move", flat=True)
    )
    assert moves == ({"withdraw_dispute"} if withdrawn else {"decide"})
    assert nothing_moved(stage)
