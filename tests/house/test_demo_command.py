"""`manage.py demo`: refuses a port in use, runs everything, and ends everything."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from brokerage import embedded
from brokerage.demo import layout, supervisor

BASE_DIR = Path(__file__).resolve().parents[2]
UP = "Ctrl-C stops everything"


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sidedoor-test-"))
    yield folder
    shutil.rmtree(folder)


def start(home: Path, port: int) -> "subprocess.Popen[str]":
    """Start a demo with none of the tests' servers."""
    ours = {"DATABASE_URL", "REDIS_URL", "SIDEDOOR_TESTING", "STRIPE_API_BASE"}
    environment = {k: v for k, v in os.environ.items() if k not in ours}
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=BASE_DIR,
        env=environment | {"SIDEDOOR_DATA": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until_up(demo: "subprocess.Popen[str]") -> str:
    """Read what it says until everything runs; fails if it ends before."""
    assert demo.stdout is not None
    said = ""
    for line in demo.stdout:
        said += line
        if UP in line:
            return said
    raise AssertionError(said)


def test_a_port_in_use_is_an_error_that_names_the_port_and_starts_nothing(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = start(home, port)
        said, _ = demo.communicate(timeout=30)
    assert demo.returncode == 2
    assert f"Port {port} cannot be used" in said
    assert "make demo PORT=" in said
    assert [path.name for path in home.iterdir()] == ["lock"]


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        supervisor.parse(["--port", port])
    assert exit.value.code == 2
    assert "port" in capsys.readouterr().err


def test_a_second_demo_on_the_same_data_is_told_where_the_first_one_is(home: Path) -> None:
    (home / "demo.env").write_text("SITE_URL=http://localhost:8765\n")
    with embedded.Lock(home):
        demo = start(home, embedded.free_port())
        said, _ = demo.communicate(timeout=30)
    assert demo.returncode == 2
    assert "http://localhost:8765" in said


def test_what_a_killed_demo_left_running_is_ended(home: Path) -> None:
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    births = {str(left.pid): supervisor.birth(left.pid), str(other.pid): "another birth"}
    (home / "children.json").write_text(json.dumps(births))
    supervisor.Supervisor(port=0, host="127.0.0.1", home=home)._end_leftovers()
    assert left.wait(5) == -signal.SIGTERM
    assert other.poll() is None  # the number was used again by a stranger
    other.kill()
    other.wait()


def test_secrets_are_made_once_and_for_us_alone(home: Path) -> None:
    first = supervisor.Supervisor(port=0, host="127.0.0.1", home=home)._secrets()
    second = supervisor.Supervisor(port=0, host="127.0.0.1", home=home)._secrets()
    assert first == second
    assert (home / "secrets.env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("note", [None, "", '["payments/migrations/0099_of_another_version.py"]'])
def test_a_world_of_another_version_is_cleared_but_for_the_lock(
    home: Path, note: str | None
) -> None:
    assert not layout.is_outdated(home)
    (home / "postgres" / "data").mkdir(parents=True)
    for name in ("lock", "secrets.env", "demo.env"):
        (home / name).write_text("kept?")
    if note is not None:
        (home / "migrations.json").write_text(note)
    assert layout.is_outdated(home)
    layout.clear(home)
    assert [path.name for path in home.iterdir()] == ["lock"]
    assert not layout.is_outdated(home)


def test_it_starts_with_a_world_ends_at_once_and_survives_being_killed(home: Path) -> None:
    port = embedded.free_port()
    first = start(home, port)
    said = wait_until_up(first)
    assert f"http://localhost:{port}" in said
    assert "rita@brightlane.example" in said
    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/demo/clock/").read().decode()
    assert "confirming" in page  # the seeded stories
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not layout.is_outdated(home)  # the same version carries on with it

    cluster = home / "postgres/data/PG_VERSION"
    made = cluster.stat().st_mtime_ns
    second = start(home, port)
    wait_until_up(second)
    assert cluster.stat().st_mtime_ns == made, "nothing was made anew"
    second.send_signal(signal.SIGTERM)
    said, _ = second.communicate(timeout=20)
    assert second.returncode == 0
    assert "Stopped." in said
    children = json.loads((home / "children.json").read_text())
    assert not [pid for pid, born in children.items() if supervisor.birth(int(pid)) == born]
    assert first.stdout is not None
    first.stdout.close()
