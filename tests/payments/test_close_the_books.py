"""Closing a month: in turn, once; nothing is posted into it any more, and no change stays unseen."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from brokerage.accounts.models import StaffAction, User
from brokerage.kit import clock as product_clock
from brokerage.kit.errors import Refusal
from payments import actions as payments
from payments import ledger
from payments.models import ClosedMonth, Entry, LedgerAccount, Posting
from tests.support.builders import moderator, staff
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage
from tests.support.together import together, won

pytestmark = pytest.mark.django_db
Kind = LedgerAccount.Kind
BOOKS = "/moderation/books/"


@pytest.fixture
def fiona(db: None) -> User:
    return staff("fiona", "finance")


@pytest.fixture
def later(clock: MovingClock) -> MovingClock:
    """Two entries were posted; it is the third of the next month."""
    post("one", 700)
    post("two", 300)
    clock.move_to((clock.now().replace(day=1, hour=12) + timedelta(days=32)).replace(day=3))
    return clock


def post(reason: str, amount: int) -> None:
    ledger.post(
        reason,
        None,
        (ledger.account(Kind.CASH, "EUR"), amount),
        (ledger.account(Kind.FEES, "EUR"), -amount),
    )


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_finance_closes_the_month_that_is_over(later: MovingClock, fiona: User) -> None:
    month = payments.next_to_close()
    assert month is not None
    page = desk(fiona)
    assert "Close the month" in page.get(BOOKS).text
    assert page.post(f"{BOOKS}close/", {"month": f"{month:%Y-%m}"}).status_code == 302
    row = ClosedMonth.objects.get()
    assert (row.totals, row.entries) == ({"cash EUR": 1000, "fees EUR": -1000}, 2)
    assert StaffAction.objects.filter(action="close the books", staff=fiona).count() == 1
    assert "Every closed month is as it was closed" in page.post(f"{BOOKS}check/", follow=True).text
    again = page.post(f"{BOOKS}close/", {"month": f"{month:%Y-%m}"})
    assert (again.status_code, "closed already" in again.text) == (409, True)
    assert ClosedMonth.objects.count() == 1


def test_a_month_out_of_turn_or_too_early_is_refused(later: MovingClock, fiona: User) -> None:
    month = payments.next_to_close()
    assert month is not None
    with pytest.raises(Refusal, match="one after another"):
        payments.close_month(later.now().date().replace(day=1), staff=fiona)
    payments.close_month(month, staff=fiona)
    with pytest.raises(Refusal, match="a day after its end"):
        payments.close_month(later.now().date().replace(day=1), staff=fiona)
    assert desk(fiona).post(f"{BOOKS}close/", {"month": "soon"}).status_code == 400
    assert ClosedMonth.objects.count() == 1


def test_nothing_is_posted_into_a_closed_month(later: MovingClock, fiona: User) -> None:
    month = payments.next_to_close()
    assert month is not None
    payments.close_month(month, staff=fiona)
    post("three", 5)
    entry = Entry.objects.get(reason="one")
    account = ledger.account(Kind.CASH, "EUR")
    for deed in (
        lambda: Entry.objects.create(reason="late", at=entry.at),
        lambda: Posting.objects.bulk_create(
            Posting(entry=entry, account=one, amount=amount)
            for one, amount in ((account, 1), (ledger.account(Kind.FEES, "EUR"), -1))
        ),
        lambda: ClosedMonth.objects.update(entries=0),
        lambda: ClosedMonth.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert (Entry.objects.count(), Posting.objects.count()) == (3, 6)
    assert payments.verify() == []


def test_a_change_behind_the_ledgers_back_is_found(later: MovingClock, fiona: User) -> None:
    month = payments.next_to_close()
    assert month is not None
    payments.close_month(month, staff=fiona)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_posting DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE payments_posting SET amount = amount * 2 WHERE entry_id ="
            " (SELECT id FROM payments_entry WHERE reason = 'one')"
        )
        cursor.execute("ALTER TABLE payments_posting ENABLE TRIGGER USER")
    assert payments.verify() == [month]
    answer = desk(fiona).post(f"{BOOKS}check/")
    assert (answer.status_code, f"{month:%B %Y}" in answer.text) == (409, True)


def test_every_posting_can_be_taken_along(later: MovingClock, fiona: User) -> None:
    month = payments.next_to_close()
    text = desk(fiona).get(f"{BOOKS}csv/?month={month:%Y-%m}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sorted((row["reason"], row["kind"], row["amount"]) for row in rows) == [
        ("one", "cash", "700"), ("one", "fees", "-700"),
        ("two", "cash", "300"), ("two", "fees", "-300"),
    ]  # fmt: skip
    assert desk(fiona).get(f"{BOOKS}csv/?month=x").status_code == 400


@pytest.mark.parametrize("role", ["moderator", "support", "senior moderator", "rep"])
def test_the_books_are_for_finance_alone(later: MovingClock, rita: User, role: str) -> None:
    client = desk(rita if role == "rep" else staff("sam", role))
    for path in ("", "csv/?month=2026-11"):
        assert client.get(BOOKS + path).status_code == 403
    for path in ("close/", "check/"):
        assert client.post(BOOKS + path, {"month": "2026-11"}).status_code == 403
    assert not ClosedMonth.objects.exists()


def test_two_who_close_and_many_who_post_at_once(
    transactional_db: None, later: MovingClock
) -> None:
    finance, other = staff("fiona", "finance"), staff("fred", "finance")
    month = payments.next_to_close()
    assert month is not None
    before = product_clock.now() - timedelta(days=4)

    def late(number: int) -> Any:
        return lambda: Entry.objects.create(reason=f"late {number}", at=before)

    answers = together(
        lambda: payments.close_month(month, staff=finance),
        lambda: payments.close_month(month, staff=other),
        *(late(number) for number in range(4)),
    )
    assert len(won(answers[:2])) == 1
    assert payments.verify() == [], "whatever was posted is either inside or was refused"
    assert Entry.objects.filter(reason__startswith="late").count() == len(won(answers[2:]))


def test_a_whole_story_closes_and_verifies(stage: Stage, clock: MovingClock, fiona: User) -> None:
    stage.confirmed()
    stage.wait(clock, days=70)
    while (month := payments.next_to_close()) and payments.may_be_closed(month):
        payments.close_month(month, staff=fiona)
    assert ClosedMonth.objects.count() >= 2
    assert payments.verify() == []
    assert moderator("mona").has_perm("cases.close_books") is False
