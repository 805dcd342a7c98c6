"""Each fee of a dispute is booked once, what is returned too; an inquiry is seen though no charge says so."""

import pytest

from payments import actions as payments
from payments import ledger
from payments.models import Difference, LedgerAccount
from tests.payments.test_chargebacks import charge_back, desk, end, payment_of, see
from tests.support.audit import check_against, check_sums
from tests.support.shop import Desk
from tests.support.stages import Stage

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
CAPTURE, DISPUTE, COUNTERED = 1_480, 1_500, 2_000


def fees() -> int:
    return ledger.balance(LedgerAccount.Kind.PROVIDER_FEES, "EUR")


def answer(stage: Stage, desk: Desk, dispute: str, evidence: str) -> None:
    """Our evidence goes to the bank, which decides later."""
    staff = stage.connector
    row = payments.submit_evidence(
        payment_of(stage), dispute, {"uncategorized_text": evidence}, staff=staff
    )
    payments.carry_out(row.pk)
    see(stage)


@pytest.mark.parametrize(("status", "kept"), [("won", 0), ("lost", COUNTERED)])
def test_answering_costs_a_second_fee_which_comes_back_with_a_win(
    stage: Stage, desk: Desk, status: str, kept: int
) -> None:
    desk.post("dispute_fees", {"countered": COUNTERED})
    stage.confirming()
    dispute = charge_back(stage, desk)
    assert fees() == CAPTURE + DISPUTE
    answer(stage, desk, dispute, "Both sides confirmed.")
    assert fees() == CAPTURE + DISPUTE + COUNTERED
    see(stage)
    end(stage, desk, dispute, status)
    see(stage)
    assert fees() == CAPTURE + DISPUTE + kept
    assert payments.compare_movements() == []
    assert not Difference.objects.filter(resolved_at=None).exists()
    check_sums()
    check_against(stage.sandbox)


def test_an_inquiry_holds_back_although_the_charge_does_not_say_so(
    stage: Stage, desk: Desk
) -> None:
    stage.confirming()
    charge_back(stage, desk, inquiry=True)
    assert payment_of(stage).warned_at is not None
    assert fees() == CAPTURE
    check_against(stage.sandbox)
