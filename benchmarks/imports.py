"""A network on its way in: LinkedIn rows from the file to the table, against a floor and a peer."""

import csv
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PEER = HERE / ".venv/bin/python"
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
_FIRST = "Anna Bob Carla Dan Eva Finn Gina Hugo Ines Jan Kim Lea Max Nora Otto Pia Quin Rosa Sam Tess".split()
_TITLES = (
    "VP Sales", "Head of Procurement", "Chief Financial Officer", "Software Engineer",
    "Director, Human Resources", "Account Executive", "CTO", "Marketing Manager",
)  # fmt: skip
Row = tuple[str, str, float, str]


def connections(count: int) -> bytes:
    """A LinkedIn export of so many people, every other with an address, at one company in ten of them."""
    lines = [HEAD]
    for n in range(count):
        first, last = _FIRST[n % 20], f"Lastname{_letters(n)}"
        email = f"{first}.{last}@company{n % (count // 10)}.example".lower() if n % 2 else ""
        lines.append(
            f"{first},{last},https://www.linkedin.com/in/{first}-{last}-{n},{email},"
            f'Company {_letters(n % (count // 10))},"{_TITLES[n % len(_TITLES)]}",12 Mar 2021\n'
        )
    return "".join(lines).encode()


def _letters(n: int) -> str:
    found = ""
    while True:
        n, rest = divmod(n, 26)
        found = chr(97 + rest) + found
        if not n:
            return found


def imports() -> list[Row]:
    """Microseconds of this process's CPU per row, and the greatest memory it took."""
    from brokerage.accounts.models import User

    def user(name: str) -> Any:
        return User.objects.create_user(f"{name}@bench.example", name=name, is_connector=True)

    ours(user("warm"), connections(2_000))
    took = {}
    for count in (30_000, 100_000):
        took[count] = (
            spent(lambda count=count: ours(user(f"own{count}"), connections(count))) / count
        )
    low = spent(lambda: floor(user("floor").pk, connections(30_000))) / 30_000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows = [
        ("LinkedIn row, file to stored", "30,000: read, judged, reviewed, added", took[30_000], ""),
        ("", "csv, same encryption, COPY, ON CONFLICT", low, floor_said(took[30_000] / low)),
        ("", f"100,000; peak memory {peak} MB", took[100_000], flat_said(took)),
    ]
    if PEER.exists():
        peer = peers(connections(30_000)) / 30_000
        said = f"{peer / took[30_000]:.2f}x faster (aim: at least 5x)"
        rows.append(("", "django-import-export, same fields, unencrypted", peer, said))
    return rows


def floor_said(ratio: float) -> str:
    """Against the floor."""
    return f"{ratio:.2f}x of the floor (aim: at most 2x)"


def flat_said(took: dict[int, float]) -> str:
    """At two sizes."""
    return f"{took[100_000] / took[30_000]:.2f}x a row (aim: flat, 250 MB)"


def peers(data: bytes) -> float:
    """Microseconds of CPU that the peer takes for all rows, in a Python of its own."""
    command = [str(PEER), str(HERE / "import_export_rows.py"), os.environ["BENCH_PEER_URL"]]
    return float(subprocess.run(command, input=data, capture_output=True, check=True).stdout)


def spent(what: Callable[[], object]) -> float:
    """Microseconds of CPU."""
    started = time.process_time()
    what()
    return (time.process_time() - started) * 1e6


def ours(user: Any, data: bytes) -> None:
    """Upload, read, tick all, add."""
    from connectors import actions

    run = actions.import_network(user, "Connections.csv", data)
    actions.carry_out_import(run.pk)
    actions.add_chosen(user, run.public_id)
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    assert run.status == "done", run.problems


def floor(user: int, data: bytes) -> None:
    """The least that has to be done: parse, encrypt, hash, and have the database keep and compare."""
    from django.db import connection

    from brokerage.kit.encryption import fernet, keyed_hash

    box = fernet()
    out = io.StringIO()
    for first, last, url, email, company, position, _ in list(
        csv.reader(io.StringIO(data.decode()))
    )[1:]:
        cells = (f"{first} {last}", email, url, position, company, "")
        sealed = "\t".join(rf"\\x{box.encrypt(cell.encode()).hex()}" for cell in cells)
        marks = "\t".join(keyed_hash(one)[1] for one in (email, url, f"{first} {last} {company}"))
        out.write(f"{user}\t{sealed}\t{marks}\n")
    out.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_floor (owner bigint, a bytea, b bytea, c bytea, d bytea,"
            " e bytea, f bytea, g text, h text, i text, UNIQUE (owner, h));"
            "CREATE TEMP TABLE arriving (LIKE bench_floor)"
        )
        cursor.copy_expert("COPY arriving FROM STDIN", out)
        cursor.execute("INSERT INTO bench_floor SELECT * FROM arriving ON CONFLICT DO NOTHING")
        cursor.execute("SELECT count(*) FROM bench_floor WHERE owner = %s", [user])
        assert cursor.fetchone()[0] == data.count(b"\n") - 1


if __name__ == "__main__":
    sys.exit("Run by benchmarks/run.py.")
