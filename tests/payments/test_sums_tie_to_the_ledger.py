"""Every night each payment's own sums say what the ledger says; what does not is a case, and is shown."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brokerage.accounts.models import User
from brokerage.cases.models import Case, Failure
from brokerage.cases.sweeping import CALL_AFTER
from payments import actions as payments
from payments.models import Difference, LedgerAccount, LedgerCheck, Payment, Posting
from payments.tasks import sweep_ledger_check
from tests.payments.test_money_desk import do, finance
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

__all__ = ["finance"]
pytestmark = pytest.mark.django_db
BOOKS = "/moderation/books/"
SUMS = (
    "captured", "refunded", "refunds_ordered", "release_ordered", "transferred", "reversed", "charged_back",
    "sent_elsewhere", "advanced", "borne", "fee_kept", "netted",
)  # fmt: skip


def unguard(table: str) -> None:
    """What somebody with the keys to the database could do: the rules of `table` are off in this test."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def kinds() -> set[str]:
    return set(Difference.objects.filter(resolved_at=None).values_list("kind", flat=True))


def paid(stage: Stage, clock: MovingClock) -> Payment:
    stage.confirmed().wait(clock, days=7, hours=1)
    payment = stage.now().payment
    assert payment is not None and payment.transferred == 40_000
    return payment


def test_what_is_right_is_tied_and_the_page_says_when(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    client = Client()
    client.force_login(finance)
    assert "Not checked yet" in client.get(BOOKS).text
    paid(stage, clock)
    assert sweep_ledger_check() == 1
    check = LedgerCheck.objects.get()
    assert (check.payments, check.differences) == (1, 0)
    assert check.accounts == LedgerAccount.objects.count()
    page = client.get(BOOKS).text
    assert f"Last checked on {check.at:%-d %b %Y, %H:%M} UTC: 1 payment and" in page
    assert "all agree" in page
    assert not Case.objects.filter(kind="difference").exists()


@pytest.mark.parametrize("name", SUMS)
def test_every_sum_that_says_something_else_is_a_case(
    stage: Stage, clock: MovingClock, name: str
) -> None:
    payment = paid(stage, clock)
    unguard("payments_payment")
    Payment.objects.filter(pk=payment.pk).update(**{name: F(name) + 7})
    assert payments.check_ledger().differences >= 1
    assert kinds()
    for row in Difference.objects.all():
        assert row.payment == payment and row.kind.startswith("ledger ")
        case = Case.objects.get(kind="difference", subject=f"difference:{row.pk}")
        assert case.facts["introduction"] == payment.reference


@pytest.mark.parametrize("pair", [("release_ordered", "sent_elsewhere"), ("advanced", "borne"),
                                  ("transferred", "reversed"), ("refunds_ordered", "refunded")])  # fmt: skip
def test_two_wrongs_that_cancel_out_are_found_all_the_same(
    stage: Stage, clock: MovingClock, pair: tuple[str, str]
) -> None:
    payment = paid(stage, clock)
    unguard("payments_payment")
    signs = (-7, 7) if pair[1] == "sent_elsewhere" else (7, 7)
    changes = {name: F(name) + sign for name, sign in zip(pair, signs, strict=True)}
    Payment.objects.filter(pk=payment.pk).update(**changes)
    assert payments.check_ledger().differences >= 1


def test_a_posting_or_a_balance_changed_behind_the_books_is_found(
    stage: Stage, clock: MovingClock
) -> None:
    payment = paid(stage, clock)
    unguard("payments_posting")
    leg = Posting.objects.get(entry__reason__startswith="capture:", account__kind="held")
    Posting.objects.filter(pk=leg.pk).update(amount=F("amount") - 5)
    payments.check_ledger()
    assert kinds() == {"ledger held", f"ledger account {leg.account_id}"}
    Posting.objects.filter(pk=leg.pk).update(amount=F("amount") + 5)
    assert payments.check_ledger().differences == 0
    assert kinds() == set()
    unguard("payments_ledgeraccount")
    LedgerAccount.objects.filter(kind="cash").update(balance=F("balance") + 1)
    payments.check_ledger()
    cash = LedgerAccount.objects.get(kind="cash", currency=payment.currency)
    assert kinds() == {f"ledger account {cash.pk}"}
    assert Difference.objects.get(resolved_at=None).payment is None


def test_money_of_payments_booked_for_none_is_found(stage: Stage, clock: MovingClock) -> None:
    from payments import ledger

    payment = paid(stage, clock)
    owed = ledger.account(LedgerAccount.Kind.OWED, "EUR", user=payment.payee)
    ledger.post("by hand:1", None, (ledger.account(LedgerAccount.Kind.CASH, "EUR"), 9), (owed, -9))
    payments.check_ledger()
    assert kinds() == {"ledger owed EUR of no payment"}


def test_the_page_names_each_and_only_that_payment_is_called_for(
    stage: Stage, clock: MovingClock, finance: User
) -> None:
    payment = paid(stage, clock)
    unguard("payments_payment")
    Payment.objects.filter(pk=payment.pk).update(charged_back=F("charged_back") + 300)
    sweep_ledger_check()
    client = Client()
    client.force_login(finance)
    page = client.get(BOOKS).text
    case = Case.objects.get(kind="difference", facts__what="ledger charged_back")
    assert "did not agree" in page and "€3.00 as we kept it, €0.00 by the ledger" in page
    assert str(case.public_id) in page and payment.reference in page
    payment.refresh_from_db()
    assert not payment.is_frozen, "the database guards the money; nothing is frozen for a sum"

    do(case, "compare", finance)
    case.refresh_from_db()
    assert case.is_open, "it still differs"
    Payment.objects.filter(pk=payment.pk).update(charged_back=F("charged_back") - 300)
    do(case, "compare", finance)
    case.refresh_from_db()
    assert (case.is_open, case.outcome) == (False, "agrees again")
    assert not Case.objects.filter(kind="difference", closed_at=None).exists()
    assert "all agree" in client.get(BOOKS).text


def test_a_look_at_the_provider_ends_no_difference_with_the_ledger(
    stage: Stage, clock: MovingClock
) -> None:
    payment = paid(stage, clock)
    unguard("payments_payment")
    Payment.objects.filter(pk=payment.pk).update(netted=F("netted") + 7)
    payments.check_ledger()
    before = kinds()
    payments.compare_payment(Payment.objects.get(pk=payment.pk))
    payments.compare_balances()
    assert kinds() >= before


@pytest.mark.usefixtures("db")
def test_it_runs_once_a_night(clock: MovingClock) -> None:
    clock.move_to(clock.now().replace(hour=12, minute=0))
    assert [sweep_ledger_check() for _ in range(2)] == [1, 0]
    clock.forward(hours=15)
    assert sweep_ledger_check() == 0, "03:00"
    clock.forward(hours=1)
    assert [sweep_ledger_check() for _ in range(2)] == [1, 0]
    assert LedgerCheck.objects.count() == 2


@pytest.mark.usefixtures("db")
def test_it_calls_the_desk_when_it_fails_and_goes_on_the_same_night(
    clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("secret words")

    with monkeypatch.context() as patch:
        patch.setattr("payments.actions.checking._rows", broken)
        for _ in range(CALL_AFTER):
            assert sweep_ledger_check() == 0
            assert sweep_ledger_check() == 0, "it rests"
            clock.forward(minutes=10)
        case = Case.objects.get(kind="job")
        assert case.facts["error"] == "RuntimeError" and "secret" not in str(case.facts)
        assert Failure.objects.get().times == CALL_AFTER
    clock.forward(hours=1)
    assert sweep_ledger_check() == 1
    case.refresh_from_db()
    assert not case.is_open and not Failure.objects.exists()


def test_many_payments_cost_as_many_questions_as_few(stage: Stage, clock: MovingClock) -> None:
    payment = paid(stage, clock)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert payments.check_ledger().differences == 0
        return len(seen.captured_queries)

    few = cost()
    fields = {
        one.attname: getattr(payment, one.attname)
        for one in Payment._meta.concrete_fields
        if one.name not in {"id", "public_id", "reference", *SUMS}
    }
    Payment.objects.bulk_create(Payment(**fields, reference=f"copy-{n}") for n in range(60))
    assert cost() == few
    assert LedgerCheck.objects.latest("pk").payments == 61
