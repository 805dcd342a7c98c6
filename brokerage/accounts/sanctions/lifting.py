"""A step ends before its time by the staff, or by the clock."""

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import Sanction, User
from brokerage.accounts.sanctions.carrying import same_step
from brokerage.accounts.sanctions.checks import check, check_reason
from brokerage.accounts.sanctions.writing import _end, _lock, lock_register
from brokerage.kit import clock
from brokerage.kit.errors import Refusal


@transaction.atomic
def lift(sanction: Sanction, *, staff: User, reason: str) -> Sanction:
    """End a step before its time, for every account of the person; refused for what is over. What has
    ended does not come back."""
    lock_register()
    person = _lock(sanction.person)
    row = Sanction.objects.select_for_update(no_key=True, of=("self",)).get(pk=sanction.pk)
    check(staff, person, row.kind)
    check_reason(reason)
    if not row.is_running:
        raise Refusal("This is over already.", code="over")
    _end(row, person, reason.strip(), staff)
    record_staff_action(staff, f"lift {row.kind}", str(person.public_id), reason.strip())
    for other in same_step(row):
        _end(other, _lock(other.person), reason.strip(), staff)
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
