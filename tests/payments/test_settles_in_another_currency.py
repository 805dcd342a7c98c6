"""What the provider keeps in another currency than it was charged in is not held: it goes back."""

from typing import Any

import pytest
from django.core.checks import run_checks

from brokerage import production
from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.currencies import OFFERED
from brokerage.kit.errors import Refusal
from connectors.models import Relationship
from introductions import actions
from introductions.lifecycle import State
from introductions.models import Introduction
from payments import actions as payments
from payments import ledger
from payments.models import Difference, Funds, LedgerAccount, Payment
from tests.moderation.conftest import hire, signed_in
from tests.payments.test_reconcile import reconcile
from tests.support.audit import check_sums
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

Kind = LedgerAccount.Kind
CASE = "/moderation/cases/{}/"
pytestmark = pytest.mark.django_db


def payment_of(stage: Stage) -> Payment:
    found = stage.now().payment
    assert found is not None
    return found


def refuse_refunds(stage: Stage) -> None:
    """From now on no refund gets through."""
    stage.sandbox.post("faults", match="POST /v1/refunds", kind="500", times=99)


def check_refunded(stage: Stage) -> None:
    """Everything went back; nothing was held, shown or paid out; somebody is told once."""
    payment = payment_of(stage)
    assert (payment.settled_in, payment.captured, payment.refunded) == ("USD", 50_000, 50_000)
    assert payment.held_amount == payment.release_ordered == payment.transferred == 0
    assert stage.now().state == State.REFUNDED and stage.now().revealed_at is None
    case = Case.objects.get(kind="difference", subject=f"settled:{payment.reference}")
    assert case.is_open and case.facts["what"] == "charged in EUR, settled in USD"
    assert payment.currency == "EUR" and ledger.balance(Kind.CASH, "EUR") == 0
    check_sums()


def test_it_is_refunded_when_the_prospect_agreed(stage: Stage) -> None:
    stage.consenting()
    stage.sandbox.settle_in("usd")
    stage.sandbox.top_up(100_000, "usd")
    stage.agree()
    check_refunded(stage)
    assert stage.now().events.last().move == "refund_elsewhere"
    assert not stage.now().events.filter(target=State.INTRODUCING).exists()


def test_it_is_refunded_when_it_was_taken_early(stage: Stage, clock: MovingClock) -> None:
    stage.consenting(keep_asking=True)
    stage.sandbox.settle_in("usd")
    stage.sandbox.top_up(100_000, "usd")
    stage.wait(clock, days=6, hours=12)
    check_refunded(stage)


def test_it_is_never_held_while_the_refund_waits(stage: Stage) -> None:
    stage.consenting()
    stage.sandbox.settle_in("usd")
    refuse_refunds(stage)
    stage.agree()
    payment = payment_of(stage)
    assert payment.funds == Funds.PARTLY_OUT and payment.refunds_ordered == 50_000
    assert stage.now().state == State.REFUNDED
    with pytest.raises(Refusal):
        payments.release(payment)
    assert not payment.calls.filter(operation="transfer").exists()


def test_the_books_agree_after_the_exchange(stage: Stage) -> None:
    """Fee and refund were booked in dollars at the provider; a lost rate is our loss, in sight."""
    stage.consenting()
    stage.sandbox.settle_in("usd")
    stage.sandbox.top_up(100_000, "usd")
    stage.agree()
    assert ledger.balance(Kind.PROVIDER_FEES, "EUR") == 0
    assert ledger.balance(Kind.PROVIDER_FEES, "USD") == 1_582  # 2.9 % and 0.30 of 535.00 dollars
    assert reconcile() == "0 differences\n"
    assert not Difference.objects.exists()
    own = stage.sandbox.get("books")["platform"]["usd"]
    assert ledger.balance(Kind.CASH, "USD") == own["available"] + own["pending"] == 100_000 - 1_582
    assert ledger.balance(Kind.EXCHANGE, "EUR") == ledger.balance(Kind.EXCHANGE, "USD") == 0
    assert reconcile() == "0 differences\n"  # a second night books nothing twice
    check_sums()


def test_a_chargeback_of_it_is_booked_too(stage: Stage) -> None:
    stage.consenting()
    stage.sandbox.settle_in("usd")
    refuse_refunds(stage)
    stage.agree()
    payment = payment_of(stage)
    intent = payment.checkouts.get().intent_id
    stage.sandbox.post("dispute", payment_intent=intent)
    payments.look(payment.pk)
    payment.refresh_from_db()
    assert payment.disputed_at is not None
    assert ledger.balance(Kind.PROVIDER_FEES, "USD") == 1_582 + 1_500
    assert "charge" not in reconcile()


def test_the_desk_reads_what_happened_and_closes_the_case(stage: Stage) -> None:
    stage.consenting()
    stage.sandbox.settle_in("usd")
    stage.sandbox.top_up(100_000, "usd")
    stage.agree()
    case = Case.objects.get(subject__startswith="settled:")
    page = signed_in(hire("finance")).get(CASE.format(case.public_id)).text
    assert "charged in EUR, settled in USD" in page and "goes back to the rep by itself" in page
    assert "Close the case" in page and "Compare again" not in page


@pytest.mark.parametrize("code", ["USD", "JPY", "KWD", "HUF"])
def test_a_currency_of_the_balance_is_held_and_paid_out(
    stage: Stage, clock: MovingClock, settings: Any, code: str
) -> None:
    settings.SETTLEMENT_CURRENCIES = ["EUR", code]
    stage.sandbox.settle_in("eur", code)
    row = OFFERED[code]
    stage.sandbox.top_up(row.least * 100, code.lower())
    price = row.least * 10 + row.step
    Relationship.objects.filter(pk=stage.relationship.pk).update(price_minor=price, currency=code)
    stage.relationship.refresh_from_db()
    stage.confirming()
    why = "The address was wrong and nobody ever answered my letter."
    actions.dispute(stage.now(), user=stage.rep, reason="never_happened", statement=why)
    part, _ = stage.now().price_money.split([1, 2])
    actions.offer_split(stage.now(), user=stage.rep, part=part)
    actions.accept_split(stage.now(), user=stage.connector, part=part)
    stage.wait(clock, days=8)
    payment = payment_of(stage)
    assert stage.now().state == State.SPLIT and payment.settled_in == ""
    moved = (payment.captured, payment.refunded, payment.transferred, payment.fee_kept)
    assert moved[0] == sum(moved[1:]) == price and all(one and one % row.step == 0 for one in moved)
    assert reconcile() == "0 differences\n"
    check_sums()


# --- At start ---------------------------------------------------------------------------------------


def test_every_currency_offered_must_be_in_the_balance(stage: Stage, settings: Any) -> None:
    assert not [one for one in run_checks(tags=["start"]) if one.id != "sidedoor.I034"]
    settings.SETTLEMENT_CURRENCIES = ["EUR", "CHF"]
    found = run_checks(tags=["start"])
    assert [one.id for one in found] == ["sidedoor.E034"] and "no CHF" in found[0].msg
    with pytest.raises(SystemExit, match=r"sidedoor\.E034"):
        production.refuse_unsafe_settings()


def test_a_provider_that_does_not_answer_stops_no_start(settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"
    assert [one.id for one in run_checks(tags=["start"])] == ["sidedoor.I034"]
    production.refuse_unsafe_settings()


def test_two_worlds_differ_only_in_what_is_offered(stage: Stage, colin: User) -> None:
    """A payment in the platform's own currency goes on while another is sent back."""
    stage.sandbox.settle_in("eur")
    stage.introducing()
    assert payment_of(stage).funds == Funds.HELD and not Case.objects.filter(kind="difference")
    assert Introduction.objects.count() == 1
