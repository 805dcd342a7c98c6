"""What holds against one account holds against every account that shares a proven mailbox."""

from django.db.models import Q

from brokerage.accounts.models import Sanction, User
from brokerage.accounts.sanctions import standing
from brokerage.accounts.sanctions.checks import Kind
from brokerage.accounts.sanctions.writing import _lock, make_room, write
from brokerage.kit import clock
from brokerage.kit.errors import Refusal


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
            carry(row, person)


def carry(row: Sanction, person: User) -> None:
    """One step against another account of this person. A warning is only kept, it was said before."""
    root = row.carried_from_id or row.pk
    mine = Sanction.objects.filter(person=person)
    there = mine.filter(Q(pk=root) | Q(carried_from=root)).exists()
    if there or person.closed_at or row.given_by_id == person.pk or person.is_superuser:
        return
    try:
        make_room(row.kind, person, row.given_by)
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
    write(copy, person, row.given_by)


def same_step(row: Sanction) -> list[Sanction]:
    """The rows by which a step holds against other accounts of the same person, as far as they run."""
    root = row.carried_from_id or row.pk
    same = Sanction.objects.filter(Q(pk=root) | Q(carried_from=root), lifted_at__isnull=True)
    return list(same.exclude(pk=row.pk).exclude(kind=Kind.WARN).order_by("pk"))
