"""A network on its way in: LinkedIn rows from the file to the table, against a floor and a peer."""

import csv
import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
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


SIZES = tuple(map(int, os.environ.get("IMPORT_SIZES", "10000,30000,100000").split(",")))
MOST_MB = 250


@dataclass(frozen=True)
class Took:
    """Microseconds of a worker's CPU a row for reading and judging, and for adding; its greatest memory."""

    reading: float
    adding: float
    peak: int

    @property
    def whole(self) -> float:
        """From the file to the network."""
        return self.reading + self.adding


def imports() -> list[Row]:
    """Microseconds of a worker's CPU per row, and the greatest memory it took."""
    from brokerage.accounts.models import User

    def user(name: str) -> Any:
        return User.objects.create_user(f"{name}@bench.example", name=name, is_connector=True)

    took = {size: ours(user(f"own{size}"), connections(size)) for size in SIZES}
    middle = SIZES[len(SIZES) // 2]
    data, mine = connections(middle), took[middle]
    low = spent(lambda: floor(user("floor").pk, data)) / middle
    same = spent(lambda: floor(user("same").pk, data, all_of_it=True)) / middle
    rows = [
        (
            "LinkedIn row, file to stored",
            f"{middle:,}: read, judged, reviewed, added",
            mine.whole,
            "",
        ),
        ("", "reading and judging alone", mine.reading, f"{mine.reading / mine.whole:.0%}"),
        ("", "adding alone", mine.adding, f"{mine.adding / mine.whole:.0%}"),
        ("", "csv, six cells encrypted, COPY, ON CONFLICT", low, floor_said(mine.whole / low)),
        (
            "",
            "the same with normal forms, all hashes, the review's copy and the person's row",
            same,
            floor_said(mine.whole / same),
        ),
        *(
            (
                "",
                f"{size:,}; peak memory of a worker {one.peak} MB",
                one.whole,
                f"{one.whole / mine.whole:.2f}x a row (aim: flat, {MOST_MB} MB)",
            )
            for size, one in took.items()
            if size != middle
        ),
    ]
    if PEER.exists():
        peer = peers(data) / middle
        said = f"{peer / mine.whole:.2f}x faster (aim: at least 5x)"
        rows.append(("", "django-import-export, same fields, unencrypted", peer, said))
    return rows


def warm_up(user: Any) -> None:
    """A worker that was at work has read its lists of words."""
    from connectors import actions

    run = actions.import_network(user, "Connections.csv", connections(2_000))
    actions.carry_out_import(run.pk)
    actions.add_chosen(user, run.public_id)
    actions.carry_out_import(run.pk)


def floor_said(ratio: float) -> str:
    """Against the floor."""
    return f"{ratio:.2f}x of the floor (aim: at most 2x)"


def peers(data: bytes) -> float:
    """Microseconds of CPU that the peer takes for all rows, in a Python of its own."""
    command = [str(PEER), str(HERE / "import_export_rows.py"), os.environ["BENCH_PEER_URL"]]
    return float(subprocess.run(command, input=data, capture_output=True, check=True).stdout)


def spent(what: Callable[[], object]) -> float:
    """Microseconds of CPU."""
    started = time.process_time()
    what()
    return (time.process_time() - started) * 1e6


def worker(run_id: int) -> tuple[float, int]:
    """Have a worker of its own carry a run on: microseconds of CPU, and its greatest memory in MB."""
    command = [sys.executable, __file__, str(run_id)]
    took, peak = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return took, peak


def work(run_id: int) -> None:
    """What `worker` starts: loaded as Celery's are, and at work before."""
    sys.path.insert(0, str(HERE.parent))
    import django

    django.setup()
    from brokerage.accounts.models import User
    from brokerage.celery import app
    from connectors import actions

    app.loader.import_default_modules()
    name = f"warm{os.getpid()}"
    warm_up(User.objects.create_user(f"{name}@bench.example", name=name, is_connector=True))
    took = spent(lambda: actions.carry_out_import(run_id))
    print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))


def ours(user: Any, data: bytes) -> Took:
    """Upload, read, tick all, add."""
    from connectors import actions

    count = data.count(b"\n") - 1
    run = actions.import_network(user, "Connections.csv", data)
    del data
    read, most = worker(run.pk)
    actions.add_chosen(user, run.public_id)
    added, more = worker(run.pk)
    run.refresh_from_db()
    assert run.status == "done" and run.new == count, run.problems
    return Took(read / count, added / count, max(most, more))


def floor(user: int, data: bytes, *, all_of_it: bool = False) -> None:
    """The least that has to be done: parse, encrypt, hash, and have the database keep and compare.

    With `all_of_it` also what is promised beside: every normal form and hash by which people are found again,
    the row as it was read for the review, and what the person chose (three more cells).
    """
    from django.db import connection

    from brokerage.kit.encryption import box, keyed_hash
    from connectors.companies import company_key, plain
    from connectors.identity import email_domain, normalise_email, normalise_profile_url

    own = box("bench")
    out = io.StringIO()
    for first, last, url, email, company, position, day in list(
        csv.reader(io.StringIO(data.decode()))
    )[1:]:
        cells = [f"{first} {last}", email, url, position, company, ""]
        known = [email, url, f"{first} {last} {company}"]
        if all_of_it:
            review = {"name": cells[0], "email": email, "url": url, "title": position, "day": day}
            cells += [json.dumps(review | {"company": company}), "", "", ""]
            mailbox, profile = normalise_email(email), normalise_profile_url(url)
            known = [mailbox, profile, f"{plain(cells[0])}|{company_key(company)}"]
            known += [email_domain(email), f"network|{profile}"]
        sealed = "\t".join([rf"\\x{own.close(cell.encode()).hex()}" for cell in cells])
        marks = "\t".join([keyed_hash(one)[1] for one in known])
        out.write(f"{user}\t{sealed}\t{marks}\n")
    out.seek(0)
    table = "bench_floor_all" if all_of_it else "bench_floor"
    sealed_cells = ", ".join(f"c{n} bytea" for n in range(10 if all_of_it else 6))
    hashes = ", ".join(f"h{n} text" for n in range(5 if all_of_it else 3))
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {table} (owner bigint, {sealed_cells}, {hashes},"
            " UNIQUE (owner, h1));"
            f"CREATE TEMP TABLE arriving (LIKE {table})"
        )
        cursor.copy_expert("COPY arriving FROM STDIN", out)
        cursor.execute(f"INSERT INTO {table} SELECT * FROM arriving ON CONFLICT DO NOTHING")  # noqa: S608
        cursor.execute("DROP TABLE arriving")
        cursor.execute(f"SELECT count(*) FROM {table} WHERE owner = %s", [user])  # noqa: S608
        assert cursor.fetchone()[0] == data.count(b"\n") - 1


if __name__ == "__main__":
    work(int(sys.argv[1]))
