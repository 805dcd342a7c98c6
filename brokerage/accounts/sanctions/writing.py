"""The row of a step, what it does to an account at once, and how it ends. Inside a transaction."""

from collections import Counter

from django.db import connection

from brokerage.accounts import hooks
from brokerage.accounts.models import Sanction, User
from brokerage.accounts.sanctions import mails, standing
from brokerage.accounts.sanctions.checks import Kind
from brokerage.kit import clock
from brokerage.kit.errors import Refusal

#: Whoever takes a step, or proves a mailbox, holds this lock: neither overlooks the other.
_REGISTER_LOCK = 7_305_002


def lock_register() -> None:
    """Wait until nobody else takes a step or proves a mailbox; lasts until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REGISTER_LOCK])


def carry_out(sanction_id: int) -> None:
    """End what somebody suspended may not go on with, once more; nothing if it was lifted meanwhile."""
    found = Sanction.objects.filter(pk=sanction_id, lifted_at__isnull=True)
    for row in found.select_related("person", "given_by"):
        end_what_is_under_way(row.person, row.given_by)


def end_what_is_under_way(person: User, staff: User) -> dict[str, int]:
    """Let the other apps end what a suspended person may not go on with; the counts of all."""
    counts: Counter[str] = Counter()
    for end in hooks.suspension_steps.all:
        counts.update(end(person, staff))
    return dict(counts)


def write(row: Sanction, person: User, staff: User) -> None:
    """The step holds from now on: what it ends, ends with it."""
    if row.kind in standing.OUT:
        person.suspended_at = row.given_at
        person.save(update_fields=["suspended_at"])
        row.effects = end_what_is_under_way(person, staff)
    row.save()
    if row.kind != Kind.WARN or not row.carried_from_id:
        mails.tell(row)


def _lock(person: User) -> User:
    # No key lock: rows that only point at this person, such as events, need not wait for us.
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def make_room(kind: str, person: User, staff: User) -> None:
    """Refuse a step that holds already; a ban takes the place of a suspension."""
    held = standing.running(person)
    if kind == Kind.LIMIT and held.exists():
        raise Refusal("A limit or more holds already.", code="already")
    out = held.filter(kind__in=standing.OUT).first()
    if kind not in standing.OUT or out is None:
        return
    if kind == Kind.SUSPEND or out.kind == Kind.BAN:
        raise Refusal(f"A {out.get_kind_display().lower()} runs already.", code="already")
    out.lifted_at, out.lifted_by, out.lifted_reason = clock.now(), staff, "A ban takes its place."
    out.save()  # the ban's own email tells it all


def _end(row: Sanction, person: User, reason: str, staff: User | None) -> None:
    row.lifted_at, row.lifted_by, row.lifted_reason = clock.now(), staff, reason
    row.save()
    if not standing.running(person).filter(kind__in=standing.OUT).exists():
        person.suspended_at = None
        person.save(update_fields=["suspended_at"])
    mails.tell_lifted(row)
