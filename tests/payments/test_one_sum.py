"""What was paid, got, lost to the bank and owed: page, list, receipt, API, payouts, export and papers say
what the ledger says, whatever happened to the money, and no sentence outlives it."""

from collections.abc import Callable

import pytest
from django.test import Client

from brokerage.accounts.models import User
from introductions import actions
from payments import actions as payments
from payments.gateway.client import client as provider
from payments.models import PayoutAccount
from tests.introductions.test_pages import disputed, refunded, released, settling, split
from tests.payments.test_chargebacks import charge_back, desk, end, indebted, paid, payment_of, see
from tests.payments.test_debts import another
from tests.payments.test_money_desk import finance
from tests.support.moving_clock import MovingClock
from tests.support.one_sum import card_of, check_everywhere, truth_of
from tests.support.shop import Desk
from tests.support.stages import Stage, settle

__all__ = ["desk", "finance"]
pytestmark = pytest.mark.django_db

SITUATIONS: dict[str, Callable[[Stage], object]] = {
    "introducing": Stage.introducing,
    "confirming": Stage.confirming,
    "confirmed": Stage.confirmed,
    "disputed": disputed,
    "settling": settling,
    "split": split,
    "released": released,
    "refunded": refunded,
}


def intent_of(stage: Stage) -> str:
    return payment_of(stage).checkouts.get(status="captured").intent_id


def foreign_refund(stage: Stage, amount: int) -> None:
    left = amount - payment_of(stage).refunded
    if left > 0:
        provider().v1.refunds.create({"payment_intent": intent_of(stage), "amount": left})
    see(stage)


def cash_out(stage: Stage, desk: Desk) -> None:
    """The connector's account is emptied to their bank: a reversal finds nothing."""
    account = stage.connector.payout_account.account_id
    amount = payment_of(stage).paid_out
    if amount:
        desk.post("payout", {"account": account, "amount": amount, "currency": "eur"})


def disputed_by_bank(stage: Stage, desk: Desk, *ends: str, **how: object) -> None:
    if payment_of(stage).refunded == payment_of(stage).captured:
        return  # the provider takes no dispute of what was refunded whole
    made = charge_back(stage, desk, **how)
    for status in ends:
        end(stage, desk, made, status)


FACTS: dict[str, Callable[[Stage, Desk], object]] = {
    "nothing": lambda stage, desk: None,
    "chargeback": lambda stage, desk: disputed_by_bank(stage, desk),
    "lost": lambda stage, desk: disputed_by_bank(stage, desk, "lost"),
    "won": lambda stage, desk: disputed_by_bank(stage, desk, "won"),
    "partly lost": lambda stage, desk: disputed_by_bank(stage, desk, "lost", amount=11_114),
    "inquiry": lambda stage, desk: disputed_by_bank(stage, desk, inquiry=True),
    "fraud warning": lambda stage, desk: (
        desk.post("early_fraud_warning", {"payment_intent": intent_of(stage)}),
        see(stage),
    ),
    "refunded there": lambda stage, desk: foreign_refund(stage, 50_000),
    "partly refunded there": lambda stage, desk: foreign_refund(stage, 12_345),
}


CELLS = {
    "nothing": "introducing confirmed disputed settling split released refunded",
    "chargeback": "confirming released",
    "lost": "confirming disputed split released",
    "won": "confirming released",
    "partly lost": "confirming settling split released",
    "inquiry": "confirmed released",
    "fraud warning": "confirming split refunded",
    "refunded there": "confirming split released",
    "partly refunded there": "confirming settling released",
}
"""By fact, the situations in which it leads to sums of their own."""


@pytest.mark.parametrize(
    ("fact", "situation"), [(fact, one) for fact, some in CELLS.items() for one in some.split()]
)
def test_every_door_says_what_the_ledger_says(
    stage: Stage, desk: Desk, situation: str, fact: str
) -> None:
    SITUATIONS[situation](stage)
    see(stage)
    FACTS[fact](stage, desk)
    settle()
    check_everywhere(stage.now())


@pytest.mark.parametrize("emptied", [False, True])
def test_a_refund_after_the_release(
    stage: Stage, desk: Desk, clock: MovingClock, finance: User, emptied: bool
) -> None:
    paid(stage, clock)
    if emptied:
        cash_out(stage, desk)
    payments.refund_released(payment_of(stage), staff=finance, reason="The desk decided so.")
    check_everywhere(stage.now())
    see(stage)
    check_everywhere(stage.now())
    words, lines = card_of(stage.now(), stage.connector)
    assert lines["Your earnings"] == 0
    assert lines.get("You owe us", 0) == (40_000 if emptied else 0), words


def test_a_debt_is_on_the_page_until_it_is_paid(
    stage: Stage, desk: Desk, clock: MovingClock
) -> None:
    indebted(stage, desk, clock)
    assert card_of(stage.now(), stage.connector)[1]["You owe us"] == 40_000
    second = another(stage, 2).confirmed().wait(clock, days=8)
    see(second)
    for one in (stage, second):
        check_everywhere(one.now())
    assert "You owe us" not in card_of(stage.now(), stage.connector)[1]
    assert card_of(second.now(), stage.connector)[1]["Kept for what you owed"] == 40_000


def test_a_refund_that_came_back_is_not_on_its_way_for_ever(stage: Stage, desk: Desk) -> None:
    stage.request().pay("4000000000005126").accept().agree()
    actions.step_back(stage.now(), user=stage.connector)
    see(stage)
    desk.post("clock", {"offset_seconds": 10 * 86_400})
    see(stage)
    truth = truth_of(payment_of(stage))
    assert (truth.returned, truth.ordered_back) == (0, 50_000)
    words, _ = card_of(stage.now(), stage.rep)
    assert "We are arranging another way" in words and "on its way" not in words
    check_everywhere(stage.now())


def test_before_anything_is_taken_the_price_is_what_was_agreed(stage: Stage) -> None:
    stage.requested()
    _, lines = card_of(stage.now(), stage.connector)
    assert lines == {"Price": 50_000, "Our fee": -10_000, "Your earnings": 40_000}
    actions.withdraw(stage.now(), user=stage.rep)
    settle()
    for user in (stage.rep, stage.connector):
        words, lines = card_of(stage.now(), user)
        assert lines == {} and "Nothing was taken" in words
        client = Client()
        client.force_login(user)
        said = client.get(f"/api/v1/introductions/{stage.now().public_id}/").json()
        assert said["earnings"] == 0
    client = Client()
    client.force_login(stage.connector)
    assert "€400.00" not in client.get("/introductions/").text


def test_no_day_is_named_where_no_deadline_stands(stage: Stage, clock: MovingClock) -> None:
    stage.introducing()
    PayoutAccount.objects.update(transfers_status="inactive")
    client = Client()
    client.force_login(stage.connector)
    assert "cannot be paid to you yet" in client.get("/payouts/").text
    assert client.get("/api/v1/payouts/").json()["waiting"][0]["goes_back_at"] is None
    stage.introduce().confirm()
    deadline = stage.now().deadlines.get(move="refund_overdue")
    said = client.get("/api/v1/payouts/").json()["waiting"][0]["goes_back_at"]
    assert said == deadline.due_at.isoformat().replace("+00:00", "Z")
    stage.now().deadlines.filter(move="refund_overdue").delete()
    assert client.get("/api/v1/payouts/").json()["waiting"][0]["goes_back_at"] is None
