"""Deadlines that run out, records of connectors, the board and the desk: work that must not grow."""

import statistics
import time
from collections.abc import Callable
from typing import Any

Row = tuple[str, str, float, str]
FEW, MANY = 10_000, 100_000
DUE, ROUNDS = 500, 5

# So many open requests with their deadline, the first ones due; each of a rep, person and entry of its own.
OPEN = """
WITH person AS (
    INSERT INTO connectors_prospect ({person})
    SELECT {person_values} FROM generate_series(1, %(count)s),
           (SELECT * FROM connectors_prospect ORDER BY id LIMIT 1) AS one RETURNING id
), entry AS (
    INSERT INTO connectors_relationship ({entry})
    SELECT {entry_values} FROM (SELECT id, row_number() OVER () AS n FROM person) person,
           (SELECT * FROM connectors_relationship WHERE id = %(entry)s) AS one
    RETURNING id, prospect_id, connector_id
), request AS (
    INSERT INTO introductions_introduction ({request})
    SELECT {request_values} FROM entry,
           (SELECT * FROM introductions_introduction WHERE id = %(request)s) AS one
    RETURNING id
)
INSERT INTO introductions_deadline (introduction_id, move, whom, due_at, retries)
SELECT id, 'lapse', '', now() + (row_number() OVER () || ' minutes')::interval, 0 FROM request
"""

# The same writes as the sweep's, in one statement.
FLOOR = """
WITH due AS (
    SELECT d.id, d.introduction_id FROM introductions_deadline d
      JOIN introductions_introduction i ON i.id = d.introduction_id
     WHERE d.due_at <= now() AND d.left IS NULL AND d.move = 'lapse' AND i.state IN ('checkout', 'requested')
     ORDER BY d.due_at, d.id LIMIT %(most)s FOR UPDATE OF d, i SKIP LOCKED
), moved AS (
    UPDATE introductions_introduction i SET state = 'lapsed', state_since = now(), cancel_offered_by = ''
      FROM due WHERE i.id = due.introduction_id RETURNING i.id
), said AS (
    INSERT INTO introductions_event (introduction_id, move, source, target, actor, note, facts, at)
    SELECT introduction_id, 'lapse', 'requested', 'lapsed', 'clock', '', '{}', now() FROM due RETURNING id
), gone AS (
    DELETE FROM introductions_deadline d USING due WHERE d.introduction_id = due.introduction_id
)
INSERT INTO introductions_notice (event_id, audience, kind, due_at, tries, dropped)
SELECT said.id, audience, 'lapse', now(), 0, ''
  FROM said, unnest(ARRAY['rep', 'connector', 'prospect']) audience
"""


def columns(model: Any, **instead: str) -> tuple[str, str]:
    """The columns of a table but its key, and the same of `one`, some replaced."""
    names = [one.column for one in model._meta.concrete_fields if one.column != "id"]
    generated = {
        one.column for one in model._meta.concrete_fields if getattr(one, "generated", False)
    }
    names = [one for one in names if one not in generated]
    quoted = ", ".join(f'"{one}"' for one in names)
    return quoted, ", ".join(instead.get(one, f'one."{one}"') for one in names)


def open_requests(count: int) -> None:
    """So many open requests in all, made by the database."""
    from django.db import connection

    from brokerage.kit.clock import now
    from connectors.models import Prospect, Relationship
    from connectors.queries.listings import blinded, listing_facts
    from introductions.models import Introduction

    first = Introduction.objects.order_by("pk").first()
    if first is None:
        rep, connector = (
            account("waiting-rep", is_rep=True),
            account("waiting-c", is_connector=True),
        )
        person = Prospect.objects.create()
        entry = Relationship.objects.create(
            connector=connector, prospect=person, name="X", title="VP", company_name="Y",
            email="a@b.example", domain_digest="x" * 64, price_minor=20_000, currency="EUR", strength=3,
        )  # fmt: skip
        first = Introduction.objects.create(
            rep=rep, connector=connector, relationship=entry, prospect=person, state="requested",
            pitch="x", purpose="y", price=20_000, fee=4_000, currency="EUR", shown_at=now(),
            requested_at=now(), listing=listing_facts(blinded(entry)),
        )  # fmt: skip
    person_names, person_values = columns(Prospect, public_id="gen_random_uuid()")
    entry_names, entry_values = columns(
        Relationship, public_id="gen_random_uuid()", prospect_id="person.id"
    )
    names, values = columns(
        Introduction,
        public_id="gen_random_uuid()",
        prospect_id="entry.prospect_id",
        relationship_id="entry.id",
    )
    statement = OPEN.format(
        person=person_names,
        person_values=person_values,
        entry=entry_names,
        entry_values=entry_values,
        request=names,
        request_values=values,
    )
    missing = count - Introduction.objects.filter(state="requested").count()
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {"count": missing, "entry": first.relationship_id, "request": first.pk},
        )
        cursor.execute("ANALYZE")


def account(name: str, **facts: Any) -> Any:
    """Somebody with an account."""
    from brokerage.accounts.models import User

    return User.objects.create_user(f"{name}@bench.example", name=name, country="DE", **facts)


def make_due(count: int) -> None:
    """Let so many of those that wait run out now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE introductions_deadline SET due_at = now() - interval '1 minute' WHERE id IN"
            " (SELECT id FROM introductions_deadline WHERE due_at > now() ORDER BY due_at LIMIT %s)",
            [count],
        )


def seconds(what: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def sweeping() -> list[Row]:
    """500 clocks that run out among 10,000 and 100,000 open ones: ours, one by one, and one statement."""
    rows: list[Row] = []
    found: dict[int, float] = {}
    for size in (FEW, MANY):
        open_requests(size)
        took = _swept()
        found[size] = took["ours"]
        ratio = f"{took['ours'] / took['floor']:.1f}x of one statement (aim: at most 3x)"
        grown = f", {found[MANY] / found[FEW]:.2f}x of 10,000" if size == MANY else ""
        rows += [
            (
                f"a clock that runs out, of {size:,} open",
                "500 together",
                took["ours"],
                ratio + grown,
            ),
            ("", "the same writes in one statement", took["floor"], ""),
            ("", "one by one", took["alone"], f"{took['alone'] / took['floor']:.0f}x of it"),
            ("", "finding 200 that are due", took["find"] * 200, "in all"),
        ]
    return rows


def _swept() -> dict[str, float]:
    """Microseconds an item: the median over rounds, contestants taking turns."""
    from unittest.mock import patch

    from django.db import connection

    from brokerage.kit.clock import now
    from introductions.actions import let_due
    from introductions.actions.batches import let_due_together
    from introductions.queries import due_now

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(FLOOR, {"most": DUE})

    def alone(keys: list[int]) -> None:
        for pk in keys:
            let_due(pk)

    taken: dict[str, list[float]] = {}
    with (
        patch("introductions.actions.batches.due.run_later"),
        patch("introductions.actions.moving.run_later"),
    ):
        for turn in range(ROUNDS + 1):
            make_due(DUE)
            found = seconds(lambda: list(due_now(now()).values_list("pk", flat=True)[:200])) / 200
            times = {"find": found, "ours": seconds(let_due_together) / DUE}
            make_due(DUE)
            times["floor"] = seconds(floor) / DUE
            make_due(20)
            keys = list(due_now(now()).values_list("pk", flat=True))
            times["alone"] = seconds(lambda keys=keys: alone(keys)) / len(keys)  # type: ignore[misc]
            if turn:
                for name, one in times.items():
                    taken.setdefault(name, []).append(one)
    return {name: statistics.median(all) * 1e6 for name, all in taken.items()}


# --- Records of connectors -----------------------------------------------------------------------


def records() -> list[Row]:
    """Twenty records as a page of search reads them, and what counting one of 10,000 requests costs."""
    from django.db import connection

    from introductions.actions.records.checking import DIFFERING
    from introductions.models import Introduction
    from introductions.queries import answer_records

    open_requests(FEW)
    connectors = [account(f"record{n}", is_connector=True).pk for n in range(19)]
    connectors.append(Introduction.objects.values_list("connector", flat=True)[0])

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM introductions_connectorrecord WHERE connector_id = ANY(%s)",
                [connectors],
            )
            cursor.fetchall()

    def recount() -> None:
        with connection.cursor() as cursor:
            cursor.execute(DIFFERING, {"one": connectors[-1]})

    taken: dict[str, list[float]] = {}
    calls = {"ours": lambda: answer_records(connectors), "bare": bare, "recount": recount}
    for turn in range(60):
        for name, call in calls.items():
            spent = seconds(call)
            if turn >= 10:
                taken.setdefault(name, []).append(spent)
    took = {name: statistics.median(all) * 1e6 for name, all in taken.items()}
    ratio = f"{took['ours'] / took['bare']:.1f}x of bare SQL"
    return [
        ("records of 20 connectors", "ours", took["ours"], ratio),
        ("", "one bare statement", took["bare"], ""),
        ("", "one of them counted anew, of 10,000 requests", took["recount"], ""),
    ]


# --- Pages of many -------------------------------------------------------------------------------


def pages() -> list[Row]:
    """The desk's queue, the board and its API, each against a bare view on the same rows."""
    from django.conf import settings
    from django.contrib.auth.models import Group
    from django.urls import clear_url_caches, set_urlconf

    from brokerage.cases.models import Case
    from introductions.models import Introduction

    open_requests(5_000)
    first = Introduction.objects.order_by("pk").first()
    assert first is not None
    staff = account("moderator", is_staff=True)
    staff.groups.add(Group.objects.get(name="moderator"))
    subjects = Introduction.objects.order_by("pk").values_list("public_id", flat=True)[:1_000]
    settings.ROOT_URLCONF = "bare"
    clear_url_caches()
    set_urlconf(None)
    Case.objects.bulk_create(
        Case(kind="pitch", subject=one.hex, amount=20_000, currency="EUR") for one in subjects
    )
    return [
        *_page("desk queue of 1,000 cases", "/moderation/", staff, "/bare/queue/"),
        *_page("board of 5,000", "/introductions/?tab=running", first.connector, "/bare/board/"),
        *_page("the same by API", "/api/v1/introductions/", first.connector, "/bare/list/"),
    ]


def _page(what: str, path: str, user: Any, bare: str) -> list[Row]:
    """One page as a signed-in browser asks for it, and a view that lists the same rows and knows no rule."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    visitor = Client()
    visitor.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    taken: dict[str, list[float]] = {path: [], bare: []}
    for turn in range(25):
        for one in taken:
            spent = seconds(lambda one=one: visitor.get(one))  # type: ignore[misc]
            if turn >= 5:
                taken[one].append(spent)
    with CaptureQueriesContext(connection) as seen:
        assert visitor.get(path).status_code == visitor.get(bare).status_code == 200
    queries = len(seen.captured_queries)
    took = {name: statistics.median(all) * 1e6 for name, all in taken.items()}
    ratio = f"{took[path] / took[bare]:.1f}x of a bare view (aim: at most 3x), {queries} queries in both"
    return [(what, "ours", took[path], ratio), ("", "a bare view on the same rows", took[bare], "")]
