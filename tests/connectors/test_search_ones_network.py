"""One's own network is searched and sorted from an encrypted index: never stale, never readable at rest."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.encryption import box
from connectors import actions, queries
from connectors.companies import plain
from connectors.models import ImportRun, NetworkChange, NetworkChunk, Prospect, Relationship
from connectors.queries import NetworkFilters
from connectors.queries.network_index import memory
from tests.support import builders
from tests.support.shop import wait_until
from tests.support.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """Each test starts like a process that was just started."""
    memory.clear()
    yield
    memory.clear()


def people(user: User, names: list[str], **facts: object) -> list[Relationship]:
    """Bare rows, written as an import does: many at once."""
    facts = {"title": "CFO", "company_name": "Acme", "domain_digest": "x", **facts}
    rows = [
        Relationship(connector=user, prospect=Prospect.objects.create(), name=name, **facts)
        for name in names
    ]
    return Relationship.objects.bulk_create(rows)


def found(user: User, **filters: object) -> list[str]:
    """Names, in the order of the page."""
    pks = queries.own_matches(user, NetworkFilters(**filters))  # type: ignore[arg-type]
    names = {row.pk: row.name for row in Relationship.objects.filter(pk__in=pks)}
    return [names[pk] for pk in pks]


def test_every_write_shows_at_once_through_whichever_door(colin: User) -> None:
    zoe, anna = people(colin, ["Zoe Zimmer", "Anna Berg"])
    assert found(colin) == ["Anna Berg", "Zoe Zimmer"]
    Relationship.objects.filter(pk=zoe.pk).update(name="Abel Zimmer")
    assert found(colin) == ["Abel Zimmer", "Anna Berg"]
    Relationship.objects.filter(pk=anna.pk).update(price_minor=900, currency="EUR")
    assert found(colin, order="price") == ["Anna Berg", "Abel Zimmer"]
    assert queries.facets(colin)["priced"] == 1
    actions.remove(colin, [zoe.public_id])
    assert found(colin) == ["Anna Berg"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE connectors_relationship SET strength = 5")
    assert found(colin, strength=5) == ["Anna Berg"]
    people(colin, ["Aaron Ash"])
    assert found(colin) == ["Aaron Ash", "Anna Berg"]


def test_who_looked_at_an_empty_network_sees_the_first_people(colin: User) -> None:
    assert found(colin) == []
    people(colin, ["Anna Berg"])
    assert found(colin) == ["Anna Berg"]


def test_another_process_reads_what_was_stored_and_what_changed_since(colin: User) -> None:
    rows = people(colin, [f"Anna Berg{n:03}" for n in range(600)])
    assert len(found(colin)) == 600
    stored = NetworkChunk.objects.count()
    assert stored >= 3
    memory.clear()
    Relationship.objects.filter(pk=rows[0].pk).update(name="Zed Last")
    Relationship.objects.filter(pk=rows[1].pk).update(strength=5)
    with CaptureQueriesContext(connection) as asked:
        assert queries.own_matches(colin, NetworkFilters())[-1] == rows[0].pk
    assert queries.own_matches(colin, NetworkFilters(strength=5)) == [rows[1].pk]
    assert len(asked) < 15
    assert NetworkChunk.objects.count() == stored


def test_a_dump_shows_no_name_and_no_order(colin: User) -> None:
    people(colin, ["Zoe Zimmer", "Anna Berg", "Mia Maurer"], title="Procurement Wizard")
    found(colin)
    tables = (NetworkChunk, NetworkChange)
    assert all(table.objects.exists() for table in tables)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT to_json(t)::text FROM {table._meta.db_table} t")
            dump = " ".join(row[0] for row in cursor.fetchall())
            for word in ("Zoe", "zimmer", "Anna", "berg", "Wizard", "wizard", "Acme", "acme"):
                assert word.encode().hex() not in dump and word not in dump
        cursor.execute("SELECT content FROM connectors_networkchunk")
        tokens = [bytes(row[0]) for row in cursor.fetchall()]
    own = box("connectors_networkchunk.content")
    assert tokens and all(map(own.is_newest, tokens))  # closed, and nothing beside it
    # Within a chunk people stand as they came, not by name.
    chunk = queries.network_index(colin)
    assert [one.name for bucket in chunk.buckets.values() for one in bucket] == [
        "Zoe Zimmer", "Anna Berg", "Mia Maurer",
    ]  # fmt: skip


def test_who_goes_leaves_what_is_stored_in_the_same_transaction(colin: User) -> None:
    gone, erased = (people(colin, [name] * 300)[0] for name in ("Gone Girl", "Erased Man"))
    found(colin)
    buckets = set(NetworkChunk.objects.values_list("bucket", flat=True))
    actions.remove(colin, [gone.public_id])
    assert gone.pk >> 8 not in set(NetworkChunk.objects.values_list("bucket", flat=True))
    actions.erase(erased.prospect, [erased])
    left = set(NetworkChunk.objects.values_list("bucket", flat=True))
    assert left == buckets - {gone.pk >> 8, erased.pk >> 8}
    assert len(found(colin, q="gone girl")) == len(found(colin, q="erased man")) == 299
    actions.forget_network(colin)
    assert not NetworkChunk.objects.exists()
    assert found(colin) == []


def test_what_was_being_stored_while_somebody_went_is_swept(colin: User) -> None:
    rows = people(colin, ["Anna Berg", "Zoe Zimmer"])
    found(colin)
    chunk = NetworkChunk.objects.get()
    actions.remove(colin, [rows[0].public_id])
    chunk.pk = None
    chunk.save()  # a reader that had read before, and stored after
    memory.clear()
    assert found(colin) == ["Zoe Zimmer"]
    NetworkChunk.objects.all().delete()
    chunk.pk = None
    chunk.save()
    assert queries.prune_network_index() == 1
    assert not NetworkChunk.objects.exists()


def test_changes_are_forgotten_and_nothing_is_missed(colin: User) -> None:
    rows = people(colin, ["Anna Berg", "Zoe Zimmer"])
    found(colin)
    Relationship.objects.filter(pk=rows[0].pk).update(strength=5)
    NetworkChange.objects.update(made_at=clock.now() - timedelta(days=2))

    def forgotten() -> bool:
        """A transaction that is still open, in whichever database of the server, may yet ask for them."""
        queries.prune_network_index()
        return not NetworkChange.objects.exists()

    wait_until(forgotten, seconds=120)
    memory.clear()
    assert found(colin, strength=5) == ["Anna Berg"]


def test_what_is_rolled_back_was_never_there(colin: User) -> None:
    rows = people(colin, ["Anna Berg", "Zoe Zimmer"])
    found(colin)

    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        Relationship.objects.filter(pk=rows[0].pk).update(name="Zz Top")
        assert found(colin) == ["Zoe Zimmer", "Zz Top"]  # the writer sees it
        raise Undo
    assert found(colin) == ["Anna Berg", "Zoe Zimmer"]


def test_a_transaction_that_was_open_while_others_looked_is_seen_when_it_ends(colin: User) -> None:
    rows = people(colin, ["Anna Berg", "Zoe Zimmer"])
    found(colin)
    with transaction.atomic():
        Relationship.objects.filter(pk=rows[0].pk).update(name="Zz Top")
        seen = together(lambda: found(colin), lambda: people(colin, ["Mia Maurer"]))
        assert "Zz Top" not in seen[0]
        together(lambda: found(colin))
        memory_before = memory.get(colin.pk)
    assert memory_before is not None
    assert found(colin) == ["Mia Maurer", "Zoe Zimmer", "Zz Top"]


def test_readers_and_writers_at_once_end_with_the_truth(colin: User) -> None:
    rows = people(colin, [f"Anna Berg{n:03}" for n in range(300)])

    def write(number: int) -> None:
        for row in rows[number::4]:
            if row.pk % 5 == 0:
                Relationship.objects.filter(pk=row.pk).delete()
            elif row.pk % 3 == 0:
                Relationship.objects.filter(pk=row.pk).update(name=f"Zoe {row.pk}")

    def look() -> None:
        for _ in range(30):
            queries.own_matches(colin, NetworkFilters())

    answers = together(*(lambda n=n: write(n) for n in range(4)), look, look)
    assert not [one for one in answers if isinstance(one, Exception)]
    truth = sorted(colin.relationships.all(), key=lambda row: (plain(row.name), row.pk))
    assert queries.own_matches(colin, NetworkFilters()) == [row.pk for row in truth]
    memory.clear()
    assert queries.own_matches(colin, NetworkFilters()) == [row.pk for row in truth]


def test_with_new_keys_it_opens_as_before(colin: User, settings: object) -> None:
    from cryptography.fernet import Fernet
    from django.core.management import call_command

    people(colin, ["Anna Berg", "Zoe Zimmer"])
    found(colin)
    old = settings.FIELD_KEYS  # type: ignore[attr-defined]
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *old]  # type: ignore[attr-defined]
    call_command("rotate_keys", stdout=StringIO())
    settings.FIELD_KEYS = [new]  # type: ignore[attr-defined]
    memory.clear()
    assert found(colin) == ["Anna Berg", "Zoe Zimmer"]


def test_by_import_and_by_who_changed_jobs(colin: User, eve: User) -> None:
    runs = [
        ImportRun.objects.create(connector=user, kind="csv", lawful_basis="contract")
        for user in (colin, eve)
    ]
    people(colin, ["Anna Berg"], brought_by=runs[0])
    people(colin, ["Zoe Zimmer"], moved_at=clock.now())
    assert found(colin, source=runs[0].public_id) == ["Anna Berg"]
    assert found(colin, source=runs[1].public_id) == []
    assert found(colin, status="moved") == ["Zoe Zimmer"]


def test_two_networks_do_not_mix(colin: User, eve: User) -> None:
    people(colin, ["Anna Berg"])
    people(eve, ["Zoe Zimmer"])
    assert found(colin) == ["Anna Berg"]
    assert found(eve) == ["Zoe Zimmer"]
    Relationship.objects.filter(connector=eve).update(name="Mia Maurer")
    assert found(colin) == ["Anna Berg"]
    assert found(eve) == ["Mia Maurer"]


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    colin: User, browse: Callable[[User], Client]
) -> None:
    visitor = browse(colin)
    asked = []
    for more in (60, 900):
        people(colin, [f"Anna Berg{n:03}" for n in range(more)], strength=3)
        for _ in range(2):
            with CaptureQueriesContext(connection) as now:
                assert visitor.get("/network/?strength=3&order=price").status_code == 200
        asked.append(len(now))
    assert asked[0] == asked[1]


def test_memory_is_bounded(colin: User, eve: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[memory.__module__], "MOST_IN_MEMORY", 5)
    people(colin, ["Anna Berg"] * 4)
    people(eve, ["Zoe Zimmer"] * 4)
    assert len(found(colin)) == len(found(eve)) == 4
    assert memory.get(colin.pk) is None
    assert memory.get(eve.pk) is not None
    assert len(found(colin)) == 4


FILTERS: dict[str, tuple[dict[str, object], Callable[[Relationship], bool]]] = {
    "no email": ({"status": "no_email"}, lambda row: not row.domain_digest),
    "no price": ({"status": "unpriced"}, lambda row: row.price_minor is None),
    "no name": ({"status": "no_name"}, lambda row: not plain(row.name)),
    "country": ({"country": "FR"}, lambda row: row.country == "FR"),
    "strength": ({"strength": 4}, lambda row: row.strength == 4),
    "company": ({"company": "ÀCME"}, lambda row: "acme" in plain(row.company_name)),
    "words": (
        {"q": "berg cfo"},
        lambda row: "berg" in plain(row.name) and "cfo" in plain(row.title),
    ),
    "dear": ({"price_from": 500}, lambda row: (row.price_minor or 0) >= 500),
    "cheap": ({"price_to": 500}, lambda row: 0 < (row.price_minor or 0) <= 500),
    "unlisted": ({"status": "unlisted"}, lambda row: row.listed_at is None),
    "long ago": (
        {"age": "older"},
        lambda row: (
            bool(row.connected_on) and row.connected_on < clock.now().date() - timedelta(days=1095)
        ),
    ),
    "unknown": ({"age": "unknown"}, lambda row: row.connected_on is None),
}
ORDERS: dict[str, Callable[[Relationship], tuple[object, ...]]] = {
    "name": lambda row: (),
    "company": lambda row: (plain(row.company_name) or "\U0010ffff",),
    "strength": lambda row: (-row.strength,),
    "price": lambda row: (-(row.price_minor or 0),),
    "newest": lambda row: (-row.created_at.timestamp(),),
}
ROW = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            ["Anna Berg", "Ánna Berg", "berg, anna", "Zoe", "", "李雷", "Ødegård Ole"]
        )
        | st.text("abc ÄßЖ'", max_size=6),
        "title": st.sampled_from(["CFO", "Head of Sales", ""]),
        "company_name": st.sampled_from(["Acme", "Zeta AG", ""]),
        "domain_digest": st.sampled_from(["", "x"]),
        "strength": st.integers(1, 5),
        "price_minor": st.sampled_from([None, 499, 500, 501]),
        "country": st.sampled_from(["", "FR", "DE"]),
        "connected_on": st.sampled_from([None, date(2001, 1, 1), date(2026, 1, 1)]),
    }
)


class TestAgainstDecryptingAll(TestCase):
    """Whatever is in a network: index and plain reading of all rows agree."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        rows=st.lists(ROW, max_size=8),
        which=st.sampled_from(sorted(FILTERS)),
        order=st.sampled_from(sorted(ORDERS)),
    )
    def test_same_people_in_the_same_order(
        self, rows: list[dict[str, object]], which: str, order: str
    ) -> None:
        user = builders.connector("colin")
        for facts in rows:
            Relationship.objects.create(
                connector=user, prospect=Prospect.objects.create(), currency="EUR", **facts
            )
        filters, test = FILTERS[which]
        truth = sorted(
            filter(test, user.relationships.all()),
            key=lambda row: (*ORDERS[order](row), plain(row.name) or "\U0010ffff", row.pk),
        )
        assert queries.own_matches(user, NetworkFilters(**filters, order=order)) == [  # type: ignore[arg-type]
            row.pk for row in truth
        ]
