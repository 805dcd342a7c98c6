"""Speed as ratios, all side by side in one run: `make bench`.

Every measurement is the median of many, after a warm-up; contestants take turns, so that a busy machine hits
all alike. PostgreSQL is a throw-away one (or DATABASE_URL's), the same for all. The last table is kept in
benchmarks/README.md.
"""

import hashlib
import hmac
import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from brokerage.embedded import throwaway_servers  # noqa: E402

ROUNDS, EACH, WARM_UP = 5, 200, 100
HORDAK = HERE / ".venv/bin/python"
Row = tuple[str, str, float, str]


def main() -> None:
    """Start the servers, measure, print the table and keep it."""
    with throwaway_servers() as servers:
        os.environ.update(servers, SIDEDOOR_TESTING="true", LOG_LEVEL="ERROR")
        os.environ["DJANGO_SETTINGS_MODULE"] = "brokerage.settings"
        ours, theirs = own_databases(os.environ["DATABASE_URL"])
        os.environ.update(DATABASE_URL=ours, BENCH_PEER_URL=theirs)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from coverage import coverage
        from imports import imports
        from networks import networks
        from page import page
        from search import search
        from waiting import pages, records, sweeping

        from brokerage.kit.resting import leave_what_is_loaded

        leave_what_is_loaded()  # as web processes and workers do
        alone = {"imports": imports, "search": search, "coverage": coverage, "networks": networks}
        alone |= {"records": records, "sweeping": sweeping, "pages": pages, "page": page}
        if sys.argv[1:]:
            print(show([row for name in sys.argv[1:] for row in alone[name]()]))
            return
        rows = [*posting(theirs), *webhooks(), *sums(), *balances(), *networks(), *imports()]
        rows += [*coverage(), *records(), *sweeping(), *pages(), *page(), *search()]
    table = show(rows)
    print(table)
    keep(table)


def own_databases(server: str) -> list[str]:
    """Two empty databases, ours and the other library's, on one server."""
    import psycopg2

    connection = psycopg2.connect(server)
    connection.autocommit = True
    urls = []
    for name in ("bench_ours", "bench_hordak"):
        connection.cursor().execute(f"DROP DATABASE IF EXISTS {name}")
        connection.cursor().execute(f"CREATE DATABASE {name}")
        urls.append(urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
    connection.close()
    return urls


def timed(what: Callable[[], object], times: int) -> list[float]:
    """Seconds of each of so many calls."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        what()
        taken.append(time.perf_counter() - started)
    return taken


def in_turns(contestants: dict[str, Callable[[int], list[float]]]) -> dict[str, float]:
    """The median in microseconds of each contestant, called by `rounds` in turn after a warm-up."""
    for one in contestants.values():
        one(WARM_UP)
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, one in contestants.items():
            taken[name] += one(EACH)
    return {name: statistics.median(all) * 1e6 for name, all in taken.items()}


# --- A three-legged entry -----------------------------------------------------------------------


def posting(theirs: str) -> list[Row]:
    """ledger.post, the same rows by raw psycopg2 on the same tables, and django-hordak."""
    import psycopg2
    from django.db import transaction

    from payments import ledger
    from payments.models import LedgerAccount

    kind = LedgerAccount.Kind
    cash, disputed, fees = (
        ledger.account(one, "EUR") for one in (kind.CASH, kind.DISPUTED, kind.FEES)
    )
    legs = ((cash, 50_000), (disputed, -40_000), (fees, -10_000))

    def post() -> None:
        ledger.post(f"bench:{uuid.uuid4()}", None, *legs)

    def post_with_more() -> None:
        with transaction.atomic():
            post()

    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    cursor = connection.cursor()

    def raw() -> None:
        cursor.execute(
            "INSERT INTO payments_entry (reason, payment_id, at) VALUES (%s, NULL, now()) RETURNING id",
            [f"raw:{uuid.uuid4()}"],
        )
        entry = cursor.fetchone()[0]
        # In one statement: whatever is added must balance.
        cursor.execute(
            "INSERT INTO payments_posting (entry_id, account_id, amount)"
            " VALUES (%s, %s, %s), (%s, %s, %s), (%s, %s, %s)",
            [value for account, amount in legs for value in (entry, account.pk, amount)],
        )
        connection.commit()

    contestants = {
        "ours": lambda times: timed(post, times),
        "within": lambda times: timed(post_with_more, times),
        "raw": lambda times: timed(raw, times),
    }
    hordak = Hordak(theirs) if HORDAK.exists() else None
    if hordak:
        contestants["hordak"] = hordak.post
    took = in_turns(contestants)
    if hordak:
        hordak.close()
    connection.close()
    rows = [
        ("three-legged entry", "ledger.post by itself: one statement", took["ours"], ""),
        (
            "",
            "raw psycopg2, two statements",
            took["raw"],
            compare(took, "raw", "at most 2x of raw"),
        ),
    ]
    if hordak:
        rows.append(
            ("", "django-hordak 2.0", took["hordak"], compare(took, "hordak", "at least 3x faster"))
        )
    rows.append(("", "ledger.post between BEGIN and COMMIT", took["within"], within(took)))
    return rows


class Hordak:
    """django-hordak in a Python of its own; it answers with the seconds that each posting took."""

    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [str(HORDAK), str(HERE / "hordak_post.py"), url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def post(self, times: int) -> list[float]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{times}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=30)


# --- A signed webhook -----------------------------------------------------------------------------


def webhooks() -> list[Row]:
    """Our door, wake-up included, against a view that only verifies and inserts."""
    import stripe
    from django.conf import settings
    from django.db import connection
    from django.http import HttpRequest, HttpResponse
    from django.test import RequestFactory

    from brokerage.kit.clock import now
    from payments.models import ProviderEvent
    from payments.webhooks import stripe_webhook

    secret = settings.STRIPE_WEBHOOK_SECRETS[0]

    def bare(request: HttpRequest) -> HttpResponse:
        text = request.body.decode()
        stripe.WebhookSignature.verify_header(
            text, request.headers["Stripe-Signature"], secret, 300
        )
        event = json.loads(text)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO payments_providerevent (event_id, type, api_version, livemode, payload,"
                " received_at, attempts, error) VALUES (%s, %s, %s, %s, %s, now(), 0, '')"
                " ON CONFLICT (event_id) DO NOTHING",
                [event["id"], event["type"], event["api_version"], event["livemode"], text],
            )
        return HttpResponse("kept", content_type="text/plain")

    def calls(view: Callable[[HttpRequest], HttpResponse], times: int) -> list[float]:
        requests = [signed(RequestFactory(), secret) for _ in range(times)]
        pending = iter(requests)

        def call() -> None:
            assert view(next(pending)).status_code == 200

        return timed(call, times)

    def nobody_is_woken(times: int) -> list[float]:
        with patch("payments.actions.keeping.run_later"):
            return calls(stripe_webhook, times)

    def each_alone(times: int) -> list[float]:
        """The worker has read all before the next one comes: each sends a wake-up of its own."""
        taken = []
        for _ in range(times):
            ProviderEvent.objects.filter(processed_at=None).update(processed_at=now())
            taken += calls(stripe_webhook, 1)
        return taken

    took = in_turns(
        {
            "kept": nobody_is_woken,
            "bare": lambda times: calls(bare, times),
            "ours": lambda times: calls(stripe_webhook, times),
            "alone": each_alone,
        }
    )
    kept, alone = (f"{took[one] / took['bare']:.2f}x of bare" for one in ("kept", "alone"))
    return [
        ("signed webhook", "ours, in a burst: one wake-up for all", took["ours"], ""),
        ("", "bare verify-and-insert", took["bare"], compare(took, "bare", "at most 1.5x of bare")),
        ("", "ours without any wake-up", took["kept"], kept),
        ("", "ours, alone: its own Celery message sent", took["alone"], alone),
    ]


def signed(factory: Any, secret: str) -> Any:
    """A POST as the provider makes it: a charge with its usual thirty fields."""
    stamp = int(time.time())
    body = json.dumps(
        {
            "id": f"evt_{uuid.uuid4().hex}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "livemode": False,
            "type": "charge.captured",
            "data": {"object": {f"field_{number}": "x" * 40 for number in range(30)}},
        }
    )
    mac = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return factory.post(
        "/stripe/webhook/",
        data=body,
        content_type="application/json",
        headers={"stripe-signature": f"t={stamp},v1={mac}"},
    )


# --- A balance ----------------------------------------------------------------------------------------


def balances() -> list[Row]:
    """Asking the balance of an account with 100,000 postings, and of one with 100."""
    from payments import ledger
    from payments.models import LedgerAccount

    kind = LedgerAccount.Kind
    for currency, entries in (("EUR", 10_000), ("USD", 10)):
        fill(
            ledger.account(kind.CASH, currency).pk, ledger.account(kind.HELD, currency).pk, entries
        )
    took = in_turns(
        {
            "many": lambda n: timed(lambda: ledger.balance(kind.CASH, "EUR"), n),
            "few": lambda n: timed(lambda: ledger.balance(kind.CASH, "USD"), n),
        }
    )
    return [
        ("balance of an account", "with 100,000 postings", took["many"], ""),
        ("", "with 100 postings", took["few"], f"{took['many'] / took['few']:.2f}x (aim: flat)"),
    ]


def fill(account: int, other: int, entries: int) -> None:
    """Entries of ten legs on the account and one on the other side, through all triggers."""
    from django.db import connection

    with connection.cursor() as cursor:
        for first in range(0, entries, 50):
            cursor.execute(
                "WITH made AS (INSERT INTO payments_entry (reason, at)"
                " SELECT 'fill:' || %s || ':' || n, now() FROM generate_series(%s, %s) n RETURNING id)"
                " INSERT INTO payments_posting (entry_id, account_id, amount)"
                " SELECT id, CASE leg WHEN 0 THEN %s ELSE %s END, CASE leg WHEN 0 THEN -10 ELSE 1 END"
                " FROM made, generate_series(0, 10) leg",
                [account, first, min(first + 50, entries) - 1, other, account],
            )


# --- All sums against the ledger -----------------------------------------------------------------------


def sums() -> list[Row]:
    """The nightly check, for 200 payments and for 2,000 of nine postings each: what one of them costs."""
    from payments.actions import check_ledger

    took = {}
    for payments in (200, 2_000):
        paid(payments)
        seconds = timed(check_ledger, 20)
        assert check_ledger().differences == 0
        took[payments] = statistics.median(seconds) * 1e6 / payments
    ratio = f"{took[2_000] / took[200]:.2f}x a payment (aim: flat)"
    return [
        ("sums against the ledger, a payment", "of 2,000", took[2_000], ratio),
        ("", "of 200", took[200], ""),
    ]


def paid(payments: int) -> None:
    """So many payments in all, each captured, released and transferred, through the ledger's own verb."""
    from brokerage.accounts.models import User
    from payments import ledger
    from payments.models import Payment

    payer, payee = (
        User.objects.get_or_create(email=f"{name}@bench.example")[0] for name in ("payer", "payee")
    )
    for number in range(Payment.objects.count(), payments):
        payment = Payment.objects.create(
            reference=f"bench-{number}", payer=payer, payee=payee, currency="EUR", price=500, fee=100,
            captured=500, release_ordered=500, fee_kept=100, transferred=400,
        )  # fmt: skip
        ledger.captured(payment, 1, 500)
        ledger.provider_fee(payment, payment.reference, 15)
        ledger.release_ordered(payment, 400, 100)
        ledger.transferred(payment, f"tr_{number}", 400)


# --- The table --------------------------------------------------------------------------------------------


def compare(took: dict[str, float], other: str, aim: str) -> str:
    """How ours stands to the other, beside the aim."""
    ratio = took["ours"] / took[other]
    said = f"{1 / ratio:.2f}x faster" if "faster" in aim else f"{ratio:.2f}x of {other}"
    return f"{said} (aim: {aim})"


def within(took: dict[str, float]) -> str:
    """The same for an entry that is one of several statements of a transaction, as it is in the product."""
    faster = (
        f", {took['hordak'] / took['within']:.2f}x faster than hordak" if "hordak" in took else ""
    )
    return f"{took['within'] / took['raw']:.2f}x of raw{faster}"


def show(rows: list[Row]) -> str:
    """The table as Markdown."""
    lines = ["| what | how | median | ours against it |", "|---|---|---:|---|"]
    lines += [f"| {what} | {how} | {took:,.0f} µs | {ratio} |" for what, how, took, ratio in rows]
    return "\n".join(lines)


def keep(table: str) -> None:
    """Write the table into the README, in place of the last one."""
    readme = HERE / "README.md"
    text = readme.read_text()
    start, end = "<!-- table -->\n", "\n<!-- end -->"
    head, _, rest = text.partition(start)
    readme.write_text(f"{head}{start}{table}{end}{rest.partition(end)[2]}")


if __name__ == "__main__":
    main()
