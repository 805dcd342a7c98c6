"""The rest of the failure table: refusals that time or a person heals, races, and whose clock counts.

Each test is named in tests/house/test_failure_table.py beside its row.
"""

import json
import time

import pytest
from django.test import Client

from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from introductions import actions
from introductions.tasks import sweep
from payments import actions as payments
from payments.models import Payment, ProviderCall, ProviderEvent
from payments.tasks import sweep_calls, sweep_events, sweep_unseen
from tests.payments.test_survive_failures import post_event, signed
from tests.support import builders
from tests.support.doors import API, Doors, signed_in
from tests.support.moving_clock import MovingClock
from tests.support.shop import Receiver
from tests.support.stages import Stage, settle
from tests.support.together import together, won


@pytest.fixture
def doors(stage: Stage, receiver: Receiver, clock: MovingClock) -> Doors:
    """The stage, acted on through its doors only."""
    return Doors(stage, receiver, clock)


# --- The connector cannot be paid -----------------------------------------------------------------


def cannot_be_paid_just_then(doors: Doors) -> str:
    """Just before the release the account stops taking transfers, and the message is lost; its id."""
    doors.confirmed().wait(days=6, hours=23)
    account = str(doors.stage.connector.payout_account.account_id)
    doors.sandbox.post("webhooks", mode="lose")
    doors.sandbox.onboard(account, missing=["payout_method"])
    doors.sandbox.flush()
    doors.sandbox.post("webhooks", mode="hold")
    doors.begin().wait(hours=2)
    return account


@pytest.mark.django_db
def test_a_connector_who_cannot_be_paid_any_more_is_told_so_and_paid_later(doors: Doors) -> None:
    """The provider's message about it is lost: we learn it from the refused transfer."""
    account = cannot_be_paid_just_then(doors)
    first, *_ = doors.calls()
    assert (first.key, first.status) == (doors.key("transfer"), 400)
    refused = ProviderCall.objects.get(key=first.key)
    assert refused.error_code == "insufficient_capabilities_for_transfer"
    assert doors.books() == {"cash": 50_000, "owed": 40_000, "fees": 10_000}
    assert Client().get("/").status_code == 200
    page = doors.colin.get("/payouts/")
    assert page.status_code == 200 and "Not complete" in page.text
    for who in (doors.rita, doors.colin):
        seen = who.get(f"/introductions/{doors.stage.introduction.public_id}/")
        assert seen.status_code == 200
    assert Case.objects.get(kind="unpaid").is_open

    doors.sandbox.onboard(account)
    doors.wait(days=1)
    assert doors.calls()[-1].status == 200
    assert (doors.payment.transferred, doors.payment.funds) == (40_000, "settled")
    assert not Case.objects.get(kind="unpaid").is_open
    assert doors.books() == {"cash": 10_000, "fees": 10_000}


@pytest.mark.django_db
def test_the_desk_tries_such_a_payout_at_once(doors: Doors) -> None:
    account = cannot_be_paid_just_then(doors)
    doors.sandbox.onboard(account)
    finance = signed_in(builders.staff("fiona", "finance"))
    case = Case.objects.get(kind="unpaid")
    page = f"/moderation/cases/{case.public_id}/"
    assert "The connector cannot be paid" in finance.get(page).text
    facts = {"reason": "Colin has sent what was missing."}
    assert finance.post(f"{page}retry/", facts).status_code == 302
    doors.begin().work()
    (call,) = doors.calls()
    assert (call.key, call.status) == (doors.key("transfer", 2), 200)
    case.refresh_from_db()
    assert not case.is_open
    assert "paid out" in case.outcome


# --- Answers that say nothing for good ------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["409", "429"])
def test_a_busy_provider_is_asked_again_under_the_same_key(doors: Doors, kind: str) -> None:
    """409 is a lock_timeout, 429 a rate limit; neither is kept under the key."""
    doors.requested().accept().begin()
    doors.sandbox.post("faults", match="POST /v1/payment_intents/*/capture", kind=kind, times=7)
    doors.agree()
    assert (doors.state, doors.payment.captured) == ("securing", 0)
    for _ in range(8):
        doors.wait(minutes=10)
    calls = doors.calls()
    assert {call.key for call in calls} == {doors.key("capture")}
    assert [call.status for call in calls] == [int(kind)] * 7 + [200]
    assert ProviderCall.objects.get(operation="capture").n == 1
    assert (doors.state, doors.payment.captured) == ("introducing", 50_000)


@pytest.mark.django_db
def test_a_saved_500_is_looked_into_and_only_then_asked_anew(doors: Doors) -> None:
    doors.requested().accept().begin()
    doors.sandbox.post("faults", match="POST /v1/payment_intents/*/capture", kind="500", times=1)
    doors.agree()
    doors.wait(hours=1)
    calls = doors.calls()
    assert calls[0].status == 500
    assert {(call.key, call.replayed) for call in calls[1:-1]} == {(doors.key("capture"), True)}
    assert (calls[-1].key, calls[-1].status) == (doors.key("capture", 2), 200)
    assert list(
        ProviderCall.objects.filter(operation="capture").order_by("n").values_list("status")
    ) == [
        ("dropped",),
        ("granted",),
    ]
    assert doors.books() == {"cash": 50_000, "held": 50_000}


@pytest.mark.django_db
def test_a_saved_500_of_something_done_is_found(doors: Doors) -> None:
    doors.confirmed().begin()
    doors.sandbox.post("faults", match="POST /v1/transfers", kind="500_after_commit", times=1)
    doors.wait(days=7, hours=2)
    calls = doors.calls()
    assert {call.key for call in calls} == {doors.key("transfer")}
    assert {call.status for call in calls} == {500}
    assert ProviderCall.objects.get(operation="transfer").status == "granted"
    assert doors.books() == {"cash": 10_000, "fees": 10_000}


@pytest.mark.django_db
def test_a_declined_card_is_tried_again_only_by_its_owner(doors: Doors) -> None:
    doors.request().begin()
    with pytest.raises(AssertionError, match="card_declined"):
        doors.sandbox.pay(doors.checkout.session_id, "4000000000000002")
    doors.wait(hours=3)
    assert doors.calls() == []  # no machine opens another page or tries the card
    assert (doors.state, doors.payment.funds) == ("checkout", "none")
    doors.do(doors.rita, "reopen_checkout")
    doors.pay()
    assert {call.key for call in doors.calls()} <= {doors.key("checkout", 2), doors.key("expire")}
    assert (doors.state, doors.payment.captured) == ("requested", 0)


# --- Messages -------------------------------------------------------------------------------------


def message(kind: str, about: dict[str, object], number: int) -> bytes:
    return json.dumps(
        {
            "id": f"evt_own_{number}",
            "object": "event",
            "type": kind,
            "api_version": "2026-10-28.endive",
            "livemode": False,
            "data": {"object": about},
        }
    ).encode()


@pytest.mark.django_db
def test_two_messages_about_one_change_book_it_once(doors: Doors) -> None:
    """Two events with ids of their own, both twice: one capture, one entry."""
    doors.introducing()
    entries = doors.payment.entries.count()
    for number in (1, 2, 1, 2):
        body = message("charge.captured", {"id": doors.checkout.charge_id}, number)
        assert post_event(body, signed(body, int(time.time()))) == 200
    assert ProviderEvent.objects.filter(event_id__startswith="evt_own").count() == 2
    doors.work()
    assert (doors.payment.captured, doors.payment.entries.count()) == (50_000, entries)


@pytest.mark.django_db
def test_a_message_that_beats_the_answer_finds_its_payment(doors: Doors) -> None:
    """The transfer happened, its answer is lost; its message comes while the call is still unanswered."""
    doors.confirmed().begin()
    doors.clock.move_to(doors.stage.now().deadlines.get(move="release").due_at)
    doors.sandbox.follow(doors.clock.offset.total_seconds())
    sweep()
    doors.sandbox.post("faults", match="POST /v1/transfers", kind="drop_after_commit", times=9)
    sweep_calls()
    assert ProviderCall.objects.get(operation="transfer").status == "sent"
    assert doors.deliver() > 0
    sweep_events()
    assert doors.payment.transferred == 40_000
    doors.sandbox._call("DELETE", "faults", None)
    doors.wait(hours=2)
    assert ProviderCall.objects.get(operation="transfer").status == "granted"
    assert doors.books() == {"cash": 10_000, "fees": 10_000}


# --- Races ----------------------------------------------------------------------------------------


def only_refusals(answers: list[object]) -> None:
    lost = [one for one in answers if isinstance(one, Exception)]
    assert all(isinstance(one, Refusal) for one in lost), lost


@pytest.mark.django_db(transaction=True)
def test_confirming_and_disputing_at_once_leaves_one_story(stage: Stage) -> None:
    stage.confirming()
    row = stage.now()
    words = "It did not happen the way it was described to me."
    answers = together(
        *[lambda: actions.confirm(row, user=stage.rep)] * 3,
        *[lambda: actions.dispute(row, user=stage.rep, reason="never_happened", statement=words)]
        * 3,
    )
    only_refusals(answers)
    moves = list(stage.now().events.values_list("move", flat=True))
    assert moves.count("confirm") <= 1 and moves.count("dispute") <= 1
    frozen = Payment.objects.get().frozen_at is not None
    assert frozen == (stage.now().state == "disputed")
    settle()
    assert Payment.objects.get().transferred == 0


@pytest.mark.django_db(transaction=True)
def test_releasing_and_giving_back_at_once_leaves_one_story(stage: Stage) -> None:
    stage.confirmed()
    payment = Payment.objects.get()
    answers = together(
        *[lambda: payments.release(payment)] * 3, *[lambda: payments.give_back(payment)] * 3
    )
    only_refusals(answers)
    assert won(answers)
    settle()
    payment.refresh_from_db()
    assert (payment.transferred, payment.refunded) in {(40_000, 0), (0, 50_000)}
    sent = ProviderCall.objects.filter(operation__in=["refund", "transfer"])
    assert sent.count() == 1


# --- Whose clock counts ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_stored_deadline_decides_and_nobodys_clock_but_ours(doors: Doors) -> None:
    doors.confirmed().begin()
    due = doors.stage.now().deadlines.get(move="release").due_at
    doors.sandbox.follow(8 * 86_400)  # theirs runs a week ahead
    sweep()
    sweep_unseen()
    doors.work()
    assert (doors.state, doors.calls()) == ("confirmed", [])
    doors.clock.forward(seconds=(due - doors.clock.now()).total_seconds() - 30)
    doors.work()
    assert (doors.state, doors.calls()) == ("confirmed", [])
    doors.clock.forward(seconds=31)
    doors.work()
    assert (doors.state, len(doors.calls())) == ("released", 1)


@pytest.mark.django_db
def test_an_account_that_money_waits_for_is_looked_at_every_day(doors: Doors) -> None:
    """Every message about it was lost, and nobody came back from the provider's page."""
    doors.confirmed()
    account = doors.stage.connector.payout_account
    doors.sandbox.onboard(account.account_id, missing=["payout_method"])
    doors.work()
    account.refresh_from_db()
    assert not account.is_ready
    doors.sandbox.post("webhooks", mode="lose")
    doors.sandbox.onboard(account.account_id)
    doors.wait(days=8)
    assert (doors.state, doors.payment.transferred) == ("released", 40_000)
    assert signed_in(doors.stage.connector).get(f"{API}/payouts/").json()["account"]["status"] == (
        "ready"
    )
