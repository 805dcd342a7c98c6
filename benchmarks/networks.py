"""A network of 100,000: a price for everybody, and one page of the list."""

import statistics
import time
from collections.abc import Callable

MANY, FEW, SAMPLE, ROUNDS = 100_000, 100, 300, 3
Row = tuple[str, str, float, str]


def networks() -> list[Row]:
    """The lines of the table; fills two networks first."""
    many, few = filled("many", MANY), filled("few", FEW)
    return [*network_page(many, few), *pricing(many)]


def seconds(what: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def filled(name: str, people: int) -> object:
    """A connector with so many people, each name and company encrypted."""
    from django.db import connection

    from brokerage.accounts.models import User
    from connectors.models import Prospect, Relationship

    user = User.objects.create_user(f"{name}@bench.example", name=name, is_connector=True)
    for first in range(0, people, 2_000):
        count = min(2_000, people - first)
        found = Prospect.objects.bulk_create(Prospect() for _ in range(count))
        Relationship.objects.bulk_create(
            Relationship(
                connector=user, prospect=person, name=f"Anna Berg{first + n}", title="VP Sales",
                company_name=f"Company {n % 500}", email="anna@company.example", domain_digest="x" * 64,
                price_minor=20_000 + n, currency="EUR", strength=n % 5 + 1,
            )
            for n, person in enumerate(found)
        )  # fmt: skip
    connection.cursor().execute("ANALYZE")
    return user


def network_page(many: object, few: object) -> list[Row]:
    """The first page, by name, and one that is searched and sorted, as a signed-in browser asks for it."""
    from django.test import Client

    took: dict[str, list[float]] = {}
    visitors = {"many": Client(), "few": Client()}
    for name, user in (("many", many), ("few", few)):
        visitors[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    pages = {"list": "/network/", "search": "/network/?q=berg&order=price&status=unlisted"}
    for turn in range(25):
        for name, visitor in visitors.items():
            for page, path in pages.items():
                spent = seconds(lambda visitor=visitor, path=path: visitor.get(path))  # type: ignore[misc]
                if turn >= 5:
                    took.setdefault(f"{page} {name}", []).append(spent)
    median = {name: statistics.median(all) * 1e6 for name, all in took.items()}
    rows: list[Row] = []
    for page, what in (("list", "network page"), ("search", "the same, searched and sorted")):
        ratio = median[f"{page} many"] / median[f"{page} few"]
        rows += [
            (
                what,
                "of 100,000 people",
                median[f"{page} many"],
                f"{ratio:.2f}x (aim: at most 1.5x)",
            ),
            ("", "of 100 people", median[f"{page} few"], ""),
        ]
    return rows


def pricing(user: object) -> list[Row]:
    """One price for all, with what undoing needs, against one UPDATE and against a loop of saves."""
    from django.db import connection

    from brokerage.kit.money import Money
    from connectors import actions
    from connectors.models import Relationship

    rows = Relationship.objects.filter(connector=user)
    pks = list(rows.order_by("pk").values_list("pk", flat=True))

    def ours(amount: int) -> None:
        wanted = actions.Change(price=Money(amount, "EUR"))
        bulk = actions.prepare_bulk(user, pks, wanted)  # type: ignore[arg-type]
        actions.confirm_bulk(user, bulk.public_id)  # type: ignore[arg-type]
        actions.carry_out_bulk(bulk.pk)

    def floor(amount: int) -> None:
        rows.update(price_minor=amount, currency="EUR")

    def peer(amount: int) -> None:
        for row in rows.order_by("pk")[:SAMPLE]:
            row.price_minor = amount
            row.save()

    took: dict[str, list[float]] = {"ours": [], "floor": [], "peer": []}
    for turn in range(ROUNDS):
        for number, (name, deed) in enumerate((("ours", ours), ("floor", floor), ("peer", peer))):
            connection.cursor().execute("VACUUM connectors_relationship")
            amount = 30_000 + 10 * turn + number
            spent = seconds(lambda deed=deed, amount=amount: deed(amount))  # type: ignore[misc]
            took[name].append(spent * MANY / SAMPLE if name == "peer" else spent)
    median = {name: statistics.median(all) * 1e6 for name, all in took.items()}
    ratio = f"{median['ours'] / median['floor']:.2f}x of one UPDATE (aim: at most 2x)"
    faster = f"{median['peer'] / median['ours']:.1f}x faster"
    return [
        ("price 100,000 people", "ours, in batches, with undo", median["ours"], ratio),
        ("", "one UPDATE", median["floor"], ""),
        ("", f"a loop of saves (scaled from {SAMPLE})", median["peer"], faster),
    ]
