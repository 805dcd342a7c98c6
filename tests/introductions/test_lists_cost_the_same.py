"""A list of many introductions asks the database no more about its people than a list of few."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brokerage.kit.clock import now
from brokerage.kit.errors import Refusal
from connectors.models import Prospect
from connectors.queries import SearchFilters, listings, search
from introductions import actions
from introductions.models import Deadline, Dispute, Introduction
from payments.models import Payment
from tests.support import builders
from tests.support.stages import Stage, listed

pytestmark = pytest.mark.django_db
ABOUT_PEOPLE = (
    "account_emailaddress", "accounts_provenmailbox", "payments_payoutaccount", "introductions_deadline",
)  # fmt: skip


def copies(stage: Stage, count: int) -> None:
    """More of the same, each with a rep of its own."""
    first = Introduction.objects.get(pk=stage.introduction.pk)
    for n in range(count):
        rep = builders.rep(f"rep{Introduction.objects.count()}x{n}")
        fields = {
            one.attname: getattr(first, one.attname)
            for one in first._meta.concrete_fields
            if one.name not in {"id", "public_id", "payment", "rep", "state"}
        }
        Introduction.objects.create(**fields, rep=rep, state="consent")


def queries_for(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    return [one["sql"] for one in seen.captured_queries]


def about_people(queries: list[str]) -> int:
    return sum(any(f'FROM "{table}"' in sql for table in ABOUT_PEOPLE) for sql in queries)


@pytest.mark.parametrize("path", ["/api/v1/introductions/", "/introductions/"])
def test_the_people_of_a_list_are_loaded_at_once(stage: Stage, path: str) -> None:
    stage.introducing()
    client = Client()
    client.force_login(stage.connector)
    copies(stage, 2)
    client.get(path)
    few = about_people(queries_for(client, path))
    copies(stage, 8)
    many = about_people(queries_for(client, path))
    assert many == few


def test_the_page_still_says_what_the_guard_says(stage: Stage) -> None:
    """What is loaded at once is what is asked one by one."""
    stage.introducing()
    assert "introduce" in _allowed(stage)
    address = Introduction.objects.get().asked["email"]  # type: ignore[index]
    EmailAddress.objects.create(user=stage.rep, email=address, verified=False)
    assert "introduce" in _allowed(stage)
    EmailAddress.objects.filter(email=address).update(verified=True)
    assert "introduce" not in _allowed(stage)


@pytest.mark.parametrize(
    "spelling", [str.upper, lambda one: one.replace("@", "+work@")], ids=["case", "plus"]
)
def test_nobody_finds_themself_under_any_address_of_theirs(
    colin: Any, spelling: Callable[[str], str]
) -> None:
    row = listed(colin)
    petra = builders.rep("petra", email="petra@home.example")
    assert row in listings(petra)
    unproven = EmailAddress.objects.create(user=petra, email=spelling(row.email), verified=False)
    assert row in listings(petra)
    unproven.verified = True
    unproven.save()
    assert row not in listings(petra)
    assert not search(SearchFilters(), petra).listings
    client = Client()
    client.force_login(petra)
    assert client.get(f"/listings/{row.public_id}/").status_code == 404


@pytest.mark.parametrize("side", ["rep", "connector"])
def test_an_address_that_was_proven_and_dropped_again_is_noticed(stage: Stage, side: str) -> None:
    """At the next move, whatever it is; the money waits for a moderator."""
    stage.introducing()
    address = Introduction.objects.get().asked["email"]  # type: ignore[index]
    user = getattr(stage, side)
    EmailAddress.objects.create(user=user, email=f"p+{address}", verified=True).delete()
    assert "introduce" in _allowed(stage)
    EmailAddress.objects.create(user=user, email=address.upper(), verified=True).delete()
    assert "introduce" not in _allowed(stage)
    with pytest.raises(Refusal) as no:
        actions.introduce(stage.now(), user=stage.connector)
    assert no.value.code == "under_review"
    assert stage.now().state == "introducing"


def _allowed(stage: Stage) -> list[str]:
    client = Client()
    client.force_login(stage.connector)
    (row,) = client.get("/api/v1/introductions/").json()["results"]
    found: list[str] = row["allowed_actions"]
    return found


STATES = (
    "checkout",
    "requested",
    "consent",
    "securing",
    "introducing",
    "confirming",
    "disputed",
    "refused",
)


def rows_of_every_kind(stage: Stage, count: int) -> None:
    """So many more of the same, in every state, with rep, payment, page to pay on, clock and dispute."""
    first = Introduction.objects.get(pk=stage.introduction.pk)
    paid = Payment.objects.get(pk=first.payment_id)
    page = paid.checkouts.get()
    for n in range(count):
        rep, at = (
            builders.rep(f"one{Introduction.objects.count()}x{n}"),
            f"{Payment.objects.count()}x{n}",
        )
        payment = copy_of(paid, reference=f"copy{at}", payer=rep)
        copy_of(
            page, payment=payment, session_id=f"cs_{at}", intent_id=f"pi_{at}", charge_id=f"ch_{at}"
        )
        someone = Prospect.objects.create()
        entry = copy_of(first.relationship, prospect=someone)
        row = copy_of(
            first, rep=rep, payment=payment, relationship=entry, prospect=someone,
            state=STATES[n % len(STATES)],
        )  # fmt: skip
        Deadline.objects.create(introduction=row, move="miss", due_at=now() + timedelta(days=3))
        if row.state == "disputed":
            Dispute.objects.create(
                introduction=row, opened_by="rep", reason="never_happened", opened_at=now()
            )


def copy_of(row: Any, **facts: Any) -> Any:
    unique = {"id", "public_id", *facts}
    fields = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.name not in unique and not (one.unique and one.null)
    }
    return type(row)._default_manager.create(**fields, **facts)


@pytest.mark.parametrize("side", ["rep", "connector"])
@pytest.mark.parametrize("path", ["/api/v1/introductions/", "/introductions/?tab=running"])
def test_three_rows_cost_as_much_as_thirty(stage: Stage, side: str, path: str) -> None:
    stage.introducing()
    user = getattr(stage, side)
    client = Client()
    client.force_login(user)
    found = []
    for more in (7, 24):
        rows_of_every_kind(stage, more)
        if side == "rep":
            Introduction.objects.update(rep=user)
        client.get(path)
        queries = queries_for(client, path)
        found.append(len(queries))
        shapes = Counter(re.sub(r".* FROM ", "", re.sub(r"\d+", "N", sql)) for sql in queries)
    most = "\n".join(f"{count} {shape}" for shape, count in shapes.most_common(8))
    assert found[0] == found[1], f"{found}\n{most}"
