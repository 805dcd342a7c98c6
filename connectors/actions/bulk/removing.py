"""Remove many people at once; what they said is kept, encrypted, so that it can be undone for seven days."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from connectors.actions.editing import remove
from connectors.actions.import_rows import lock_account, set_facts, share_prospects, take_in
from connectors.actions.import_rows.acquaintance import Acquaintance
from connectors.actions.import_rows.arrivals import arrival_of
from connectors.actions.import_rows.changes import HISTORY
from connectors.actions.import_rows.intake import NEW, Wanted
from connectors.actions.offering import Change, Outcome, refuse_change
from connectors.census import DatabaseCensus
from connectors.models import (
    DERIVED,
    UNDO_FOR,
    BulkChange,
    FactChange,
    ImportRun,
    Relationship,
    RemovedContact,
)
from connectors.queries import ListingRules, resting_among, visible_to
from connectors.queries.corrections import corrections_now
from connectors.queries.own_contacts.waiting import digests_of
from connectors.readers import ContactRow

#: What a change that removes says it wants.
REMOVE: dict[str, Any] = {"remove": True}
NAMED = 50  # of those who stay
STAYS = "They rest after a request, or are in an introduction, so the entry stays."
HERE_AGAIN = "They are in your network again, so the old entry stays removed."
#: What a contact brings back. What follows from these is worked out anew.
KEPT = (
    "public_id", "name", "email", "profile_url", "title", "company_name", "notes", "country",
    "strength", "how_known", "connected_on", "last_contact_on", "attested_at", "faded_by", "faded_on",
    "rests_unattested", "corrected", "brought_by_id", "typed", "moved_at", "price_minor", "currency",
    "show_company", "last_listed_at", "back_at", "taken_down_at", "taken_down_reason", "created_at",
)  # fmt: skip
_DAYS = {"connected_on", "last_contact_on", "faded_on"}
_TIMES = {"attested_at", "moved_at", "last_listed_at", "back_at", "taken_down_at", "created_at"}
_FROM_FACTS = ("role", "seniority", "department", "category", "listed_at", "updated_at", *DERIVED)


def remove_some(bulk: BulkChange, pks: Iterable[int]) -> Outcome:
    """Remove these; who is in an introduction, or rests after one, stays and is named."""
    user = bulk.connector
    lock_account(user)
    share_prospects()  # an erasure waits, and finds what is kept here for undoing
    rows = visible_to(user).filter(pk__in=list(pks))
    bound = set(rows.filter(introductions__isnull=False).values_list("pk", flat=True))
    bound |= resting_among(user, rows.filter(rests_until=None))
    free = [row for row in rows if row.pk not in bound]
    outcome = Outcome(refused={row.public_id: STAYS for row in rows if row.pk in bound})
    RemovedContact.objects.bulk_create(_kept(bulk, free))
    outcome.changed = remove(user, [row.public_id for row in free]) if free else 0
    names = [row.name for row in rows if row.pk in bound]
    bulk.stayed = [*bulk.stayed, *names][:NAMED]
    return outcome


@transaction.atomic
def remove_one(user: User, public_id: uuid.UUID | str) -> BulkChange:
    """Remove one relationship of the user's, to be undone like a removal of many (`undo_bulk`).

    Refuses, and removes nobody, where `remove` does.
    """
    lock_account(user)
    share_prospects()
    row = visible_to(user).get(public_id=public_id)
    bulk = BulkChange(connector=user, wanted=REMOVE, status=BulkChange.Status.DONE)
    bulk.rows = [row.pk]
    bulk.done = 1
    kept = list(_kept(bulk, [row]))  # read before it goes, written once it may go
    bulk.changed = remove(user, [public_id])
    bulk.save()
    RemovedContact.objects.bulk_create(kept)
    return bulk


def bring_back(bulk: BulkChange, size: int) -> Outcome:
    """Bring the next of those back whom `bulk` removed. Who came in again meanwhile stays as they are."""
    user = bulk.connector
    lock_account(user)
    share_prospects()
    some = list(bulk.removed.order_by("pk")[:size])
    outcome = Outcome()
    facts = [_facts(one.gone) for one in some]
    here = _here_again(user, [_as_row(place, said) for place, said in enumerate(facts)])
    outcome.refused = {facts[place]["public_id"]: HERE_AGAIN for place in here}
    back = [said for place, said in enumerate(facts) if place not in here]
    wanted = [Wanted(_as_row(place, said), NEW) for place, said in enumerate(back)]
    rows = take_in(user, wanted).relationships
    pasts = [one.gone["past"] for place, one in enumerate(some) if place not in here]
    _restore(user, list(zip(rows, back, strict=True)), outcome)
    for row, past in zip(rows, pasts, strict=True):
        FactChange.objects.bulk_create(
            FactChange(relationship=row, **one | {"at": _time(one["at"])}) for one in past
        )
    outcome.changed = len(rows)
    RemovedContact.objects.filter(pk__in=[one.pk for one in some]).delete()
    return outcome


def forget_removed() -> int:
    """Delete for good whom nobody can bring back any more; how many."""
    old = RemovedContact.objects.filter(bulk__created_at__lt=clock.now() - UNDO_FOR)
    return old.exclude(bulk__status=BulkChange.Status.UNDOING).delete()[0]


def _kept(bulk: BulkChange, rows: list[Relationship]) -> list[RemovedContact]:
    pasts: dict[int, list[dict[str, str]]] = {}
    changes = FactChange.objects.filter(relationship__in=rows, fact__in=HISTORY).order_by("pk")
    for one in changes:
        past = {"fact": one.fact, "before": one.before, "after": one.after}
        pasts.setdefault(one.relationship_id, []).append(past | {"at": one.at.isoformat()})
    return [
        RemovedContact(
            bulk=bulk,
            gone={name: _plain(getattr(row, name)) for name in (*KEPT, "listed_at")}
            | {"past": pasts.get(row.pk, [])},
            digests=sorted(digests_of(row.email, row.profile_url)),
        )
        for row in rows
    ]


def _here_again(user: User, rows: list[ContactRow]) -> set[int]:
    """Which of these, by number, somebody in the network has an address of by now."""
    arrivals = [arrival_of(row) for row in rows]
    known = Acquaintance(user, arrivals, add_companies=False)
    return {one.row.number for one in arrivals if known.mailed(one) or known.profiled(one)}


def _restore(
    user: User, pairs: list[tuple[Relationship, Mapping[str, Any]]], outcome: Outcome
) -> None:
    census, corrections, now = DatabaseCensus(), corrections_now(), clock.now()
    runs = {said["brought_by_id"] for _, said in pairs}
    there = set(ImportRun.objects.filter(pk__in=runs - {None}).values_list("pk", flat=True))
    for row, said in pairs:
        for name in KEPT:
            setattr(row, name, said[name])
        row.brought_by_id = row.brought_by_id if row.brought_by_id in there else None
        row.updated_at = now
        set_facts(row, census, corrections)
    _list_again(
        user, [(row, said["listed_at"]) for row, said in pairs if said["listed_at"]], outcome
    )
    rows = [row for row, _ in pairs]
    fields = [one.removesuffix("_id") for one in (*KEPT, *_FROM_FACTS) if one != "public_id"]
    Relationship.objects.bulk_update(rows, [*fields, "public_id"], batch_size=500)


def _list_again(
    user: User, pairs: list[tuple[Relationship, dt.datetime]], outcome: Outcome
) -> None:
    """List those who were, as far as the rules allow it today; why not the others."""
    rows = [row for row, _ in pairs]
    try:
        if rows:
            refuse_change(user, Change(listed=True), anybody=True, unlisted=True)
    except Refusal as refusal:
        outcome.refused |= {row.public_id: refusal.sentence for row in rows}
        return
    rules = ListingRules(user, rows)
    for row, listed_at in pairs:
        if reason := rules.why_not(row):
            outcome.refused[row.public_id] = reason
        else:
            row.listed_at = listed_at
            row.last_listed_at = clock.now()


def _as_row(number: int, said: Mapping[str, Any]) -> ContactRow:
    return ContactRow(
        number,
        said["name"],
        profile_url=said["profile_url"],
        email=said["email"],
        company=said["company_name"],
        position=said["title"],
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def _facts(gone: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: gone[name] for name in (*KEPT, "listed_at")}
    facts["public_id"] = uuid.UUID(facts["public_id"])
    for name in _DAYS:
        facts[name] = dt.date.fromisoformat(facts[name]) if facts[name] else None
    for name in (*_TIMES, "listed_at"):
        facts[name] = _time(facts[name])
    return facts


def _time(said: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(said) if said else None
