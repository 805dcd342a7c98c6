"""Another price can be declined by the rep and taken back by the connector, until it is agreed."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brokerage.accounts.models import User
from brokerage.kit.money import Money
from introductions import actions
from introductions.moves import DECLARED
from payments import actions as payments
from payments.models import Checkout
from tests.support.stages import Stage, settle
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
HIGHER, LOWER = 80_000, 30_000
MOVES = {"decline_counter": "rep", "take_back_counter": "connector"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of(stage: Stage, move: str = "") -> str:
    return f"/api/v1/introductions/{stage.introduction.public_id}/{move}{'/' if move else ''}"


def make(stage: Stage, move: str) -> Any:
    who = getattr(stage, MOVES[move])
    return signed_in(who).post(of(stage, move), {}, content_type="application/json")


def countered(stage: Stage, cents: int = HIGHER) -> Stage:
    stage.requested()
    actions.counter(stage.now(), user=stage.connector, price=Money(cents, "EUR"))
    settle()
    mail.outbox.clear()
    return stage


def agreed(stage: Stage) -> Checkout:
    """The page to pay the higher price on stands open."""
    _, call = actions.agree_to_counter(stage.now(), user=stage.rep)
    assert call is not None
    payments.carry_out(call.pk)
    payment = stage.now().payment
    assert payment is not None
    return payment.checkouts.order_by("n").last()  # type: ignore[return-value]


@pytest.mark.parametrize("cents", [HIGHER, LOWER])
@pytest.mark.parametrize("move", MOVES)
def test_the_price_stands_and_it_can_be_accepted(stage: Stage, move: str, cents: int) -> None:
    countered(stage, cents)
    other = stage.connector if move == "decline_counter" else stage.rep
    assert move not in signed_in(other).get(of(stage)).json()["allowed_actions"]
    answer = make(stage, move)
    assert answer.status_code == 200
    assert (answer.json()["counter_price"], answer.json()["price"]) == (None, 50_000)
    settle()
    assert [one.to for one in mail.outbox] == [[other.email]]
    stage.accept().agree()
    payment = stage.now().payment
    assert payment is not None and payment.captured == 50_000


@pytest.mark.parametrize("move", MOVES)
def test_by_the_page(stage: Stage, move: str) -> None:
    countered(stage)
    client = signed_in(getattr(stage, MOVES[move]))
    path = f"/introductions/{stage.introduction.public_id}/"
    assert f"{path}{move}/" in client.get(path).text
    assert client.post(f"{path}{move}/").status_code == 302
    assert stage.now().counter_price is None


@pytest.mark.parametrize("move", MOVES)
def test_it_still_counts_as_one_of_three(stage: Stage, move: str) -> None:
    countered(stage)
    for _ in range(2):
        make(stage, move)
        actions.counter(stage.now(), user=stage.connector, price=Money(HIGHER, "EUR"))
    make(stage, move)
    allowed = signed_in(stage.connector).get(of(stage)).json()["allowed_actions"]
    assert "counter" not in allowed and "accept" in allowed


@pytest.mark.parametrize("move", MOVES)
def test_nothing_to_decline(stage: Stage, move: str) -> None:
    stage.requested()
    assert make(stage, move).status_code == 409
    assert not stage.now().events.filter(move=move).exists()


# --- A higher price that was agreed ---------------------------------------------------------------


@pytest.mark.parametrize("place", ["ordered", "open", "authorised"])
@pytest.mark.parametrize("move", MOVES)
def test_what_was_agreed_is_not_undone_behind_a_page_to_pay_on(
    stage: Stage, move: str, place: str
) -> None:
    countered(stage)
    if place == "ordered":
        actions.agree_to_counter(stage.now(), user=stage.rep)
    else:
        checkout = agreed(stage)
        if place == "authorised":  # paid; we have not made the move yet
            stage.sandbox.pay(checkout.session_id)
            payments.look(stage.now().payment_id or 0)
    assert (
        move not in signed_in(getattr(stage, MOVES[move])).get(of(stage)).json()["allowed_actions"]
    )
    assert make(stage, move).status_code == 409
    assert (
        stage.now().counter_price in {HIGHER, None}
        and not stage.now().events.filter(move=move).exists()
    )
    if place == "open":
        stage.sandbox.pay(checkout.session_id)
    if place != "ordered":
        settle()
        assert (stage.now().price, stage.now().counter_price) == (HIGHER, None)


@pytest.mark.parametrize("move", MOVES)
def test_a_page_that_ran_out_unpaid_binds_nobody(stage: Stage, move: str, clock: Any) -> None:
    countered(stage)
    checkout = agreed(stage)
    assert make(stage, move).status_code == 409
    stage.wait(clock, hours=24)
    checkout.refresh_from_db()
    assert checkout.status == "expired"
    assert make(stage, move).status_code == 200
    stage.accept().agree()
    payment = stage.now().payment
    assert payment is not None and payment.captured == 50_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("move", MOVES)
def test_agreeing_while_it_is_taken_away(stage: Stage, move: str) -> None:
    """One of the two wins: a page to pay the other price on, or the old price; never both."""
    countered(stage)
    row, who = stage.now(), getattr(stage, MOVES[move])
    undo = DECLARED[move].action
    answers = together(
        lambda: actions.agree_to_counter(row, user=stage.rep), lambda: undo(row, user=who)
    )
    assert len(won(answers)) == 1
    payment = stage.now().payment
    assert payment is not None
    pages = payment.checkouts.filter(amount=HIGHER).count()
    assert (pages, stage.now().counter_price) in {(1, HIGHER), (0, None)}
