"""The application cannot rewrite its books: neither by a mistake nor on purpose, says the database."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import psycopg2
import pytest
from django.core.checks import WARNING, run_checks
from django.db import DatabaseError, OperationalError, connection, transaction

from brokerage.database_roles import APPEND_ONLY, KEPT, _grants, grant_app_role
from brokerage.kit import clock as world
from brokerage.production import _database, refuse_unsafe_settings
from introductions.lifecycle import State
from payments import ledger
from payments.checks import START
from payments.models import Entry, LedgerAccount, Posting, ProviderCall
from tests.support.audit import check_sums
from tests.support.moving_clock import MovingClock
from tests.support.stages import Stage

Kind = LedgerAccount.Kind
pytestmark = pytest.mark.django_db
ROLE = "sidedoor_app_of_tests"
DENIED = "permission denied|must be owner"


def run(sql: str, *given: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)


def refused(sql: str, says: str, *given: Any) -> None:
    with pytest.raises(DatabaseError, match=says):
        run(sql, *given)


@pytest.fixture
def as_the_app(settings: Any, db: None) -> Iterator[None]:
    """What follows runs as the role that web, worker and beat connect with."""
    settings.APP_ROLE, settings.APP_ROLE_PASSWORD = ROLE, "of-tests"
    grant_app_role()
    grant_app_role()  # every migration says it again
    run(f"GRANT {ROLE} TO CURRENT_USER WITH SET TRUE")
    run(f"SET ROLE {ROLE}")
    yield
    connection.cursor().execute("RESET ROLE")


def free_columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )
        return [row[0] for row in cursor.fetchall() if row[0] not in APPEND_ONLY[table]]


@pytest.mark.usefixtures("as_the_app")
def test_history_can_only_be_read_and_added_to() -> None:
    for table in APPEND_ONLY:
        run(f"SELECT count(*) FROM {table}")
        refused(f"DELETE FROM {table}", DENIED)
        refused(f"TRUNCATE {table} CASCADE", DENIED)
        refused(f"ALTER TABLE {table} DISABLE TRIGGER USER", DENIED)
        refused(f"DROP TABLE {table} CASCADE", DENIED)
        for column in free_columns(table):
            refused(f"UPDATE {table} SET {column} = {column}", DENIED)
    for table in KEPT:
        refused(f"DELETE FROM {table}", DENIED)
        refused(f"TRUNCATE {table} CASCADE", DENIED)


@pytest.mark.usefixtures("as_the_app")
@pytest.mark.parametrize(
    "sql",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE own (id int)",
        "CREATE TEMPORARY TABLE own (id int)",
        "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION ledger_latest() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        "CREATE TRIGGER own BEFORE INSERT ON payments_entry EXECUTE FUNCTION ledger_append_only()",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "UPDATE payments_ledgeraccount SET balance = 1",
    ],
)
def test_no_way_around(sql: str) -> None:
    refused(sql, DENIED)


@pytest.mark.usefixtures("as_the_app")
def test_the_whole_product_runs_like_this(stage: Stage, clock: MovingClock) -> None:
    stage.confirmed().wait(clock, days=8)
    assert stage.now().state == State.RELEASED
    connection.cursor().execute("RESET ROLE")
    check_sums()


def test_an_entry_gets_no_legs_later(stage: Stage) -> None:
    euro, fees = ledger.account(Kind.CASH, "EUR"), ledger.account(Kind.FEES, "EUR")
    ledger.post("one", None, (euro, 5), (fees, -5))
    entry = Entry.objects.get(reason="one")
    with pytest.raises(DatabaseError, match="has its legs already"), transaction.atomic():
        Posting.objects.bulk_create(
            [
                Posting(entry=entry, account=one, amount=sign)
                for one, sign in ((euro, 7), (fees, -7))
            ]
        )
    assert entry.postings.count() == 2 and ledger.balance(Kind.FEES, "EUR") == 5


def test_an_entry_has_legs() -> None:
    with pytest.raises(DatabaseError, match="has no legs"), transaction.atomic():
        Entry.objects.create(reason="bare")
        run("SET CONSTRAINTS ALL IMMEDIATE")
    assert not Entry.objects.exists()


def test_an_entry_is_not_dated_ahead_of_the_databases_clock() -> None:
    run(
        "CREATE OR REPLACE FUNCTION ledger_latest() RETURNS timestamptz LANGUAGE sql AS $$"
        " SELECT clock_timestamp() + interval '5 minutes' $$"  # as where it is no demo
    )
    euro, fees = ledger.account(Kind.CASH, "EUR"), ledger.account(Kind.FEES, "EUR")
    with pytest.raises(DatabaseError, match="dated ahead"), transaction.atomic():
        Entry.objects.create(reason="ahead", at=world.now() + timedelta(hours=1))
    assert ledger.post("now", None, (euro, 5), (fees, -5))


def test_an_ordered_call_stays_as_it_was(stage: Stage) -> None:
    call = ProviderCall.objects.order_by("pk").first()
    assert call is not None
    refused("DELETE FROM payments_providercall", "stays as it was ordered")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    refused("TRUNCATE payments_providercall CASCADE", "stays as it was ordered|append-only")
    for column, other in (("key", "'x'"), ("n", "9"), ("parameters", "'{}'"), ("target", "'x'")):
        refused(f"UPDATE payments_providercall SET {column} = {other}", "stays as it was ordered")
    call.attempts += 1
    call.save()
    before, call = call, ProviderCall.objects.get(pk=call.pk)
    assert (call.key, call.parameters) == (before.key, before.parameters)


def test_the_second_role_itself_connects_and_cannot_rewrite_the_books() -> None:
    """Not SET ROLE, which can be taken back: a connection of its own, with its own password."""
    where = connection.settings_dict
    facts = {"dbname": where["NAME"], "host": where["HOST"] or None, "port": where["PORT"] or None}
    name = "sidedoor_second_of_tests"
    owner = psycopg2.connect(user=where["USER"], password=where["PASSWORD"] or None, **facts)
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'of-tests'")
        try:
            for line in _grants(name, f'"{where["NAME"]}"'):
                cursor.execute(line)
            second = psycopg2.connect(user=name, password="of-tests", **facts)
            second.autocommit = True
            with second.cursor() as there:
                there.execute("SELECT current_user, session_user, count(*) FROM payments_posting")
                assert there.fetchone()[:2] == (name, name)
                for wrong in (
                    "DELETE FROM payments_posting", "UPDATE payments_entry SET reason = ''",
                    "TRUNCATE payments_paper", "ALTER TABLE payments_posting DISABLE TRIGGER USER",
                    "CREATE TABLE mine (n int)", "CREATE TEMPORARY TABLE mine (n int)",
                    f'SET ROLE "{where["USER"]}"', "SET session_replication_role = replica",
                    "DELETE FROM payments_ledgercheck", "UPDATE payments_ledgeraccount SET balance = 0",
                ):  # fmt: skip
                    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                        there.execute(wrong)
            second.close()
        finally:
            cursor.execute(f"GRANT {name} TO CURRENT_USER")
            cursor.execute(f"DROP OWNED BY {name}")
            cursor.execute(f"DROP ROLE {name}")
    owner.close()


def test_one_address_for_both_roles_is_warned_of(settings: Any) -> None:
    def warned() -> list[str]:
        return [one.id for one in _database()]

    settings.APP_ROLE = "another"
    assert warned() == []
    settings.APP_ROLE = settings.DATABASES["default"]["USER"]
    assert warned() == ["sidedoor.W060"]


def warned_at_start() -> list[str]:
    return [one.id for one in run_checks(tags=[START]) if one.level == WARNING]


def test_a_process_that_has_the_owners_address_is_warned_of_where_it_starts(
    settings: Any,
) -> None:
    settings.PRODUCTION, settings.APP_ROLE = True, ""
    assert warned_at_start() == ["sidedoor.W061"]
    settings.PRODUCTION = False  # the rest of a production's settings is not here
    assert warned_at_start() == []
    settings.PRODUCTION, settings.APP_ROLE = True, "another"  # migrations run as the owner
    assert warned_at_start() == []


@pytest.mark.usefixtures("as_the_app")
def test_one_that_has_the_applications_address_is_not(settings: Any) -> None:
    settings.PRODUCTION, settings.APP_ROLE = True, ""
    assert warned_at_start() == []


def test_what_is_only_warned_of_is_logged_and_stops_no_start(
    monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("brokerage.production.unsafe_settings", lambda: [])
    settings.PRODUCTION, settings.APP_ROLE = True, ""
    with caplog.at_level(logging.WARNING, logger="brokerage.production"):
        refuse_unsafe_settings()
    assert ["sidedoor.W061" in one.getMessage() for one in caplog.records] == [True]


def test_a_database_that_does_not_answer_stops_no_start(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PRODUCTION, settings.APP_ROLE = True, ""
    monkeypatch.setattr("brokerage.checks._rewritable", Mock(side_effect=OperationalError))
    assert warned_at_start() == []
