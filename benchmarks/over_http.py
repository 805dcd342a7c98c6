"""The whole product over HTTP: `python benchmarks/over_http.py` starts a demo of its own and measures it.

*Busy*: 200 clients search, each asking again as soon as it is answered; how long `/healthz/` takes meanwhile.
*Paid introductions*: requests through the API, paid in the sandbox, accepted, agreed to by link, introduced
and confirmed; some at once. The clients share the machine's cores with the site.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
CLIENTS, SECONDS = 200, 15
STORIES, AT_ONCE = 30, 6
NAMES = {
    "web": "gunicorn", "mailer": "-Q mail", "worker": "-Q celery", "sandbox": "payments.sandbox",
    "PostgreSQL": "postgres", "Valkey": "valkey",
}  # fmt: skip
"""The processes of a demo by a word of their command lines."""
PITCH = (
    "We help freight companies see what their invoices really cost. "
    "I would like half an hour to show what we found at two of your peers."
)


@contextmanager
def running_demo(port: int) -> Iterator[str]:
    """A demo in a folder that is deleted afterwards; its data folder."""
    with tempfile.TemporaryDirectory(prefix="sidedoor-bench-") as home:
        ours = {"DATABASE_URL", "REDIS_URL", "STRIPE_API_BASE"}
        environment = {k: v for k, v in os.environ.items() if k not in ours} | {
            "SIDEDOOR_DATA": home
        }
        command = [sys.executable, "manage.py", "demo", "--port", str(port)]
        demo = subprocess.Popen(
            command, cwd=HERE.parent, env=environment, stdout=subprocess.PIPE, text=True
        )
        assert demo.stdout
        for line in demo.stdout:
            if "Ctrl-C stops everything" in line:
                break
        try:
            yield home
        finally:
            demo.terminate()
            demo.wait(timeout=60)


def set_up(home: str) -> None:
    """Read the demo's rows with the product's own code."""
    os.environ |= {"SIDEDOOR_DATA": home, "DEMO": "true", "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "brokerage.settings"
    import django

    django.setup()


def signed_in(user: Any) -> dict[str, str]:
    """The cookies of a session of theirs."""
    from django.test import Client

    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    token = "a" * 32
    return {
        "Cookie": f"sessionid={browser.cookies['sessionid'].value}; csrftoken={token}",
        "X-CSRFToken": token,
    }


# --- 200 clients search --------------------------------------------------------------------------


async def fetch(port: int, path: str, headers: dict[str, str]) -> tuple[int, float]:
    """One request on a connection of its own: status and seconds."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    answer = await reader.read()
    writer.close()
    return int(answer[9:12]), time.perf_counter() - began


async def busy(port: int, visitors: list[dict[str, str]]) -> dict[str, Any]:
    """So many clients in a closed loop, and somebody who asks after the site's health."""
    until = time.perf_counter() + SECONDS
    found: list[tuple[int, float]] = []
    health: list[float] = []

    async def client(headers: dict[str, str]) -> None:
        while time.perf_counter() < until:
            try:
                found.append(await fetch(port, "/search/?q=logistics", headers))
            except OSError:
                found.append((0, 0.0))

    async def probe() -> None:
        await asyncio.sleep(2)
        while time.perf_counter() < until:
            health.append((await fetch(port, "/healthz/", {}))[1])
            await asyncio.sleep(0.25)

    await asyncio.gather(probe(), *(client(one) for one in visitors))
    served = [took for status, took in found if status == 200]
    return {
        "clients": CLIENTS,
        "answered a second": round(len(served) / SECONDS, 1),
        "p95 of a search, s": round(sorted(served)[int(len(served) * 0.95)], 2) if served else None,
        "answers by status": Counter(status for status, _ in found),
        "healthz median, ms": round(statistics.median(health) * 1000),
        "healthz worst, ms": round(max(health) * 1000),
    }


# --- Paid introductions --------------------------------------------------------------------------


def ask(port: int, method: str, path: str, headers: dict[str, str], body: Any = None) -> Any:
    """A call of the API as a program makes it."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            **headers,
            "Content-Type": "application/json",
            "Referer": f"http://127.0.0.1:{port}/",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (our own)
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{path}: {error.code} {error.read()[:300]!r}") from None


def prepared(count: int) -> list[tuple[dict[str, str], dict[str, str], str]]:
    """So many listings, each with a rep and a connector who can be paid: cookies of both, the listing."""
    from django.conf import settings

    from brokerage.accounts.models import User
    from tests.support import builders
    from tests.support.builders import PETRA, Person
    from tests.support.sandbox_process import Sandbox
    from tests.support.stages import listed, payable

    sandbox, mark = Sandbox(settings.STRIPE_API_BASE), uuid.uuid4().hex[:6]
    sandbox.top_up(100_000_000)
    connectors: list[User] = [builders.connector(f"c{mark}{n}") for n in range(10)]
    for one in connectors:
        payable(one, sandbox)
    found = []
    for n in range(count):
        someone = Person(f"Someone {mark}", f"p{mark}{n}@meridian-freight.example", "", PETRA.title)
        connector = connectors[n % len(connectors)]
        listing = listed(connector, someone)
        rep = builders.rep(f"r{mark}{n}")
        found.append((signed_in(rep), signed_in(connector), str(listing.public_id)))
    return found


def story(port: int, rep: dict[str, str], connector: dict[str, str], listing: str, n: int) -> float:
    """From the request to both words; seconds."""
    from django.conf import settings
    from django.db import connection

    from introductions.models import Introduction
    from introductions.queries import prospect_token
    from payments.models import Checkout
    from tests.support.sandbox_process import Sandbox

    began = time.perf_counter()
    body = {
        "listing": listing, "no_way_in": True, "purpose": "Freight invoices",
        "pitch": PITCH,
    }  # fmt: skip
    made = ask(port, "POST", "/api/v1/introductions/", rep, body)
    at = f"/api/v1/introductions/{made['id']}/"
    page = Checkout.objects.get(payment__introduction__public_id=made["id"])
    Sandbox(settings.STRIPE_API_BASE).pay(page.session_id)
    wait(port, at, rep, "requested")
    ask(
        port, "POST", f"{at}accept/", connector, {"not_my_employer": True, "no_duty_breached": True}
    )
    row = Introduction.objects.select_related("prospect", "relationship").get(public_id=made["id"])
    token = prospect_token(row, "answer")
    ask(port, "POST", f"/api/v1/prospect/{token}/", {}, {"answer": "agree"})
    wait(port, at, rep, "introducing")
    ask(port, "POST", f"{at}introduce/", connector, {})
    ask(port, "POST", f"{at}confirm/", rep, {})
    connection.close()
    return time.perf_counter() - began


def wait(port: int, path: str, headers: dict[str, str], state: str) -> None:
    """Until it stands there."""
    for _ in range(600):
        if ask(port, "GET", path, headers)["state"] == state:
            return
        time.sleep(0.2)
    raise AssertionError(f"{path} never came to {state}")


def processor_seconds(home: str) -> dict[str, float]:
    """What each process of the demo has used so far, its children included, by name."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents: dict[int, tuple[int, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used = sum(map(int, fields[11:15])) / ticks  # its own, and of children that have ended
        parents[int(path.parent.name)] = (int(fields[1]), used)

    def whole(pid: int) -> float:
        own = parents.get(pid, (0, 0.0))[1]
        return own + sum(whole(one) for one, (parent, _) in parents.items() if parent == pid)

    found: dict[str, float] = {}
    for pid in map(int, json.loads((Path(home) / "children.json").read_text())):
        words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        name = next((name for name, word in NAMES.items() if word in words), "others")
        found[name] = found.get(name, 0.0) + whole(pid)
    return found


def paid(port: int, home: str) -> dict[str, Any]:
    """Stories, some at once."""
    people = prepared(STORIES)
    before, began = processor_seconds(home), time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        took = list(pool.map(lambda one: story(port, *one[1], one[0]), enumerate(people)))
    spent, after = time.perf_counter() - began, processor_seconds(home)
    used = {name: round((after[name] - before[name]) / STORIES, 3) for name in before}
    return {
        "processor seconds a story": used,
        "stories": STORIES, "at once": AT_ONCE, "a second": round(STORIES / spent, 2),
        "median of one, s": round(statistics.median(took), 2), "longest, s": round(max(took), 2),
    }  # fmt: skip


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="the data folder of a demo that runs already")
    parser.add_argument("--port", type=int, default=8790)
    options = parser.parse_args()
    if options.data:
        measure(options.data, options.port)
        return
    with running_demo(options.port) as home:
        measure(home, options.port)


def measure(home: str, port: int) -> None:
    """Both measurements, as JSON."""
    set_up(home)
    from tests.support import builders

    print(json.dumps({"paid introductions": paid(port, home)}, indent=2), flush=True)
    reps = [builders.rep(f"busy{uuid.uuid4().hex[:8]}") for _ in range(CLIENTS)]
    found = asyncio.run(busy(port, [signed_in(one) for one in reps]))
    print(json.dumps({"busy": found}, indent=2), flush=True)


if __name__ == "__main__":
    main()
