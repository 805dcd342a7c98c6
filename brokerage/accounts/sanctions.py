"""The ladder: warn, limit, suspend, ban, and lift. Each leaves a row in the audit log and is mailed.

A step is taken against a person: it holds for every account that shares a proven mailbox, as a row of its
own that was carried over, and is lifted for all of them. The ban of a member of the staff needs two.

What a suspension does to what is under way is done by `hooks.suspension_steps`,
in the same transaction: they take the person and the staff, and answer with counts for the mail.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from brokerage.accounts import hooks, seniority, standing, telling
from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import BanProposal, Sanction, User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal

Kind = Sanction.Kind
REASON_LENGTH = (10, 2000)
NEEDS: dict[str, str] = {
    Kind.WARN: "cases.sanction",
    Kind.LIMIT: "cases.sanction",
    Kind.SUSPEND: "cases.ban",
    Kind.BAN: "cases.ban",
}
"""The permission that each step needs, to give and to lift it."""
PROPOSAL_STANDS = timedelta(days=14)
#: Whoever takes a step, or proves a mailbox, holds this lock: neither overlooks the other.
_REGISTER_LOCK = 7_305_002


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


@transaction.atomic
def ban(person: User, *, staff: User, code: str, reason: str) -> Sanction | BanProposal:
    """As a suspension, without end and without signing in. A suspension that runs turns into it.

    Of somebody of the staff the first word only proposes it; another senior's carries it out.
    """
    lock_register()
    if not seniority.is_staff(person):
        return _give(Kind.BAN, person, staff, code, reason, None)
    person = _lock(person)
    _check(staff, person, Kind.BAN)
    _check_words(code, reason, None)
    if standing.running(person).filter(kind=Kind.BAN).exists():
        raise Refusal("A ban runs already.", code="already")
    proposal = _open_proposal(person)
    if proposal is None:
        return _propose(person, staff, code, reason)
    if staff.pk in standing.accounts_of(proposal.proposed_by):
        raise Refusal(
            "You proposed this ban. Another senior moderator must agree.", code="needs_two"
        )
    proposal.closed_at = clock.now()
    proposal.save(update_fields=["closed_at"])
    first = proposal.proposed_by
    return _give(Kind.BAN, person, first, proposal.code, proposal.reason, None, seconded_by=staff)


def open_proposal(person: User) -> BanProposal | None:
    """The ban of this member of the staff that waits for a second word, if one does."""
    since = clock.now() - PROPOSAL_STANDS
    found = BanProposal.objects.filter(person=person, closed_at=None, proposed_at__gt=since)
    return found.select_related("proposed_by").first()


def _open_proposal(person: User) -> BanProposal | None:
    """The same for acting on it: one that is too old, or whose author may not ban any more, is over."""
    found = open_proposal(person)
    if found is not None and _may(found.proposed_by, person):
        return found
    BanProposal.objects.filter(person=person, closed_at=None).update(closed_at=clock.now())
    return None


def _may(staff: User, person: User) -> bool:
    try:
        _check(staff, person, Kind.BAN)
    except Refusal:
        return False
    return True


def _propose(person: User, staff: User, code: str, reason: str) -> BanProposal:
    row = BanProposal.objects.create(
        person=person, code=code, reason=reason.strip(), proposed_by=staff, proposed_at=clock.now()
    )
    record_staff_action(staff, "propose ban", str(person.public_id), f"{code}: {row.reason}")
    return row


def carry_over(user: User) -> None:
    """What holds against another account of the same mailbox holds against this one too. Inside a
    transaction, with the register locked."""
    others = standing.accounts_of(user) - {user.pk}
    if not others:
        return
    person = _lock(user)
    found = Sanction.objects.filter(person__in=others, lifted_at__isnull=True).order_by("pk")
    for row in found:
        if row.until is None or row.until > clock.now():
            _carry(row, person)


def _carry(row: Sanction, person: User) -> None:
    """One step against another account of this person. A warning is only kept, it was said before."""
    root = row.carried_from_id or row.pk
    mine = Sanction.objects.filter(person=person)
    there = mine.filter(Q(pk=root) | Q(carried_from=root)).exists()
    if there or person.closed_at or row.given_by_id == person.pk or person.is_superuser:
        return
    try:
        _make_room(row.kind, person, row.given_by)
    except Refusal:
        return  # as much holds already
    copy = Sanction(
        person=person,
        kind=row.kind,
        code=row.code,
        reason=row.reason,
        given_by=row.given_by,
        seconded_by=row.seconded_by,
        given_at=clock.now(),
        until=row.until,
        carried_from_id=root,
    )
    _write(copy, person, row.given_by)


def lock_register() -> None:
    """Wait until nobody else takes a step or proves a mailbox; lasts until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REGISTER_LOCK])


@transaction.atomic
def lift(sanction: Sanction, *, staff: User, reason: str) -> Sanction:
    """End a step before its time, for every account of the person; refused for what is over. What has
    ended does not come back."""
    lock_register()
    person = _lock(sanction.person)
    row = Sanction.objects.select_for_update(no_key=True, of=("self",)).get(pk=sanction.pk)
    _check(staff, person, row.kind)
    _check_reason(reason)
    if not row.is_running:
        raise Refusal("This is over already.", code="over")
    _end(row, person, reason.strip(), staff)
    record_staff_action(staff, f"lift {row.kind}", str(person.public_id), reason.strip())
    for other in _same_step(row):
        _end(other, _lock(other.person), reason.strip(), staff)
    return row


def _same_step(row: Sanction) -> list[Sanction]:
    """The rows by which a step holds against other accounts of the same person, as far as they run."""
    root = row.carried_from_id or row.pk
    same = Sanction.objects.filter(Q(pk=root) | Q(carried_from=root), lifted_at__isnull=True)
    return list(same.exclude(pk=row.pk).exclude(kind=Kind.WARN).order_by("pk"))


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


@transaction.atomic
def _give(
    kind: str,
    person: User,
    staff: User,
    code: str,
    reason: str,
    until: datetime | None,
    *,
    seconded_by: User | None = None,
) -> Sanction:
    # The person's row is where steps queue: of two at once the second sees the first.
    lock_register()
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
        seconded_by=seconded_by,
        given_at=clock.now(),
        until=until,
    )
    _write(row, person, staff)
    for one in filter(None, (staff, seconded_by)):
        record_staff_action(one, kind, str(person.public_id), f"{code}: {row.reason}")
    others = standing.accounts_of(person) - {person.pk}
    for other in User.objects.filter(pk__in=others).order_by("pk"):
        _carry(row, _lock(other))
    return row


def _write(row: Sanction, person: User, staff: User) -> None:
    """The step holds from now on: what it ends, ends with it."""
    if row.kind in standing.OUT:
        person.suspended_at = row.given_at
        person.save(update_fields=["suspended_at"])
        row.effects = end_what_is_under_way(person, staff)
    row.save()
    if row.kind != Kind.WARN or not row.carried_from_id:
        telling.tell(row)


def _lock(person: User) -> User:
    # No key lock: rows that only point at this person, such as events, need not wait for us.
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _check(staff: User, person: User, kind: str) -> None:
    if not staff.has_perm(NEEDS[kind]) or staff.suspended_at:
        raise Refusal("This is not yours to do.", code="not_yours", status=403)
    if staff.pk == person.pk:
        raise Refusal("Nobody decides about themself.", code="yourself", status=403)
    seniority.check_rank(staff, person)
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
    out.save()  # the ban's own email tells it all


def _end(row: Sanction, person: User, reason: str, staff: User | None) -> None:
    row.lifted_at, row.lifted_by, row.lifted_reason = clock.now(), staff, reason
    row.save()
    if not standing.running(person).filter(kind__in=standing.OUT).exists():
        person.suspended_at = None
        person.save(update_fields=["suspended_at"])
    telling.tell_lifted(row)
