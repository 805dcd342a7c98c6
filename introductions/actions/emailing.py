"""What becomes of a notice: the desk sends it again where it may not have arrived; its reader has seen it."""

from collections.abc import Iterable

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from introductions.models import Introduction, Notice
from introductions.notices import why_silent
from introductions.queries import notices_for


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


def note_read(user: User, keys: Iterable[int]) -> int:
    """`user` has seen these notices of theirs; how many of them were new."""
    unread = Notice.objects.filter(reader=user, pk__in=list(keys), read_at__isnull=True)
    return unread.update(read_at=clock.now())


def note_read_about(user: User, introduction: Introduction) -> int:
    """`user` has opened the page of `introduction`: what it told is no news any more; how many were new."""
    told = notices_for(user).filter(event__introduction=introduction, read_at__isnull=True)
    return note_read(user, told.order_by().values_list("pk", flat=True))


def note_all_read(user: User) -> int:
    """`user` has seen all there is by now; how many were new."""
    return note_read(
        user, notices_for(user).filter(read_at__isnull=True).values_list("pk", flat=True)
    )
