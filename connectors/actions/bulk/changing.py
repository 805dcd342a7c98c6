"""Change many relationships at once: a preview, the change in batches, and its undoing.

A price needs no decryption: one UPDATE per batch. A batch commits with its progress, to be gone on with.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from brokerage.accounts.models import User
from brokerage.cases.sweeping import each
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from brokerage.kit.money import Money
from connectors.actions.bulk.removing import REMOVE, bring_back, remove_some
from connectors.actions.import_rows import lock_owner
from connectors.actions.offering import Change, Outcome, change, change_rows, refuse_change
from connectors.models import UNDO_FOR, BulkChange, Relationship
from connectors.models.bulk_changes import Former
from connectors.queries import can_undo, under_way_in_bulk, visible_to
from connectors.queries.network import NETWORK_LIMIT

AT_ONCE = 200
"""Up to so many are changed while the connector waits."""
BATCH, LIGHT_BATCH = 250, 20_000
_PROGRESS = ["status", "done", "changed", "refused", "touched_at"]
Status = BulkChange.Status


@transaction.atomic
def prepare_bulk(user: User, pks: Iterable[int], wanted: Change | None) -> BulkChange:
    """Write down one change to many, to be looked at first; None removes them. All but what is looked at
    can be undone for seven days.

    Refuses what nobody can ask for, whoever was chosen.
    """
    own = visible_to(user).filter(pk__in=list(pks))
    chosen = list(own.order_by().values_list("pk", flat=True))
    if wanted is None and not chosen:
        raise Refusal("Choose at least one relationship first.", code="none_chosen", status=400)
    if wanted is not None:
        unlisted = bool(wanted.listed) and own.filter(listed_at__isnull=True).exists()
        refuse_change(user, wanted, anybody=bool(chosen), unlisted=unlisted)
    bulk = BulkChange(connector=user, wanted=_as_facts(wanted))
    bulk.rows = chosen
    bulk.save()
    return bulk


@transaction.atomic
def confirm_bulk(user: User, public_id: uuid.UUID | str) -> BulkChange:
    """Carry it out: a small one at once, a large one by a worker. Confirmed twice it happens once."""
    bulk = _locked(user, public_id)
    if bulk.status != Status.PREVIEW:
        return bulk
    _start(bulk, Status.WAITING)
    return bulk


@transaction.atomic
def undo_bulk(user: User, public_id: uuid.UUID | str) -> BulkChange:
    """Put back what it changed and nobody has changed since; refused once that is not possible."""
    bulk = _locked(user, public_id)
    if bulk.status in {Status.UNDOING, Status.UNDONE}:
        return bulk
    if bulk.status != Status.DONE:
        raise Refusal("This change is still running. Undo it when it is done.", code="running")
    if not can_undo(bulk):
        raise Refusal(
            f"There is nothing to undo, or it is more than {UNDO_FOR.days} days ago.",
            code="no_undo",
        )
    if bulk.is_removal and user.relationships.count() + bulk.changed > NETWORK_LIMIT:
        raise Refusal(
            f"A network can hold {NETWORK_LIMIT:,} people; with these it would hold more.",
            code="too_many",
        )
    bulk.done, bulk.refused = 0, {}
    _start(bulk, Status.UNDOING)
    return bulk


def carry_out_bulk(bulk_id: int) -> None:
    """Do what is left. Repeated, interrupted or doubled, it ends the same."""
    while _batch(bulk_id):
        pass


def resume_bulk_changes() -> int:
    """Go on with what a lost queue or worker left lying, and forget previews of yesterday; how many.

    One that fails rests longer and longer, and from the third time on it is a case.
    """
    now = clock.now()
    BulkChange.objects.filter(
        status=Status.PREVIEW, created_at__lt=now - timedelta(days=1)
    ).delete()
    lying = under_way_in_bulk(before=now - timedelta(minutes=1))
    return len(each("bulk change", lying, carry_out_bulk))


def _locked(user: User, public_id: uuid.UUID | str) -> BulkChange:
    return BulkChange.objects.select_for_update().get(connector=user, public_id=public_id)


def _start(bulk: BulkChange, status: Status) -> None:
    bulk.status, bulk.touched_at = status, clock.now()
    bulk.save()
    if bulk.total > AT_ONCE:
        run_later("connectors.tasks.carry_out_bulk", bulk.pk)
        return
    while not bulk.is_over:
        _work(bulk)
    bulk.save()


@transaction.atomic
def _batch(bulk_id: int) -> bool:
    """The next batch, under the lock of its row; True while there are more."""
    owner = lock_owner(BulkChange.objects.filter(pk=bulk_id))
    bulk = BulkChange.objects.select_for_update().filter(pk=bulk_id).first()
    if owner is None or bulk is None or bulk.is_over:  # it goes with a closed account
        return False
    more = [] if bulk.status == Status.UNDOING else ["stayed", "packed_former"]
    _work(bulk)
    bulk.touched_at = clock.now()
    bulk.save(update_fields=[*_PROGRESS, *more])
    return not bulk.is_over


def _work(bulk: BulkChange) -> None:
    if bulk.status == Status.UNDOING:
        _undo_some(bulk)
        return
    bulk.status = Status.RUNNING
    wanted = _as_change(bulk.wanted)
    pks = bulk.rows[bulk.done : bulk.done + _size(wanted)]
    outcome = remove_some(bulk, pks) if wanted is None else _changed(bulk, pks, wanted)
    bulk.done += len(pks)
    bulk.changed += outcome.changed
    _count(bulk, outcome.reasons)
    if bulk.done >= bulk.total:
        bulk.status = Status.DONE


def _size(wanted: Change | None) -> int:
    return LIGHT_BATCH if wanted is not None and wanted.is_price_only else BATCH


def _count(bulk: BulkChange, reasons: Iterable[tuple[str, int]]) -> None:
    for reason, count in reasons:
        bulk.refused[reason] = bulk.refused.get(reason, 0) + count


def _changed(bulk: BulkChange, pks: list[int], wanted: Change) -> Outcome:
    """Change these and keep what they said before; who is gone meanwhile is left out."""
    own = visible_to(bulk.connector).filter(pk__in=pks)
    rows = own.select_related(None)
    if wanted.is_price_only:
        return _priced(bulk, own, wanted)
    before = {
        pk: (public_id, tuple(_plain(one) for one in said))
        for pk, public_id, *said in rows.select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", "public_id", *bulk.fields)
    }
    if not before:
        return Outcome()
    outcome = _tried(bulk.connector, [public_id for public_id, _ in before.values()], wanted)
    former = bulk.former
    for pk, (public_id, said) in before.items():
        if public_id not in outcome.refused:
            former.setdefault(said, []).append(pk)
    bulk.former = former
    return outcome


def _priced(bulk: BulkChange, own: QuerySet[Relationship], wanted: Change) -> Outcome:
    """The same where only a price changes: one look and one UPDATE."""
    try:
        with transaction.atomic():
            outcome = change_rows(bulk.connector, own, wanted)
    except Refusal as refusal:
        ids = own.values_list("public_id", flat=True)
        return Outcome(refused=dict.fromkeys(ids, refusal.sentence))
    former = bulk.former
    for pk, said in outcome.former_prices.items():
        former.setdefault(said, []).append(pk)
    bulk.former = former
    return outcome


def _tried(user: User, public_ids: list[uuid.UUID], wanted: Change) -> Outcome:
    """The outcome; what is refused as a whole is refused for each of them."""
    try:
        with transaction.atomic():
            return change(user, public_ids, wanted)
    except Refusal as refusal:
        return Outcome(refused=dict.fromkeys(public_ids, refusal.sentence))


# --- Undoing --------------------------------------------------------------------------------------


def _undo_some(bulk: BulkChange) -> None:
    if bulk.is_removal:
        outcome = bring_back(bulk, BATCH)
        bulk.done += outcome.changed
        _count(bulk, outcome.reasons)
        if not bulk.removed.exists():
            bulk.status = Status.UNDONE
        return
    everybody = [(pk, said) for said, pks in bulk.former.items() for pk in pks]
    some = everybody[bulk.done : bulk.done + _size(_as_change(bulk.wanted))]
    groups: dict[Former, list[int]] = {}
    for pk, said in some:
        groups.setdefault(said, []).append(pk)
    for said, pks in groups.items():
        _put_back(bulk, pks, dict(zip(bulk.fields, said, strict=True)))
    bulk.done += len(some)
    if bulk.done >= len(everybody):
        bulk.status = Status.UNDONE


def _put_back(bulk: BulkChange, pks: list[int], said: Mapping[str, Any]) -> None:
    """What these said before, where they still say what the change made of them."""
    user, wanted = bulk.connector, bulk.wanted
    if "listed_at" in said and not said["listed_at"]:
        _change_where(bulk, pks, Change(listed=False), lambda row: row.is_listed)
    for name in ("strength", "show_company"):
        if name in said:
            back = Change(**{name: said[name]})
            _change_where(bulk, pks, back, lambda row, n=name: getattr(row, n) == wanted[n])  # type: ignore[misc]
    if "price_minor" in said:
        now = {name: wanted[name] for name in ("price_minor", "currency")}
        rows = visible_to(user).filter(pk__in=pks, **now)
        if said["price_minor"] is None:  # a listing keeps its price
            rows.filter(listed_at__isnull=True).update(
                price_minor=None, currency=said["currency"], updated_at=clock.now()
            )
        else:
            ids = list(rows.values_list("public_id", flat=True))
            price = Money(said["price_minor"], said["currency"])
            _count(bulk, _tried(user, ids, Change(price=price)).reasons if ids else [])
    if said.get("listed_at"):
        rested = bool(wanted.get("rest"))
        _change_where(
            bulk,
            pks,
            Change(listed=True),
            lambda row: not row.is_listed and (row.back_at is not None or not rested),
        )
    if said.get("back_at"):
        rows = visible_to(user).filter(pk__in=pks, listed_at=None, back_at=None)
        rows.update(back_at=said["back_at"])


def _change_where(
    bulk: BulkChange, pks: list[int], wanted: Change, still: Callable[[Relationship], bool]
) -> None:
    rows = visible_to(bulk.connector).filter(pk__in=pks)
    ids = [row.public_id for row in rows if still(row)]
    if ids:
        _count(bulk, _tried(bulk.connector, ids, wanted).reasons)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _as_facts(wanted: Change | None) -> dict[str, Any]:
    if wanted is None:
        return REMOVE
    price = wanted.price
    return {
        "price_minor": price.amount if price else None,
        "currency": price.currency if price else "",
        "strength": wanted.strength,
        "show_company": wanted.show_company,
        "listed": wanted.listed,
        "rest": wanted.rest,
    }


def _as_change(facts: Mapping[str, Any]) -> Change | None:
    if facts.get("remove"):
        return None
    price = Money(facts["price_minor"], facts["currency"]) if facts["price_minor"] else None
    return Change(
        price=price,
        strength=facts["strength"],
        show_company=facts["show_company"],
        listed=facts["listed"],
        rest=facts.get("rest", False),
    )
