"""Everybody in a network, ready to be searched and sorted: read from encrypted chunks, kept in memory.

Each bucket of a network (see `BUCKET_BITS`) is one tuple of `Person`. What is held remembers the snapshot in
which it was read; each use asks the database, in one query, which buckets were changed by transactions which
that snapshot did not see, and reads just those anew. A transaction that has written something gets an index
of its own, which nobody else ever sees. The only thing written here is this cache.
"""

import json
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from sys import intern
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F

from brokerage.accounts.models import User
from connectors.companies import plain
from connectors.models import BUCKET_BITS, NetworkChunk, Relationship

MOST_IN_MEMORY = 250_000
"""So many people, of all networks together, a process keeps at hand; about 500 bytes each."""
IDLE_SECONDS = 900
"""A network that nobody looks at leaves the memory after so long."""
AT_ONCE = 40  # buckets that are read, or written, together
LAST = "\U0010ffff"  # sorts behind every name


class Person(NamedTuple):
    """What of one relationship a network is searched, sorted and counted by.

    `text`: all words, plain. `price_minor`: 0 for none. `created`: seconds since 1970. `last_contact`:
    day number, 0 if not known. `source`: the import that brought them, 0 for none.
    """

    pk: int
    name: str
    text: str
    name_key: str
    company_key: str
    has_email: bool
    strength: int
    price_minor: int
    currency: str
    listed: bool
    taken_down: bool
    seniority: str
    department: str
    country: str
    created: float
    last_contact: int
    moved: bool
    source: int


_WORDS = 5  # of a Person come from encrypted columns, the rest from plain ones
#: The plain columns as the rest of a Person, in its order.
_FACTS = """
    id, domain_digest <> '', strength, coalesce(price_minor, 0), currency, listed_at IS NOT NULL,
    taken_down_at IS NOT NULL, seniority, department, country, extract(epoch FROM created_at)::float8,
    coalesce(coalesce(last_contact_on, connected_on) - date '0001-01-01' + 1, 0),
    moved_at IS NOT NULL, coalesce(brought_by_id, 0)
"""
Bucket = tuple[Person, ...]
by_name = attrgetter("name_key", "pk")
#: By what else one can sort, and whether the greatest comes first; equals stay in order of name, then pk.
ORDERS = {
    "company": (attrgetter("company_key"), False),
    "strength": (attrgetter("strength"), True),
    "price": (attrgetter("price_minor"), True),
    "newest": (attrgetter("created"), True),
    "contact": (attrgetter("last_contact"), False),
}


@dataclass(frozen=True)
class Seen:
    """Up to where an index has read. `own`: the id of the running transaction, if it has written."""

    epoch: str
    snapshot: str
    own: int | None


@dataclass(frozen=True)
class NetworkIndex:
    """Everybody in one network, as of `seen`. Not changed once made."""

    seen: Seen
    buckets: Mapping[int, Bucket]
    _orders: dict[str, list[Person]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self.buckets.values()))

    def in_order(self, order: str) -> list[Person]:
        """Everybody, sorted: a key of `ORDERS`, or by name. Not to be changed."""
        if "name" not in self._orders:
            everybody = (one for bucket in self.buckets.values() for one in bucket)
            self._orders["name"] = sorted(everybody, key=by_name)
        if order not in self._orders and order in ORDERS:
            key, falling = ORDERS[order]
            self._orders[order] = sorted(self._orders["name"], key=key, reverse=falling)
        return self._orders.get(order) or self._orders["name"]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are, have a price, are listed, and have no address: counted once."""
        if not self._counts:
            everybody = self.in_order("name")
            self._counts.update(
                total=len(everybody),
                listed=sum(one.listed for one in everybody),
                priced=sum(one.price_minor > 0 for one in everybody),
                moved=sum(one.moved for one in everybody),
                unpriced=sum(not one.price_minor for one in everybody),
                no_email=sum(not one.has_email for one in everybody),
            )
        return self._counts

    def with_buckets(self, seen: Seen, fresh: Mapping[int, Bucket]) -> "NetworkIndex":
        """The same with other buckets; what was sorted stays sorted but for these."""
        kept = {number: people for number, people in self.buckets.items() if number not in fresh}
        buckets = kept | {number: people for number, people in fresh.items() if people}
        orders = {}
        if "name" in self._orders:
            stay = [one for one in self._orders["name"] if one.pk >> BUCKET_BITS not in fresh]
            stay += (one for bucket in fresh.values() for one in bucket)
            orders["name"] = sorted(stay, key=by_name)
        return NetworkIndex(seen, buckets, orders)


class Memory:
    """The indexes that this process keeps: the latest used, up to `MOST_IN_MEMORY` people."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, tuple[float, NetworkIndex]] = OrderedDict()

    def get(self, user_id: int) -> NetworkIndex | None:
        """The index of this user, if it was used lately."""
        with self._lock:
            self._drop_idle()
            found = self._kept.get(user_id)
            return found[1] if found else None

    def keep(self, user_id: int, index: NetworkIndex) -> None:
        """Keep this index; others make room for it."""
        with self._lock:
            self._kept[user_id] = (time.monotonic(), index)
            self._kept.move_to_end(user_id)
            total = sum(len(one) for _, one in self._kept.values())
            while total > MOST_IN_MEMORY and len(self._kept) > 1:
                _, (_, dropped) = self._kept.popitem(last=False)
                total -= len(dropped)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()

    def _drop_idle(self) -> None:
        since = time.monotonic() - IDLE_SECONDS
        for user_id in [pk for pk, (used, _) in self._kept.items() if used < since]:
            del self._kept[user_id]


memory = Memory()


def network_index(user: User, *, store_all: bool = False) -> NetworkIndex:
    """Everybody in the user's network, as committed now, with what this transaction has written.

    Chunks whose words changed are stored again on the way; with `store_all` (for a worker after a bulk
    change) also those of which only plain facts did.
    """
    kept = memory.get(user.pk)
    seen, changed = _look(user.pk, None if kept is None else kept.seen)
    if kept is None or kept.seen.epoch != seen.epoch:
        stored, changed = _stored(user.pk, seen)
        kept = NetworkIndex(seen, stored)
    fresh = _read(user.pk, kept.buckets, changed)
    index = kept.with_buckets(seen, fresh) if fresh else replace(kept, seen=seen)
    if seen.own is None:
        memory.keep(user.pk, index)
        _store(user.pk, seen, fresh if store_all else _pick(fresh, changed))
    return index


def _pick(fresh: Mapping[int, Bucket], changed: Mapping[int, bool]) -> dict[int, Bucket]:
    return {number: bucket for number, bucket in fresh.items() if changed[number]}


# --- What changed -----------------------------------------------------------------------------

# Numbers at or above the snapshot's end are of another server, whose dump was restored here.
_UNSEEN = """
    n.transaction >= pg_snapshot_xmin({snapshot})::text::bigint
    AND NOT pg_visible_in_snapshot(n.transaction::text::xid8, {snapshot})
    AND (n.transaction < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
         OR n.transaction = pg_current_xact_id_if_assigned()::text::bigint)
"""
_EPOCH = (
    "(SELECT system_identifier FROM pg_control_system())::text"
    " || '/' || pg_relation_filenode('connectors_relationship') || '/2'"
)  # the last number is of the form in which chunks are stored
_LOOK = f"""
    SELECT {_EPOCH}, pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text::bigint,
    (SELECT json_object_agg(bucket, words) FROM (
        SELECT n.bucket, bool_or(n.words) AS words FROM connectors_networkchange n
        WHERE n.connector_id = %s AND {_UNSEEN.format(snapshot="%s::pg_snapshot")}
        GROUP BY n.bucket) AS changed)
"""  # noqa: S608  (our own words)
_STORED = f"""
    SELECT DISTINCT ON (c.bucket) c.id, c.bucket, (
        SELECT bool_or(n.words) FROM connectors_networkchange n
        WHERE n.connector_id = c.connector_id AND n.bucket = c.bucket
        AND {_UNSEEN.format(snapshot="c.snapshot::pg_snapshot")}) AS words
    FROM connectors_networkchunk c WHERE c.connector_id = %s AND c.epoch = %s
    ORDER BY c.bucket, c.id DESC
"""  # noqa: S608  (our own words)
_NOTHING = "1:1:"  # a snapshot that has seen nothing


def _look(user_id: int, since: Seen | None) -> tuple[Seen, dict[int, bool]]:
    """Where the database stands; which buckets changed since, and whether their words did."""
    snapshot = since.snapshot if since else None
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [user_id, snapshot, snapshot])
        epoch, now, own, changed = cursor.fetchone()
    return Seen(epoch, now, own), {int(bucket): words for bucket, words in (changed or {}).items()}


def _stored(user_id: int, seen: Seen) -> tuple[dict[int, Bucket], dict[int, bool]]:
    """The stored buckets as far as they can be used, and what has to be read: words too, or facts only."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [user_id, seen.epoch])
        chunks = {pk: (bucket, words) for pk, bucket, words in cursor.fetchall()}
    useful = [pk for pk, (_, words) in chunks.items() if not words]
    contents = NetworkChunk.objects.filter(pk__in=useful).values_list("bucket", "content")
    buckets = {number: _opened(bytes(content)) for number, content in contents.iterator(AT_ONCE)}
    rows = Relationship.objects.filter(connector_id=user_id)
    present = rows.values_list(F("pk").bitrightshift(BUCKET_BITS), flat=True).order_by().distinct()
    changed = {number: False for number, words in chunks.values() if words is False}
    changed |= dict.fromkeys(set(present) ^ set(buckets), True)
    return buckets, changed


# --- Reading and keeping buckets ------------------------------------------------------------------


def _read(
    user_id: int, known: Mapping[int, Bucket], changed: Mapping[int, bool]
) -> dict[int, Bucket]:
    """These buckets as they are now; words are decrypted only where they changed."""
    fresh: dict[int, Bucket] = {}
    numbers = sorted(changed)
    for words in (True, False):
        some = [number for number in numbers if changed[number] is words]
        for start in range(0, len(some), AT_ONCE):
            part = some[start : start + AT_ONCE]
            fresh |= _with_words(user_id, part) if words else _with_facts(user_id, part, known)
    return fresh


def _with_words(user_id: int, numbers: list[int]) -> dict[int, Bucket]:
    facts = _plain_facts(user_id, numbers)
    found: dict[int, list[Person]] = {number: [] for number in numbers}
    rows = Relationship.objects.filter(connector_id=user_id, pk__in=list(facts)).order_by("pk")
    for pk, *said in rows.values_list("pk", "name", "title", "company_name"):
        name, title, company = map(str, said)
        keys = (plain(name), plain(title), plain(company))
        text = " ".join(filter(None, keys))
        person = Person(pk, name, text, keys[0] or LAST, keys[2] or LAST, *facts[pk])
        found[pk >> BUCKET_BITS].append(person)
    return {number: tuple(people) for number, people in found.items()}


def _with_facts(user_id: int, numbers: list[int], known: Mapping[int, Bucket]) -> dict[int, Bucket]:
    """The same people with their plain facts read anew. Who is not known yet comes with the next look."""
    now = _plain_facts(user_id, numbers)
    return {
        number: tuple(
            Person._make((*one[:_WORDS], *now[one.pk]))
            for one in known.get(number, ())
            if one.pk in now
        )
        for number in numbers
    }


def _plain_facts(user_id: int, numbers: list[int]) -> dict[int, tuple[Any, ...]]:
    """By primary key: what of these buckets is no secret, in the order of Person."""
    spans = [(number << BUCKET_BITS, (number + 1 << BUCKET_BITS) - 1) for number in numbers]
    query = f"""
        SELECT {_FACTS} FROM connectors_relationship JOIN unnest(%s, %s) AS span (low, high)
        ON id BETWEEN low AND high WHERE connector_id = %s
    """  # noqa: S608  (our own words)
    with connection.cursor() as cursor:
        cursor.execute(query, [[low for low, _ in spans], [high for _, high in spans], user_id])
        return {pk: _shared(facts) for pk, *facts in cursor.fetchall()}


def _shared(facts: list[Any]) -> tuple[Any, ...]:
    """The few words that many rows have in common stand in memory once."""
    return tuple(intern(one) if type(one) is str else one for one in facts)


def _opened(content: bytes) -> Bucket:
    rows = json.loads(zlib.decompress(content))
    return tuple(Person(*row[:_WORDS], *_shared(row[_WORDS:])) for row in rows)


def _store(user_id: int, seen: Seen, fresh: Mapping[int, Bucket]) -> None:
    """Keep these buckets, encrypted, for other processes; older ones of theirs go."""
    numbers = sorted(fresh)
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        chunks = [
            NetworkChunk(
                connector_id=user_id,
                bucket=number,
                epoch=seen.epoch,
                snapshot=seen.snapshot,
                content=zlib.compress(json.dumps(fresh[number]).encode(), 1),
            )
            for number in part
            if fresh[number]
        ]
        with transaction.atomic():
            old = NetworkChunk.objects.filter(connector_id=user_id, bucket__in=part)
            gone = old.select_for_update(skip_locked=True).values("pk")
            NetworkChunk.objects.filter(pk__in=gone).delete()
            NetworkChunk.objects.bulk_create(chunks)


_STALE = f"""
    DELETE FROM connectors_networkchunk WHERE id IN (
        SELECT c.id FROM connectors_networkchunk c WHERE c.epoch <> {_EPOCH} OR EXISTS (
            SELECT 1 FROM connectors_networkchange n
            WHERE n.connector_id = c.connector_id AND n.bucket = c.bucket
            AND (n.words OR n.made_at < now() - interval '23 hours')
            AND {_UNSEEN.format(snapshot="c.snapshot::pg_snapshot")})
        FOR UPDATE SKIP LOCKED)
"""  # noqa: S608  (our own words)


def prune_network_index() -> int:
    """Delete chunks that say what is not so any more, then changes that nobody needs; how many chunks.

    A trigger deletes the chunk of whoever goes; here goes what was being written at that moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STALE)
        chunks = cursor.rowcount
        cursor.execute(
            "DELETE FROM connectors_networkchange WHERE made_at < now() - interval '1 day'"
            " AND transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        )
    return chunks
