"""The happy path as a bookkeeping story: rita pays 500, colin receives 400, the house keeps 100."""

import pytest

from payments import ledger
from payments.models import LedgerAccount
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

Kind = LedgerAccount.Kind


def books(stage: Stage) -> dict[str, int]:
    payment = stage.now().payment
    assert payment is not None
    return {
        "cash": ledger.balance(Kind.CASH, "EUR"),
        "held": ledger.balance(Kind.HELD, "EUR", payment=payment),
        "owed": ledger.balance(Kind.OWED, "EUR", user=stage.connector),
        "fees": ledger.balance(Kind.FEES, "EUR"),
    }


@pytest.mark.django_db
def test_rita_pays_500_and_colin_receives_400(stage: Stage, clock: MovingClock) -> None:
    stage.request()
    assert stage.now().state == "checkout"
    stage.pay()
    assert stage.now().state == "requested"
    assert books(stage) == {"cash": 0, "held": 0, "owed": 0, "fees": 0}
    stage.accept()
    assert stage.now().state == "consent"
    assert stage.now().revealed_at is None
    stage.agree()
    assert stage.now().state == "introducing"
    assert stage.now().revealed_at is not None
    assert books(stage)["held"] == 50_000
    stage.introduce()
    assert stage.now().state == "confirming"
    stage.confirm()
    assert stage.now().state == "confirmed"
    assert books(stage)["held"] == 50_000
    stage.wait(clock, days=7, hours=1)
    assert stage.now().state == "released"
    payment = stage.now().payment
    assert payment is not None
    assert (payment.funds, payment.transferred, payment.fee_kept) == ("settled", 40_000, 10_000)
    provider_fees = ledger.balance(Kind.PROVIDER_FEES, "EUR")
    assert books(stage) == {
        "cash": 10_000 - provider_fees,
        "held": 0,
        "owed": 0,
        "fees": 10_000,
    }
