"""The servers that we start ourselves, where nobody else provides them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings
from django.db import connection

from brokerage import embedded
from brokerage.embedded import EmbeddedError, Postgres, Valkey
from tests.support import server

BASE_DIR = Path(__file__).resolve().parents[2]
WITH_PARENT = """
import sys, time
from pathlib import Path
from brokerage.embedded import Postgres, Valkey
home = Path(sys.argv[1])
print(Postgres(home).start(), Valkey(home).start(), flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A folder with PostgreSQL's data made, to be copied: making it takes a second or more."""
    folder = Path(tempfile.mkdtemp(prefix="sidedoor-test-"))
    with Postgres(folder, durable=False):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(made: Path) -> Iterator[Path]:
    """A data folder of this test's own."""
    folder = Path(tempfile.mkdtemp(prefix="sidedoor-test-"))
    subprocess.run(["cp", "-a", f"{made}/.", folder], check=True)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.django_db
def test_the_tests_run_on_postgres_and_a_redis_protocol_server() -> None:
    assert connection.vendor == "postgresql"
    assert redis.Redis.from_url(settings.REDIS_URL).ping()


def test_data_and_password_are_there_again_after_a_restart(home: Path) -> None:
    with Postgres(home, durable=False) as first:
        _execute(first.url, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('here')")
    with Postgres(home, durable=False) as second:
        assert _execute(second.url, "SELECT word FROM kept") == [("here",)]


def test_a_closed_folder_above_is_no_obstacle(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)  # as root's home is: the servers' user cannot get in
    home = tmp_path / "checkout/.sidedoor"
    with Postgres(home, durable=False) as first:
        _execute(first.url, "CREATE TABLE kept ()")
    with Postgres(home, durable=False) as second, Valkey(home, durable=False):
        assert _execute(second.url, "SELECT count(*) FROM kept") == [(0,)]
    embedded.forget(home)
    assert not home.exists()


def test_nobody_gets_in_without_the_password(home: Path) -> None:
    with Postgres(home, durable=False) as postgres, Valkey(home, durable=False) as valkey:
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(
                host="127.0.0.1", port=postgres.port, user="sidedoor", password="wrong"
            )
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=valkey.port).ping()
    assert (home / "postgres.password").stat().st_mode & 0o777 == 0o600


def test_the_application_is_no_superuser(home: Path) -> None:
    with Postgres(home, durable=False) as postgres:
        asked = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        assert _execute(postgres.url, asked) == [(False,)]


def test_data_of_another_version_are_refused_with_a_sentence(home: Path) -> None:
    with Postgres(home, durable=False) as postgres:
        version = postgres._data / "PG_VERSION"
    version.write_text("12\n")
    with pytest.raises(EmbeddedError, match="was written by PostgreSQL 12"):
        Postgres(home).start()


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's")
def test_a_killed_parent_leaves_nothing_that_stops_the_next_start(home: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", WITH_PARENT, str(home)], stdout=subprocess.PIPE, cwd=BASE_DIR
    )
    assert parent.stdout is not None
    assert b"postgres://" in parent.stdout.readline()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    with Postgres(home, durable=False) as postgres, Valkey(home, durable=False):
        assert _execute(postgres.url, "SELECT 1") == [(1,)]


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(home: Path) -> None:
    with Postgres(home, durable=False) as postgres:
        pid_file = postgres._data / "postmaster.pid"
        left = pid_file.read_text().splitlines()
    left[0] = str(os.getpid())
    pid_file.write_text("\n".join(left) + "\n")
    started = time.monotonic()
    with Postgres(home, durable=False):
        assert time.monotonic() - started < 8


def test_one_folder_has_one_owner(home: Path) -> None:
    with (
        embedded.Lock(home),
        pytest.raises(EmbeddedError, match="already runs"),
        embedded.Lock(home),
    ):
        pass


def test_system_binaries_serve_where_the_wheel_is_missing(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(embedded, "package_folder", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert embedded.postgres_binaries(home, None) == tmp_path


def test_without_any_binaries_it_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "package_folder", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmbeddedError, match="set REDIS_URL"):
        embedded.valkey_binary(home, None)


def test_a_given_url_is_used_instead_of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    with embedded.throwaway_servers() as started:
        assert started == {}


def test_each_xdist_worker_has_a_redis_database_of_its_own() -> None:
    assert server._numbered("redis://:secret@127.0.0.1:1/0", 3) == "redis://:secret@127.0.0.1:1/3"


def _execute(url: str, statement: str) -> list[tuple[object, ...]]:
    session = psycopg2.connect(url)
    try:
        with session, session.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        session.close()
