"""What the database itself refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from introductions.models import Event, Introduction
from payments import ledger
from payments.models import Entry, LedgerAccount, Payment, Posting
from tests.support.stages import Stage

Kind = LedgerAccount.Kind


def refused(statement: str, *values: object) -> str:
    """The database's complaint about a statement that must fail at once or at commit."""
    with pytest.raises(IntegrityError) as complaint, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return str(complaint.value)


@pytest.mark.django_db
def test_a_state_does_not_change_without_its_event(stage: Stage) -> None:
    stage.request()
    said = refused("UPDATE introductions_introduction SET state = 'released'")
    assert "without its event" in said
    assert stage.now().state == "checkout"


@pytest.mark.django_db
def test_an_unknown_state_is_refused(stage: Stage) -> None:
    stage.request()
    assert "state_is_one_of" in refused("UPDATE introductions_introduction SET state = 'sold'")


@pytest.mark.django_db
def test_history_cannot_be_rewritten(stage: Stage) -> None:
    stage.request()
    assert "append-only" in refused("UPDATE introductions_event SET note = 'x'")
    assert "append-only" in refused("DELETE FROM introductions_event")
    assert {event.note for event in Event.objects.all()} == {""}


@pytest.mark.django_db
def test_a_second_open_introduction_is_refused(stage: Stage) -> None:
    stage.request()
    copy = stage.now()
    copy.pk, copy.payment, copy.public_id = None, None, None  # type: ignore[assignment]
    import uuid

    copy.public_id = uuid.uuid4()
    with pytest.raises(IntegrityError, match="one_open_introduction"), transaction.atomic():
        copy.save(force_insert=True)
    assert Introduction.objects.count() == 1


@pytest.mark.django_db
def test_an_entry_that_does_not_balance_is_refused(stage: Stage) -> None:
    stage.request()
    cash = ledger.account(Kind.CASH, "EUR")
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        entry = Entry.objects.create(reason="crooked")
        Posting.objects.create(entry=entry, account=cash, amount=100)
    assert ledger.balance(Kind.CASH, "EUR") == 0


@pytest.mark.django_db
def test_currencies_do_not_balance_each_other(stage: Stage) -> None:
    euro, dollar = ledger.account(Kind.CASH, "EUR"), ledger.account(Kind.CASH, "USD")
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        ledger.post("mixed", None, (euro, 100), (dollar, -100))


@pytest.mark.django_db
def test_the_ledger_cannot_be_rewritten(stage: Stage) -> None:
    stage.introducing()
    entries = Entry.objects.count()
    for statement in (
        "UPDATE payments_posting SET amount = 1",
        "DELETE FROM payments_posting",
        "DELETE FROM payments_entry",
        "UPDATE payments_ledgeraccount SET balance = 0",
    ):
        assert "refused" in (said := refused(statement)) or "by postings only" in said
    assert Entry.objects.count() == entries


@pytest.mark.django_db
def test_held_money_cannot_go_below_zero(stage: Stage) -> None:
    stage.introducing()
    payment = stage.now().payment
    assert payment is not None
    held, cash = ledger.held(payment), ledger.account(Kind.CASH, "EUR")
    with pytest.raises(IntegrityError, match="nothing_below_zero"), transaction.atomic():
        ledger.post("too much", payment, (held, 50_001), (cash, -50_001))
    assert ledger.balance(Kind.HELD, "EUR", payment=payment) == 50_000


@pytest.mark.django_db
def test_more_cannot_leave_than_came(stage: Stage) -> None:
    stage.introducing()
    said = refused("UPDATE payments_payment SET refunded = 40000, transferred = 20000")
    assert "no_more_out_than_in" in said
    assert Payment.objects.get().refunded == 0


@pytest.mark.django_db
def test_running_balances_equal_the_sum_of_postings(stage: Stage) -> None:
    stage.introducing()
    for account in LedgerAccount.objects.all():
        assert account.balance == sum(account.postings.values_list("amount", flat=True))
