"""What the desk does about an email to a prospect that may not have arrived."""

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from introductions.models import Notice
from introductions.notices import why_silent


@transaction.atomic
def send_again(notice: Notice, *, staff: User) -> None:
    """Send a notice once more, because `staff` found that it never arrived; refused where nobody is
    to be written to any more."""
    row = Notice.objects.select_for_update().get(pk=notice.pk)
    if why := why_silent(row):
        raise Refusal(f"It is not sent again: {why}.", code="moved_on")
    if row.told_at is None or not row.dropped:
        raise Refusal("It is on its way, or has been sent.", code="moved_on")
    row.told_at = row.claimed_at = None
    row.dropped, row.due_at, row.tries = "", clock.now(), 0
    row.save()
    record_staff_action(staff, "send an email again", f"notice:{row.pk}", row.kind)
    run_later("introductions.tasks.tell", row.pk)
