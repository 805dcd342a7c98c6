"""The ladder: warn, limit, suspend, ban, and lift. Each leaves a row in the audit log and is mailed.

What a suspension does to what is under way is done by the deeds named in `settings.SANCTION_DEEDS`,
in the same transaction: they take the person and the staff, and answer with counts for the mail.
"""

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from brokerage.accounts import standing
from brokerage.accounts.models import Sanction, User
from brokerage.accounts.staff import record_staff_action
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later

Kind = Sanction.Kind
REASON_LENGTH = (10, 2000)
NEEDS: dict[str, str] = {
    Kind.WARN: "cases.sanction",
    Kind.LIMIT: "cases.sanction",
    Kind.SUSPEND: "cases.ban",
    Kind.BAN: "cases.ban",
}
"""The permission that each step needs, to give and to lift it."""


def warn(person: User, *, staff: User, code: str, reason: str) -> Sanction:
    """Say in writing that something must not happen again."""
    return _give(Kind.WARN, person, staff, code, reason, None)


def limit(
    person: User, *, staff: User, code: str, reason: str, until: datetime | None = None
) -> Sanction:
    """No new listings, one open request at a time; until a moment (UTC) or until lifted."""
    return _give(Kind.LIMIT, person, staff, code, reason, until)


def suspend(
    person: User, *, staff: User, code: str, reason: str, until: datetime | None = None
) -> Sanction:
    """Nothing new at all: listings vanish, what is not made yet ends; until `until` or lifted."""
    return _give(Kind.SUSPEND, person, staff, code, reason, until)


def ban(person: User, *, staff: User, code: str, reason: str) -> Sanction:
    """As a suspension, without end and without signing in. A suspension that runs turns into it."""
    return _give(Kind.BAN, person, staff, code, reason, None)


@transaction.atomic
def lift(sanction: Sanction, *, staff: User, reason: str) -> Sanction:
    """End a step before its time; refused for what is over. What has ended does not come back."""
    person = _lock(sanction.person)
    row = Sanction.objects.select_for_update(no_key=True, of=("self",)).get(pk=sanction.pk)
    _check(staff, person, row.kind)
    _check_reason(reason)
    if not row.is_running:
        raise Refusal("This is over already.", code="over")
    _end(row, person, reason.strip(), staff)
    record_staff_action(staff, f"lift {row.kind}", str(person.public_id), reason.strip())
    return row


@transaction.atomic
def lift_if_over(sanction_id: int) -> bool:
    """The clock's lifting: True if its time was over and it ended now."""
    found = Sanction.objects.filter(pk=sanction_id, lifted_at__isnull=True).first()
    if found is None:
        return False
    person = _lock(found.person)
    row = Sanction.objects.select_for_update(no_key=True, of=("self",)).get(pk=sanction_id)
    if not row.is_running or row.until is None or row.until > clock.now():
        return False
    _end(row, person, "Its time was over.", None)
    return True


def end_what_is_under_way(person: User, staff: User) -> dict[str, int]:
    """Let the other apps end what a suspended person may not go on with; the counts of all."""
    counts: Counter[str] = Counter()
    for path in settings.SANCTION_DEEDS:
        counts.update(import_string(path)(person, staff))
    return dict(counts)


@transaction.atomic
def _give(
    kind: str, person: User, staff: User, code: str, reason: str, until: datetime | None
) -> Sanction:
    # The person's row is where steps queue: of two at once the second sees the first.
    person = _lock(person)
    _check(staff, person, kind)
    _check_words(code, reason, until)
    _make_room(kind, person, staff)
    row = Sanction(
        person=person,
        kind=kind,
        code=code,
        reason=reason.strip(),
        given_by=staff,
        given_at=clock.now(),
        until=until,
    )
    if kind in standing.OUT:
        person.suspended_at = row.given_at
        person.save(update_fields=["suspended_at"])
        row.effects = end_what_is_under_way(person, staff)
    row.save()
    record_staff_action(staff, kind, str(person.public_id), f"{code}: {row.reason}")
    run_later("brokerage.accounts.tasks.tell_sanction", row.pk)
    return row


def _lock(person: User) -> User:
    # No key lock: rows that only point at this person, such as events, need not wait for us.
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _check(staff: User, person: User, kind: str) -> None:
    if not staff.has_perm(NEEDS[kind]) or staff.suspended_at:
        raise Refusal("This is not yours to do.", code="not_yours", status=403)
    if staff.pk == person.pk:
        raise Refusal("Nobody decides about themself.", code="yourself", status=403)
    if person.is_superuser:
        raise Refusal("This is an administrator of the site.", code="superuser", status=403)
    if person.closed_at:
        raise Refusal("This account is closed.", code="closed")


def _check_words(code: str, reason: str, until: datetime | None) -> None:
    if code not in Sanction.Code.values:
        raise Refusal("Choose what it is about.", code="code", status=400, field="code")
    _check_reason(reason)
    if until is not None and until <= clock.now():
        raise Refusal("The end lies in the past.", code="until", status=400, field="until")


def _check_reason(reason: str) -> None:
    shortest, longest = REASON_LENGTH
    if not shortest <= len(reason.strip()) <= longest:
        raise Refusal(
            f"Write the reason in {shortest} to {longest:,} characters; the person reads it.",
            code="reason",
            status=400,
            field="reason",
        )


def _make_room(kind: str, person: User, staff: User) -> None:
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
    out.lift_told_at = out.told_at = out.told_at or clock.now()  # the ban's own mail tells it all
    out.save()


def _end(row: Sanction, person: User, reason: str, staff: User | None) -> None:
    row.lifted_at, row.lifted_by, row.lifted_reason = clock.now(), staff, reason
    row.save()
    if not standing.running(person).filter(kind__in=standing.OUT).exists():
        person.suspended_at = None
        person.save(update_fields=["suspended_at"])
    run_later("brokerage.accounts.tasks.tell_sanction", row.pk)
