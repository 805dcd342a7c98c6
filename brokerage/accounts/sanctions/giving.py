"""Warn, limit, suspend, ban: taken by the staff; the ban of one of the staff needs two."""

from datetime import datetime, timedelta

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import BanProposal, Sanction, User
from brokerage.accounts.sanctions import seniority, standing
from brokerage.accounts.sanctions.carrying import carry
from brokerage.accounts.sanctions.checks import Kind, check, check_words
from brokerage.accounts.sanctions.writing import _lock, lock_register, make_room, write
from brokerage.kit import clock
from brokerage.kit.errors import Refusal

PROPOSAL_STANDS = timedelta(days=14)


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
    check(staff, person, Kind.BAN)
    check_words(code, reason, None)
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
        check(staff, person, Kind.BAN)
    except Refusal:
        return False
    return True


def _propose(person: User, staff: User, code: str, reason: str) -> BanProposal:
    row = BanProposal.objects.create(
        person=person, code=code, reason=reason.strip(), proposed_by=staff, proposed_at=clock.now()
    )
    record_staff_action(staff, "propose ban", str(person.public_id), f"{code}: {row.reason}")
    return row


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
    check(staff, person, kind)
    check_words(code, reason, until)
    make_room(kind, person, staff)
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
    write(row, person, staff)
    for one in filter(None, (staff, seconded_by)):
        record_staff_action(one, kind, str(person.public_id), f"{code}: {row.reason}")
    others = standing.accounts_of(person) - {person.pk}
    for other in User.objects.filter(pk__in=others).order_by("pk"):
        carry(row, _lock(other))
    return row
