"""Our books against the provider's: what differs is a row, until it no longer does."""

from io import StringIO

import pytest
from django.core.management import call_command

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from payments import actions as payments
from payments import ledger
from payments.gateway.client import client
from payments.models import Difference, Entry, LedgerAccount
from tests.payments.test_money_desk import do, finance
from tests.support.audit import FLOAT, check_sums
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

__all__ = ["finance"]
Kind = LedgerAccount.Kind
pytestmark = pytest.mark.django_db


def reconcile() -> str:
    out = StringIO()
    call_command("reconcile", stdout=out)
    return out.getvalue()


def test_books_that_agree_have_no_difference(stage: Stage, clock: MovingClock) -> None:
    stage.confirmed().wait(clock, days=7, hours=1)
    assert reconcile() == "0 differences\n"


def test_a_payout_that_nobody_here_ordered_is_listed_until_finance_says_it_was_ours(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    stage.confirming()
    before = ledger.balance(Kind.CASH, "EUR")
    client().v1.payouts.create({"amount": 1_000, "currency": "eur"})
    assert "1 difference\n" in reconcile()
    row = Difference.objects.get()
    assert (row.payment, row.kind, row.ours, row.theirs) == (None, "day payout EUR", 0, -1_000)
    case = Case.objects.get(subject=f"difference:{row.pk}")
    do(case, "book", finance)
    case.refresh_from_db()
    assert not case.is_open
    booked = ledger.balance(Kind.CASH, "EUR") - before
    assert booked == FLOAT - 1_000 == ledger.balance(Kind.OUTSIDE, "EUR")
    assert reconcile() == "0 differences\n"
    check_sums()


def test_a_difference_of_a_payment_is_never_booked_as_our_own(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    stage.introducing()
    stage.sandbox.top_up(-999_000)
    reconcile()
    row = Difference.objects.get(kind="balance EUR")
    entries = Entry.objects.count()
    with pytest.raises(Refusal):
        payments.book_as_own(row, staff=finance, reason="It looks like ours.")
    assert Entry.objects.count() == entries


def test_a_transfer_nobody_here_ordered_is_a_debt_and_the_books_agree(
    stage: Stage, clock: MovingClock
) -> None:
    stage.confirmed().wait(clock, days=7, hours=1)
    payment = stage.now().payment
    assert payment is not None
    made = client().v1.transfers.create(
        {
            "amount": 700,
            "currency": "eur",
            "destination": stage.connector.payout_account.account_id,
            "transfer_group": payment.reference,
        }
    )
    assert reconcile() == "0 differences\n"
    payment.refresh_from_db()
    assert (payment.transferred, payment.sent_elsewhere, payment.debt) == (40_700, 700, 700)
    assert Case.objects.get(subject=f"transfer:{made.id}").is_open


def test_a_balance_below_what_we_owe_is_listed(stage: Stage, clock: MovingClock) -> None:
    stage.introducing()
    stage.sandbox.top_up(-999_000)
    assert "balance EUR" in reconcile()
    stage.sandbox.top_up(999_000)
    assert reconcile() == "0 differences\n"
    assert Difference.objects.get().resolved_at is not None


def test_money_that_is_due_must_be_available_not_only_pending(
    stage: Stage, clock: MovingClock
) -> None:
    stage.introducing()
    payment = stage.now().payment
    assert payment is not None and payment.available_on is not None
    stage.sandbox.top_up(-970_000)
    assert reconcile() == "0 differences\n"  # the charge itself is still pending: nothing is due
    stage.wait(clock, days=3)
    stage.sandbox.top_up(-30_000)  # only this charge is left, less the provider's fee
    assert "available EUR" in reconcile()
    row = Difference.objects.get(kind="available EUR")
    assert row.ours == 50_000 > row.theirs
    assert Case.objects.get(subject=f"difference:{row.pk}").is_open
    stage.sandbox.top_up(10_000)
    assert reconcile() == "0 differences\n"
    assert not Case.objects.get(subject=f"difference:{row.pk}").is_open
